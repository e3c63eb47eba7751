"""The links on record, each with what it is doing now."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select, update

from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, Invalid, NotFound, TooMany
from anlan.foundation.secret_box import SecretBox
from anlan.gateways.feeds.addresses import check_address
from anlan.gateways.feeds.models import FeedLink
from anlan.protocols.feed import State, new_key
from anlan.protocols.wording import Sentence

Role = Literal["upper", "lower"]
MAX_LINKS = 1_000
MAX_KEY = 128


@dataclass(slots=True)
class Link:
    """One feed. ``wake`` is set when there may be something to send; ``fault`` says why it is not up."""

    code: str
    role: Role
    key: str = field(repr=False)
    url: str = ""
    authority: str = field(default="", repr=False)
    enabled: bool = True
    replaces_notices: bool = True
    exchanged_utc: datetime | None = None
    resync_from_utc: datetime | None = None
    resync_after: str = ""
    overflowed_utc: datetime | None = None
    overflowing: bool = False
    connected_utc: datetime | None = None
    fault: Sentence | None = None
    # What the other side says of its queue for us.
    theirs: State | None = None
    wake: asyncio.Event = field(default_factory=asyncio.Event, repr=False)


@dataclass(frozen=True, slots=True)
class UpperDraft:
    """How a platform above is reached. ``key``: as its administrator gave it; None keeps the one that is there."""

    url: str
    authority: str = ""
    key: str | None = None
    enabled: bool = True
    replaces_notices: bool = True


class Links:
    """Every link, in memory as in the records."""

    def __init__(
        self, database: Database, clock: Clock, box: SecretBox, *, allow_plain: bool, brokered: bool = False
    ) -> None:
        self._database = database
        self._clock = clock
        self._box = box
        self._allow_plain = allow_plain
        # Where a broker carries all, platforms have no addresses for each other.
        self._brokered = brokered
        self._links: dict[str, Link] = {}

    async def load(self) -> None:
        """Read them."""
        async with self._database.reading() as session:
            rows = (await session.scalars(select(FeedLink))).all()
        self._links = {row.platform: self._link(row) for row in rows}

    def __iter__(self) -> Iterator[Link]:
        return iter(list(self._links.values()))

    def get(self, code: str) -> Link | None:
        """The link with a platform."""
        return self._links.get(code)

    def enabled(self, role: Role) -> list[Link]:
        """Those that are on."""
        return [link for link in self._links.values() if link.enabled and link.role == role]

    async def admit_lower(self, code: str, key: str = "") -> tuple[Link, str]:
        """A new key for a platform below, told once; the one before is void. ``key`` where both sides have agreed on one."""
        key = key or new_key()
        link = await self._keep(code, "lower", key, {"enabled": True})
        return link, key

    async def set_upper(self, code: str, draft: UpperDraft) -> Link:
        """Say how the platform above is reached. Raises ``Invalid`` field by field."""
        if not self._brokered:
            check_address(draft.url, draft.authority, allow_plain=self._allow_plain)
        standing = self._links.get(code)
        key = draft.key or (standing.key if standing is not None else "")
        if not 16 <= len(key) <= MAX_KEY or not key.isascii():
            fault = Sentence("请填写上级平台生成的联网密钥", "the key that the platform above made is needed")
            raise Invalid("feeds.key", fault, fields={"key": fault})
        if any(link.role == "upper" and link.code != code for link in self._links.values()):
            sentence = Sentence("已有一个上级平台的事件联网", "there is a feed to another platform above already")
            raise Conflict("feeds.second_upper", sentence)
        values = {
            "url": draft.url, "authority": draft.authority, "enabled": draft.enabled, "replaces_notices": draft.replaces_notices,
        }  # fmt: skip
        return await self._keep(code, "upper", key, values)

    async def switch(self, code: str, *, enabled: bool) -> Link:
        """Turn a link on or off."""
        link = self.must(code)
        async with self._database.transaction() as session:
            await session.execute(update(FeedLink).where(FeedLink.platform == code).values(enabled=enabled))
        link.enabled = enabled
        return link

    async def remove(self, code: str) -> None:
        """Take it off the record."""
        async with self._database.transaction() as session:
            await session.execute(delete(FeedLink).where(FeedLink.platform == code))
        self._links.pop(code, None)

    def must(self, code: str) -> Link:
        """The link; raises ``NotFound``."""
        link = self._links.get(code)
        if link is None:
            raise NotFound("feeds.no_link", Sentence("与该平台没有事件联网", "there is no feed with this platform"))
        return link

    async def _keep(self, code: str, role: Role, key: str, values: dict[str, object]) -> Link:
        standing = self._links.get(code)
        if standing is None and len(self._links) >= MAX_LINKS:
            raise TooMany(
                "feeds.too_many", Sentence(f"事件联网已达上限 {MAX_LINKS}", f"there are {MAX_LINKS} feeds already")
            )
        sealed = self._box.seal(key, _owner(code))
        async with self._database.transaction() as session:
            row = await session.get(FeedLink, code)
            if row is None:
                row = FeedLink(
                    platform=code, role=role, url="", authority="", key=sealed, enabled=True, replaces_notices=True,
                    created_utc=self._clock.now_utc(), resync_after="",
                )  # fmt: skip
                session.add(row)
            for name, value in {"role": role, "key": sealed, **values}.items():
                setattr(row, name, value)
        link = self._link(row)
        if standing is not None:
            link.overflowing, link.wake = standing.overflowing, standing.wake
        self._links[code] = link
        return link

    def _link(self, row: FeedLink) -> Link:
        return Link(
            code=row.platform, role="upper" if row.role == "upper" else "lower", key=self._box.open(row.key, _owner(row.platform)),
            url=row.url, authority=row.authority, enabled=row.enabled, replaces_notices=row.replaces_notices,
            exchanged_utc=row.exchanged_utc, resync_from_utc=row.resync_from_utc, resync_after=row.resync_after,
            overflowed_utc=row.overflowed_utc,
        )  # fmt: skip


def _owner(code: str) -> str:
    return f"feed:{code}"

"""Choosing what an upper platform sees, and the codes it knows things by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.bulk import among, execute_each
from anlan.capabilities.directory.changes import Author, note_change, record_event
from anlan.capabilities.directory.models import Channel, Node, Platform, Share, ShareCode
from anlan.capabilities.directory.records import Records
from anlan.capabilities.directory.shares.answers import shared_channel_codes
from anlan.capabilities.directory.shares.coverage import CHANNEL_PREFIX
from anlan.capabilities.directory.shares.withdrawal import note_withdrawn
from anlan.foundation.errors import Invalid, NotFound
from anlan.protocols.gbcode import GbCode
from anlan.protocols.wording import Sentence

MOST_SHARES = 10_000


@dataclass(frozen=True, slots=True)
class ShareDraft:
    """One choice: the id of a branch, or a channel's code; ``recursive`` takes what lies below too."""

    node: str
    kind: str  # division, group or channel
    recursive: bool = True


@dataclass(frozen=True, slots=True)
class SharedThing:
    """A choice with the name and division of what was chosen; empty where it is gone."""

    node: str
    kind: str
    recursive: bool
    name: str
    division: str


class Shares:
    """What can be done with shares."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def get(self, upper: str) -> list[SharedThing]:
        """The choices for an upper platform. Raises ``NotFound``."""
        async with self._records.database.reading() as session:
            await _upper(session, upper)
            shares = (await session.scalars(select(Share).where(Share.upper == upper).order_by(Share.node))).all()
            places = await _places(session, [share.node for share in shares])
        return [
            SharedThing(_outward(each.node), each.kind, each.recursive, *places.get(each.node, ("", "")))
            for each in shares
        ]

    async def places(self, drafts: Sequence[ShareDraft], scope: Sequence[str]) -> dict[str, str]:
        """Node or channel code of each draft → its division.

        Raises ``Invalid`` for what does not exist or is of another kind, and in the same words for what lies outside the scope.
        """
        async with self._records.database.reading() as session:
            places = await _checked(session, drafts, scope)
        return {draft.node: places[_inward(draft)][1] for draft in drafts}

    async def set(self, upper: str, drafts: Sequence[ShareDraft], author: Author) -> None:
        """Replace the choices for an upper platform; what it no longer sees will be told it as DEL."""
        now = self._records.clock.now_utc()
        async with self._records.writing() as session:
            platform = await _upper(session, upper)
            await _checked(session, drafts)
            before_count = len((await session.scalars(select(Share.node).where(Share.upper == upper))).all())
            before = await shared_channel_codes(session, upper)
            await session.execute(delete(Share).where(Share.upper == upper))
            rows = {
                _inward(draft): {
                    "upper": upper,
                    "node": _inward(draft),
                    "kind": draft.kind,
                    "recursive": draft.recursive,
                }
                for draft in drafts
            }
            await execute_each(session, insert(Share), list(rows.values()))
            after = await shared_channel_codes(session, upper)
            await note_withdrawn(session, upper, sorted(before - after), now)
            await note_change(session, "platform", upper, author, "edited", {"shares": [before_count, len(rows)]}, now)
            await self._records.tell(session, [record_event("platform", upper, "shares", platform.division)])
        await self._records.tell_gateway(peers=[upper], channels=sorted(before ^ after))

    async def codes(self, upper: str) -> dict[str, str]:
        """Code here → code the upper platform is told, where they differ. Raises ``NotFound``."""
        async with self._records.database.reading() as session:
            await _upper(session, upper)
            query = select(ShareCode.code, ShareCode.wire_code).where(ShareCode.upper == upper).order_by(ShareCode.code)
            return dict((await session.execute(query)).all())

    async def set_codes(self, upper: str, codes: dict[str, str], author: Author) -> None:
        """Replace the mapping of codes. Raises ``Invalid`` for a wire code that is none, or that is given twice."""
        if len(set(codes.values())) != len(codes) or len(codes) > MOST_SHARES:
            raise Invalid(
                "directory.code_mapping",
                Sentence("对外编码重复或过多。", "An outside code is given twice, or there are too many."),
            )
        for wire in codes.values():
            parsed, _ = GbCode.tolerate(wire)
            if parsed is None or parsed != wire:
                raise Invalid(
                    "directory.code_mapping",
                    Sentence(f"对外编码 {wire} 不是 20 位数字。", f"The outside code {wire} does not have 20 digits."),
                )
        now = self._records.clock.now_utc()
        async with self._records.writing() as session:
            await _upper(session, upper)
            await session.execute(delete(ShareCode).where(ShareCode.upper == upper))
            await execute_each(
                session,
                insert(ShareCode),
                [{"upper": upper, "code": code, "wire_code": wire} for code, wire in codes.items()],
            )
            await note_change(session, "platform", upper, author, "edited", {"codes": [None, len(codes)]}, now)
        await self._records.tell_gateway(peers=[upper])


async def _upper(session: AsyncSession, code: str) -> Platform:
    platform = await session.get(Platform, code)
    if platform is None or platform.direction != "out":
        raise NotFound("directory.no_platform", Sentence("没有此上级平台。", "There is no such upper platform."))
    return platform


def _inward(draft: ShareDraft) -> str:
    if draft.kind == "channel":
        return draft.node if draft.node.startswith(CHANNEL_PREFIX) else CHANNEL_PREFIX + draft.node
    return draft.node


def _outward(node: str) -> str:
    return node.removeprefix(CHANNEL_PREFIX)


async def _places(session: AsyncSession, nodes: Sequence[str]) -> dict[str, tuple[str, str]]:
    channels = [node.removeprefix(CHANNEL_PREFIX) for node in nodes if node.startswith(CHANNEL_PREFIX)]
    branches = select(Node.id, Node.name, Node.division).where(among(session, Node.id, nodes))
    found = {node: (name, division) for node, name, division in (await session.execute(branches))}
    leaves = select(Channel.code, Channel.name, Channel.division).where(among(session, Channel.code, channels))
    return found | {CHANNEL_PREFIX + code: (name, division) for code, name, division in (await session.execute(leaves))}


async def _checked(
    session: AsyncSession, drafts: Sequence[ShareDraft], scope: Sequence[str] = ("",)
) -> dict[str, tuple[str, str]]:
    if len(drafts) > MOST_SHARES:
        raise Invalid(
            "directory.shares",
            Sentence(f"共享范围至多 {MOST_SHARES} 项。", f"There can be {MOST_SHARES} shares at most."),
        )
    found = await _places(session, [_inward(draft) for draft in drafts])
    places = {node: place for node, place in found.items() if any(place[1].startswith(root) for root in scope)}
    for draft in drafts:
        is_division = draft.node.startswith("d:")
        fits = {"division": is_division, "group": not is_division, "channel": True}.get(draft.kind, False)
        if _inward(draft) not in places or not fits:
            raise Invalid(
                "directory.share_node",
                Sentence(
                    f"共享对象 {draft.node[:96]} 不存在或类型不符。",
                    f"There is no such thing to share: {draft.node[:96]} as {draft.kind[:16]}.",
                ),
            )
    return places

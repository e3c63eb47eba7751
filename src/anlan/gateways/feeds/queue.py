"""The durable queues: one row for each neighbour and case that it does not have as it is."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import structlog
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.cases.machine import OPEN
from anlan.capabilities.alarms.models import Alarm
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.gateways.feeds.links import Link, Links
from anlan.gateways.feeds.metrics import OVERFLOWS, WAITING
from anlan.gateways.feeds.models import FeedLink, FeedMessage

log = structlog.get_logger("anlan.feeds")

# Cases queued at a time when a neighbour is brought up to date.
RESYNC_PAGE: Final = 2_000
_DELETE_AT_ONCE: Final = 5_000
# Lets one transaction at a time mark or walk; taken before those of audit and events.
_LOCK: Final = 0x414E_4C41_4E03


@dataclass(frozen=True, slots=True)
class Mark:
    """A case to be sent, and the stamp of its newest change."""

    alarm: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for a neighbour."""

    waiting: int
    oldest_utc: datetime | None


class FeedQueue:
    """Implements ``CaseFeed.mark`` and hands out what is to be sent. ``max_waiting``: rows of one neighbour."""

    def __init__(self, database: Database, clock: Clock, links: Links, max_waiting: int) -> None:
        self._database = database
        self._clock = clock
        self._links = links
        self._max_waiting = max_waiting
        # At least as many as there are rows: a second change of a case counts again until the rows are counted.
        self._estimate: dict[str, int] = {}

    async def mark(self, session: AsyncSession, alarms: Collection[str], but_for: str) -> None:
        """Note that the neighbours do not have these cases as they are: those above, and below whence each came."""
        await self._database.lock_until_commit(session, _LOCK)
        uppers = [link for link in self._links.enabled("upper") if link.code != but_for]
        lowers = {link.code: link for link in self._links.enabled("lower") if link.code != but_for}
        for upper in uppers:
            await self._put(session, upper, alarms)
        if lowers:
            origins = select(Alarm.came_from, Alarm.id).where(Alarm.id.in_(alarms), Alarm.came_from.in_(sorted(lowers)))
            found: dict[str, list[str]] = {}
            for neighbour, alarm in await session.execute(origins):
                found.setdefault(neighbour, []).append(alarm)
            for neighbour, ids in found.items():
                await self._put(session, lowers[neighbour], ids)

    async def take(self, link: Link, count: int, under_way: Collection[str]) -> list[Mark]:
        """The oldest marks that are not under way."""
        query = (
            select(FeedMessage.alarm, FeedMessage.stamp)
            .where(FeedMessage.platform == link.code)
            .order_by(FeedMessage.marked_utc, FeedMessage.alarm)
            .limit(count + len(under_way))
        )
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        return [Mark(alarm, stamp) for alarm, stamp in rows if stamp not in under_way][:count]

    async def acknowledge(self, link: Link, stamps: Sequence[str]) -> None:
        """The neighbour has committed these; what has changed meanwhile has another stamp and stays."""
        now = self._clock.now_utc()
        # In one order, as marks are written: PostgreSQL would else find two transactions waiting for each other.
        held = (
            select(FeedMessage.stamp).where(FeedMessage.stamp.in_(stamps)).order_by(FeedMessage.alarm).with_for_update()
        )
        async with self._database.transaction() as session:
            if stamps:
                await session.execute(held)
                await session.execute(delete(FeedMessage).where(FeedMessage.stamp.in_(stamps)))
            await session.execute(update(FeedLink).where(FeedLink.platform == link.code).values(exchanged_utc=now))
        link.exchanged_utc = now
        self._estimate[link.code] = max(0, self._estimate.get(link.code, 0) - len(stamps))

    async def backlog(self, link: Link) -> Backlog:
        """Counted."""
        query = select(func.count(), func.min(FeedMessage.marked_utc)).where(FeedMessage.platform == link.code)
        async with self._database.reading() as session:
            waiting, oldest = (await session.execute(query)).one()
        self._estimate[link.code] = waiting
        WAITING.labels(link.code).set(waiting)
        return Backlog(waiting, oldest)

    async def bring_up_to_date(self, link: Link, since_utc: datetime | None = None) -> None:
        """Tell the neighbour everything anew that is open or has changed since then, page by page, beside what changes meanwhile."""
        since = since_utc or self._clock.now_utc()
        async with self._database.transaction() as session:
            await self._note_resync(session, link, since)
        link.resync_from_utc, link.resync_after = since, ""
        link.wake.set()

    async def next_page(self, link: Link) -> bool:
        """Queue the next page of that; False where nothing is left to be told anew."""
        since = link.resync_from_utc
        if since is None:
            return False
        changed = or_(
            Alarm.state.in_(sorted(OPEN)), Alarm.last_step_utc >= since, Alarm.last_signal_utc >= since, Alarm.received_utc >= since
        )  # fmt: skip
        query = select(Alarm.id).where(Alarm.id > link.resync_after, changed).order_by(Alarm.id).limit(RESYNC_PAGE)
        if link.role == "lower":
            query = query.where(Alarm.came_from == link.code)
        async with self._database.transaction() as session:
            # From here on changes are queued again; whatever was not is committed and found below.
            await self._database.lock_until_commit(session, _LOCK)
            link.overflowing = False
            ids = (await session.scalars(query)).all()
            last = len(ids) < RESYNC_PAGE
            if ids:
                await self._write(session, link, ids)
            values: dict[str, Any] = {"resync_after": "" if last else ids[-1]}
            if last:
                values["resync_from_utc"] = None
            await session.execute(update(FeedLink).where(FeedLink.platform == link.code).values(values))
        link.resync_after = values["resync_after"]
        link.resync_from_utc = None if last else since
        return bool(ids)

    async def clear(self, code: str) -> None:
        """Forget what waits for a neighbour, a bounded number of rows at a time."""
        while True:
            some = select(FeedMessage.stamp).where(FeedMessage.platform == code).limit(_DELETE_AT_ONCE)
            async with self._database.transaction() as session:
                stamps = (await session.scalars(some)).all()
                await session.execute(delete(FeedMessage).where(FeedMessage.stamp.in_(stamps)))
            if len(stamps) < _DELETE_AT_ONCE:
                break
        self._estimate.pop(code, None)

    async def _put(self, session: AsyncSession, link: Link, alarms: Collection[str]) -> None:
        estimate = self._estimate.get(link.code, 0) + len(alarms)
        if estimate > self._max_waiting:
            count = select(func.count()).select_from(FeedMessage).where(FeedMessage.platform == link.code)
            estimate = (await session.scalar(count) or 0) + len(alarms)
        if estimate > self._max_waiting:
            await self._give_up(session, link)
            return
        self._estimate[link.code] = estimate
        await self._write(session, link, alarms)

    async def _write(self, session: AsyncSession, link: Link, alarms: Iterable[str]) -> None:
        now = self._clock.now_utc()
        rows = [
            {"platform": link.code, "alarm": alarm, "stamp": uuid.uuid4().hex, "marked_utc": now}
            for alarm in sorted(alarms)
        ]
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        statement = insert(FeedMessage)
        again = statement.on_conflict_do_update(
            index_elements=["platform", "alarm"], set_={"stamp": statement.excluded.stamp}
        )
        await session.execute(again, rows)
        self._database.after_commit(session, link.wake.set)

    async def _give_up(self, session: AsyncSession, link: Link) -> None:
        """Too many wait. What they were is in the records; from there the neighbour is told when it comes back."""
        if link.overflowing:
            # Given up already, and nothing has been told since: the walk will find this change as well.
            return
        oldest = await session.scalar(select(func.min(FeedMessage.marked_utc)).where(FeedMessage.platform == link.code))
        since = min(each for each in (oldest, link.resync_from_utc, self._clock.now_utc()) if each is not None)
        await self._note_resync(session, link, since, overflowed_utc=self._clock.now_utc())
        log.error("feed_queue_given_up", platform=link.code, waiting=self._max_waiting, since=since.isoformat())
        OVERFLOWS.labels(link.code).inc()

        def given_up() -> None:
            link.resync_from_utc, link.resync_after, link.overflowing = since, "", True
            link.overflowed_utc = self._clock.now_utc()
            link.wake.set()

        self._database.after_commit(session, given_up)

    async def _note_resync(self, session: AsyncSession, link: Link, since: datetime, **more: Any) -> None:
        values = {"resync_from_utc": since, "resync_after": "", **more}
        await session.execute(update(FeedLink).where(FeedLink.platform == link.code).values(values))

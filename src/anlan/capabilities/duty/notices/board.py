"""The notice board: given out, read, followed, withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import case, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.notices.models import Notice, NoticeReceipt
from anlan.capabilities.duty.notices.recipients import READ, Recipients, Target
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.scope import division_within
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, Invalid, NotFound
from anlan.foundation.events import Outbox
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

NOTICE: Final = "duty.notice"
MANAGE: Final = "duty.manage"
# Whoever has not read it by then is a matter for a talk, not for another reminder.
REMINDED_FOR: Final = timedelta(days=30)
# Events of one change; beyond it one is told at the division that gave the notice out.
MOST_EVENTS: Final = 50
SLICE: Final = 100


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """A notice as written. ``remind_hours``: 0 reminds nobody."""

    division: str
    title: str
    text: str
    targets: tuple[Target, ...]
    urgent: bool = False
    read_by_utc: datetime | None = None
    remind_hours: int = 0


@dataclass(frozen=True, slots=True)
class Followed:
    """A notice with how many have read it, and how many of them in time."""

    notice: Notice
    read: int
    in_time: int


class NoticeBoard:
    """What can be done with notices."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock, gate: Gate, recipients: Recipients) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._gate = gate
        self._recipients = recipients

    async def publish(self, actor: Actor, draft: NoticeDraft) -> Notice:
        """Give a notice out. Who it goes to is settled now; whoever joins later does not get it. Raises ``Invalid``, ``TooMany``."""
        await self._gate.authorize(actor, MANAGE, Resource("duty", draft.division, draft.division, draft.title))
        now = self._clock.now_utc()
        if draft.read_by_utc is not None and draft.read_by_utc <= now:
            fault = Sentence("须晚于现在", "it must be in the future")
            raise Invalid("notices.read_by", fault, fields={"read_by_utc": fault})
        people, targets = await self._recipients.of(actor, draft.targets)
        identity = new_id(now)
        row = Notice(
            id=identity, division=draft.division, title=draft.title.strip(), text=draft.text.strip(), urgent=draft.urgent,
            read_by_utc=draft.read_by_utc, remind_hours=draft.remind_hours,
            next_reminder_utc=now + timedelta(hours=draft.remind_hours) if draft.remind_hours else None, targets=targets,
            recipients=len(people), published_by=actor.id, published_by_name=actor.name, published_utc=now, withdrawn_by_name="",
            withdrawn_utc=None,
        )  # fmt: skip
        receipts = [
            {"notice": identity, "user": each.user, "user_name": each.name, "organisation": each.organisation, "division": each.division, "reminders": 0}
            for each in people
        ]  # fmt: skip
        async with self._database.transaction() as session:
            session.add(row)
            await session.flush()
            await session.execute(insert(NoticeReceipt), receipts)
            await self._tell(session, row, "published", {each.division for each in people})
        return row

    async def withdraw(self, actor: Actor, identity: str) -> None:
        """Take a notice back; it stays on record. Raises ``Conflict`` where it is withdrawn already."""
        row = await self._managed(actor, identity, audited=True)
        values = {
            "withdrawn_utc": self._clock.now_utc(), "withdrawn_by_name": actor.name, "next_reminder_utc": None,
        }  # fmt: skip
        standing = (Notice.id == identity, Notice.withdrawn_utc.is_(None))
        async with self._database.transaction() as session:
            changed = await session.execute(update(Notice).where(*standing).values(values).returning(Notice.id))
            if changed.first() is None:
                raise Conflict("notices.withdrawn", Sentence("该通知已撤回。", "It is withdrawn already."))
            divisions = select(NoticeReceipt.division).where(NoticeReceipt.notice == identity).distinct()
            await self._tell(session, row, "withdrawn", (await session.scalars(divisions)).all())

    async def inbox(
        self, actor: Actor, after: str | None, limit: int, *, unread: bool
    ) -> tuple[list[tuple[Notice, NoticeReceipt]], int]:
        """What went to the actor, newest first, and how many are unread in all; withdrawn ones are left out."""
        mine = (NoticeReceipt.user == actor.id, Notice.withdrawn_utc.is_(None))
        query = select(Notice, NoticeReceipt).join(NoticeReceipt, NoticeReceipt.notice == Notice.id).where(*mine)
        count = select(func.count()).select_from(NoticeReceipt).join(Notice, NoticeReceipt.notice == Notice.id)
        if unread:
            query = query.where(NoticeReceipt.read_utc.is_(None))
        if after:
            query = query.where(Notice.id < after)
        async with self._database.reading() as session:
            rows = (await session.execute(query.order_by(Notice.id.desc()).limit(limit))).all()
            waiting = await session.scalar(count.where(*mine, NoticeReceipt.read_utc.is_(None)))
        return [(row[0], row[1]) for row in rows], waiting or 0

    async def read(self, actor: Actor, identity: str) -> NoticeReceipt:
        """Confirm that the actor has read it; the first time stands. Raises ``NotFound`` where it did not go to the actor."""
        mine = (NoticeReceipt.notice == identity, NoticeReceipt.user == actor.id)
        async with self._database.transaction() as session:
            notice = await session.get(Notice, identity)
            if notice is None or notice.withdrawn_utc is not None:
                raise no_notice()
            unread = update(NoticeReceipt).where(*mine, NoticeReceipt.read_utc.is_(None))
            changed = await session.execute(unread.values(read_utc=self._clock.now_utc()).returning(NoticeReceipt.user))
            receipt = await session.get(NoticeReceipt, (identity, actor.id), populate_existing=True)
            if receipt is None:
                raise no_notice()
            if changed.first() is not None:
                await self._tell(session, notice, "read", {receipt.division})
        return receipt

    async def remind(self, actor: Actor, identity: str) -> int:
        """Remind those who have not read it; how many they are. Raises ``Conflict`` for a withdrawn one."""
        notice = await self._managed(actor, identity, audited=True)
        if notice.withdrawn_utc is not None:
            raise Conflict("notices.withdrawn", Sentence("该通知已撤回。", "It is withdrawn already."))
        async with self._database.transaction() as session:
            return await self._remind(session, notice, self._clock.now_utc())

    async def tick(self) -> None:
        """Remind where it is due."""
        now = self._clock.now_utc()
        due = select(Notice).where(Notice.next_reminder_utc <= now).order_by(Notice.next_reminder_utc).limit(SLICE)
        async with self._database.reading() as session:
            found = [notice.id for notice in (await session.scalars(due)).all()]
        for identity in found:
            async with self._database.transaction() as session:
                notice = await session.get_one(Notice, identity, with_for_update=True)
                if notice.next_reminder_utc is None or notice.next_reminder_utc > now:
                    continue
                reminded = await self._remind(session, notice, now)
                following = now + timedelta(hours=notice.remind_hours)
                goes_on = reminded > 0 and following - notice.published_utc <= REMINDED_FOR
                notice.next_reminder_utc = following if goes_on else None

    async def page(self, actor: Actor, division: str, after: str | None, limit: int) -> tuple[list[Followed], int]:
        """Notices that the actor may follow, newest first, and how many there are in all."""
        where = [division_within(Notice.division, self._gate.scope(actor, MANAGE))]
        if division:
            where.append(division_within(Notice.division, (division,)))
        query = select(Notice).where(*where)
        if after:
            query = query.where(Notice.id < after)
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(Notice.id.desc()).limit(limit))).all()
            total = await session.scalar(select(func.count()).select_from(Notice).where(*where))
            return await _followed(session, rows), total or 0

    async def get(self, actor: Actor, identity: str) -> Followed:
        """One notice that the actor may follow. Raises ``NotFound``."""
        notice = await self._managed(actor, identity)
        async with self._database.reading() as session:
            return (await _followed(session, [notice]))[0]

    async def receipts(
        self, actor: Actor, identity: str, after: tuple[str, str] | None, limit: int, *, unread: bool
    ) -> tuple[Sequence[NoticeReceipt], int]:
        """Recipients by name, and how many there are in all. ``unread``: only those who have not read it."""
        await self._managed(actor, identity)
        where = [NoticeReceipt.notice == identity]
        if unread:
            where.append(NoticeReceipt.read_utc.is_(None))
        query = select(NoticeReceipt).where(*where)
        if after is not None:
            query = query.where(tuple_(NoticeReceipt.user_name, NoticeReceipt.user) > after)
        async with self._database.reading() as session:
            rows = await session.scalars(query.order_by(NoticeReceipt.user_name, NoticeReceipt.user).limit(limit))
            total = await session.scalar(select(func.count()).select_from(NoticeReceipt).where(*where))
            return rows.all(), total or 0

    async def _remind(self, session: AsyncSession, notice: Notice, now: datetime) -> int:
        unread = (NoticeReceipt.notice == notice.id, NoticeReceipt.read_utc.is_(None))
        values: dict[Any, Any] = {"reminders": NoticeReceipt.reminders + 1, "reminded_utc": now}
        changed = await session.execute(
            update(NoticeReceipt).where(*unread).values(values).returning(NoticeReceipt.division)
        )
        divisions = [row[0] for row in changed.all()]
        if divisions:
            await self._tell(session, notice, "reminded", set(divisions))
        return len(divisions)

    async def _managed(self, actor: Actor, identity: str, *, audited: bool = False) -> Notice:
        async with self._database.reading() as session:
            row = await session.get(Notice, identity)
        if row is None:
            raise no_notice()
        if audited:
            await self._gate.authorize(
                actor, MANAGE, Resource("duty", identity, row.division, row.title), unseen=no_notice()
            )
        elif not actor.may_in(MANAGE, row.division):
            raise no_notice()
        return row

    async def _tell(self, session: AsyncSession, notice: Notice, change: str, divisions: Collection[str]) -> None:
        """Where its people are, so that their desks hear of it; the text is never in an event."""
        places = {*divisions, notice.division}
        facts = {"id": notice.id, "change": change, "urgent": notice.urgent}
        for division in sorted(places) if len(places) <= MOST_EVENTS else [notice.division]:
            await self._outbox.record(session, NOTICE, facts, division=division, permission=READ)


async def _followed(session: AsyncSession, notices: Sequence[Notice]) -> list[Followed]:
    in_time = case(
        ((Notice.read_by_utc.is_(None)) | (NoticeReceipt.read_utc <= Notice.read_by_utc), 1), else_=0
    )  # fmt: skip
    query = (
        select(NoticeReceipt.notice, func.count(), func.sum(in_time))
        .join(Notice, Notice.id == NoticeReceipt.notice)
        .where(NoticeReceipt.notice.in_([each.id for each in notices]), NoticeReceipt.read_utc.is_not(None))
        .group_by(NoticeReceipt.notice)
    )
    counted = {notice: (int(read), int(timely)) for notice, read, timely in (await session.execute(query)).all()}
    return [Followed(each, *counted.get(each.id, (0, 0))) for each in notices]


def no_notice() -> NotFound:
    """There is none, or none for this actor."""
    return NotFound("notices.unknown", Sentence("没有此通知。", "There is no such notice."))

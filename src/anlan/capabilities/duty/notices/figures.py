"""Figures of notices for assessment: how many have read them, how soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, case, func, select, type_coerce

from anlan.capabilities.duty.notices.board import MANAGE
from anlan.capabilities.duty.notices.models import Notice, NoticeReceipt
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.scope import division_within
from anlan.foundation.database import Database
from anlan.foundation.ids import first_id

MOST_PEOPLE: Final = 1_000


@dataclass(frozen=True, slots=True)
class ReadCounts:
    """Receipts of a span. ``in_time``: read by the time asked for, or read where none was; ``mean_s``: from giving out to
    reading, None where nobody has read any."""

    received: int
    read: int
    in_time: int
    reminders: int
    mean_s: int | None


@dataclass(frozen=True, slots=True)
class NoticeFigures:
    """Notices given out in a span, what became of them, and by person (user id, name)."""

    notices: int
    total: ReadCounts
    by_person: Sequence[tuple[str, str, ReadCounts]]


class NoticeCounting:
    """Counts receipts."""

    def __init__(self, database: Database, gate: Gate) -> None:
        self._database = database
        self._gate = gate

    async def figures(self, actor: Actor, since: datetime, until: datetime, division: str) -> NoticeFigures:
        """Of notices given out from ``since`` (included) to ``until`` (not), those withdrawn left out."""
        where = [
            division_within(Notice.division, self._gate.scope(actor, MANAGE)),
            Notice.id >= first_id(since),
            Notice.id < first_id(until),
            Notice.withdrawn_utc.is_(None),
        ]
        if division:
            where.append(division_within(Notice.division, (division,)))
        columns = _columns()
        joined = NoticeReceipt.notice == Notice.id
        async with self._database.reading() as session:
            notices = await session.scalar(select(func.count()).select_from(Notice).where(*where)) or 0
            total = (await session.execute(select(*columns).join(Notice, joined).where(*where))).one()
            people = select(NoticeReceipt.user, func.max(NoticeReceipt.user_name), *columns).join(Notice, joined)
            rows = (await session.execute(people.where(*where).group_by(NoticeReceipt.user).limit(MOST_PEOPLE))).all()
        by_person = sorted(((row[0], row[1], _counts(row[2:])) for row in rows), key=lambda each: (each[1], each[0]))
        return NoticeFigures(int(notices), _counts(total), by_person)


def _columns() -> list[Any]:
    read = NoticeReceipt.read_utc.is_not(None)
    timely = read & (Notice.read_by_utc.is_(None) | (NoticeReceipt.read_utc <= Notice.read_by_utc))
    taken_us = type_coerce(NoticeReceipt.read_utc, BigInteger) - type_coerce(Notice.published_utc, BigInteger)
    return [
        func.count(NoticeReceipt.user), func.coalesce(func.sum(case((read, 1), else_=0)), 0),
        func.coalesce(func.sum(case((timely, 1), else_=0)), 0), func.coalesce(func.sum(NoticeReceipt.reminders), 0),
        func.avg(taken_us),
    ]  # fmt: skip


def _counts(row: Sequence[Any]) -> ReadCounts:
    received, read, in_time, reminders, mean_us = row
    mean_s = None if mean_us is None else round(float(mean_us) / 1_000_000)
    return ReadCounts(int(received), int(read), int(in_time), int(reminders), mean_s)

"""What an alarm-service company sees of its own: subscribers, links that are down, what is out on the road, what changes hands; and
its month as a table."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select

from anlan.capabilities.alarms.cases.codes import RESULTS
from anlan.capabilities.alarms.cases.conflicts import STATE_NAMES
from anlan.capabilities.alarms.cases.machine import OPEN
from anlan.capabilities.alarms.models import Alarm, AlarmAccount, AlarmLink, AlarmSubscriber
from anlan.capabilities.alarms.vocabulary import CLASS_WORDS
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.scope import division_within
from anlan.foundation.database import Database
from anlan.foundation.errors import TooMany
from anlan.foundation.ids import first_id
from anlan.foundation.sheets import Column, SheetShape, write_table
from anlan.protocols.wording import Sentence

# A page shows so many of each; the lists have the rest.
MOST_SHOWN: Final = 100
MOST_ROWS: Final = 100_000
_OUTSIDE: Final = ("dispatched", "forwarded", "on_scene")
# China's civil time (GB/T 7408.1): a month of the table is a month there.
BEIJING: Final = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class LinkDown:
    """A supervised path that is lost."""

    subscriber: str
    name: str
    account: str
    path: str
    since_utc: datetime


@dataclass(frozen=True, slots=True)
class CompanyState:
    """How a company stands now. ``outside``: somebody is on the way or there; ``handed``: offered and not yet taken over."""

    subscribers: int
    links_down_total: int
    links_down: Sequence[LinkDown]
    outside: Sequence[Alarm]
    handed: Sequence[Alarm]


def company_of(actor: Actor) -> str:
    """Id of the company whose portal the actor sees: the own organisation."""
    return actor.company or actor.organisation_id


class CompanyDesk:
    """Reads for one company at a time, within the actor's divisions."""

    def __init__(self, database: Database, gate: Gate) -> None:
        self._database = database
        self._gate = gate

    async def state(self, actor: Actor) -> CompanyState:
        """As it stands now."""
        own = self._own(actor, AlarmSubscriber.company, AlarmSubscriber.division, "subscribers.read")
        lost = (
            select(AlarmSubscriber.id, AlarmSubscriber.name, AlarmAccount.account, AlarmLink.path, AlarmLink.since_utc)
            .join(AlarmAccount, AlarmAccount.subscriber == AlarmSubscriber.id)
            .join(AlarmLink, AlarmLink.account == AlarmAccount.id)
            .where(*own, AlarmLink.state == "lost", AlarmAccount.enabled)
        )
        cases = (*self._own(actor, Alarm.company, Alarm.division, "alarms.read"), Alarm.state.in_(sorted(OPEN)))
        newest = select(Alarm).where(*cases).order_by(Alarm.id.desc()).limit(MOST_SHOWN)
        async with self._database.reading() as session:
            subscribers = await session.scalar(select(func.count()).select_from(AlarmSubscriber).where(*own))
            total = await session.scalar(select(func.count()).select_from(lost.subquery()))
            links = (await session.execute(lost.order_by(AlarmLink.since_utc).limit(MOST_SHOWN))).all()
            outside = (await session.scalars(newest.where(Alarm.state.in_(_OUTSIDE)))).all()
            handed = (await session.scalars(newest.where(Alarm.handed_kind.is_not(None)))).all()
        return CompanyState(subscribers or 0, total or 0, [LinkDown(*row) for row in links], outside, handed)

    async def month(self, actor: Actor, year: int, month: int) -> bytes:
        """The company's alarms of a month (China's civil time) as xlsx. Raises ``TooMany`` beyond 100,000."""
        begin = datetime(year, month, 1, tzinfo=UTC) - BEIJING
        end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC) - BEIJING
        query = (
            select(Alarm)
            .where(
                *self._own(actor, Alarm.company, Alarm.division, "alarms.read"), Alarm.id >= first_id(begin), Alarm.id < first_id(end)
            )
            .order_by(Alarm.id)
            .limit(MOST_ROWS + 1)
        )  # fmt: skip
        async with self._database.reading() as session:
            rows = [_cells(row) for row in (await session.scalars(query)).all()]
        if len(rows) > MOST_ROWS:
            raise TooMany("sheet.rows", Sentence(f"超过 {MOST_ROWS} 行。", f"More than {MOST_ROWS} rows."))
        return await asyncio.to_thread(write_table, _MONTH, rows, "xlsx")

    def _own(self, actor: Actor, company: Any, division: Any, permission: str) -> tuple[ColumnElement[bool], ...]:
        # Whoever belongs to no organisation has no portal: "" would be what no company serves.
        return (
            company == (company_of(actor) or None),
            division_within(division, self._gate.scope(actor, permission)),
        )


def _cells(row: Alarm) -> list[Any]:
    return [
        _local(row.received_utc), CLASS_WORDS[row.alarm_class].zh if row.alarm_class in CLASS_WORDS else row.alarm_class,
        row.kind_zh, row.subscriber_name, row.address, row.zone_name or row.zone, row.text, row.response_s if row.response_s is not None else "",
        row.claimed_by_name, STATE_NAMES[row.state].zh, RESULTS[row.result].zh if row.result else "", _local(row.closed_utc),
        row.repeats, row.id,
    ]  # fmt: skip


def _local(time: datetime | None) -> str:
    return f"{time.astimezone(UTC) + BEIJING:%Y-%m-%d %H:%M:%S}" if time else ""


def _column(key: str, zh: str, en: str) -> Column:
    return Column(key, Sentence(zh, en), Sentence("", ""))


_MONTH: Final = SheetShape(
    "警情",
    (
        _column("received", "接警时间", "Received"), _column("class", "类别", "Class"), _column("kind", "警情", "Event"),
        _column("subscriber", "用户", "Subscriber"), _column("address", "地址", "Address"), _column("zone", "防区", "Zone"),
        _column("text", "内容", "Text"), _column("response_s", "受理用时（秒）", "Response (s)"), _column("holder", "受理人", "Taken by"),
        _column("state", "状态", "State"), _column("result", "办结结果", "Result"), _column("closed", "办结时间", "Closed"),
        _column("repeats", "重复次数", "Repeats"), _column("id", "警情编号", "Id"),
    ),
    "received",
)  # fmt: skip

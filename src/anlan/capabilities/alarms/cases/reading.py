"""Reading cases and signals: the queue, the list, one case with everything an operator needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_, union_all

from anlan.capabilities.alarms.cases.conflicts import no_alarm
from anlan.capabilities.alarms.cases.machine import BETWEEN_PLATFORMS, OPEN, RULES, Action, possible
from anlan.capabilities.alarms.evidence.records import EvidenceRecords
from anlan.capabilities.alarms.models import Alarm, AlarmEvidence, AlarmSignal, AlarmStep
from anlan.capabilities.alarms.ports import Briefing, CameraStates, Premises, TalkDown, TalkDownOffer
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.scope import company_within, division_within
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.ids import first_id
from anlan.protocols.wording import Sentence

# A detail shows so many of its newest signals, steps and earlier cases; the lists have the rest.
MAX_SIGNALS = 100
MAX_STEPS = 500
MAX_PREVIOUS = 10
_YEAR = timedelta(days=365)
_NO_SPEECH = TalkDownOffer("", Sentence("本平台未接入喊话", "This platform has no way to speak through cameras"))


class Platforms(Protocol):
    """The platforms that cases are passed between."""

    @property
    def own(self) -> str:
        """Code of this one."""

    def upper(self) -> str:
        """Code of the one above; "" where there is none."""


@dataclass(frozen=True, slots=True)
class AlarmFilter:
    """Which cases to list; empty fields match all. The queue holds the open ones by rank, the rest the newest first.

    ``ids``: none but these. ``counted`` False: without the counts, which cost more than a page of a long list.
    """

    view: Literal["queue", "all"] = "queue"
    state: str = ""
    alarm_class: str = ""
    division: str = ""
    subscriber: str = ""
    claimed_by: str = ""
    text: str = ""
    ids: tuple[str, ...] = ()
    counted: bool = True


@dataclass(frozen=True, slots=True)
class AlarmPage:
    """A page of cases, with the position of its last row, and how many there are by class; ``total`` is None where not counted."""

    items: Sequence[Alarm]
    following: tuple[Any, ...] | None
    total: int | None
    by_class: dict[str, int]


@dataclass(frozen=True, slots=True)
class SignalPage:
    """A page of signals, newest first."""

    items: Sequence[AlarmSignal]
    following: str | None


@dataclass(frozen=True, slots=True)
class LinkedCamera:
    """A camera of the subscriber's, and whether one can speak through it."""

    channel: str
    name: str
    status: str
    talk_down: TalkDownOffer


@dataclass(frozen=True, slots=True)
class AlarmDetail:
    """One case with what an operator needs beside it."""

    row: Alarm
    steps: Sequence[AlarmStep]
    signals: Sequence[AlarmSignal]
    cameras: Sequence[LinkedCamera]
    evidence: Sequence[AlarmEvidence]
    briefing: Briefing
    previous: Sequence[Alarm]
    false_alarms_12_months: int
    actions: Sequence[Action]


class CaseReading:
    """What may be read, each within the actor's divisions and, for a company, only its own."""

    def __init__(
        self, database: Database, clock: Clock, gate: Gate, premises: Premises, cameras: CameraStates | None, talk_down: TalkDown | None,
        evidence: EvidenceRecords, levels: Platforms | None,
    ) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._gate = gate
        self._premises = premises
        self._cameras = cameras
        self._talk_down = talk_down
        self._evidence = evidence
        self._levels = levels

    async def page(self, actor: Actor, wanted: AlarmFilter, after: tuple[Any, ...] | None, limit: int) -> AlarmPage:
        """A page; ``after``: position of the last row before it, (rank, received_utc, id) in the queue, else (id,)."""
        scope = self._scope(actor, wanted)
        conditions = [*scope, Alarm.alarm_class == wanted.alarm_class] if wanted.alarm_class else scope
        if wanted.view == "queue":
            query = _queue(conditions, after, limit + 1)
        else:
            query = select(Alarm).where(*conditions).limit(limit + 1).order_by(Alarm.id.desc())
            if after is not None:
                query = query.where(Alarm.id < after[0])
        async with self._database.reading() as session:
            rows = (await session.scalars(query)).all()
            by_class: dict[str, int] = {}
            if wanted.counted:
                counting = select(Alarm.alarm_class, func.count()).where(*scope).group_by(Alarm.alarm_class)
                by_class = {row[0]: row[1] for row in await session.execute(counting)}
        total = by_class.get(wanted.alarm_class, 0) if wanted.alarm_class else sum(by_class.values())
        items = rows[:limit]
        following = None
        if len(rows) > limit:
            last = items[-1]
            following = (last.rank, last.received_utc, last.id) if wanted.view == "queue" else (last.id,)
        return AlarmPage(items, following, total if wanted.counted else None, by_class)

    async def row(self, actor: Actor, alarm: str) -> Alarm:
        """One row, not audited: what an action just changed, or what it met. Raises ``NotFound`` outside the actor's sight."""
        async with self._database.reading() as session:
            row = await session.get(Alarm, alarm)
        if row is None or not actor.may_in("alarms.read", row.division) or not actor.serves(row.company):
            raise no_alarm()
        return row

    async def detail(self, actor: Actor, alarm: str) -> AlarmDetail:
        """One case; looking at it is audited."""
        async with self._database.reading() as session:
            row = await session.get(Alarm, alarm)
            if row is None or not actor.serves(row.company):
                raise no_alarm()
        resource = Resource("alarm", row.id, row.division, row.subscriber_name)
        await self._gate.authorize(actor, "alarms.read", resource, unseen=no_alarm())
        steps = select(AlarmStep).where(AlarmStep.alarm == alarm).order_by(AlarmStep.sequence).limit(MAX_STEPS)
        signals = (
            select(AlarmSignal).where(AlarmSignal.alarm == alarm).order_by(AlarmSignal.id.desc()).limit(MAX_SIGNALS)
        )
        async with self._database.reading() as session:
            found_steps = (await session.scalars(steps)).all()
            found_signals = (await session.scalars(signals)).all()
            previous: Sequence[Alarm] = ()
            false_alarms = 0
            if row.subscriber is not None:
                earlier = select(Alarm).where(Alarm.subscriber == row.subscriber, Alarm.id < row.id)
                previous = (await session.scalars(earlier.order_by(Alarm.id.desc()).limit(MAX_PREVIOUS))).all()
                false_alarms = await session.scalar(false_count(row.subscriber, self._clock.now_utc())) or 0
        protected = self._premises.premises(row.subscriber) if row.subscriber else None
        briefing = await self._premises.briefing(protected.id) if protected else Briefing()
        cameras = await self._linked(protected.channels) if protected else ()
        return AlarmDetail(
            row,
            found_steps,
            found_signals,
            cameras,
            await self._evidence.of(alarm),
            briefing,
            previous,
            false_alarms,
            actions_of(actor, row, self._levels),
        )

    async def signals(
        self, actor: Actor, *, subscriber: str = "", known: bool | None = None, after: str | None = None, limit: int = 100
    ) -> SignalPage:  # fmt: skip
        """Signals, newest first; ``known`` False are those of sources nobody registered."""
        conditions: list[ColumnElement[bool]] = [
            division_within(AlarmSignal.division, self._gate.scope(actor, "alarms.read")),
            company_within(AlarmSignal.company, actor),
        ]
        if subscriber:
            conditions.append(AlarmSignal.subscriber == subscriber)
        if known is not None:
            conditions.append(AlarmSignal.known == known)
        if after:
            conditions.append(AlarmSignal.id < after)
        query = select(AlarmSignal).where(*conditions).order_by(AlarmSignal.id.desc()).limit(limit + 1)
        async with self._database.reading() as session:
            rows = (await session.scalars(query)).all()
        return SignalPage(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)

    async def _linked(self, channels: Sequence[str]) -> Sequence[LinkedCamera]:
        states = await self._cameras.cameras(channels) if self._cameras is not None and channels else {}
        known = [code for code in channels if code in states]
        offers = await self._talk_down.offers(known) if self._talk_down is not None and known else {}
        return [LinkedCamera(code, *states[code], offers.get(code, _NO_SPEECH)) for code in known]

    def _scope(self, actor: Actor, wanted: AlarmFilter) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = [
            division_within(Alarm.division, self._gate.scope(actor, "alarms.read")),
            company_within(Alarm.company, actor),
        ]
        if wanted.view == "queue":
            conditions.append(Alarm.state.in_(sorted(OPEN)))
        if wanted.ids:
            conditions.append(Alarm.id.in_(wanted.ids))
        if wanted.division:
            conditions.append(division_within(Alarm.division, (wanted.division,)))
        for column, value in (
            (Alarm.state, wanted.state),
            (Alarm.subscriber, wanted.subscriber),
            (Alarm.claimed_by, wanted.claimed_by),
        ):
            if value:
                conditions.append(column == value)
        if wanted.text:
            searched = (Alarm.subscriber_name, Alarm.address, Alarm.source, Alarm.text)
            conditions.append(or_(*(column.contains(wanted.text, autoescape=True) for column in searched)))
        return conditions


def _queue(conditions: Sequence[ColumnElement[bool]], after: tuple[Any, ...] | None, limit: int) -> Select[Alarm]:
    """The open cases by rank: the first of each state, then the first of those. The index begins with the state, so that no more
    rows are looked at however many are open; asked for all states at once a database sorts them all."""
    order = (Alarm.rank, Alarm.received_utc, Alarm.id)
    beyond = [] if after is None else [tuple_(*order) > after]
    firsts = [
        select(Alarm.id).where(Alarm.state == state, *conditions, *beyond).order_by(*order).limit(limit).subquery()
        for state in sorted(OPEN)
    ]
    ids = union_all(*(select(each.c.id) for each in firsts))
    return select(Alarm).where(Alarm.id.in_(ids)).order_by(*order).limit(limit)


def false_count(subscriber: str, now_utc: datetime) -> Any:
    """The query for a subscriber's false alarms of the last twelve months."""
    return select(func.count()).where(
        and_(
            Alarm.subscriber == subscriber,
            Alarm.id >= first_id(now_utc - _YEAR),
            Alarm.result.startswith("false_", autoescape=True),
        )
    )


def actions_of(actor: Actor, row: Alarm, levels: Platforms | None = None) -> list[Action]:
    """What the actor may do with the case now, in the machine's order."""
    handles = actor.may_in("alarms.handle", row.division)
    if row.writer:
        return _from_another_platform(row, levels.own) if handles and levels is not None else []
    supervises = actor.may_in("alarms.supervise", row.division)
    attends = actor.may_in("alarms.attend", row.division)
    holds = row.claimed_by == actor.id or supervises
    found: list[Action] = []
    for action in possible(row.state):
        who = RULES[action].who
        by_need = {"supervisor": supervises, "attendant": attends, "anyone": handles}
        allowed = by_need.get(who, handles and holds)
        if action in ("approve", "return"):
            allowed = allowed and row.closed_by != actor.id
        if action == "take_over":
            allowed = allowed and row.handed_kind not in (None, "platform") and row.claimed_by != actor.id
        if action in BETWEEN_PLATFORMS:
            there = {"hand_up": levels is not None and bool(levels.upper()), "hand_down": bool(row.came_from)}
            allowed = allowed and there.get(action, False)
        if allowed:
            found.append(action)
    return found


def _from_another_platform(row: Alarm, own: str) -> list[Action]:
    """What may be asked of the platform that writes the case."""
    if row.handed_kind == "platform" and row.handed_to == own:
        return ["take_over", "decline"]
    below = row.came_from == row.writer_via
    return ["pull"] if below and row.state == "waiting" and row.escalated_utc is not None else []

"""Alarms: the queue and the list, one case, the clocks, the board, the signals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from anlan.api.access import requires
from anlan.api.context import ApiContext, Context
from anlan.api.directory import Choice, choices
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.times import UtcTime
from anlan.capabilities.alarms.cases import codes
from anlan.capabilities.alarms.cases.clocks import MAX_MONTHS, goals_of
from anlan.capabilities.alarms.cases.machine import Action, State
from anlan.capabilities.alarms.cases.reading import AlarmFilter
from anlan.capabilities.alarms.models import Alarm
from anlan.capabilities.alarms.service import AlarmService
from anlan.capabilities.alarms.vocabulary import CLASS_WORDS, AlarmClass
from anlan.foundation.access.actor import Actor

router = APIRouter(tags=["alarms"])
Reader = Annotated[Actor, Depends(requires("alarms.read"))]
AlarmId = Annotated[str, Path(max_length=24, description="Id of the alarm")]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class KindView(BaseModel):
    """What was told, in the vocabulary."""

    code: str
    zh: str
    en: str


class SubscriberBrief(BaseModel):
    """Who is protected, as it stood when the alarm came."""

    id: str
    name: str
    category: str
    address: str


class PersonBrief(BaseModel):
    """A person by id and name."""

    id: str
    name: str


class AlarmRow(BaseModel):
    """One case in a list."""

    id: str
    state: State
    alarm_class: AlarmClass
    rank: int = Field(description="Place in the queue, 0 first")
    kind: KindView
    original: str = Field(description="Code as the device sent it")
    division: str
    division_name: str
    subscriber: SubscriberBrief | None = Field(description="Null for an unknown source, a group, or by hand")
    source: str = Field(description="protocol|receiver|line|account")
    zone: str
    zone_name: str
    text: str
    received_utc: UtcTime
    last_signal_utc: UtcTime
    signals: int
    repeats: int
    group_size: int = Field(description="Faults gathered by storm control; 0 where it is no group")
    group_alarm: str | None = Field(description="The group that took it in")
    claimed_by: PersonBrief | None
    claimed_utc: UtcTime | None
    handed_to: str | None = Field(description="Id of who is asked to take over; null unless under way")
    deadline_utc: UtcTime = Field(description="The first point of the class's clock")
    escalated: bool
    confirmed_by: str | None
    version: int
    longitude: float | None
    latitude: float | None
    closed_utc: UtcTime | None
    result: str | None


class AlarmPageView(Page[AlarmRow]):
    """A page of cases, with the whole list counted by class."""

    by_class: dict[str, int]


class AlarmStepView(BaseModel):
    """One step of a case."""

    model_config = ConfigDict(from_attributes=True)

    sequence: int
    at_utc: UtcTime
    actor: str
    actor_kind: str
    actor_name: str
    organisation: str
    action: str
    from_state: str
    to_state: str
    facts: dict[str, Any]
    longitude: float | None
    latitude: float | None


class AlarmSignalView(BaseModel):
    """One signal as it was received."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    source: str
    known: bool
    subscriber: str | None
    division: str
    kind: str
    alarm_class: str
    original: str
    qualifier: str
    partition: str
    zone: str
    user: str
    text: str
    occurred_utc: UtcTime | None
    received_utc: UtcTime
    path: str
    encrypted: bool
    raw: str
    outcome: str
    alarm: str | None


class CameraView(BaseModel):
    """A linked camera."""

    channel: str
    name: str
    status: str


class ContactView(BaseModel):
    """A person to call, in call order."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    phone: str
    role: str


class PlanStepView(BaseModel):
    """A step of the response plan."""

    model_config = ConfigDict(from_attributes=True)

    step: int
    text: str


class PreviousView(BaseModel):
    """An earlier case of the same subscriber."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    received_utc: UtcTime
    result: str | None


class AlarmDetailView(AlarmRow):
    """One case with what an operator needs beside it."""

    steps: list[AlarmStepView]
    signal_list: list[AlarmSignalView] = Field(description="The newest first")
    cameras: list[CameraView]
    contacts: list[ContactView]
    plan: list[PlanStepView]
    previous: list[PreviousView]
    false_alarms_12_months: int
    actions: list[Action] = Field(description="What one may do with it now")


class GoalsView(BaseModel):
    """The points of EN 50518."""

    model_config = ConfigDict(from_attributes=True)

    first_s: int
    first_percent: float
    second_s: int
    second_percent: float


class ClassClockView(BaseModel):
    """Response times of one class."""

    model_config = ConfigDict(from_attributes=True)

    alarm_class: AlarmClass
    count: int = Field(description="Taken, and still waiting beyond the second point")
    within_first_percent: float | None
    within_second_percent: float | None
    p50_s: int | None
    p95_s: int | None
    goals: GoalsView


class MonthClocksView(BaseModel):
    """One month, or the whole span."""

    model_config = ConfigDict(from_attributes=True)

    month: str = Field(description="2026-11; empty text for the whole span")
    classes: list[ClassClockView]


class OperatorView(BaseModel):
    """Somebody with open cases in hand."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    open: int


class BoardView(BaseModel):
    """What is open now."""

    model_config = ConfigDict(from_attributes=True)

    by_class: dict[str, int]
    by_state: dict[str, int]
    by_division: dict[str, int]
    oldest_waiting_utc: UtcTime | None
    operators: list[OperatorView]
    clocks: list[ClassClockView]


class AlarmWords(BaseModel):
    """The coded values of the desk, each list in the order in which it is to be shown."""

    classes: list[Choice] = Field(description="The most urgent first")
    results: list[Choice]
    false_causes: list[Choice]
    methods: list[Choice]
    findings: list[Choice]
    forward_conditions: list[Choice] = Field(description="Those in force; a city's own are shown by their ids")


def alarm_service(context: ApiContext) -> AlarmService:
    """The capability behind these routes."""
    return cast(AlarmService, context.alarms)


async def division_names(context: ApiContext) -> Mapping[str, str]:
    """Every division's name by its code."""
    directory = context.directory
    return dict(await directory.divisions.list(("",))) if directory is not None else {}


def row_view(row: Alarm, names: Mapping[str, str]) -> dict[str, Any]:
    """A row as the API shows it."""
    subscriber = None
    if row.subscriber is not None:
        subscriber = SubscriberBrief(
            id=row.subscriber, name=row.subscriber_name, category=row.category, address=row.address
        )
    holder = PersonBrief(id=row.claimed_by, name=row.claimed_by_name) if row.claimed_by else None
    plain = {name: getattr(row, name) for name in _PLAIN}
    return plain | {
        "kind": KindView(code=row.kind, zh=row.kind_zh, en=row.kind_en),
        "division_name": names.get(row.division, row.division),
        "subscriber": subscriber,
        "claimed_by": holder,
        "deadline_utc": row.received_utc + timedelta(seconds=goals_of(row.alarm_class).first_s),
        "escalated": row.escalated_utc is not None,
    }


_PLAIN = tuple(
    name
    for name in AlarmRow.model_fields
    if name not in ("kind", "division_name", "subscriber", "claimed_by", "deadline_utc", "escalated")
)


@router.get("/alarms", summary="The queue, or all alarms")
async def list_alarms(
    actor: Reader,
    context: Context,
    view: Annotated[Literal["queue", "all"], Query(description="Open ones by rank, or all, newest first")] = "queue",
    state: Annotated[State | None, Query()] = None,
    alarm_class: Annotated[AlarmClass | None, Query(alias="class")] = None,
    division: Annotated[str, Query(pattern=r"^(\d{2}){0,4}$", description="Only in this subtree")] = "",
    subscriber: Annotated[str, Query(max_length=32)] = "",
    claimed_by: Annotated[str, Query(max_length=32, description="Id of the user")] = "",
    q: Annotated[str, Query(max_length=64, description="In name, address, source and text")] = "",
    cursor: Cursor = None,
    limit: Limit = 100,
) -> AlarmPageView:
    """Those in one's divisions; a company's user sees what the company serves."""
    wanted = AlarmFilter(view, state or "", alarm_class or "", division, subscriber, claimed_by, q)
    after: tuple[Any, ...] | None
    if view == "queue":
        after = decode_cursor(cursor, int, int, str)
        if after is not None:
            after = (after[0], _time_of(after[1]), after[2])
    else:
        after = decode_cursor(cursor, str)
    page = await alarm_service(context).reading.page(actor, wanted, after, limit)
    names = await division_names(context)
    items = [AlarmRow(**row_view(row, names)) for row in page.items]
    return AlarmPageView(items=items, next_cursor=_cursor(page.following), total=page.total, by_class=page.by_class)


@router.get("/alarms/clocks", summary="Response times by class over rolling months")
async def read_clocks(
    actor: Reader, context: Context, months: Annotated[int, Query(ge=1, le=MAX_MONTHS)] = 12
) -> list[MonthClocksView]:
    """From receipt to the first claim, against the points of EN 50518; the whole span first."""
    return [MonthClocksView.model_validate(each) for each in await alarm_service(context).clocks.months(actor, months)]


@router.get("/alarms/board", summary="What is open now, and who works on it")
async def read_board(actor: Reader, context: Context) -> BoardView:
    """For the supervisor's board."""
    return BoardView.model_validate(await alarm_service(context).board.state(actor))


@router.get("/alarms/vocabulary", summary="Values that the desk's forms choose from")
async def alarm_words(_actor: Reader, context: Context) -> AlarmWords:
    """Classes, results, causes of false alarms, ways of verifying, findings, conditions for calling the police."""
    return AlarmWords(
        classes=choices(CLASS_WORDS),
        results=choices(codes.RESULTS),
        false_causes=choices(codes.FALSE_CAUSES),
        methods=choices(codes.METHODS),
        findings=choices(codes.FINDINGS),
        forward_conditions=choices(codes.named(alarm_service(context).desk.conditions, codes.FORWARD_CONDITIONS)),
    )


@router.get("/alarms/{alarm}", summary="One alarm with everything an operator needs")
async def read_alarm(actor: Reader, context: Context, alarm: AlarmId) -> AlarmDetailView:
    """Looking at it is audited."""
    detail = await alarm_service(context).reading.detail(actor, alarm)
    return AlarmDetailView(
        **row_view(detail.row, await division_names(context)),
        steps=[AlarmStepView.model_validate(step) for step in detail.steps],
        signal_list=[AlarmSignalView.model_validate(signal) for signal in detail.signals],
        cameras=[CameraView(channel=channel, name=name, status=status) for channel, name, status in detail.cameras],
        contacts=[ContactView.model_validate(contact) for contact in detail.briefing.contacts],
        plan=[PlanStepView.model_validate(step) for step in detail.briefing.plan],
        previous=[PreviousView.model_validate(row) for row in detail.previous],
        false_alarms_12_months=detail.false_alarms_12_months,
        actions=list(detail.actions),
    )


@router.get("/alarm-signals", summary="Signals as received, newest first")
async def list_signals(
    actor: Reader,
    context: Context,
    subscriber: Annotated[str, Query(max_length=32)] = "",
    known: Annotated[bool | None, Query(description="false: only of sources nobody registered")] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[AlarmSignalView]:
    """Those in one's divisions; unknown sources belong to the platform's own."""
    after = decode_cursor(cursor, str)
    page = await alarm_service(context).reading.signals(
        actor, subscriber=subscriber, known=known, after=after[0] if after else None, limit=limit
    )
    items = [AlarmSignalView.model_validate(row) for row in page.items]
    return Page(items=items, next_cursor=encode_cursor([page.following]) if page.following else None)


def _cursor(position: tuple[Any, ...] | None) -> str | None:
    if position is None:
        return None
    parts = [(part - _EPOCH) // timedelta(microseconds=1) if isinstance(part, datetime) else part for part in position]
    return encode_cursor(parts)


def _time_of(microseconds: int) -> datetime:
    # What lies beyond the calendar is not ours; the first and last day there are bound it.
    bounded = min(max(microseconds, 0), 253_402_300_799_000_000)
    return _EPOCH + timedelta(microseconds=bounded)

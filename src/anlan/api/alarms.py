"""Alarms: the queue and the list, one case, the clocks, the board, the signals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Path, Query

from anlan.api.access import requires
from anlan.api.alarm_views import (
    AlarmDetailView,
    AlarmPageView,
    AlarmRow,
    AlarmSignalView,
    AlarmStepView,
    AlarmWords,
    BoardView,
    CameraView,
    ContactView,
    EvidenceView,
    KindView,
    MonthClocksView,
    PersonBrief,
    PlanStepView,
    PreviousView,
    ReceiversView,
    ReceiverView,
    SubscriberBrief,
    TalkDownView,
)
from anlan.api.context import ApiContext, Context
from anlan.api.directory import choices
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.capabilities.alarms.cases import codes
from anlan.capabilities.alarms.cases.clocks import MAX_MONTHS, goals_of
from anlan.capabilities.alarms.cases.machine import State
from anlan.capabilities.alarms.cases.reading import AlarmFilter, LinkedCamera
from anlan.capabilities.alarms.models import Alarm, AlarmStep
from anlan.capabilities.alarms.service import AlarmService
from anlan.capabilities.alarms.vocabulary import CLASS_WORDS, AlarmClass
from anlan.foundation.access.actor import Actor

router = APIRouter(tags=["alarms"])
Reader = Annotated[Actor, Depends(requires("alarms.read"))]
Handler = Annotated[Actor, Depends(requires("alarms.handle"))]
AlarmId = Annotated[str, Path(max_length=24, description="Id of the alarm")]

# Of one question; a longer address would not pass every proxy.
MAX_IDS = 200
_IDS = rf"^([0-9a-zA-Z]{{1,24}}(,[0-9a-zA-Z]{{1,24}}){{0,{MAX_IDS - 1}}})?$"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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


def camera_view(camera: LinkedCamera) -> CameraView:
    """A linked camera as the API shows it."""
    speech = camera.talk_down
    reason = speech.reason
    return CameraView(
        channel=camera.channel,
        name=camera.name,
        status=camera.status,
        talk_down=TalkDownView(
            available=reason is None,
            channel=speech.channel or None,
            zh=reason.zh if reason else None,
            en=reason.en if reason else None,
        ),
    )


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
    ids: Annotated[
        str, Query(pattern=_IDS, description=f"None but these, with commas between, at most {MAX_IDS}")
    ] = "",
    counted: Annotated[bool, Query(description="Without: total is null and by_class empty")] = True,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> AlarmPageView:
    """Those in one's divisions; a company's user sees what the company serves."""
    wanted = AlarmFilter(
        view, state or "", alarm_class or "", division, subscriber, claimed_by, q, tuple(filter(None, ids.split(","))), counted
    )  # fmt: skip
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
    names = await division_names(context)
    return AlarmDetailView(
        **row_view(detail.row, names),
        steps=[_step(step, names) for step in detail.steps],
        signal_list=[AlarmSignalView.model_validate(signal) for signal in detail.signals],
        cameras=[camera_view(each) for each in detail.cameras],
        contacts=[ContactView.model_validate(contact) for contact in detail.briefing.contacts],
        plan=[PlanStepView.model_validate(step) for step in detail.briefing.plan],
        evidence=[EvidenceView.model_validate(row) for row in detail.evidence],
        previous=[PreviousView.model_validate(row) for row in detail.previous],
        false_alarms_12_months=detail.false_alarms_12_months,
        actions=list(detail.actions),
    )


@router.get("/alarms/{alarm}/receivers", summary="To whom an alarm may be handed")
async def read_receivers(actor: Handler, context: Context, alarm: AlarmId) -> ReceiversView:
    """People who may handle it where it belongs, oneself not among them; a company's user is shown the own company's alone."""
    row = await alarm_service(context).reading.row(actor, alarm)
    holders = [
        each for each in await context.access.holders.of("alarms.handle", row.division) if each.serves(row.company)
    ]
    if actor.company is not None:
        holders = [each for each in holders if each.organisation_id == actor.company]
    organisations = {each.organisation_id: each.organisation for each in holders}
    return ReceiversView(
        people=[
            ReceiverView(id=each.id, name=each.name, organisation=each.organisation)
            for each in holders
            if each.id != actor.id
        ],
        organisations=[PersonBrief(id=identity, name=name) for identity, name in organisations.items()],
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


def _step(step: AlarmStep, names: Mapping[str, str]) -> AlarmStepView:
    """A step; divisions in it are named, since nobody knows them by their codes."""
    view = AlarmStepView.model_validate(step)
    to = step.facts.get("to_division")
    return view.model_copy(update={"facts": step.facts | {"to_division_name": names.get(to, to)}}) if to else view


def _cursor(position: tuple[Any, ...] | None) -> str | None:
    if position is None:
        return None
    parts = [(part - _EPOCH) // timedelta(microseconds=1) if isinstance(part, datetime) else part for part in position]
    return encode_cursor(parts)


def _time_of(microseconds: int) -> datetime:
    # What lies beyond the calendar is not ours; the first and last day there are bound it.
    bounded = min(max(microseconds, 0), 253_402_300_799_000_000)
    return _EPOCH + timedelta(microseconds=bounded)

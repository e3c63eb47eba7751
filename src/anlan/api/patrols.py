"""Patrol rounds: plans, rounds, findings, faults seen, figures."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, File, Form, Path, Query, Response, UploadFile

from anlan.api.access import requires
from anlan.api.context import ApiContext, Context
from anlan.api.directory import DivisionQuery, choices
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.patrol_views import (
    FaultNoteView,
    NamedCounts,
    PatrolFiguresView,
    PatrolFindingView,
    PatrolLookView,
    PatrolPlanChange,
    PatrolPlanFields,
    PatrolPlanRow,
    PatrolPlanView,
    PatrolRunDetail,
    PatrolRunView,
    PatrolStopView,
    PatrolWords,
    RoundCountsView,
    Settled,
    Went,
)
from anlan.api.times import UtcTime, in_order
from anlan.capabilities.alarms.vocabulary.kind import CLASS_WORDS
from anlan.capabilities.duty.patrols.findings import MOST_PICTURE_BYTES, FindingDraft, FindingFilter
from anlan.capabilities.duty.patrols.plans import PlanDraft, PlanRecord, Stop
from anlan.capabilities.duty.patrols.rounds import RunFilter
from anlan.capabilities.duty.patrols.service import Patrols
from anlan.capabilities.duty.patrols.words import FAULT_KINDS, FINDING_KINDS, RUN_STATES, FindingKind, RunState
from anlan.capabilities.duty.routine import DutyRoutine
from anlan.foundation.access.actor import Actor

router = APIRouter(tags=["patrols"])
Reader = Annotated[Actor, Depends(requires("duty.read"))]
Worker = Annotated[Actor, Depends(requires("duty.work"))]
Manager = Annotated[Actor, Depends(requires("duty.manage"))]
Identity = Annotated[str, Path(max_length=24)]
Position = Annotated[int, Path(ge=1, le=200, description="Place of the camera in the round, 1 first")]
From = Annotated[UtcTime | None, Query(alias="from", description="From this time; 7 days ago where absent")]
To = Annotated[UtcTime | None, Query(description="Before this time; two days ahead where absent")]
# A finding opens an alarm of one of these; the others are told by devices.
RAISED = ("hold_up", "fire", "intrusion", "information")
PICTURES: dict[int | str, dict[str, Any]] = {200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/jpeg", "image/png")}}}  # fmt: skip


def routine_of(context: ApiContext) -> DutyRoutine:
    """The duty room's routine of this platform."""
    return cast(DutyRoutine, context.routine)


def _patrols(context: ApiContext) -> Patrols:
    return routine_of(context).patrols


def span(context: ApiContext, since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """The span of time asked for, the standard one where nothing is. Raises ``Invalid`` where it ends before it begins."""
    now = context.clock.now_utc()
    in_order(since, until)
    return (since or now - timedelta(days=7)).astimezone(UTC), (until or now + timedelta(days=2)).astimezone(UTC)


@router.get("/patrols/vocabulary", summary="Words of patrol rounds")
async def patrol_words(_actor: Reader) -> PatrolWords:
    """States, findings, faults, and the classes of an alarm opened for a finding."""
    raised = {key: CLASS_WORDS[key] for key in CLASS_WORDS if key in RAISED}
    return PatrolWords(
        states=choices(RUN_STATES), findings=choices(FINDING_KINDS), faults=choices(FAULT_KINDS), alarm_classes=choices(raised)
    )  # fmt: skip


@router.get("/patrol-plans", summary="Patrol plans")
async def list_plans(
    actor: Reader, context: Context, division: DivisionQuery = "", cursor: Cursor = None, limit: Limit = 100
) -> Page[PatrolPlanRow]:
    """By name."""
    after = decode_cursor(cursor, str, str)
    key = (after[0], after[1]) if after else None
    rows, total = await _patrols(context).plans.page(actor, division, key, limit)
    items = [
        PatrolPlanRow.model_validate(plan).model_copy(update={"cameras": cameras, "seconds": seconds})
        for plan, cameras, seconds in rows
    ]
    following = encode_cursor([rows[-1][0].name, rows[-1][0].id]) if len(rows) == limit else None
    return Page(items=items, next_cursor=following, total=total)


@router.post("/patrol-plans", status_code=201, summary="Put a patrol plan on record")
async def create_plan(actor: Manager, context: Context, body: PatrolPlanFields) -> PatrolPlanView:
    """Its rounds stand in the list a day ahead."""
    plans = _patrols(context).plans
    row = await plans.create(actor, _draft(body))
    await _patrols(context).keeping.tick()
    return _plan_view(await plans.get(actor, row.id))


@router.get("/patrol-plans/{plan}", summary="A patrol plan with its cameras")
async def read_plan(actor: Reader, context: Context, plan: Identity) -> PatrolPlanView:
    """In the order of the round."""
    return _plan_view(await _patrols(context).plans.get(actor, plan))


@router.put("/patrol-plans/{plan}", summary="Replace a patrol plan")
async def change_plan(actor: Manager, context: Context, plan: Identity, body: PatrolPlanChange) -> PatrolPlanView:
    """Rounds that have not fallen due are drawn up anew. 409 where somebody changed it meanwhile."""
    plans = _patrols(context).plans
    await plans.change(actor, plan, _draft(body), body.version)
    await _patrols(context).keeping.tick()
    return _plan_view(await plans.get(actor, plan))


@router.delete("/patrol-plans/{plan}", status_code=204, summary="Take a patrol plan off")
async def delete_plan(actor: Manager, context: Context, plan: Identity) -> None:
    """Rounds that were done or missed stay."""
    await _patrols(context).plans.delete(actor, plan)


@router.post("/patrol-plans/{plan}/runs", status_code=201, summary="Begin a round out of turn")
async def begin_extra(actor: Worker, context: Context, plan: Identity) -> PatrolRunDetail:
    """At once, by whoever asks."""
    run = await _patrols(context).rounds.begin_extra(actor, plan)
    return await _run_detail(context, actor, run.id)


@router.get("/patrol-runs", summary="Patrol rounds")
async def list_runs(
    actor: Reader,
    context: Context,
    since: From = None,
    to: To = None,
    division: DivisionQuery = "",
    state: Annotated[RunState | None, Query(description="Only of this state")] = None,
    plan: Annotated[str, Query(max_length=24, description="Only of this plan")] = "",
    operator: Annotated[str, Query(max_length=32, description="Only of this user")] = "",
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[PatrolRunView]:
    """By due time, the latest first."""
    first, last = span(context, since, to)
    after = decode_cursor(cursor, int, str)
    key = (datetime.fromtimestamp(after[0] / 1_000_000, UTC), after[1]) if after else None
    filters = RunFilter(first, last, division, state or "", plan, operator)
    rows, total = await _patrols(context).rounds.page(actor, filters, key, limit)
    following = encode_cursor([_micros(rows[-1].due_utc), rows[-1].id]) if len(rows) == limit else None
    return Page(items=[PatrolRunView.model_validate(row) for row in rows], next_cursor=following, total=total)


@router.get("/patrol-runs/{run}", summary="A round with its cameras and findings")
async def read_run(actor: Reader, context: Context, run: Identity) -> PatrolRunDetail:
    """Before its start the cameras are those of the plan."""
    return await _run_detail(context, actor, run)


@router.post("/patrol-runs/{run}/start", summary="Begin a round")
async def start_run(actor: Worker, context: Context, run: Identity) -> PatrolRunDetail:
    """From ten minutes before it is due; who has begun it already gets it back. 409 where another has."""
    await _patrols(context).rounds.start(actor, run)
    return await _run_detail(context, actor, run)


@router.post("/patrol-runs/{run}/looks/{position}", summary="Go on from a camera")
async def go_on(actor: Worker, context: Context, run: Identity, position: Position, body: Went) -> PatrolLookView:
    """How long it was looked at is measured by the platform from the trace of the picture, never told. A repeat counts once."""
    return PatrolLookView.model_validate(await _patrols(context).rounds.look(actor, run, position, body.attempt))


@router.post("/patrol-runs/{run}/finish", summary="End a round")
async def finish_run(actor: Worker, context: Context, run: Identity) -> PatrolRunDetail:
    """Done where every camera was looked at for as long as planned, else incomplete."""
    await _patrols(context).rounds.finish(actor, run)
    return await _run_detail(context, actor, run)


@router.post("/patrol-runs/{run}/findings", status_code=201, summary="Write down a finding")
async def add_finding(
    actor: Worker,
    context: Context,
    run: Identity,
    client_id: Annotated[
        str, Form(min_length=8, max_length=64, description="Made by the page, so that a repeat is known")
    ],
    position: Annotated[int, Form(ge=1, le=200)],
    kind: Annotated[FindingKind, Form()],
    fault: Annotated[str, Form(max_length=16, description="Of device_fault: blurred, blocked, moved …")] = "",
    text: Annotated[str, Form(max_length=500)] = "",
    alarm_class: Annotated[
        Literal["", "hold_up", "fire", "intrusion", "information"], Form(description="Open an alarm of this class")
    ] = "",
    picture: Annotated[UploadFile | None, File(description="JPEG or PNG, at most 1 MB")] = None,
) -> PatrolFindingView:
    """A repeat with the same ``client_id`` answers with what stands. An alarm needs the right to handle alarms there."""
    content = await picture.read(MOST_PICTURE_BYTES + 1) if picture is not None else b""
    draft = FindingDraft(client_id, position, kind, fault, text, alarm_class, content)
    return PatrolFindingView.model_validate(await _patrols(context).findings.add(actor, run, draft))


@router.get("/patrol-findings", summary="Findings of patrol rounds")
async def list_findings(
    actor: Reader,
    context: Context,
    since: From = None,
    to: To = None,
    division: DivisionQuery = "",
    kind: Annotated[FindingKind | None, Query(description="Only of this kind")] = None,
    channel: Annotated[str, Query(max_length=20, description="Only of this camera")] = "",
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[PatrolFindingView]:
    """Newest first."""
    first, last = span(context, since, to)
    after = decode_cursor(cursor, str)
    filters = FindingFilter(first, last, division, kind or "", channel)
    rows, total = await _patrols(context).findings.page(actor, filters, after[0] if after else None, limit)
    following = encode_cursor([rows[-1].id]) if len(rows) == limit else None
    return Page(items=[PatrolFindingView.model_validate(row) for row in rows], next_cursor=following, total=total)


@router.get(
    "/patrol-findings/{finding}/picture", summary="Picture of a finding", response_class=Response, responses=PICTURES
)  # fmt: skip
async def read_picture(actor: Reader, context: Context, finding: Identity) -> Response:
    """As it was taken; its SHA-256 is the ETag. Audited."""
    content, kind, digest = await _patrols(context).findings.picture(actor, finding)
    headers = {"Cache-Control": "private, no-store", "ETag": f'"{digest}"', "Content-Disposition": "inline"}
    return Response(content, media_type=kind, headers=headers)


@router.get("/fault-notes", summary="Faults of cameras that people saw")
async def list_faults(
    actor: Reader,
    context: Context,
    division: DivisionQuery = "",
    standing: Annotated[bool, Query(description="Only those not settled")] = True,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[FaultNoteView]:
    """Newest first."""
    after = decode_cursor(cursor, str)
    rows, total = await _patrols(context).faults.page(
        actor, division, standing=standing, after=after[0] if after else None, limit=limit
    )
    following = encode_cursor([rows[-1].id]) if len(rows) == limit else None
    return Page(items=[FaultNoteView.model_validate(row) for row in rows], next_cursor=following, total=total)


@router.post("/fault-notes/{note}/settle", summary="Say what was done about a fault")
async def settle_fault(actor: Worker, context: Context, note: Identity, body: Settled) -> FaultNoteView:
    """409 where it is settled already."""
    return FaultNoteView.model_validate(await _patrols(context).faults.settle(actor, note, body.text))


@router.get("/patrols/figures", summary="Figures of patrol rounds")
async def patrol_figures(
    actor: Reader, context: Context, since: From = None, to: To = None, division: DivisionQuery = ""
) -> PatrolFiguresView:
    """Rounds planned, done, incomplete and missed, cameras and seconds looked at, findings; in all, by plan, by person."""
    first, last = span(context, since, to)
    found = await _patrols(context).counting.figures(actor, first, last, division)
    return PatrolFiguresView(
        total=RoundCountsView.model_validate(found.total),
        plans=[NamedCounts(id=key, name=name, **asdict(counts)) for key, name, counts in found.by_plan],
        operators=[NamedCounts(id=key, name=name, **asdict(counts)) for key, name, counts in found.by_operator],
        found=found.by_finding,
    )


def _draft(body: PatrolPlanFields) -> PlanDraft:
    stops = tuple(Stop(stop.channel, stop.seconds) for stop in body.stops)
    return PlanDraft(
        body.name, body.division, body.weekdays, tuple(body.times), body.window_min, stops, body.room, body.enabled
    )


def _plan_view(record: PlanRecord) -> PatrolPlanView:
    stops = []
    for stop in record.stops:
        channel = record.channels.get(stop.channel)
        stops.append(
            PatrolStopView(
                channel=stop.channel, seconds=stop.seconds, name=channel.name if channel else stop.channel,
                online=channel is not None and channel.online, known=channel is not None,
            )
        )  # fmt: skip
    row = PatrolPlanRow.model_validate(record.plan).model_dump()
    counts = {"cameras": len(stops), "seconds": sum(stop.seconds for stop in stops)}
    return PatrolPlanView(**row | counts, stops=stops)


async def _run_detail(context: ApiContext, actor: Actor, run: str) -> PatrolRunDetail:
    record = await _patrols(context).rounds.get(actor, run)
    return PatrolRunDetail(
        **PatrolRunView.model_validate(record.run).model_dump(),
        looks=[PatrolLookView.model_validate(each) for each in record.looks],
        found=[PatrolFindingView.model_validate(each) for each in record.findings],
    )


def _micros(time: datetime) -> int:
    delta = time - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds

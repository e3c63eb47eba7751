"""What operators do with an alarm: one route an action, each answering with the row as it then is."""

from __future__ import annotations

import json
from collections.abc import Awaitable
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from anlan.api.access import requires
from anlan.api.alarm_views import AlarmRow
from anlan.api.alarms import AlarmId, alarm_service, division_names, row_view
from anlan.api.context import ApiContext, Context
from anlan.api.problems import Problem, ProblemResponse, domain_problem
from anlan.capabilities.alarms.cases.codes import FalseCause, Finding, HandKind, Method, Result, Verbal
from anlan.capabilities.alarms.cases.conflicts import CaseConflict
from anlan.capabilities.alarms.cases.desk import HandDraft
from anlan.capabilities.alarms.cases.steps import Place
from anlan.capabilities.alarms.vocabulary import AlarmClass
from anlan.foundation.access.actor import Actor

router = APIRouter(tags=["alarms"])
Handler = Annotated[Actor, Depends(requires("alarms.handle"))]
Supervisor = Annotated[Actor, Depends(requires("alarms.supervise"))]
Longitude = Annotated[float | None, Field(ge=-180, le=180)]
Latitude = Annotated[float | None, Field(ge=-90, le=90)]


class AlarmProblem(Problem):
    """Why not, and how the alarm stands now."""

    current: AlarmRow | None = None


CONFLICT: dict[int | str, dict[str, Any]] = {409: {"model": AlarmProblem}}


class Body(BaseModel):
    """What every action needs: the version of the row that was looked at."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=2**31 - 1)


class WithReason(Body):
    reason: str = Field(min_length=1, max_length=500)


class WithText(Body):
    text: str = Field(min_length=1, max_length=2000)


class HandOver(Body):
    to_kind: HandKind
    to: str = Field(min_length=1, max_length=32, description="Id of a user or organisation, or a division's code")
    to_name: str = Field(default="", max_length=128)


class Verify(Body):
    method: Method
    outcome: Finding
    contact: str = Field(default="", max_length=32, description="By phone: who was called")
    password_correct: Verbal = Field(default="not_asked", description="By phone")
    note: str = Field(default="", max_length=500)


class DecideFalse(Body):
    cause: FalseCause
    note: str = Field(min_length=1, max_length=500)


class Dispatch(Body):
    who: str = Field(min_length=1, max_length=128, description="Guard unit or person")
    instruction: str = Field(default="", max_length=500)


class Forward(Body):
    desk: str = Field(min_length=1, max_length=128, description="The police desk")
    conditions: list[str] = Field(min_length=1, max_length=20, description="Ids of those that are met")
    reference: str = Field(default="", max_length=64)


class Positioned(Body):
    longitude: Longitude = None
    latitude: Latitude = None

    def place(self) -> Place | None:
        """Where it was said, if that was told."""
        if self.longitude is None or self.latitude is None:
            return None
        return Place(self.longitude, self.latitude)


class Arrive(Positioned):
    who: str = Field(min_length=1, max_length=128)


class Report(Positioned):
    text: str = Field(min_length=1, max_length=2000)


class Close(Body):
    result: Result
    note: str = Field(min_length=1, max_length=2000)


class Approve(Body):
    note: str = Field(default="", max_length=500)


class Correct(WithText):
    step: int = Field(ge=1, le=1_000_000, description="The step that is set right")


class Summon(Body):
    contacts: list[Annotated[str, Field(max_length=32)]] = Field(
        min_length=1, max_length=20, description="Ids of contacts"
    )


class AlarmByHand(BaseModel):
    """An alarm that no device sent."""

    model_config = ConfigDict(extra="forbid")

    division: str = Field(pattern=r"^(\d{2}){1,4}$")
    alarm_class: AlarmClass
    text: str = Field(min_length=2, max_length=500)
    longitude: Longitude = None
    latitude: Latitude = None
    subscriber: str = Field(default="", max_length=32)


async def _row(context: ApiContext, actor: Actor, alarm: str) -> AlarmRow:
    row = await alarm_service(context).reading.row(actor, alarm)
    return AlarmRow(**row_view(row, await division_names(context)))


async def act_and_tell(context: ApiContext, actor: Actor, alarm: str, action: Awaitable[None]) -> Any:
    """The row after the action; where it came too late, the problem with the row as it is."""
    try:
        await action
    except CaseConflict as conflict:
        problem = domain_problem(conflict)
        current = await _row(context, actor, alarm)
        document = json.loads(bytes(problem.body)) | {"current": current.model_dump(mode="json")}
        return ProblemResponse(json.dumps(document, ensure_ascii=False).encode(), problem.status_code)
    return await _row(context, actor, alarm)


async def take_over_case(context: ApiContext, actor: Actor, alarm: str, version: int) -> None:
    """From a colleague or from another platform, whoever has it."""
    service = alarm_service(context)
    row = await service.reading.row(actor, alarm)
    if row.writer and service.levels is not None:
        await service.levels.transfer.take_over(actor, alarm, version)
    else:
        await service.desk.take_over(actor, alarm, version)


@router.post("/alarms", status_code=201, summary="Open an alarm by hand")
async def open_by_hand(actor: Handler, context: Context, body: AlarmByHand) -> AlarmRow:
    """A call, a passer-by, another system."""
    draft = HandDraft(body.division, body.alarm_class, body.text, body.longitude, body.latitude, body.subscriber)
    return await _row(context, actor, await alarm_service(context).desk.open_by_hand(actor, draft))


@router.post("/alarms/{alarm}/claim", summary="Take an alarm", response_model=AlarmRow, responses=CONFLICT)
async def claim(actor: Handler, context: Context, alarm: AlarmId, body: Body) -> Any:
    """Of many who try one wins; the others are told who has it."""
    action = alarm_service(context).desk.claim(actor, alarm, body.version)
    return await act_and_tell(context, actor, alarm, action)


@router.post(
    "/alarms/{alarm}/release", summary="Give it back to the queue", response_model=AlarmRow, responses=CONFLICT
)
async def release(actor: Handler, context: Context, alarm: AlarmId, body: WithReason) -> Any:
    """By who holds it."""
    action = alarm_service(context).desk.release(actor, alarm, body.version, body.reason)
    return await act_and_tell(context, actor, alarm, action)


@router.post(
    "/alarms/{alarm}/hand_over",
    summary="Offer it to another person or desk",
    response_model=AlarmRow,
    responses=CONFLICT,
)
async def hand_over(actor: Handler, context: Context, alarm: AlarmId, body: HandOver) -> Any:
    """The giver keeps it until it is taken over."""
    action = alarm_service(context).desk.hand_over(actor, alarm, body.version, body.to_kind, body.to, body.to_name)
    return await act_and_tell(context, actor, alarm, action)


@router.post(
    "/alarms/{alarm}/take_over", summary="Acknowledge a hand-over", response_model=AlarmRow, responses=CONFLICT
)
async def take_over(actor: Handler, context: Context, alarm: AlarmId, body: Body) -> Any:
    """By whom it was handed to; from another platform it is asked for, and granted or refused by that."""
    return await act_and_tell(context, actor, alarm, take_over_case(context, actor, alarm, body.version))


@router.post(
    "/alarms/{alarm}/take_back", summary="Take it from who holds it", response_model=AlarmRow, responses=CONFLICT
)
async def take_back(actor: Supervisor, context: Context, alarm: AlarmId, body: WithReason) -> Any:
    """Back to the queue."""
    action = alarm_service(context).desk.take_back(actor, alarm, body.version, body.reason)
    return await act_and_tell(context, actor, alarm, action)


@router.post("/alarms/{alarm}/verify", summary="Note a verification", response_model=AlarmRow, responses=CONFLICT)
async def verify(actor: Handler, context: Context, alarm: AlarmId, body: Verify) -> Any:
    """By video, phone or guard."""
    action = alarm_service(context).desk.verify(
        actor,
        alarm,
        body.version,
        body.method,
        body.outcome,
        contact=body.contact,
        verbal=body.password_correct,
        note=body.note,
    )
    return await act_and_tell(context, actor, alarm, action)


@router.post("/alarms/{alarm}/decide_false", summary="It was none", response_model=AlarmRow, responses=CONFLICT)
async def decide_false(actor: Handler, context: Context, alarm: AlarmId, body: DecideFalse) -> Any:
    """With its cause."""
    action = alarm_service(context).desk.decide_false(actor, alarm, body.version, body.cause, body.note)
    return await act_and_tell(context, actor, alarm, action)


@router.post("/alarms/{alarm}/dispatch", summary="Send a guard", response_model=AlarmRow, responses=CONFLICT)
async def dispatch(actor: Handler, context: Context, alarm: AlarmId, body: Dispatch) -> Any:
    """A unit or a person."""
    action = alarm_service(context).desk.dispatch(actor, alarm, body.version, body.who, body.instruction)
    return await act_and_tell(context, actor, alarm, action)


@router.post("/alarms/{alarm}/forward", summary="Call the police", response_model=AlarmRow, responses=CONFLICT)
async def forward(actor: Handler, context: Context, alarm: AlarmId, body: Forward) -> Any:
    """With the conditions that are met."""
    action = alarm_service(context).desk.forward(actor, alarm, body.version, body.desk, body.conditions, body.reference)
    return await act_and_tell(context, actor, alarm, action)


@router.post("/alarms/{alarm}/arrive", summary="Somebody is on the spot", response_model=AlarmRow, responses=CONFLICT)
async def arrive(actor: Handler, context: Context, alarm: AlarmId, body: Arrive) -> Any:
    """With the position where it is known."""
    action = alarm_service(context).desk.arrive(actor, alarm, body.version, body.who, body.place())
    return await act_and_tell(context, actor, alarm, action)


@router.post("/alarms/{alarm}/report", summary="What was found", response_model=AlarmRow, responses=CONFLICT)
async def report(actor: Handler, context: Context, alarm: AlarmId, body: Report) -> Any:
    """From the spot."""
    action = alarm_service(context).desk.report(actor, alarm, body.version, body.text, body.place())
    return await act_and_tell(context, actor, alarm, action)


@router.post("/alarms/{alarm}/handle", summary="What was done", response_model=AlarmRow, responses=CONFLICT)
async def handle(actor: Handler, context: Context, alarm: AlarmId, body: WithText) -> Any:
    """The matter is settled on the spot."""
    action = alarm_service(context).desk.handle(actor, alarm, body.version, body.text)
    return await act_and_tell(context, actor, alarm, action)


@router.post("/alarms/{alarm}/close", summary="Close with a coded result", response_model=AlarmRow, responses=CONFLICT)
async def close(actor: Handler, context: Context, alarm: AlarmId, body: Close) -> Any:
    """A hold-up goes to a second person first."""
    action = alarm_service(context).desk.close(actor, alarm, body.version, body.result, body.note)
    return await act_and_tell(context, actor, alarm, action)


@router.post("/alarms/{alarm}/approve", summary="The second check agrees", response_model=AlarmRow, responses=CONFLICT)
async def approve(actor: Supervisor, context: Context, alarm: AlarmId, body: Approve) -> Any:
    """By another person than who closed it."""
    action = alarm_service(context).desk.approve(actor, alarm, body.version, body.note)
    return await act_and_tell(context, actor, alarm, action)


@router.post(
    "/alarms/{alarm}/return", summary="The second check does not agree", response_model=AlarmRow, responses=CONFLICT
)
async def send_back(actor: Supervisor, context: Context, alarm: AlarmId, body: WithReason) -> Any:
    """Back to who handled it."""
    action = alarm_service(context).desk.send_back(actor, alarm, body.version, body.reason)
    return await act_and_tell(context, actor, alarm, action)


@router.post("/alarms/{alarm}/note", summary="Add a remark", response_model=AlarmRow, responses=CONFLICT)
async def note(actor: Handler, context: Context, alarm: AlarmId, body: WithText) -> Any:
    """In any state."""
    action = alarm_service(context).desk.note(actor, alarm, body.version, body.text)
    return await act_and_tell(context, actor, alarm, action)


@router.post(
    "/alarms/{alarm}/correct", summary="Set right what a step says", response_model=AlarmRow, responses=CONFLICT
)
async def correct(actor: Handler, context: Context, alarm: AlarmId, body: Correct) -> Any:
    """The step itself stays."""
    action = alarm_service(context).desk.correct(actor, alarm, body.version, body.step, body.text)
    return await act_and_tell(context, actor, alarm, action)

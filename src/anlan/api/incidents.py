"""The incident desk: incidents found, opened, changed, commanded and closed, and their log."""

from __future__ import annotations

import json
from collections.abc import Awaitable
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from anlan.api.access import requires
from anlan.api.alarms import division_names
from anlan.api.context import ApiContext, Context
from anlan.api.directory import Body, DivisionQuery, choices
from anlan.api.incident_views import (
    IncidentEntries,
    IncidentEntryView,
    IncidentLevel,
    IncidentRow,
    IncidentView,
    IncidentWords,
    detail_view,
    row_view,
)
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.problems import Problem, ProblemResponse, domain_problem
from anlan.capabilities.incidents import words
from anlan.capabilities.incidents.desk import IncidentDraft
from anlan.capabilities.incidents.reading import IncidentFilter
from anlan.capabilities.incidents.refusals import IncidentConflict
from anlan.capabilities.incidents.report.masking import masked_name, masked_phone
from anlan.capabilities.incidents.service import IncidentService
from anlan.foundation.access.actor import Actor
from anlan.foundation.errors import NotFound
from anlan.protocols.wording import Sentence

router = APIRouter(tags=["incidents"])
Reader = Annotated[Actor, Depends(requires("incidents.read"))]
Handler = Annotated[Actor, Depends(requires("incidents.handle"))]
Commander = Annotated[Actor, Depends(requires("incidents.command"))]
IncidentId = Annotated[str, Path(max_length=24, description="Id of the incident")]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, description="Version that was before the eyes; another is refused")]
Division = Annotated[str, Field(pattern=r"^(\d{2}){1,4}$")]
Longitude = Annotated[float | None, Field(ge=-180, le=180, description="WGS-84 degrees")]
Latitude = Annotated[float | None, Field(ge=-90, le=90, description="WGS-84 degrees")]
Radius = Annotated[int, Field(ge=0, le=5_000)]


class IncidentProblem(Problem):
    """Why not, and how the incident stands now."""

    current: IncidentRow | None = None


CONFLICT: dict[int | str, dict[str, Any]] = {409: {"model": IncidentProblem}}


class IncidentFields(Body):
    """What is known of an incident."""

    title: str = Field(min_length=2, max_length=128)
    kind: words.Kind
    division: Division
    level: int = Field(default=4, ge=1, le=4, description="1 (gravest) to 4")
    place: str = Field(default="", max_length=255)
    longitude: Longitude = None
    latitude: Latitude = None
    radius_m: Radius = 50
    description: str = Field(default="", max_length=2000)
    reporter_name: str = Field(default="", max_length=64)
    reporter_phone: str = Field(default="", max_length=32)


class FromAlarm(Body):
    """An alarm that has become an incident. What is left out is taken from the alarm."""

    alarm: str = Field(min_length=1, max_length=24)
    title: str = Field(default="", max_length=128)
    kind: words.Kind | None = None
    level: int = Field(default=4, ge=1, le=4)
    radius_m: Radius = 50
    description: str = Field(default="", max_length=2000)


class IncidentChange(Body):
    """What is to change; what is absent stays."""

    version: Version
    title: str = Field(default="", min_length=2, max_length=128)
    kind: words.Kind = "other"
    place: str = Field(default="", max_length=255)
    longitude: Longitude = None
    latitude: Latitude = None
    radius_m: Radius = 50
    description: str = Field(default="", max_length=2000)


class IncidentLevelChange(Body):
    version: Version
    level: int = Field(ge=1, le=4)
    reason: str = Field(min_length=1, max_length=500)


class IncidentCommanderChange(Body):
    version: Version
    user: str = Field(min_length=1, max_length=32, description="Id of a user who may command there")


class IncidentClosing(Body):
    version: Version
    result: words.Result
    text: str = Field(min_length=1, max_length=2000)


class IncidentNote(Body):
    text: str = Field(min_length=1, max_length=2000)


class IncidentCorrection(IncidentNote):
    sequence: int = Field(ge=1, le=2**31 - 1, description="The entry that is set right")


def incident_service(context: ApiContext) -> IncidentService:
    """The capability behind these routes."""
    return cast(IncidentService, context.incidents)


async def present(context: ApiContext, actor: Actor, incident: str) -> IncidentRow:
    """The row as it is now."""
    row = await incident_service(context).reading.row(actor, incident)
    return row_view(row, await division_names(context))


async def done(context: ApiContext, actor: Actor, incident: str, action: Awaitable[Any]) -> Any:
    """The row after the action; where it came too late, the problem with the row as it is."""
    try:
        await action
    except IncidentConflict as conflict:
        problem = domain_problem(conflict)
        current = await present(context, actor, incident)
        document = json.loads(bytes(problem.body)) | {"current": current.model_dump(mode="json")}
        return ProblemResponse(json.dumps(document, ensure_ascii=False).encode(), problem.status_code)
    return await present(context, actor, incident)


@router.get("/incidents", summary="Incidents, newest first")
async def list_incidents(
    actor: Reader,
    context: Context,
    state: Annotated[Literal["open", "closed"] | None, Query()] = None,
    kind: Annotated[words.Kind | None, Query()] = None,
    level: Annotated[int, Query(ge=0, le=4, description="0 for all")] = 0,
    division: DivisionQuery = "",
    alarm: Annotated[str, Query(max_length=24, description="Opened from this alarm")] = "",
    q: Annotated[str, Query(max_length=64, description="In title, place and number")] = "",
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[IncidentRow]:
    """Those in one's divisions, and those one takes part in."""
    after = decode_cursor(cursor, str)
    wanted = IncidentFilter(state or "", kind or "", level, division, alarm, q.strip())
    rows, total = await incident_service(context).reading.page(actor, wanted, after[0] if after else None, limit + 1)
    names = await division_names(context)
    items = [row_view(row, names) for row in rows[:limit]]
    following = encode_cursor([items[-1].id]) if len(rows) > limit else None
    return Page(items=items, next_cursor=following, total=total)


# Before /incidents/{incident}, which would take these words for ids.
@router.get("/incidents/vocabulary", summary="Codes of the incident desk with their names")
async def vocabulary(_actor: Reader) -> IncidentWords:
    """For forms and lists."""
    return IncidentWords(
        kinds=choices(words.KINDS),
        levels=[IncidentLevel(level=level, zh=name.zh, en=name.en) for level, name in words.LEVELS.items()],
        results=choices(words.RESULTS),
        sources=choices(words.SOURCES),
        unit_types=choices(words.UNIT_TYPES),
        unit_states=choices(words.UNIT_STATES),
        task_states=choices(words.TASK_STATES),
        entry_kinds=choices(words.ENTRY_KINDS),
    )


@router.post("/incidents", status_code=201, summary="Open an incident by hand")
async def open_incident(actor: Handler, context: Context, body: IncidentFields) -> IncidentRow:
    """The cameras that see the spot belong to it from the start."""
    incident = await incident_service(context).desk.open(actor, IncidentDraft(**body.model_dump()))
    return await present(context, actor, incident)


@router.post("/incidents/from-alarm", status_code=201, summary="Open an incident from an alarm")
async def open_from_alarm(actor: Handler, context: Context, body: FromAlarm) -> IncidentRow:
    """The alarm goes on by itself; its linked cameras come first on the incident's wall."""
    if not actor.may("alarms.read"):
        raise NotFound("alarms.no_alarm", Sentence("没有该警情", "there is no such alarm"))
    changes = body.model_dump(exclude={"alarm"})
    incident = await incident_service(context).desk.open_from_alarm(actor, body.alarm, changes)
    return await present(context, actor, incident)


@router.get("/incidents/{incident}", summary="One incident with everything the desk shows")
async def read_incident(actor: Reader, context: Context, incident: IncidentId) -> IncidentView:
    """Looking at it is audited."""
    detail = await incident_service(context).reading.detail(actor, incident)
    view = detail_view(detail, await division_names(context))
    if not actor.may_in("incidents.handle", view.division):
        # Who told it is for those who handle it; a participant's business is the incident.
        view.reporter_name, view.reporter_phone = masked_name(view.reporter_name), masked_phone(view.reporter_phone)
    return view


@router.get("/incidents/{incident}/log", summary="Entries of its log")
async def read_log(
    actor: Reader,
    context: Context,
    incident: IncidentId,
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description="Number of the last entry known")] = 0,
    limit: Limit = 100,
) -> IncidentEntries:
    """Oldest first, after a number."""
    entries = await incident_service(context).reading.log(actor, incident, after, limit)
    return IncidentEntries(items=[IncidentEntryView.model_validate(entry) for entry in entries])


@router.patch("/incidents/{incident}", summary="Change what is known", response_model=IncidentRow, responses=CONFLICT)
async def change_incident(actor: Handler, context: Context, incident: IncidentId, body: IncidentChange) -> Any:
    """The log says what it was before."""
    changes = body.model_dump(exclude_unset=True, exclude={"version"})
    action = incident_service(context).desk.change(actor, incident, body.version, changes)
    return await done(context, actor, incident, action)


@router.post("/incidents/{incident}/level", summary="Set its level", response_model=IncidentRow, responses=CONFLICT)
async def set_level(actor: Commander, context: Context, incident: IncidentId, body: IncidentLevelChange) -> Any:
    """With the reason."""
    action = incident_service(context).desk.set_level(actor, incident, body.version, body.level, body.reason)
    return await done(context, actor, incident, action)


@router.post(
    "/incidents/{incident}/commander", summary="Name the commander", response_model=IncidentRow, responses=CONFLICT
)
async def set_commander(actor: Commander, context: Context, incident: IncidentId, body: IncidentCommanderChange) -> Any:
    """A user with the right to command there."""
    action = incident_service(context).desk.set_commander(actor, incident, body.version, body.user)
    return await done(context, actor, incident, action)


@router.post(
    "/incidents/{incident}/close", summary="Close with a result", response_model=IncidentRow, responses=CONFLICT
)
async def close_incident(actor: Commander, context: Context, incident: IncidentId, body: IncidentClosing) -> Any:
    """Participants' grants end with it; what they look at by them ends within ten seconds."""
    action = incident_service(context).desk.close(actor, incident, body.version, body.result, body.text)
    return await done(context, actor, incident, action)


@router.post("/incidents/{incident}/note", summary="Write a remark", response_model=IncidentRow, responses=CONFLICT)
async def note(actor: Reader, context: Context, incident: IncidentId, body: IncidentNote) -> Any:
    """By who handles it or takes part; after the closing too."""
    return await done(context, actor, incident, incident_service(context).desk.note(actor, incident, body.text))


@router.post(
    "/incidents/{incident}/correct", summary="Set an entry right", response_model=IncidentRow, responses=CONFLICT
)
async def correct(actor: Reader, context: Context, incident: IncidentId, body: IncidentCorrection) -> Any:
    """The entry itself stays."""
    action = incident_service(context).desk.correct(actor, incident, body.sequence, body.text)
    return await done(context, actor, incident, action)

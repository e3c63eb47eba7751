"""Duty rooms: what they are, who is there now, their log, and the figures."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from anlan.api.context import Context
from anlan.api.directory import Body, DivisionQuery, choices
from anlan.api.duty_views import (
    DutyAccountView,
    DutySessionView,
    DutyWords,
    ExpectedView,
    Id,
    LogLineView,
    Manager,
    MyDuty,
    PatternFields,
    Patterns,
    PositionFields,
    Positions,
    Reader,
    RoomChange,
    RoomCreate,
    RoomDetail,
    RoomNowView,
    RoomView,
    Row,
    Worker,
    duty_of,
    shift_views,
)
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.capabilities.duty.rooms.rooms import PatternDraft, PositionDraft, RoomDraft
from anlan.capabilities.duty.rooms.words import ABSENCES, LEAVING
from anlan.capabilities.duty.rosters.rules import RULES

router = APIRouter(prefix="/duty", tags=["duty"])


class LogWrite(Body):
    """A note, or with ``corrects`` a correction of a line."""

    text: str = Field(min_length=1, max_length=2000)
    corrects: str | None = Field(default=None, max_length=32)


class RoomFiguresView(Row):
    """A room over the period. Minutes of seats: those that rosters asked for, and those in which nobody sat."""

    id: str
    name: str
    division: str
    shifts: int
    present: int
    late: int
    missing: int
    late_minutes: int
    early_minutes: int
    asked_minutes: int
    vacant_minutes: int
    handovers: int
    handovers_in_time: int = Field(description="Signed by both within 30 minutes of the end of the shift")
    relieved: int = Field(description="Taken off duty by a leader without a handover")
    people: int
    joined: int
    left: int
    left_reasons: dict[str, int]


class PersonFiguresView(Row):
    """A person over the period."""

    id: str
    name: str
    room: str
    minutes: int
    shifts: int
    nights: int
    weekends: int
    late: int
    missing: int
    early_minutes: int


class DutyFiguresView(BaseModel):
    rooms: list[RoomFiguresView]
    people: list[PersonFiguresView]


@router.get("/vocabulary", summary="Values that the duty room's forms choose from")
async def duty_words(_actor: Reader) -> DutyWords:
    """Reasons for leaving, kinds of absence, and the rules of rosters by name."""
    return DutyWords(leaving=choices(LEAVING), absences=choices(ABSENCES), rules=choices(RULES))


@router.get("/rooms", summary="Duty rooms")
async def list_rooms(actor: Reader, context: Context) -> Page[RoomView]:
    """All that the actor may see, by division and name."""
    rows = await duty_of(context).rooms.all(actor)
    return Page(items=[RoomView.model_validate(row) for row in rows], total=len(rows))


@router.post("/rooms", status_code=201, summary="Make a duty room")
async def create_room(body: RoomCreate, actor: Manager, context: Context) -> RoomDetail:
    """In a division where one manages duty."""
    row = await duty_of(context).rooms.create(actor, RoomDraft(**body.model_dump()))
    return await read_room(row.id, actor, context)


@router.get("/rooms/{room}", summary="One duty room")
async def read_room(room: Id, actor: Reader, context: Context) -> RoomDetail:
    """With its positions and shift patterns."""
    row, parts = await duty_of(context).rooms.get(actor, room)
    return RoomDetail(
        **RoomView.model_validate(row).model_dump(),
        positions=[PositionFields.model_validate(each) for each in parts.positions],
        patterns=[PatternFields.model_validate(each) for each in parts.patterns],
    )


@router.patch("/rooms/{room}", summary="Change a duty room")
async def change_room(room: Id, body: RoomChange, actor: Manager, context: Context) -> RoomDetail:
    """All of its fields; its division stays."""
    await duty_of(context).rooms.change(actor, room, body.version, body.model_dump(exclude={"version"}))
    return await read_room(room, actor, context)


@router.put("/rooms/{room}/positions", summary="Put positions in place of all")
async def set_positions(room: Id, body: Positions, actor: Manager, context: Context) -> RoomDetail:
    """One that was ever worked at is taken out of use instead of deleted."""
    drafts = [PositionDraft(**each.model_dump()) for each in body.positions]
    await duty_of(context).rooms.set_positions(actor, room, body.version, drafts)
    return await read_room(room, actor, context)


@router.put("/rooms/{room}/patterns", summary="Put shift patterns in place of all")
async def set_patterns(room: Id, body: Patterns, actor: Manager, context: Context) -> RoomDetail:
    """One that was ever worked is taken out of use instead of deleted."""
    drafts = [PatternDraft(**each.model_dump()) for each in body.patterns]
    await duty_of(context).rooms.set_patterns(actor, room, body.version, drafts)
    return await read_room(room, actor, context)


@router.get("/rooms/{room}/accounts", summary="Users who may be on duty in a room")
async def list_accounts(room: Id, actor: Manager, context: Context) -> Page[DutyAccountView]:
    """Those who may sign in there, for linking people with their accounts."""
    rows = await duty_of(context).rooms.accounts(actor, room)
    return Page(items=[DutyAccountView.model_validate(row) for row in rows], total=len(rows))


@router.get("/now", summary="Who is on duty now")
async def duty_now(actor: Reader, context: Context, division: DivisionQuery = "") -> Page[RoomNowView]:
    """Every room in use in the division: who is there, who is missing, who comes within twelve hours."""
    rooms = await duty_of(context).presence.now(actor, division)
    items = [
        RoomNowView(
            room=RoomView.model_validate(each.room), present=[DutySessionView.of(one) for one in each.present],
            missing=[ExpectedView.of(one) for one in each.missing], following=[ExpectedView.of(one) for one in each.following],
        )
        for each in rooms
    ]  # fmt: skip
    return Page(items=items, total=len(items))


@router.get("/me", summary="One's own duty")
async def my_duty(actor: Reader, context: Context) -> MyDuty:
    """Where one belongs, whether one is on duty, and the shifts to come."""
    me, session, shifts = await duty_of(context).presence.mine(actor)
    if me is None:
        return MyDuty(person="", name="", room="", session=None, shifts=[])
    return MyDuty(
        person=me.id,
        name=me.name,
        room=me.room,
        session=DutySessionView.of(session) if session else None,
        shifts=shift_views(shifts),
    )


@router.get("/rooms/{room}/log", summary="The log of a room")
async def read_log(
    room: Id, actor: Reader, context: Context, kind: Annotated[str, Query(max_length=16)] = "", cursor: Cursor = None, limit: Limit = 50
) -> Page[LogLineView]:  # fmt: skip
    """The newest first."""
    after = decode_cursor(cursor, str)
    rows = await duty_of(context).log.page(actor, room, kind, after[0] if after else None, limit + 1)
    following = encode_cursor([rows[limit - 1].id]) if len(rows) > limit else None
    return Page(items=[LogLineView.model_validate(row) for row in rows[:limit]], next_cursor=following)


@router.post("/rooms/{room}/log", status_code=201, summary="Write into the log")
async def write_log(room: Id, body: LogWrite, actor: Worker, context: Context) -> LogLineView:
    """Lines are never changed; a correction is a line of its own."""
    return LogLineView.model_validate(await duty_of(context).log.write(actor, room, body.text, body.corrects))


@router.get("/figures", summary="Figures of duty over a period")
async def duty_figures(
    actor: Reader, context: Context, first: Annotated[date, Query(alias="from")], last: Annotated[date, Query(alias="to")],
    division: DivisionQuery = "", room: Annotated[str, Query(max_length=32)] = "",
) -> DutyFiguresView:  # fmt: skip
    """Attendance, lateness, vacant minutes, handovers in time, hours and nights a person, turnover; local days, at most 366."""
    found = await duty_of(context).figures.count(actor, first, last, division, room)
    return DutyFiguresView(
        rooms=[RoomFiguresView.model_validate(each) for each in found.rooms],
        people=[PersonFiguresView.model_validate(each) for each in found.people],
    )

"""Rosters, and shifts that change hands."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from anlan.api.context import Context
from anlan.api.directory import Body
from anlan.api.duty_views import (
    DutyPersonBrief,
    FaultView,
    Id,
    Manager,
    Reader,
    RosterDetail,
    RosterView,
    Row,
    Version,
    Worker,
    duty_of,
    shift_views,
)
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.times import UtcTime
from anlan.capabilities.duty.rosters.rosters import NewShift, RosterSheet

router = APIRouter(prefix="/duty", tags=["duty"])


class RosterCreate(Body):
    """A draft for some days, at most 62."""

    room: str = Field(max_length=32)
    first_day: date
    last_day: date
    by_hand: bool = Field(default=False, description="Empty, to be filled by hand; otherwise the solver makes it")


class NewShiftFields(Body):
    day: date
    pattern: str = Field(max_length=32)
    position: str = Field(max_length=32)
    person: str = Field(max_length=32)


class ShiftChanges(Body):
    """Shifts to be given and to be taken away, together."""

    version: Version
    add: list[NewShiftFields] = Field(default_factory=list, max_length=500)
    remove: list[Annotated[str, Field(max_length=32)]] = Field(default_factory=list, max_length=500)


class Publication(Body):
    version: Version
    accept_vacancies: bool = Field(default=False, description="Although people are missing in some shifts")


class Withdrawal(Body):
    version: Version


class SwapCreate(Body):
    """A shift of one's own that another shall take, with or without one of theirs in return."""

    shift: str = Field(max_length=32)
    other: str = Field(max_length=32)
    in_return: str | None = Field(default=None, max_length=32)
    reason: str = Field(min_length=1, max_length=200)


class SwapAnswer(Body):
    agree: bool
    said: str = Field(default="", max_length=200)


class SwapDecision(Body):
    approve: bool
    said: str = Field(default="", max_length=200)


class SwapView(Row):
    """A request to change a shift."""

    id: str
    room: str
    shift: str
    in_return: str | None
    asker: str
    other: str
    state: str = Field(description="asked, agreed, declined, approved, refused, withdrawn or lapsed")
    reason: str
    answer: str
    asked_utc: UtcTime
    answered_utc: UtcTime | None
    decided_utc: UtcTime | None


def _detail(found: RosterSheet) -> RosterDetail:
    return RosterDetail(
        **RosterView.of(found.roster, found.room.name, found.room.division).model_dump(),
        shifts=shift_views(found.shifts),
        faults=[FaultView.of(each) for each in found.faults],
        people=[DutyPersonBrief(id=person, name=name) for person, name in found.names.items()],
    )


@router.get("/rosters", summary="Rosters")
async def list_rosters(
    actor: Reader, context: Context, room: Annotated[str, Query(max_length=32)] = "", cursor: Cursor = None, limit: Limit = 50
) -> Page[RosterView]:  # fmt: skip
    """The latest period first; drafts only for whoever manages duty there."""
    after = decode_cursor(cursor, str, str)
    rows = await duty_of(context).rosters.page(actor, room, (after[0], after[1]) if after else None, limit + 1)
    last = rows[limit - 1][0] if len(rows) > limit else None
    following = encode_cursor([last.first_day.isoformat(), last.id]) if last else None
    return Page(items=[RosterView.of(row, of.name, of.division) for row, of in rows[:limit]], next_cursor=following)


@router.post("/rosters", status_code=201, summary="Make a roster")
async def create_roster(body: RosterCreate, actor: Manager, context: Context) -> RosterDetail:
    """A draft. The solver takes up to about half a minute and keeps every rule; what it could not fill is named with the reason."""
    rosters = duty_of(context).rosters
    return _detail(await rosters.plan(actor, body.room, body.first_day, body.last_day, by_hand=body.by_hand))


@router.get("/rosters/{roster}", summary="One roster")
async def read_roster(roster: Id, actor: Reader, context: Context) -> RosterDetail:
    """With its shifts, and every rule that it breaks."""
    return _detail(await duty_of(context).rosters.get(actor, roster))


@router.post("/rosters/{roster}/shifts", summary="Change shifts of a roster")
async def change_shifts(roster: Id, body: ShiftChanges, actor: Manager, context: Context) -> RosterDetail:
    """What would break a rule for a person is refused (422) and named. In force, only shifts that have not begun can change."""
    add = [NewShift(**each.model_dump()) for each in body.add]
    return _detail(await duty_of(context).rosters.change(actor, roster, body.version, add, body.remove))


@router.post("/rosters/{roster}/publish", summary="Put a roster in force")
async def publish_roster(roster: Id, body: Publication, actor: Manager, context: Context) -> RosterDetail:
    """Refused while a rule is broken, and where another holds for the room on these days."""
    rosters = duty_of(context).rosters
    return _detail(await rosters.publish(actor, roster, body.version, accept_vacancies=body.accept_vacancies))


@router.post("/rosters/{roster}/withdraw", status_code=204, summary="Take a roster out of force")
async def withdraw_roster(roster: Id, body: Withdrawal, actor: Manager, context: Context) -> None:
    """Shifts that have begun stay as they were; a draft is deleted."""
    await duty_of(context).rosters.withdraw(actor, roster, body.version)


@router.get("/swaps", summary="Requests to change shifts")
async def list_swaps(
    actor: Reader, context: Context, room: Annotated[str, Query(max_length=32)] = "", state: Annotated[str, Query(max_length=12)] = "",
    cursor: Cursor = None, limit: Limit = 50,
) -> Page[SwapView]:  # fmt: skip
    """The newest first."""
    after = decode_cursor(cursor, str)
    rows = await duty_of(context).swaps.page(actor, room, state, after[0] if after else None, limit + 1)
    following = encode_cursor([rows[limit - 1].id]) if len(rows) > limit else None
    return Page(items=[SwapView.model_validate(row) for row in rows[:limit]], next_cursor=following)


@router.post("/swaps", status_code=201, summary="Ask another to take a shift")
async def ask_swap(body: SwapCreate, actor: Worker, context: Context) -> SwapView:
    """Refused where a rule would be broken for one of the two."""
    row = await duty_of(context).swaps.ask(actor, body.shift, body.other, body.in_return, body.reason)
    return SwapView.model_validate(row)


@router.post("/swaps/{swap}/answer", summary="Agree to take a shift, or decline")
async def answer_swap(swap: Id, body: SwapAnswer, actor: Worker, context: Context) -> SwapView:
    """By whoever was asked."""
    return SwapView.model_validate(await duty_of(context).swaps.answer(actor, swap, agree=body.agree, said=body.said))


@router.post("/swaps/{swap}/withdraw", summary="Take a request back")
async def withdraw_swap(swap: Id, actor: Worker, context: Context) -> SwapView:
    """By whoever asked."""
    return SwapView.model_validate(await duty_of(context).swaps.withdraw(actor, swap))


@router.post("/swaps/{swap}/decision", summary="Approve a swap, or refuse it")
async def decide_swap(swap: Id, body: SwapDecision, actor: Manager, context: Context) -> SwapView:
    """The roster changes with the approval; the rules are looked at once more."""
    return SwapView.model_validate(
        await duty_of(context).swaps.decide(actor, swap, approve=body.approve, said=body.said)
    )

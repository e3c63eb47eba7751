"""People of the duty teams."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from anlan.api.context import Context
from anlan.api.directory import Body
from anlan.api.duty_views import Id, Manager, Name, Reader, Row, Version, Worker, duty_of
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.times import UtcTime
from anlan.capabilities.duty.rooms.people import PersonDraft, PersonRecord, Qualification

router = APIRouter(prefix="/duty/people", tags=["duty"])


class QualificationFields(Body):
    """What somebody may do."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    qualification: str = Field(min_length=1, max_length=32)
    expires_on: date | None = Field(default=None, description="Last day; null where it does not end")
    source: str = Field(default="", max_length=64, description="Number of the certificate")


class DutyPersonView(Row):
    """A person of a duty team."""

    id: str
    room: str
    room_name: str
    division: str
    user: str | None
    name: str
    phone: str
    employed_from: date
    left_on: date | None
    left_reason: str
    note: str
    version: int
    qualifications: list[QualificationFields]

    @classmethod
    def of(cls, record: PersonRecord) -> DutyPersonView:
        row = record.person
        return cls(
            id=row.id, room=row.room, room_name=record.room.name, division=record.room.division, user=row.user, name=row.name, phone=row.phone,
            employed_from=row.employed_from, left_on=row.left_on, left_reason=row.left_reason, note=row.note, version=row.version,
            qualifications=[QualificationFields.model_validate(each) for each in record.qualifications],
        )  # fmt: skip


class DutyPersonCreate(Body):
    room: str = Field(max_length=32)
    name: Name
    user: str = Field(default="", max_length=32, description="Id of the account, or an empty string")
    phone: str = Field(default="", max_length=32)
    employed_from: date
    note: str = Field(default="", max_length=255)


class DutyPersonChange(Body):
    """What is to change; what is absent stays. ``left_on`` and ``left_reason`` go together."""

    version: Version
    room: str | None = Field(default=None, max_length=32)
    name: Name | None = None
    user: str | None = Field(default=None, max_length=32)
    phone: str | None = Field(default=None, max_length=32)
    employed_from: date | None = None
    left_on: date | None = None
    left_reason: str | None = Field(default=None, max_length=16)
    note: str | None = Field(default=None, max_length=255)


class Qualifications(Body):
    version: Version
    qualifications: list[QualificationFields] = Field(max_length=30)


class AbsenceCreate(Body):
    kind: Literal["leave", "wish"]
    first_day: date
    last_day: date
    reason: str = Field(default="", max_length=128)


class AbsenceView(Row):
    """Leave, or a wish to be off."""

    id: str
    person: str
    kind: str
    first_day: date
    last_day: date
    reason: str
    entered_utc: UtcTime


@router.get("", summary="People of the duty teams")
async def list_people(
    actor: Reader, context: Context, room: Annotated[str, Query(max_length=32)] = "", q: Annotated[str, Query(max_length=64)] = "",
    left: Annotated[bool, Query(description="Those who left, instead of those in the team")] = False,
    cursor: Cursor = None, limit: Limit = 50,
) -> Page[DutyPersonView]:  # fmt: skip
    """By name."""
    after = decode_cursor(cursor, str, str)
    position = (after[0], after[1]) if after else None
    rows, total = await duty_of(context).people.page(
        actor, room=room, q=q.strip(), left=left, after=position, limit=limit + 1
    )
    last = rows[limit - 1].person if len(rows) > limit else None
    following = encode_cursor([last.pinyin, last.id]) if last else None
    return Page(items=[DutyPersonView.of(row) for row in rows[:limit]], next_cursor=following, total=total)


@router.post("", status_code=201, summary="Put somebody on the list")
async def create_person(body: DutyPersonCreate, actor: Manager, context: Context) -> DutyPersonView:
    """Into the team of a room."""
    return DutyPersonView.of(await duty_of(context).people.create(actor, PersonDraft(**body.model_dump())))


@router.get("/{person}", summary="One person")
async def read_person(person: Id, actor: Reader, context: Context) -> DutyPersonView:
    """With qualifications."""
    return DutyPersonView.of(await duty_of(context).people.get(actor, person))


@router.patch("/{person}", summary="Change a person")
async def change_person(person: Id, body: DutyPersonChange, actor: Manager, context: Context) -> DutyPersonView:
    """Who leaves stays on record with day and reason, for the figures of turnover."""
    changes = body.model_dump(exclude={"version"}, exclude_unset=True)
    kept = {name: value for name, value in changes.items() if value is not None or name == "left_on"}
    return DutyPersonView.of(await duty_of(context).people.change(actor, person, body.version, kept))


@router.put("/{person}/qualifications", summary="Put qualifications in place of all")
async def set_qualifications(person: Id, body: Qualifications, actor: Manager, context: Context) -> DutyPersonView:
    """As certificates are shown; passed tests add theirs by themselves."""
    held = [Qualification(**each.model_dump()) for each in body.qualifications]
    return DutyPersonView.of(await duty_of(context).people.set_qualifications(actor, person, body.version, held))


@router.get("/{person}/absences", summary="Leave and wishes")
async def list_absences(person: Id, actor: Reader, context: Context) -> Page[AbsenceView]:
    """The latest first."""
    rows = await duty_of(context).people.absences(actor, person)
    return Page(items=[AbsenceView.model_validate(row) for row in rows], total=len(rows))


@router.post("/{person}/absences", status_code=201, summary="Enter leave or a wish")
async def add_absence(person: Id, body: AbsenceCreate, actor: Worker, context: Context) -> AbsenceView:
    """Leave takes the right to manage duty; a wish everybody may enter for themselves."""
    people = duty_of(context).people
    row = await people.add_absence(actor, person, body.kind, body.first_day, body.last_day, body.reason)
    return AbsenceView.model_validate(row)


@router.delete("/{person}/absences/{absence}", status_code=204, summary="Take leave or a wish away")
async def drop_absence(person: Id, absence: Id, actor: Worker, context: Context) -> None:
    """Rosters that stand stay as they are."""
    await duty_of(context).people.drop_absence(actor, person, absence)

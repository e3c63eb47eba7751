"""A village contact at an alarm: going, there, found nothing or something, with photos."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, UploadFile
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from anlan.api.access import requires
from anlan.api.alarm_actions import CONFLICT, act_and_tell
from anlan.api.alarm_views import AlarmRow
from anlan.api.alarms import AlarmId, alarm_service
from anlan.api.context import Context
from anlan.api.household import ClientId
from anlan.api.times import UtcTime
from anlan.capabilities.alarms.cases.attending import Attendance, AttendDraft
from anlan.capabilities.alarms.cases.steps import Place
from anlan.capabilities.alarms.evidence.photos import MAX_PHOTO_BYTES, PhotoDraft
from anlan.foundation.access.actor import Actor

router = APIRouter(tags=["alarms"])
Attendant = Annotated[Actor, Depends(requires("alarms.attend"))]


class AttendBody(BaseModel):
    """What is told; without the version of the row, since a phone may send it late."""

    model_config = ConfigDict(extra="forbid")

    id: ClientId
    what: Attendance
    text: str = Field(default="", max_length=500)
    told_utc: UtcTime | None = Field(default=None, description="By the phone's clock")
    longitude: float | None = Field(default=None, ge=-180, le=180)
    latitude: float | None = Field(default=None, ge=-90, le=90)


class PhotoView(BaseModel):
    """A photo as it is kept."""

    id: str
    sha256: str | None
    size_bytes: int | None


def _with_zone(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError("a time needs its zone")
    return time


FormId = Annotated[str, Form(pattern=r"^[0-9a-zA-Z-]{16,64}$", description="Made by the phone; the same each time")]
FormTime = Annotated[datetime, AfterValidator(_with_zone), Form(description="When it was taken, by the phone's clock")]


@router.post(
    "/alarms/{alarm}/attend", summary="Tell that one goes, is there, or what one found", response_model=AlarmRow, responses=CONFLICT
)  # fmt: skip
async def attend(actor: Attendant, context: Context, alarm: AlarmId, body: AttendBody) -> Any:
    """A step of the case; who holds it stays. Sent again it is the same step."""
    place = Place(body.longitude, body.latitude) if body.longitude is not None and body.latitude is not None else None
    draft = AttendDraft(body.id, body.what, body.text.strip(), body.told_utc, place)
    return await act_and_tell(context, actor, alarm, alarm_service(context).attending.attend(actor, alarm, draft))


@router.post("/alarms/{alarm}/photos", status_code=201, summary="Keep a photo from the spot as evidence")
async def send_photo(
    actor: Attendant,
    context: Context,
    alarm: AlarmId,
    file: Annotated[UploadFile, File(description="JPEG, PNG or WebP, at most 1 MB")],
    id: FormId,  # noqa: A002 - the name on the wire
    taken_utc: FormTime,
    text: Annotated[str, Form(max_length=200)] = "",
    longitude: Annotated[float | None, Form(ge=-180, le=180)] = None,
    latitude: Annotated[float | None, Form(ge=-90, le=90)] = None,
) -> PhotoView:
    """With its SHA-256, time and place; never changed afterwards. Sent again it is the same photo."""
    content = await file.read(MAX_PHOTO_BYTES + 1)
    draft = PhotoDraft(alarm, id, content, taken_utc, text.strip(), longitude, latitude)
    row = await alarm_service(context).attending.photo(actor, draft)
    return PhotoView(id=row.id, sha256=row.sha256, size_bytes=row.size_bytes)

"""The household's phone: enrolled once, then known by its own token and by nothing else."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from anlan.api.access import remote_host
from anlan.api.context import ApiContext, Context
from anlan.api.subscribers import subscribers_of
from anlan.api.times import UtcTime
from anlan.capabilities.alarms.buttons.enrolment import EnrolledButton
from anlan.capabilities.alarms.buttons.kinds import Call
from anlan.capabilities.alarms.buttons.progress import Stage
from anlan.capabilities.alarms.buttons.service import Household, Press, PressState
from anlan.foundation.access.actor import Resource

router = APIRouter(prefix="/button", tags=["button"])
SCHEME = "button"
# Made by the phone; the same however often it is sent.
ClientId = Annotated[str, Field(pattern=r"^[0-9a-zA-Z-]{16,64}$", description="Made by the phone; the same each time")]


class Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CodeGiven(Sent):
    """The one-time code of the link."""

    code: SecretStr = Field(min_length=16, max_length=64)


class PressSent(Sent):
    """A call for help."""

    id: ClientId
    call: Call
    pressed_utc: UtcTime | None = Field(default=None, description="By the phone's clock")
    longitude: float | None = Field(default=None, ge=-180, le=180)
    latitude: float | None = Field(default=None, ge=-90, le=90)
    text: str = Field(default="", max_length=200)


class CancellationSent(Sent):
    """That a call is taken back."""

    id: ClientId
    press: ClientId
    password: SecretStr = Field(min_length=1, max_length=64)


class MilestoneView(BaseModel):
    """How far it has come, and since when."""

    stage: Stage
    at_utc: UtcTime


class PressView(BaseModel):
    """A call as the centre has it."""

    id: str
    call: Call
    received_utc: UtcTime
    kept: bool = Field(description="Received and kept, but no alarm, as while the premises are under test")
    milestones: list[MilestoneView]


class CancellationView(BaseModel):
    """The same answer whatever the word was."""

    state: Literal["cancelled"] = "cancelled"
    at_utc: UtcTime


class ButtonView(BaseModel):
    """Whose phone it is, and what it called for in the last day."""

    label: str
    subscriber: str
    address: str
    centre: str = Field(description="Name of the alarm centre's platform")
    recent: list[PressView]


class EnrolledView(ButtonView):
    """The phone as enrolled; ``token`` is told this once and goes into ``Authorization: Button …``."""

    token: str


def household(context: ApiContext) -> Household:
    """The service behind these routes."""
    return cast(Household, context.household)


async def phone(request: Request, context: Context) -> EnrolledButton:
    """The phone that asks. Raises ``Unauthenticated``."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    given = token.strip() if scheme.lower() == SCHEME else ""
    return await subscribers_of(context).buttons.recognise(given, remote_host(request))


Phone = Annotated[EnrolledButton, Depends(phone)]


@router.post("/enrolment", summary="Enrol a phone with its one-time code")
async def enrol(body: CodeGiven, request: Request, context: Context) -> EnrolledView:
    """The code is used up. Audited."""
    button, token = await subscribers_of(context).buttons.enrol(body.code.get_secret_value(), remote_host(request))
    resource = Resource("subscriber", button.subscriber, button.division, button.label)
    await context.audit.append(None, button.actor, "button.enrol", resource, "", "done", {"account": button.account})
    return EnrolledView(token=token, **(await _view(context, button)).model_dump())


@router.get("", summary="Whose phone this is")
async def read_button(button: Phone, context: Context) -> ButtonView:
    """With its calls of the last day."""
    return await _view(context, button)


@router.post("/presses", summary="Call for help")
async def press(body: PressSent, button: Phone, context: Context) -> PressView:
    """Answered once it is committed; sent again it is the same call."""
    sent = Press(body.id, body.call, body.pressed_utc, body.longitude, body.latitude, body.text.strip())
    return _press(await household(context).press(button, sent))


@router.get("/presses/{press}", summary="How a call stands")
async def read_press(press: Annotated[str, Path(max_length=64)], button: Phone, context: Context) -> PressView:
    """Who works on it is not told."""
    return _press(await household(context).state(button, press))


@router.post("/cancellations", summary="Take a call back")
async def cancel(body: CancellationSent, button: Phone, context: Context) -> CancellationView:
    """The desk is told what the word was and decides; the answer is always this one."""
    at_utc = await household(context).cancel(button, body.press, body.id, body.password.get_secret_value())
    return CancellationView(at_utc=at_utc)


async def _view(context: ApiContext, button: EnrolledButton) -> ButtonView:
    protected = subscribers_of(context).book.premises(button.subscriber)
    return ButtonView(
        label=button.label,
        subscriber=protected.name if protected else "",
        address=protected.address if protected else "",
        centre=context.settings.platform.name,
        recent=[_press(each) for each in await household(context).recent(button)],
    )


def _press(state: PressState) -> PressView:
    return PressView(
        id=state.identity,
        call=state.call,
        received_utc=state.received_utc,
        kept=state.kept,
        milestones=[MilestoneView(stage=each.stage, at_utc=each.at_utc) for each in state.milestones],
    )

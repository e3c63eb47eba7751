"""A subscriber's phones as the centre keeps them: invited, seen, taken off."""

from __future__ import annotations

from typing import Annotated

import segno
from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field

from anlan.api.context import ApiContext, Context
from anlan.api.directory import Body
from anlan.api.headers import host_without_port
from anlan.api.subscribers import READ, WRITE, Identity, Reader, Writer, subscribers_of
from anlan.api.times import UtcTime
from anlan.capabilities.alarms.models import AlarmButton
from anlan.capabilities.alarms.subscribers.reach import Reach
from anlan.foundation.access.actor import Actor, Resource

router = APIRouter(prefix="/subscribers/{identity}/buttons", tags=["subscribers"])
Account = Annotated[str, Path(max_length=32, description="Id of the phone among the devices")]


class NewButton(Body):
    label: str = Field(min_length=1, max_length=64, description="Who carries it")


class ButtonRow(BaseModel):
    """A phone; its code and token are never shown."""

    id: str
    label: str
    enrolled_utc: UtcTime | None = Field(description="Null until its code was used")
    code_expires_utc: UtcTime | None = Field(description="Null once its code was used")
    seen_utc: UtcTime | None
    made_by_name: str
    made_utc: UtcTime


class ButtonList(BaseModel):
    items: list[ButtonRow]


class Invitation(BaseModel):
    """The link to open on the phone, shown this once. ``qr``: rows of a QR code's modules, 1 dark, without its margin."""

    button: ButtonRow
    link: str
    qr: list[str]


@router.get("", summary="A subscriber's phones")
async def list_buttons(identity: Identity, actor: Reader, context: Context) -> ButtonList:
    """Invited and enrolled ones."""
    await subscribers_of(context).records.get(identity, Reach(actor, READ))
    return ButtonList(items=[_row(row) for row in await subscribers_of(context).buttons.of(identity)])


@router.post("", status_code=201, summary="Invite a phone")
async def invite(identity: Identity, body: NewButton, actor: Writer, context: Context, request: Request) -> Invitation:
    """Audited. The code in the link holds for a day and for one phone."""
    await _authorize(context, actor, identity)
    row, code = await subscribers_of(context).buttons.invite(identity, body.label, Reach(actor, WRITE))
    return _invitation(context, request, row, code)


@router.post("/{account}/code", summary="A new code for a phone")
async def invite_again(
    identity: Identity, account: Account, actor: Writer, context: Context, request: Request
) -> Invitation:
    """Audited. What the phone had before is void at once."""
    await _authorize(context, actor, identity)
    row, code = await subscribers_of(context).buttons.invite_again(identity, account)
    return _invitation(context, request, row, code)


@router.delete("/{account}", status_code=204, summary="Take a phone off")
async def revoke(identity: Identity, account: Account, actor: Writer, context: Context) -> None:
    """Audited. It can do nothing from now on; its alarms stay."""
    await _authorize(context, actor, identity)
    await subscribers_of(context).accounts.remove(identity, account, Reach(actor, WRITE))


async def _authorize(context: ApiContext, actor: Actor, identity: str) -> None:
    row = await subscribers_of(context).records.get(identity, Reach(actor, WRITE))
    await context.gate.authorize(actor, WRITE, Resource("subscriber", row.id, row.division, f"{row.name} buttons"))


def _invitation(context: ApiContext, request: Request, row: AlarmButton, code: str) -> Invitation:
    # In the fragment, which a browser sends to nobody: the code stands in no log and no Referer.
    link = f"{_base(context, request)}/button#{code}"
    matrix = segno.make(link, error="m", micro=False).matrix
    return Invitation(button=_row(row), link=link, qr=["".join(str(module) for module in line) for line in matrix])


def _base(context: ApiContext, request: Request) -> str:
    if context.settings.http.public_url:
        return context.settings.http.public_url.rstrip("/")
    asked = request.headers.get("host", "")
    return f"{request.url.scheme}://{asked if host_without_port(asked) else '127.0.0.1'}"


def _row(row: AlarmButton) -> ButtonRow:
    return ButtonRow(
        id=row.account,
        label=row.label,
        enrolled_utc=row.enrolled_utc,
        code_expires_utc=row.code_expires_utc if row.code_hash else None,
        seen_utc=row.seen_utc,
        made_by_name=row.made_by_name,
        made_utc=row.made_utc,
    )

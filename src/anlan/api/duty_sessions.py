"""Being on duty: signing in, handing over."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field, SecretStr

from anlan.api.context import Context
from anlan.api.directory import Body
from anlan.api.duty_views import DutySessionView, HandoverDetail, HandoverView, Id, Manager, Reader, Worker, duty_of
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor

router = APIRouter(prefix="/duty", tags=["duty"])


class SignIn(Body):
    """Taking a seat."""

    position: str = Field(max_length=32)
    workplace: str = Field(default="", max_length=64, description="Name of the desk")


class Relief(Body):
    reason: str = Field(min_length=2, max_length=200)


class OutgoingSignature(Body):
    """The own password again; for the content as counted, and these notes."""

    notes: str = Field(default="", max_length=2000)
    password: SecretStr = Field(min_length=1, max_length=128)


class IncomingSignature(Body):
    """Name and password of the incoming, who may stand at the outgoing's desk; without a name whoever is signed in."""

    digest: str = Field(min_length=64, max_length=64, description="Of what was before the eyes")
    name: str = Field(default="", max_length=64)
    password: SecretStr = Field(min_length=1, max_length=128)
    workplace: str = Field(default="", max_length=64)


class HandoverDone(BaseModel):
    handover: HandoverDetail
    cases: list[str] = Field(description="Open cases that went to the incoming")


@router.post("/sessions", status_code=201, summary="Sign in at a position")
async def sign_in(body: SignIn, actor: Worker, context: Context) -> DutySessionView:
    """Where the roster has a shift for this hour, it is fulfilled by it, late where it is late."""
    duty = duty_of(context)
    await duty.presence.sign_in(actor, body.position, body.workplace)
    _, session, _ = await duty.presence.mine(actor)
    assert session is not None
    return DutySessionView.of(session)


@router.post("/sessions/{session}/relieve", status_code=204, summary="Take somebody off duty without a handover")
async def relieve(session: Id, body: Relief, actor: Manager, context: Context) -> None:
    """With a reason, which stands in the log."""
    await duty_of(context).presence.relieve(actor, session, body.reason)


@router.get("/rooms/{room}/sessions", summary="Who was on duty in a room")
async def list_sessions(
    room: Id, actor: Reader, context: Context, cursor: Cursor = None, limit: Limit = 50
) -> Page[DutySessionView]:
    """The latest first."""
    after = decode_cursor(cursor, str)
    rows = await duty_of(context).presence.history(actor, room, after[0] if after else None, limit + 1)
    following = encode_cursor([rows[limit - 1].session.id]) if len(rows) > limit else None
    return Page(items=[DutySessionView.of(row) for row in rows[:limit]], next_cursor=following)


@router.get("/rooms/{room}/handovers", summary="Handovers of a room")
async def list_handovers(
    room: Id, actor: Reader, context: Context, cursor: Cursor = None, limit: Limit = 50
) -> Page[HandoverView]:
    """The newest first."""
    after = decode_cursor(cursor, str)
    rows = await duty_of(context).handovers.page(actor, room, after[0] if after else None, limit + 1)
    following = encode_cursor([rows[limit - 1].id]) if len(rows) > limit else None
    return Page(items=[HandoverView.model_validate(row) for row in rows[:limit]], next_cursor=following)


@router.post("/handovers", status_code=201, summary="Begin to hand over")
async def begin_handover(actor: Worker, context: Context) -> HandoverDetail:
    """Counts how things stand now; one that is open already is counted anew and must be signed again."""
    return HandoverDetail.of(await duty_of(context).handovers.begin(actor))


@router.get("/handovers/{handover}", summary="One handover")
async def read_handover(handover: Id, actor: Reader, context: Context) -> HandoverDetail:
    """With what is signed."""
    return HandoverDetail.of((await duty_of(context).handovers.get(actor, handover))[0])


@router.post("/handovers/{handover}/outgoing", summary="Sign as the outgoing")
async def sign_outgoing(handover: Id, body: OutgoingSignature, actor: Worker, context: Context) -> HandoverDetail:
    """One stays on duty until the incoming has signed as well."""
    password = body.password.get_secret_value()
    return HandoverDetail.of(await duty_of(context).handovers.sign_out(actor, handover, body.notes, password))


@router.post("/handovers/{handover}/incoming", summary="Sign as the incoming")
async def sign_incoming(handover: Id, body: IncomingSignature, actor: Worker, context: Context) -> HandoverDone:
    """Takes the seat where one is not on duty yet; the outgoing's open cases go along."""
    password = body.password.get_secret_value()
    done = await duty_of(context).handovers.sign_in(actor, handover, body.digest, body.name, password, body.workplace)
    return HandoverDone(handover=HandoverDetail.of(done.handover), cases=done.cases)


@router.post("/handovers/{handover}/close", summary="Close the room for the night")
async def close_room(handover: Id, actor: Worker, context: Context) -> HandoverDetail:
    """By the outgoing after the own signature, where no shift follows."""
    return HandoverDetail.of(await duty_of(context).handovers.close_room(actor, handover))

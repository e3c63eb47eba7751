"""The event WebSocket: to each user what that user may see, resumed by sequence."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Query, WebSocket, WebSocketDisconnect
from prometheus_client import Counter

from anlan.api.access import identify, signed_in
from anlan.api.context import ApiContext, Context
from anlan.api.times import utc_text
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.errors import TooMany
from anlan.foundation.events import Event, EventsExpired

router = APIRouter(tags=["events"])
log = structlog.get_logger("anlan.events")
SENT = Counter("anlan_events_sent_total", "Events sent to listeners")

# A listener that does not take an event for this long is cut off; it comes back and resumes.
_SEND_TIMEOUT_S = 15.0
# Rights are looked up anew this often, and at once when they were changed in this process.
_REVIEW_S = 15.0
_MAX_CLIENT_MESSAGE = 4096

# Close codes 4000–4999 are ours (RFC 6455 §7.4.2).
SESSION_OVER = 4401
TOO_SLOW = 4408
TOO_MANY = 4429


@router.websocket("/events")
async def events(
    websocket: WebSocket,
    actor: Annotated[Actor, Depends(signed_in)],
    context: Context,
    after: Annotated[int | None, Query(ge=0, le=2**62)] = None,
) -> None:
    """First ``{"type": "hello", "sequence": n}``, then events; ``{"type": "reset", "sequence": n}`` where what was missed is no longer kept.

    Where too many listen: ``{"type": "refused", "code", "zh", "en", "remedy_zh", "remedy_en"}`` and close code 4429.
    """
    try:
        with context.listeners.place(actor, context.settings.http):
            await websocket.accept()
            await _Listener(websocket, actor, context).run(after)
    except TooMany as refusal:
        await _refuse(websocket, refusal)


async def _refuse(websocket: WebSocket, refusal: TooMany) -> None:
    """A browser tells its page nothing of a handshake that was refused (WebSockets §feedback from the protocol); therefore the
    socket is opened to say why."""
    remedy = refusal.remedy
    message = {
        "type": "refused",
        "code": refusal.code,
        **refusal.sentence.as_dict(),
        "remedy_zh": remedy.zh if remedy else None,
        "remedy_en": remedy.en if remedy else None,
    }
    try:
        async with asyncio.timeout(_SEND_TIMEOUT_S):
            await websocket.accept()
            await websocket.send_text(json.dumps(message, ensure_ascii=False, separators=(",", ":")))
            await websocket.close(TOO_MANY)
    except (TimeoutError, RuntimeError, WebSocketDisconnect):
        log.debug("event_listener_gone")


def may_hear(actor: Actor, event: Event, own_division: str) -> bool:
    """Whether the event is for the actor: by permission and division, and to a company only what it serves (fact ``company``)."""
    thing = Resource("incident", str(event.facts.get("incident", "")), event.division or own_division)
    if not actor.may_with(event.permission, thing):
        return False
    confined = event.permission.startswith(("alarms.", "subscribers."))
    return not confined or actor.serves(str(event.facts.get("company", "")))


class _Listener:
    """One connection: sending, noticing that it has gone, and reviewing whether it may still listen."""

    def __init__(self, websocket: WebSocket, actor: Actor, context: ApiContext) -> None:
        self._websocket = websocket
        self._actor = actor
        self._context = context
        self._generation = context.access.office.generation

    async def run(self, after: int | None) -> None:
        tasks = [asyncio.create_task(work) for work in (self._send_events(after), self._drain(), self._review())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            code = next((task.result() for task in done if not task.cancelled() and task.exception() is None), 1011)
        finally:
            for task in tasks:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                log.warning("event_listener_failed", error=repr(outcome))
        if code:
            await self._close(code)

    async def _send_events(self, after: int | None) -> int:
        sequence = self._context.outbox.sequence
        if not await self._send({"type": "hello", "sequence": sequence}):
            return TOO_SLOW
        position = sequence if after is None else after
        while True:
            try:
                async for event in self._context.outbox.listen(position):
                    if not await self._offer(event):
                        return TOO_SLOW
            except EventsExpired as expired:
                position = expired.sequence
                if not await self._send({"type": "reset", "sequence": position}):
                    return TOO_SLOW
                continue
            # 1001: the platform is stopping.
            return 1001

    async def _offer(self, event: Event) -> bool:
        if self._generation != self._context.access.office.generation and not await self._still_entitled():
            return False
        if not may_hear(self._actor, event, self._context.settings.platform.division):
            return True
        SENT.inc()
        return await self._send(
            {
                "sequence": event.sequence,
                "id": event.id,
                "kind": event.kind,
                "occurred_utc": utc_text(event.occurred_utc),
                "division": event.division,
                "facts": event.facts,
            }
        )

    async def _send(self, message: dict[str, object]) -> bool:
        try:
            async with asyncio.timeout(_SEND_TIMEOUT_S):
                await self._websocket.send_text(json.dumps(message, ensure_ascii=False, separators=(",", ":")))
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            return False
        return True

    async def _drain(self) -> int:
        """Nothing is expected from a listener; reading is how its going is noticed."""
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return 0
            if len(message.get("text") or message.get("bytes") or "") > _MAX_CLIENT_MESSAGE:
                return 1009

    async def _review(self) -> int:
        while True:
            await self._context.clock.sleep(_REVIEW_S)
            if not await self._still_entitled():
                return SESSION_OVER

    async def _still_entitled(self) -> bool:
        self._generation = self._context.access.office.generation
        actor, refusal = await identify(self._context, self._websocket)
        if refusal is not None or actor is None or actor.must_change_password:
            return False
        self._actor = actor
        return True

    async def _close(self, code: int) -> None:
        try:
            async with asyncio.timeout(_SEND_TIMEOUT_S):
                await self._websocket.close(code)
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            log.debug("event_listener_gone")

"""The event WebSocket: to each user what that user may see, resumed by sequence."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Query, WebSocket, WebSocketDisconnect
from prometheus_client import Counter

from anlan.api.access import identify, signed_in
from anlan.api.context import ApiContext, Context
from anlan.api.times import utc_text
from anlan.foundation.access.actor import Actor
from anlan.foundation.errors import TooMany
from anlan.foundation.events import Event, EventsExpired
from anlan.foundation.events.hearing import may_hear

router = APIRouter(tags=["events"])
log = structlog.get_logger("anlan.events")
SENT = Counter("anlan_events_sent_total", "Events sent to listeners")

# A listener that does not take an event for this long is cut off; it comes back and resumes.
_SEND_TIMEOUT_S = 15.0
# Rights are looked up anew this often, and at once when they were changed in this process.
_REVIEW_S = 15.0
_MAX_CLIENT_MESSAGE = 4096
_MAX_PLACES = 10_000
# Twice what the journal holds in memory for all listeners.
_MAX_TEXTS = 4096

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
    grouped: Annotated[bool, Query()] = False,
) -> None:
    """First ``{"type": "hello", "sequence": n}``, then events; ``{"type": "reset", "sequence": n}`` where what was missed is no longer kept.

    With ``grouped`` the events that stand ready at once come together: ``{"type": "events", "events": [...]}``, at most 500.

    Where too many listen: ``{"type": "refused", "code", "zh", "en", "remedy_zh", "remedy_en"}`` and close code 4429.
    """
    try:
        with context.listeners.place(actor, context.settings.http):
            await websocket.accept()
            await _Listener(websocket, actor, context, grouped=grouped).run(after)
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


def _compact(message: dict[str, object]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


class _EventTexts:
    """Events as they are sent, the newest of them kept: what a hundred browsers are told is written once."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str] = OrderedDict()

    def text(self, event: Event) -> str:
        """The event's message."""
        found = self._texts.get(event.id)
        if found is None:
            found = self._texts[event.id] = _compact(
                {
                    "sequence": event.sequence,
                    "id": event.id,
                    "kind": event.kind,
                    "occurred_utc": utc_text(event.occurred_utc),
                    "division": event.division,
                    "facts": event.facts,
                }
            )
            if len(self._texts) > _MAX_TEXTS:
                self._texts.popitem(last=False)
        return found


# By the id of an event, which is unique for ever.
_TEXTS = _EventTexts()


class _Listener:
    """One connection: sending, noticing that it has gone, and reviewing whether it may still listen."""

    def __init__(self, websocket: WebSocket, actor: Actor, context: ApiContext, *, grouped: bool) -> None:
        self._websocket = websocket
        self._grouped = grouped
        self._actor = actor
        # Answers for this actor by permission, division, company and incident.
        self._heard: dict[tuple[str, ...], bool] = {}
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
                async for events in self._context.outbox.listen_groups(position):
                    if not await self._offer(events):
                        return TOO_SLOW
            except EventsExpired as expired:
                position = expired.sequence
                if not await self._send({"type": "reset", "sequence": position}):
                    return TOO_SLOW
                continue
            # 1001: the platform is stopping.
            return 1001

    async def _offer(self, events: list[Event]) -> bool:
        for group in [events] if self._grouped else [[event] for event in events]:
            if self._generation != self._context.access.office.generation and not await self._still_entitled():
                return False
            texts = [_TEXTS.text(event) for event in group if self._hears(event)]
            if not texts:
                continue
            SENT.inc(len(texts))
            text = f'{{"type":"events","events":[{",".join(texts)}]}}' if self._grouped else texts[0]
            if not await self._send_text(text):
                return False
        return True

    def _hears(self, event: Event) -> bool:
        """``may_hear``, of which the answer is the same for all events of one place; a storm asks thousands of times."""
        place = (
            event.permission,
            event.division,
            *(str(event.facts.get(name, "")) for name in ("company", "incident")),
        )
        known = self._heard.get(place)
        if known is None:
            if len(self._heard) >= _MAX_PLACES:
                self._heard.clear()
            known = self._heard[place] = may_hear(self._actor, event, self._context.settings.platform.division)
        return known

    async def _send(self, message: dict[str, object]) -> bool:
        return await self._send_text(_compact(message))

    async def _send_text(self, text: str) -> bool:
        try:
            async with asyncio.timeout(_SEND_TIMEOUT_S):
                await self._websocket.send_text(text)
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
        self._heard.clear()
        return True

    async def _close(self, code: int) -> None:
        try:
            async with asyncio.timeout(_SEND_TIMEOUT_S):
                await self._websocket.close(code)
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            log.debug("event_listener_gone")

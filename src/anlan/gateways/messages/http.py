"""Messages over signed HTTP: one POST each, known by its id, signed over time and body."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Final

import httpx
import structlog

from anlan.capabilities.alarms.ports import Message
from anlan.foundation.clock import Clock
from anlan.foundation.config.message_section import MessagesSettings
from anlan.foundation.errors import Unavailable
from anlan.protocols.wording import Sentence

log = structlog.get_logger("anlan.messages")
TIMESTAMP_HEADER: Final = "X-Anlan-Timestamp"
SIGNATURE_HEADER: Final = "X-Anlan-Signature"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """``v1=`` and the HMAC-SHA256, hexadecimal, over timestamp, a full stop and the body."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class HttpMessenger:
    """``Messenger`` over a city's message gateway. ``close`` at the end."""

    def __init__(
        self, settings: MessagesSettings, clock: Clock, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        # No redirects: a signed message goes where the configuration says and nowhere else.
        self._client = httpx.AsyncClient(timeout=settings.timeout_s, follow_redirects=False, transport=transport)

    async def send(self, message: Message) -> None:
        """Done when the gateway answered 2xx. Raises ``Unavailable`` otherwise; numbers and texts are never logged."""
        body = json.dumps(
            {"id": message.id, "to": message.phone, "text": message.text}, ensure_ascii=False, separators=(",", ":")
        ).encode()
        timestamp = str(int(self._clock.now_utc().timestamp()))
        headers = {
            "Content-Type": "application/json", TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: signature(self._settings.secret, timestamp, body),
        }  # fmt: skip
        try:
            answer = await self._client.post(self._settings.url, content=body, headers=headers)
        except httpx.HTTPError as error:
            log.warning("message_not_accepted", message=message.id, error=type(error).__name__)
            raise _not_sent() from None
        if not answer.is_success:
            log.warning("message_not_accepted", message=message.id, status=answer.status_code)
            raise _not_sent()

    async def close(self) -> None:
        """Close the kept connections."""
        await self._client.aclose()


def _not_sent() -> Unavailable:
    return Unavailable(
        "messages.not_sent", Sentence("短信网关未接受该消息", "the message gateway did not take the message")
    )

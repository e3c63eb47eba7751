"""How a device's message travels: by HTTP, or by a broker and the platform's answer topic."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from dataclasses import dataclass
from typing import Final, Protocol, cast, get_args
from urllib.parse import urlsplit

import aiomqtt
import httpx

from anlan.protocols.alarm_message import (
    Head,
    MalformedMessage,
    answer_topic,
    message_topic,
    read_answer,
    read_head,
    read_payload,
    write_payload,
)
from anlan.protocols.alarm_message.answers import Outcome
from anlan.protocols.alarm_message.signing import Method

PATH: Final = "/api/v1/alarm-messages"
ANSWER_WITHIN_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. ``head`` signs ``body`` for ``target``; None where nothing was signed."""

    outcome: Outcome
    head: Head | None
    target: str
    body: bytes


class Courier(Protocol):
    """Carries signed bodies of one account."""

    @property
    def signs(self) -> tuple[Method, str]:
        """Method and target that a signature names."""

    async def carry(self, head: Head, body: bytes) -> Reply | None:
        """Bring it there and wait for the answer; None where none came."""

    async def close(self) -> None:
        """Leave."""


class HttpCourier:
    """``address``: the platform's, as in ``http://127.0.0.1:8080``. ``keep_open``: other couriers share the client."""

    def __init__(self, address: str, account: str, client: httpx.AsyncClient, *, keep_open: bool = False) -> None:
        self._account = account
        self._url = address.rstrip("/") + PATH
        self._client = client
        self._keep_open = keep_open

    @property
    def signs(self) -> tuple[Method, str]:
        return "POST", PATH

    async def carry(self, head: Head, body: bytes) -> Reply | None:
        told = {
            "Content-Type": "application/json", "X-Anlan-Account": self._account, "X-Anlan-Timestamp": str(head.sent_s),
            "X-Anlan-Nonce": head.nonce, "X-Anlan-Signature": head.signature,
        }  # fmt: skip
        try:
            answer = await self._client.post(self._url, content=body, headers=told)
        except httpx.HTTPError:
            return None
        outcome = "accepted" if answer.status_code == 200 else _outcome(answer)
        signed = None
        with contextlib.suppress(KeyError, MalformedMessage):
            signed = read_head(answer.headers["X-Anlan-Timestamp"], head.nonce, answer.headers["X-Anlan-Signature"])
        return Reply(cast(Outcome, outcome), signed, PATH, answer.content) if outcome else None

    async def close(self) -> None:
        if not self._keep_open:
            await self._client.aclose()


def _outcome(answer: httpx.Response) -> str:
    """The refusal's name, "" where it is none of this interface (a proxy's page, a platform that starts)."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        found = str(answer.json()["code"]).removeprefix("alarm_messages.")
        return found if found in get_args(Outcome) else ""
    return ""


class MqttCourier:
    """One connection to a broker, made when it is needed and again when it was lost."""

    def __init__(
        self, host: str, port: int, prefix: str, account: str, *, username: str = "", password: str = "", tls: ssl.SSLContext | None = None
    ) -> None:  # fmt: skip
        self._broker = (host, port)
        self._username, self._password = username or None, password or None
        self._tls = tls
        self._topic, self._answers = message_topic(prefix, account), answer_topic(prefix, account)
        self._waiting: dict[str, asyncio.Future[Reply]] = {}
        self._client: aiomqtt.Client | None = None
        self._held = contextlib.AsyncExitStack()
        self._reading: asyncio.Task[None] | None = None
        self._connecting = asyncio.Lock()

    @property
    def signs(self) -> tuple[Method, str]:
        return "PUBLISH", self._topic

    async def carry(self, head: Head, body: bytes) -> Reply | None:
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[head.nonce] = answer
        try:
            client = await self._connected()
            await client.publish(self._topic, write_payload(head, body), qos=1)
            async with asyncio.timeout(ANSWER_WITHIN_S):
                return await answer
        except (aiomqtt.MqttError, TimeoutError):
            return None
        finally:
            del self._waiting[head.nonce]

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        with contextlib.suppress(aiomqtt.MqttError):
            await self._held.aclose()
        self._client = self._reading = None

    async def _connected(self) -> aiomqtt.Client:
        async with self._connecting:
            if self._client is not None and self._reading is not None and not self._reading.done():
                return self._client
            await self.close()
            client = aiomqtt.Client(
                *self._broker, username=self._username, password=self._password, tls_context=self._tls
            )
            self._held = contextlib.AsyncExitStack()
            await self._held.enter_async_context(client)
            await client.subscribe(self._answers, qos=1)
            self._client, self._reading = client, asyncio.create_task(self._read(client))
            return client

    async def _read(self, client: aiomqtt.Client) -> None:
        with contextlib.suppress(aiomqtt.MqttError):
            async for message in client.messages:
                with contextlib.suppress(MalformedMessage):
                    head, body = read_payload(message.payload)
                    waiting = self._waiting.get(head.nonce)
                    if waiting is not None and not waiting.done():
                        waiting.set_result(Reply(read_answer(body).outcome, head, self._answers, body))


def courier_of(server: str, account: str, *, prefix: str = "", ca_file: str = "") -> Courier:
    """The courier for an address: ``http(s)://…``, or ``mqtt(s)://[user:password@]host[:port]`` with the topics' prefix.

    Raises ``ValueError`` for another one, ``OSError`` for a CA file that cannot be used.
    """
    parts = urlsplit(server)
    if parts.scheme in ("http", "https") and parts.hostname:
        verify = ssl.create_default_context(cafile=ca_file) if ca_file else True
        return HttpCourier(server, account, httpx.AsyncClient(timeout=ANSWER_WITHIN_S, verify=verify))
    if parts.scheme in ("mqtt", "mqtts") and parts.hostname:
        if not prefix:
            raise ValueError("the topics' prefix is needed, as in anlan/99010101002000000001")
        tls = ssl.create_default_context(cafile=ca_file or None) if parts.scheme == "mqtts" else None
        port = parts.port or (8883 if tls else 1883)
        login = {"username": parts.username or "", "password": parts.password or ""}
        return MqttCourier(parts.hostname, port, prefix, account, tls=tls, **login)
    raise ValueError("an address begins with http://, https://, mqtt:// or mqtts://")

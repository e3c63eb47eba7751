"""What becomes of the messages of one connection: taken side by side, acknowledged in the order in which they came."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import aiomqtt
import structlog

from anlan.capabilities.alarms.messages.reception import MessageReception, SignedDocument, Taken
from anlan.foundation.access.rate import RateLimiter
from anlan.foundation.clock import Clock
from anlan.gateways.mqtt.client import BrokerClient
from anlan.gateways.mqtt.metrics import ANSWERS_LOST, MESSAGES, PENDING, RETRIES
from anlan.protocols.alarm_message import (
    UNSIGNED,
    Head,
    MalformedMessage,
    account_of,
    answer_topic,
    read_payload,
    sign,
    write_answer,
    write_payload,
)

log = structlog.get_logger(__name__)
# While the database is away the broker keeps what is not acknowledged; so many tries and no more in a minute.
RETRY_FIRST_S: Final = 0.5
RETRY_MAX_S: Final = 30.0
# Answers to one account that has not proved itself, in a minute: enough to fit a device by.
REFUSALS_PER_MINUTE: Final = 10


class Serving:
    """Serves the messages of one connection. ``pending`` is told how many are under way."""

    def __init__(
        self, client: BrokerClient, reception: MessageReception, clock: Clock, prefix: str, broker: str, pending: Callable[[int], None], *, encrypted: bool
    ) -> None:  # fmt: skip
        self._client = client
        self._reception = reception
        self._clock = clock
        self._prefix = prefix
        self._broker = broker
        self._pending = pending
        self._encrypted = encrypted
        self._under_way: asyncio.Queue[tuple[aiomqtt.Message, asyncio.Task[None]]] = asyncio.Queue()
        self._count = 0
        self._refusals = RateLimiter(clock, REFUSALS_PER_MINUTE, 60.0)

    def begin(self, message: aiomqtt.Message) -> None:
        """Start on a message. The broker bounds how many there can be (Receive Maximum)."""
        self._tell(1)
        task = asyncio.get_running_loop().create_task(self._serve(message))
        self._under_way.put_nowait((message, task))

    async def acknowledge(self) -> None:
        """Acknowledge messages as they are done, in order, as MQTT 5 §4.6 demands. Ends when it is cancelled."""
        while True:
            message, task = await self._under_way.get()
            try:
                await task
                self._client.acknowledge(message)
            except Exception:
                # A fault of ours: the broker keeps the message, and those behind it go on.
                log.exception("mqtt_message_failed", topic=str(message.topic)[:200])
            finally:
                task.cancel()
                self._tell(-1)
                self._under_way.task_done()

    async def finished(self) -> None:
        """Return when everything begun is acknowledged."""
        await self._under_way.join()

    def drop(self) -> None:
        """Leave what is under way: the broker hands it out again."""
        while not self._under_way.empty():
            _, task = self._under_way.get_nowait()
            task.cancel()
            self._tell(-1)

    def _tell(self, change: int) -> None:
        self._count += change
        PENDING.inc(change)
        self._pending(self._count)

    async def _serve(self, message: aiomqtt.Message) -> None:
        """Returns when the message is kept or refused for good. Never raises for what is in it."""
        topic = str(message.topic)
        try:
            account = account_of(self._prefix, topic)
            head, body = read_payload(message.payload)
            if head.signature == UNSIGNED:
                raise MalformedMessage("signature", "a device signs what it sends")
        except MalformedMessage as error:
            MESSAGES.labels("unreadable").inc()
            if self._refusals.allow(""):
                log.warning("mqtt_message_unreadable", topic=topic[:200], where=error.where, why=error.why)
            return
        MESSAGES.labels("taken").inc()
        signed = SignedDocument(
            "mqtt", "PUBLISH", topic, account, head, body, self._broker, encrypted=self._encrypted
        )  # fmt: skip
        await self._answer(account, head.nonce, await self._taken(signed))

    async def _taken(self, signed: SignedDocument) -> Taken:
        wait_s = RETRY_FIRST_S
        while (taken := await self._reception.take(signed)).answer.outcome == "busy":
            RETRIES.inc()
            await self._clock.sleep(wait_s)
            wait_s = min(2 * wait_s, RETRY_MAX_S)
        return taken

    async def _answer(self, account: str, nonce: str, taken: Taken) -> None:
        body, sent_s = write_answer(taken.answer), int(taken.answer.time.timestamp())
        topic = answer_topic(self._prefix, account)
        if taken.key is not None:
            head = sign(taken.key, "ANSWER", topic, sent_s, nonce, body)
        elif self._refusals.allow(account):
            head = Head(sent_s, nonce, UNSIGNED)
        else:
            return
        try:
            await self._client.publish(topic, write_payload(head, body), qos=1)
        except aiomqtt.MqttError:
            # The device sends again and is answered then.
            ANSWERS_LOST.inc()

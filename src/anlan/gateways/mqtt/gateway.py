"""The MQTT side: one connection kept to one broker, made anew whenever it ends."""

from __future__ import annotations

import asyncio
import random
import ssl
from dataclasses import replace
from typing import Final

import aiomqtt
import structlog

from anlan.capabilities.alarms.messages.reception import MessageReception
from anlan.foundation.clock import Clock
from anlan.foundation.config import MqttSettings
from anlan.gateways.mqtt.client import OFFLINE, ONLINE, BrokerClient, tls_of
from anlan.gateways.mqtt.metrics import CONNECTED, CONNECTIONS
from anlan.gateways.mqtt.serving import Serving
from anlan.gateways.mqtt.state import MqttState
from anlan.protocols.alarm_message import message_topic

log = structlog.get_logger(__name__)
_FIRST_WAIT_S: Final = 1.0
# What is under way when the platform stops may still be kept and acknowledged; the rest the broker keeps.
_FINISH_S: Final = 2.0


class MqttGateway:
    """Receives alarms from a broker. The broker is not trusted: each message is proved by its device's own signature.

    ``client_id``: for a broker where the configuration names none; ``prefix``: before every topic.
    """

    def __init__(
        self, settings: MqttSettings, client_id: str, prefix: str, reception: MessageReception, clock: Clock
    ) -> None:
        self._settings = settings
        self._client_id = settings.client_id or client_id
        self.prefix = prefix
        self._reception = reception
        self._clock = clock
        self._tls: ssl.SSLContext | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._state = MqttState(
            f"{settings.host}:{settings.port}", settings.tls, connected=False, since_utc=clock.now_utc()
        )

    @property
    def state(self) -> MqttState:
        """As it stands now; a copy."""
        return replace(self._state)

    async def start(self) -> None:
        """Begin to connect; a broker that is away is tried until it is there. Raises ``OSError`` for a CA file that cannot be used."""
        self._tls = tls_of(self._settings)
        self._task = asyncio.get_running_loop().create_task(self._keep_connected(), name="mqtt")

    async def check(self) -> None:
        """Raise ``ConnectionError`` where nobody tries to reach the broker any more. A broker that is away is no fault of ours."""
        if self._task is None or self._task.done():
            raise ConnectionError("the MQTT client is not running")

    async def stop(self) -> None:
        """Take nothing more, acknowledge what is done, leave the broker."""
        self._stopping.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=_FINISH_S + 1)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _keep_connected(self) -> None:
        wait_s = _FIRST_WAIT_S
        while not self._stopping.is_set():
            try:
                await self._connection()
                fault = ""
            except aiomqtt.MqttError as error:
                fault = str(error)[:200]
            except Exception as error:
                log.exception("mqtt_failed")
                fault = repr(error)[:200]
            if self._state.connected:
                wait_s = _FIRST_WAIT_S
            self._left(fault)
            if not self._stopping.is_set():
                await self._pause(wait_s * random.uniform(0.7, 1.3))  # noqa: S311 - spread, no secret
            wait_s = min(2 * wait_s, float(self._settings.reconnect_max_s))

    async def _pause(self, seconds: float) -> None:
        """Wait, but not longer than until the platform stops."""
        waiting = {asyncio.ensure_future(self._clock.sleep(seconds)), asyncio.ensure_future(self._stopping.wait())}
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()

    async def _connection(self) -> None:
        """One connection from beginning to end. Raises ``MqttError`` where it cannot be made or is lost."""
        status = f"{self.prefix}/platform"
        async with BrokerClient(self._settings, self._client_id, status, self._tls) as client:
            serving = Serving(
                client, self._reception, self._clock, self.prefix, self._state.broker, self._tell_pending, encrypted=self._settings.tls
            )  # fmt: skip
            await client.listen(message_topic(self.prefix, "+"))
            await client.publish(status, ONLINE, qos=1, retain=True)
            self._entered()
            await self._work(client, serving)
            await client.publish(status, OFFLINE, qos=1, retain=True)

    async def _work(self, client: BrokerClient, serving: Serving) -> None:
        """Serve until the connection is lost (``MqttError``) or the platform stops; then give what is under way a moment."""
        reading = asyncio.create_task(self._read(client, serving))
        acknowledging = asyncio.create_task(serving.acknowledge())
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({reading, acknowledging, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if self._stopping.is_set() and not reading.done():
                reading.cancel()
                finished = asyncio.create_task(serving.finished())
                await asyncio.wait({finished, acknowledging}, timeout=_FINISH_S, return_when=asyncio.FIRST_COMPLETED)
                finished.cancel()
            for ended in (reading, acknowledging):
                if ended.done() and not ended.cancelled():
                    ended.result()
        finally:
            for each in (reading, acknowledging, stopping):
                each.cancel()
            await asyncio.gather(reading, acknowledging, stopping, return_exceptions=True)
            serving.drop()

    async def _read(self, client: BrokerClient, serving: Serving) -> None:
        async for message in client.messages:
            self._state.received += 1
            self._state.heard_utc = self._clock.now_utc()
            serving.begin(message)

    def _tell_pending(self, count: int) -> None:
        self._state.pending = count

    def _entered(self) -> None:
        CONNECTIONS.labels("made").inc()
        CONNECTED.set(1)
        self._state.connected, self._state.since_utc, self._state.fault = True, self._clock.now_utc(), ""
        log.info("mqtt_connected", broker=self._state.broker, prefix=self.prefix)

    def _left(self, fault: str) -> None:
        CONNECTED.set(0)
        was_connected = self._state.connected
        if fault:
            CONNECTIONS.labels("lost" if was_connected else "failed").inc()
        if was_connected or self._state.fault != fault:
            log.warning("mqtt_disconnected", broker=self._state.broker, fault=fault)
        if was_connected:
            self._state.connected, self._state.since_utc = False, self._clock.now_utc()
        self._state.fault = fault

"""A broker, an alarm centre that notes what it is given, and gateways between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.capabilities.alarms.messages.devices import Device, account
from tests.gateways.dc09.panels import Centre
from tests.gateways.mqtt.broker import Broker, Subscriber
from tests.patience import PATIENCE_S

from anlan.capabilities.alarms.messages.reception import MessageReception, MessageRules
from anlan.capabilities.alarms.ports import Signal, SourceKey
from anlan.capabilities.alarms.vocabulary import load_vocabulary
from anlan.foundation.clock import SystemClock
from anlan.foundation.config import MqttSettings
from anlan.gateways.mqtt import MqttGateway
from anlan.protocols.alarm_message import Answer, Head, answer_topic, read_answer, read_payload, verify, write_payload

PREFIX = "anlan/test"
VOCABULARY = load_vocabulary()


class Records:
    """What was committed; nothing else would find it again."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    async def find(self, source: SourceKey, signals: list[Signal], since_utc: Any) -> dict[tuple[str, str], str]:
        return {mark: number for mark, number in self.kept.items() if mark in {(s.sequence, s.digest) for s in signals}}


class House:
    """One broker and one centre; gateways come and go."""

    def __init__(self, folder: Path) -> None:
        self.broker = Broker(folder)
        self.clock = SystemClock()
        self.centre = Centre()
        self.records = Records()
        self.centre.accounts = {SourceKey("mqtt", "", "", f"BTN-{number}"): account(number) for number in (1, 2)}
        self.device = Device(self.clock, protocol="mqtt")
        self.gateways: list[MqttGateway] = []
        self.subscribers: list[Subscriber] = []

    async def open(self, **settings: Any) -> MqttGateway:
        """A started gateway, connected unless it is told not to wait."""
        wait = settings.pop("wait", True)
        values: dict[str, Any] = {
            "enabled": True,
            "port": self.broker.port,
            "reconnect_max_s": 1,
        }
        gateway = MqttGateway(
            MqttSettings(**(values | settings)), "99010000002000000001", PREFIX, self.reception(), self.clock
        )
        self.gateways.append(gateway)
        await gateway.start()
        if wait:
            await self.until(lambda: gateway.state.connected)
        return gateway

    def reception(self) -> MessageReception:
        return MessageReception(
            intake=self.centre, accounts=self.centre, vocabulary=VOCABULARY, kept=self.records, clock=self.clock, rules=MessageRules()
        )  # type: ignore[arg-type]  # fmt: skip

    async def send(
        self, *messages: dict[str, Any], device: Device | None = None, options: tuple[str, ...] = ()
    ) -> None:
        sender = device or self.device
        signed = sender.signed(*messages)
        await self.broker.publish(
            f"{PREFIX}/messages/{sender.account}", write_payload(signed.head, signed.body), *options
        )

    async def answers(self, account: str = "BTN-1", count: int = 1) -> Subscriber:
        made = await self.broker.subscriber(answer_topic(PREFIX, account), count)
        self.subscribers.append(made)
        return made

    async def arrived(self, count: int) -> None:
        """Wait until the centre has been given so many signals."""
        await self.until(lambda: len(self.centre.signals) >= count)

    @staticmethod
    async def until(condition: Any) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        for subscriber in self.subscribers:
            await subscriber.close()
        for gateway in self.gateways:
            await gateway.stop()
        await self.broker.stop()


def believed(payload: bytes, device: Device) -> Answer:
    """An answer as the device believes it: by its signature and the nonce of its own."""
    head, body = read_payload(payload)
    assert verify(device.key, "ANSWER", answer_topic(PREFIX, device.account), head, body)
    return read_answer(body)


def unsigned(payload: bytes) -> tuple[Head, Answer]:
    head, body = read_payload(payload)
    assert head.signature == "-"
    return head, read_answer(body)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path)
    await house.broker.start()
    yield house
    await house.close()

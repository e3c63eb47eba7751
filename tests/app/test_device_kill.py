"""Buttons and readers against a real platform that is killed in the middle: what was accepted is kept, and everything is kept once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from bench.alarm_platform import CODE, AlarmPlatform, shop_id
from sqlalchemy import select
from tests.gateways.mqtt.broker import Broker
from tests.patience import PATIENCE_S

from anlan.capabilities.alarms.models import AlarmSignal
from anlan.protocols.alarm_message import Event
from anlan.simulator.village import VillageDevice, VillageProfile, courier_of

MESSAGES = 20
PREFIX = f"anlan/{CODE}"
pytestmark = pytest.mark.foreign


class Sender:
    """One device that tells its messages one after the other, and how many were accepted so far."""

    def __init__(self, device: VillageDevice, half: asyncio.Event) -> None:
        self.device = device
        self.half = half
        self.numbers: dict[str, str] = {}

    async def send_all(self) -> None:
        for number in range(MESSAGES):
            delivery = await self.device.send(Event(id=f"e-{number}", kind="one_key", zone=str(number % 9)))
            assert delivery.outcome == "accepted"
            self.numbers[delivery.results[0].id] = delivery.results[0].signal
            if number == MESSAGES // 2:
                self.half.set()


async def test_a_kill_loses_and_doubles_nothing(tmp_path: Path, empty_database_url: str) -> None:
    broker = Broker(tmp_path)
    platform = AlarmPlatform(tmp_path / "platform", 1, url=empty_database_url)
    with (tmp_path / "platform" / "anlan.toml").open("a") as configuration:
        configuration.write(f"[mqtt]\nenabled = true\nport = {broker.port}\n")
    await broker.start()
    servers = {"http": f"http://127.0.0.1:{platform.http_port}", "mqtt": f"mqtt://127.0.0.1:{broker.port}"}
    senders: dict[str, Sender] = {}
    try:
        async with platform.serving():
            async with platform.operator() as client:
                for protocol, server in servers.items():
                    made = await client.post(
                        f"/api/v1/subscribers/{shop_id(0)}/accounts", json={"protocol": protocol, "account": "BTN-1"}
                    )
                    assert made.status_code == 201, made.text
                    profile = VillageProfile(account="BTN-1", key=bytes.fromhex(made.json()["key"]), attempts=50)
                    device = VillageDevice(profile, courier_of(server, "BTN-1", prefix=PREFIX))
                    senders[protocol] = Sender(device, asyncio.Event())
            async with asyncio.timeout(2 * PATIENCE_S), asyncio.TaskGroup() as group:
                for sender in senders.values():
                    group.create_task(sender.send_all())
                await asyncio.wait([group.create_task(sender.half.wait()) for sender in senders.values()])
                await platform.kill_and_start()
    finally:
        for sender in senders.values():
            await sender.device.stop()
        await broker.stop()
    async with platform.records() as database, database.reading() as session:
        rows = (await session.execute(select(AlarmSignal.source, AlarmSignal.sequence, AlarmSignal.id))).all()
    for protocol, sender in senders.items():
        kept = [(row.sequence, row.id) for row in rows if row.source == f"{protocol}|||BTN-1"]
        assert sorted(kept) == sorted(sender.numbers.items())
        assert len(kept) == MESSAGES

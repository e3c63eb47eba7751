"""Alarm centres on the test's database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tests.capabilities.alarms.centre import CITY, Town

from anlan.capabilities.alarms.evidence.ports import NothingRecorded, RecordingSource
from anlan.capabilities.alarms.service import AlarmRules, AlarmService
from anlan.foundation.access.gate import Gate
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox

Start = Callable[..., Awaitable[AlarmService]]


@pytest.fixture
def town() -> Town:
    made = Town()
    for number in (1, 2, 3):
        made.settle(number)
    return made


@pytest.fixture
def recordings() -> RecordingSource:
    """Nothing is recorded, unless a test says otherwise."""
    return NothingRecorded()


@pytest.fixture
async def start(
    open_database: Callable[[], Database], outbox: Outbox, gate: Gate, clock: ManualClock, town: Town, recordings: RecordingSource,
    tmp_path: Path,
) -> AsyncIterator[Start]:  # fmt: skip
    """Starts a centre, as often as wanted: each is a new process on the same records; the one before is dropped as by a kill."""
    services: list[AlarmService] = []

    async def begin(**rules: Any) -> AlarmService:
        service = AlarmService(
            database=open_database(), outbox=outbox, clock=clock, gate=gate, accounts=town, premises=town, cameras=town,
            rules=AlarmRules(own_division=CITY, **rules), evidence_folder=tmp_path / "evidence", recordings=recordings,
        )  # fmt: skip
        if services:
            await services[-1].timekeeper.stop()
        services.append(service)
        await service.start()
        return service

    yield begin
    for service in services:
        await service.stop()


@pytest.fixture
async def centre(start: Start) -> AlarmService:
    return await start()

"""The duty room's routine behind the HTTP face, with a leader and an operator of one county."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from tests.capabilities.duty.people import Alarms, Cameras, Traces

from anlan.capabilities.duty.routine import DutyRoutine
from anlan.foundation.access.models import UserRole

SignIn = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture
def traces() -> Traces:
    return Traces()


@pytest.fixture
def routine(platform: Any, traces: Traces) -> DutyRoutine:
    """Nothing planned yet; its time is kept by the test."""
    context = platform.context
    context.routine = DutyRoutine(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, channels=Cameras(),
        pictures=traces, alarms=Alarms(),
    )  # fmt: skip
    return context.routine  # type: ignore[no-any-return]


@pytest.fixture
async def sign_in(platform: Any, routine: DutyRoutine) -> SignIn:
    """Signs somebody in. ``leader``: duty leader of the county 990101; ``stranger``: of 990102; ``chief``: of the city; else as in ``PEOPLE``."""
    roles = {
        "leader": ("county_officer", "990101"),
        "stranger": ("other_officer", "990102"),
        "chief": ("viewer", "9901"),
    }
    async with platform.context.database.transaction() as session:
        session.add_all(
            UserRole(user_id=platform.users[name], role_id="duty_leader", division=root)
            for name, root in roles.values()
        )

    async def client(name: str) -> httpx.AsyncClient:
        found: httpx.AsyncClient = await platform.sign_in(roles[name][0] if name in roles else name)
        found.base_url = httpx.URL("http://anlan.test/api/v1")
        return found

    return client

"""Subscribers behind the HTTP face, with a keeper of one county, an operator and a company's user."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from tests.capabilities.alarms.subscribers.conftest import Streets

from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.capabilities.directory.ports import OwnPlatform
from anlan.capabilities.directory.service import DirectoryService
from anlan.foundation.access.models import UserRole

SignIn = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture
def streets() -> Streets:
    return Streets()


@pytest.fixture
async def subscribers(platform: Any, streets: Streets) -> Subscribers:
    """Nobody on record yet."""
    context = platform.context
    context.directory = DirectoryService(context.database, context.outbox, context.clock, password_key=b"k" * 32)
    await context.directory.keep_own_platform(OwnPlatform("99010000002000000001", "测试市平台", "city", "9901"))
    context.subscribers = Subscribers(context.database, context.outbox, context.clock, streets, secret_key=b"k" * 32)
    await context.subscribers.start()
    return context.subscribers


@pytest.fixture
async def sign_in(platform: Any, subscribers: Subscribers) -> SignIn:
    """Signs somebody in. ``chief``: administrator of the city; ``keeper``: of the county 990101; ``company``: a company's user."""
    roles = {
        "chief": ("viewer", "administrator", "9901"),
        "keeper": ("county_officer", "administrator", "990101"),
        "company": ("other_officer", "alarm_company", ""),
    }
    async with platform.context.database.transaction() as session:
        session.add_all(
            UserRole(user_id=platform.users[name], role_id=role, division=root) for name, role, root in roles.values()
        )

    async def client(name: str) -> httpx.AsyncClient:
        found: httpx.AsyncClient = await platform.sign_in(roles[name][0] if name in roles else name)
        found.base_url = httpx.URL("http://anlan.test/api/v1")
        return found

    return client

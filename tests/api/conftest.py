"""A whole platform's HTTP face on the test's database, people of different rights, and clients for them."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import select

from anlan.api.access import CSRF_COOKIE, CSRF_HEADER
from anlan.api.application import create_app
from anlan.api.context import ApiContext
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.models import Organisation, User, UserRole
from anlan.foundation.access.passwords import Passwords
from anlan.foundation.access.service import AccessService
from anlan.foundation.audit import Anchors, AuditLog
from anlan.foundation.audit.models import AuditLine
from anlan.foundation.clock import ManualClock
from anlan.foundation.config import PlatformSettings, Settings
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox
from anlan.foundation.telemetry import Health

PASSWORD = "Quiet-River-42"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
CITY, COUNTY, OTHER_COUNTY = "9901", "990101", "990102"
# name → organisation's division, roles
PEOPLE: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "officer": (CITY, [("security_officer", CITY)]),
    "county_officer": (COUNTY, [("security_officer", COUNTY), ("operator", COUNTY)]),
    "county_operator": (COUNTY, [("operator", COUNTY)]),
    "other_officer": (OTHER_COUNTY, [("security_officer", OTHER_COUNTY)]),
    "viewer": (CITY, [("viewer", CITY)]),
}


@dataclass
class Platform:
    """One platform under test."""

    context: ApiContext
    app: FastAPI
    admin_password: str
    users: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def client(self, host: str = "203.0.113.7", address: str = "http://anlan.test") -> httpx.AsyncClient:
        """A client that nobody has signed in with."""
        transport = httpx.ASGITransport(self.app, client=(host, 40000))
        self.clients.append(httpx.AsyncClient(transport=transport, base_url=address))
        return self.clients[-1]

    async def sign_in(self, name: str, password: str = PASSWORD) -> httpx.AsyncClient:
        """A client of somebody who has signed in, sending the CSRF header with everything."""
        client = self.client()
        answer = await client.post("/api/v1/session", json={"name": name, "password": password})
        assert answer.status_code == 200, answer.text
        client.headers[CSRF_HEADER] = answer.cookies[CSRF_COOKIE]
        return client

    async def audit_lines(self, **wanted: str) -> list[dict[str, object]]:
        """Lines of the audit log with these values, the newest first."""
        async with self.context.database.reading() as session:
            rows = (
                (await session.execute(select(AuditLine.__table__).order_by(AuditLine.sequence.desc())))
                .mappings()
                .all()
            )
        return [dict(row) for row in rows if all(row[name] == value for name, value in wanted.items())]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A city's platform."""
    return Settings(
        data_directory=tmp_path / "data", platform=PlatformSettings(code="99010000002000000001", name="测试市平台")
    )


@pytest.fixture
async def platform(
    database: Database, clock: ManualClock, outbox: Outbox, settings: Settings
) -> AsyncIterator[Platform]:
    """A platform with its first administrator and one person for each kind of right."""
    anchors = Anchors.for_settings(settings, clock)
    audit = AuditLog(database, clock, on_written=anchors.note)
    gate = Gate(database, audit, clock)
    # Hashes that are quick to make: their strength is not what is tested here.
    access = AccessService(database, clock, audit, gate, settings, passwords=Passwords(10, memory_kib=64, time_cost=1))
    health = Health()
    health.add("database", database.ping)
    await anchors.start()
    admin_password = await access.ensure_first_admin()
    assert admin_password is not None
    context = ApiContext(settings, clock, database, outbox, access, gate, audit, health, anchors=anchors)
    made = Platform(context, create_app(context), admin_password)
    await _settle_people(database, made, clock)
    yield made
    for client in made.clients:
        await client.aclose()
    await anchors.stop()
    await audit.close()


async def _settle_people(database: Database, platform: Platform, clock: ManualClock) -> None:
    """Straight into the tables: what the service would do takes a second for every test, and has tests of its own."""
    async with database.transaction() as session:
        for division in {division for division, _ in PEOPLE.values()}:
            platform.organisations[division] = uuid.uuid4().hex
            name = f"单位 {division}"
            session.add(
                Organisation(
                    id=platform.organisations[division], name=name, division=division, created_utc=clock.now_utc()
                )
            )
        await session.flush()
        for name, (division, _) in PEOPLE.items():
            platform.users[name] = uuid.uuid4().hex
            session.add(
                User(
                    id=platform.users[name], name=name, display_name=name, organisation_id=platform.organisations[division],
                    password_hash=PASSWORD_HASH, must_change_password=False, enabled=True, failures=0, created_utc=clock.now_utc(),
                )
            )  # fmt: skip
        await session.flush()
        for name, (_, roles) in PEOPLE.items():
            session.add_all(UserRole(user_id=platform.users[name], role_id=role, division=root) for role, root in roles)

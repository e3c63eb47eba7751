"""A pass puts a qualification on the record of the duty team; one that holds longer stays."""

from __future__ import annotations

from datetime import date

import pytest

from anlan.capabilities.duty.models import DutyPerson, DutyQualification, DutyRoom
from anlan.capabilities.duty.training.qualifications import DutyQualifications
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database


@pytest.fixture
async def team(database: Database, clock: ManualClock) -> Database:
    now = clock.now_utc()
    async with database.transaction() as session:
        session.add(
            DutyRoom(
                id="r1", division="990101", name="县值班室", min_per_shift=2, min_rest_minutes=660, max_week_minutes=2400,
                late_after_minutes=5, enabled=True, version=1, created_utc=now, changed_utc=now,
            )
        )  # fmt: skip
        await session.flush()
        session.add(
            DutyPerson(
                id="p1", room="r1", user="u1", name="王敏", pinyin="wangmin", phone="", employed_from=date(2025, 1, 1), left_on=None,
                left_reason="", note="", version=1, created_utc=now, changed_utc=now,
            )
        )  # fmt: skip
    return database


SOON, LATER = date(2026, 6, 1), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("awarded", "holds"),
    [([SOON], SOON), ([SOON, LATER], LATER), ([LATER, SOON], LATER), ([SOON, None], None), ([None, LATER], None)],
)
async def test_the_longest_holds(team: Database, awarded: list[date | None], holds: date | None) -> None:
    for number, expires in enumerate(awarded):
        async with team.transaction() as session:
            await DutyQualifications().award(session, "u1", "接警员", expires, f"t{number}")
    async with team.reading() as session:
        row = await session.get_one(DutyQualification, ("p1", "接警员"))
    assert (row.expires_on, row.source) == (holds, f"t{awarded.index(holds)}")


async def test_who_is_of_no_team_keeps_the_certificate_alone(team: Database) -> None:
    async with team.transaction() as session:
        await DutyQualifications().award(session, "stranger", "接警员", None, "t1")
    async with team.reading() as session:
        assert await session.get(DutyQualification, ("p1", "接警员")) is None

"""The driver that the bench uses: every signal has its receipt, and nothing is lost or doubled."""

from __future__ import annotations

from sqlalchemy import func, select
from tests.capabilities.alarms.centre import BURGLARY, signal

from anlan.capabilities.alarms.intake.load import drive
from anlan.capabilities.alarms.models import AlarmSignal
from anlan.capabilities.alarms.service import AlarmService
from anlan.foundation.database import Database


async def test_a_wave_is_taken_in_whole(centre: AlarmService, database: Database) -> None:
    given = [signal(f"A{each % 3 + 1}", BURGLARY, each / 10, zone=str(each % 3)) for each in range(300)]
    report = await drive(centre.intake, lambda number: given[number], count=300, rate=0)
    assert len({receipt.signal for receipt in report.receipts}) == 300
    assert report.percentile_s(50) <= report.percentile_s(99) <= max(report.latencies_s)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(AlarmSignal)) == 300

"""A storm of alarms against a real platform that is killed in the middle of it: nothing acknowledged is lost, nothing is there twice."""

from __future__ import annotations

from pathlib import Path

from bench.alarm_platform import AlarmPlatform
from bench.alarm_storm import weather
from sqlalchemy import func, select

from anlan.capabilities.alarms.models import Alarm, AlarmSignal

PANELS = 150


async def test_a_kill_loses_and_doubles_nothing(tmp_path: Path, empty_database_url: str) -> None:
    platform = AlarmPlatform(tmp_path, PANELS, url=empty_database_url)
    came = await weather(platform, PANELS, rate=100.0, seconds=3.0, kills=1)
    report = came.report
    assert (came.lost, came.doubled) == (0, 0)
    assert (report.raised, report.acknowledged) == (300, 300)
    # Whatever was sent while nobody listened was sent again.
    assert report.repetitions > 0
    async with platform.records() as database, database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(AlarmSignal)) == report.raised
        assert await session.scalar(select(func.count()).select_from(Alarm)) == PANELS

"""What a platform above is told of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.capabilities.alarms.centre import BURGLARY, START, TOWN, signal

from anlan.capabilities.alarms.cases.outline import CaseOutlines
from anlan.capabilities.alarms.ports import SourceKey
from anlan.capabilities.alarms.service import AlarmService
from anlan.foundation.database import Database

CAMERA = "99010101001320000001"


async def test_a_case_is_told_with_the_devices_own_time_and_words(centre: AlarmService, database: Database) -> None:
    occurred = START - timedelta(seconds=7)
    told = signal(
        "A1", BURGLARY, text="翻越围墙", original="5/6", occurred_utc=occurred, longitude=110.5, latitude=30.5
    )
    receipt = await centre.intake.receive(replace(told, source=SourceKey("gb28181", "", "", CAMERA)))
    outline = await CaseOutlines(database).outline(receipt.alarm or "")
    assert outline is not None
    assert (outline.protocol, outline.account, outline.original, outline.text) == ("gb28181", CAMERA, "5/6", "翻越围墙")
    assert (outline.occurred_utc, outline.longitude, outline.alarm_class) == (occurred, 110.5, "intrusion")


async def test_without_words_the_kind_is_told_and_without_a_time_the_receipt(
    centre: AlarmService, database: Database
) -> None:
    receipt = await centre.intake.receive(signal("A1", BURGLARY))
    outline = await CaseOutlines(database).outline(receipt.alarm or "")
    assert outline is not None
    assert (outline.protocol, outline.account, outline.text, outline.division) == ("dc09", "A1", BURGLARY.zh, TOWN)
    assert outline.occurred_utc == START
    assert await CaseOutlines(database).outline("nothing") is None

"""What is in force, from memory: premises as the judge needs them, and openings and closings that did not come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.capabilities.alarms.subscribers.conftest import KEEPER, shop, writing

from anlan.capabilities.alarms.models import AlarmMark
from anlan.capabilities.alarms.models.marks import SCHEDULES
from anlan.capabilities.alarms.subscribers.drafts import CameraDraft, ContactDraft, ScheduleDraft, ZoneDraft
from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database

EVERY_DAY = "1234567"


async def test_premises_are_known_with_zones_and_cameras(subscribers: Subscribers) -> None:
    records = subscribers.records
    made = await records.create(shop(company="anda", plan=("看视频",)), KEEPER)
    version = await records.replace(
        made.id, "zones", [ZoneDraft("1", "大门", "1", "contact"), ZoneDraft("2", "店内")], 1, writing()
    )
    cameras = [CameraDraft("99010101001320000002", "1"), CameraDraft("99010101001320000001")]
    version = await records.replace(made.id, "cameras", cameras, version, writing())
    await records.replace(made.id, "contacts", [ContactDraft("王敏", "139000")], version, writing())
    held = subscribers.book.premises(made.id)
    assert held is not None
    assert (held.name, held.company, held.zones["1"].principle) == ("人民路便利店", "anda", "contact")
    assert held.channels == ("99010101001320000002", "99010101001320000001")
    briefing = await subscribers.book.briefing(made.id)
    assert [(each.name, each.phone) for each in briefing.contacts] == [("王敏", "139000")]
    assert [step.text for step in briefing.plan] == ["看视频"]
    await records.delete(made.id, writing())
    assert subscribers.book.premises(made.id) is None


async def test_a_closing_that_did_not_come_is_told_once(subscribers: Subscribers, clock: ManualClock) -> None:
    made = await subscribers.records.create(shop(), KEEPER)
    times = [ScheduleDraft(EVERY_DAY, 480, 540, 1200, 1320)]
    await subscribers.records.replace(made.id, "schedules", times, 1, writing())
    book = subscribers.book
    start = clock.now_utc()
    assert not book.missed(start)
    book.irregular(made.id, "", opening=True, at_utc=start)
    told = [missed for hour in range(1, 25) for missed in book.missed(start + timedelta(hours=hour))]
    assert [(missed.subscriber, missed.closing) for missed in told if missed.closing] == [(made.id, True)]
    book.irregular(made.id, "", opening=False, at_utc=start + timedelta(hours=24))
    later = [missed for hour in range(25, 49) for missed in book.missed(start + timedelta(hours=hour))]
    assert [missed.closing for missed in later] == [False]


@pytest.mark.parametrize(("away_h", "told"), [(2, [True]), (14, [True, False]), (60, [True, False])])
async def test_what_fell_due_during_a_stop_is_told_after_it_for_a_day_back(
    subscribers: Subscribers, clock: ManualClock, database: Database, away_h: int, told: list[bool]
) -> None:
    """Opened by 9 and closed by 22 of Beijing; the platform stops at 21:00, and nothing was heard of the premises."""
    made = await subscribers.records.create(shop(), KEEPER)
    times = [ScheduleDraft(EVERY_DAY, 480, 540, 1200, 1320)]
    await subscribers.records.replace(made.id, "schedules", times, 1, writing())
    clock.jump(13 * 3600)
    async with database.transaction() as session:
        session.add(AlarmMark(name=SCHEDULES, at_utc=clock.now_utc()))
    clock.jump(away_h * 3600)
    await subscribers.book.load()
    missed = subscribers.book.missed(clock.now_utc())
    assert [each.closing for each in sorted(missed, key=lambda each: each.due_utc)] == told
    assert not subscribers.book.missed(clock.now_utc())

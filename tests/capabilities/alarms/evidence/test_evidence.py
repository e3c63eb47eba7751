"""Evidence of a case: wanted as it opens, kept or failed with the reason, photos once each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from tests.capabilities.alarms.centre import (
    BURGLARY,
    COUNTY,
    FIRE,
    HOLD_UP,
    LINE_FAULT,
    OTHER_TOWN,
    START,
    TAMPER,
    TOWN,
    Town,
    person,
    signal,
)
from tests.capabilities.alarms.conftest import Start

from anlan.capabilities.alarms.cases.desk import HandDraft
from anlan.capabilities.alarms.evidence.collecting import PAUSES_S
from anlan.capabilities.alarms.evidence.photos import MAX_PHOTO_BYTES, MAX_PHOTOS, PhotoDraft
from anlan.capabilities.alarms.evidence.ports import Clip, NothingRecorded, RecordingSource
from anlan.capabilities.alarms.models import AlarmEvidence
from anlan.capabilities.alarms.service import AlarmService
from anlan.capabilities.alarms.vocabulary import EventKind
from anlan.foundation.clock import ManualClock
from anlan.foundation.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unavailable
from anlan.protocols.wording import Sentence

JPEG = b"\xff\xd8\xff\xe0 a picture"
CAMERA = "99010101001320000001"


@dataclass
class Recorder:
    """A source of recordings that fails as told, then gives clips."""

    failures: list[Exception] = field(default_factory=list)
    asked: list[tuple[str, datetime, datetime]] = field(default_factory=list)

    async def clip(self, channel: str, begin_utc: datetime, end_utc: datetime) -> Clip:
        self.asked.append((channel, begin_utc, end_utc))
        if self.failures:
            raise self.failures.pop(0)
        return Clip("video/mp4", begin_utc, end_utc - timedelta(seconds=1), self._content())

    async def _content(self) -> AsyncIterator[bytes]:
        yield b"a "
        yield b"clip"


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def recordings(recorder: Recorder) -> RecordingSource:
    return recorder


async def opened(centre: AlarmService, what: EventKind = HOLD_UP, account: str = "A1") -> str:
    receipt = await centre.intake.receive(signal(account, what))
    assert receipt.alarm is not None
    return receipt.alarm


async def collected(centre: AlarmService) -> None:
    """The centre's own task is stopped, so that each look is one call here."""
    await centre.evidence.collector.stop()
    await centre.evidence.collector.collect()


async def only(centre: AlarmService, alarm: str) -> AlarmEvidence:
    (row,) = await centre.evidence.records.of(alarm)
    return row


@pytest.mark.parametrize(("what", "wanted"), [(HOLD_UP, 1), (FIRE, 1), (BURGLARY, 1), (TAMPER, 1), (LINE_FAULT, 0)])
async def test_an_alarm_that_opens_wants_the_clips_of_its_cameras(
    centre: AlarmService, what: EventKind, wanted: int
) -> None:
    rows = await centre.evidence.records.of(await opened(centre, what))
    assert [(row.state, row.kind, row.channel) for row in rows] == [("wanted", "clip", CAMERA)] * wanted
    for row in rows:
        assert (row.begin_utc, row.end_utc) == (START - timedelta(seconds=30), START + timedelta(seconds=60))


async def test_an_alarm_by_hand_wants_them_too_and_a_further_signal_wants_no_more(centre: AlarmService) -> None:
    by_hand = await centre.desk.open_by_hand(person("li"), HandDraft(TOWN, "hold_up", "来电", subscriber="s1"))
    alarm = await opened(centre)
    assert await opened(centre) == alarm
    assert len(await centre.evidence.records.of(by_hand)) == 1
    assert len(await centre.evidence.records.of(alarm)) == 1


async def test_no_more_cameras_than_the_rule_says(start: Start, town: Town) -> None:
    cameras = tuple(f"9901010100132000000{number}" for number in range(9))
    town.subscribers["s1"] = replace(town.subscribers["s1"], channels=cameras)
    centre = await start()
    rows = await centre.evidence.records.of(await opened(centre))
    assert {row.channel for row in rows} == set(cameras[:4])


async def test_a_clip_is_asked_for_once_it_can_be_whole_and_kept_with_its_hash(
    centre: AlarmService, clock: ManualClock, recorder: Recorder
) -> None:
    alarm = await opened(centre)
    await collected(centre)
    assert recorder.asked == []
    clock.jump(61)
    await collected(centre)
    row = await only(centre, alarm)
    assert recorder.asked == [(CAMERA, START - timedelta(seconds=30), START + timedelta(seconds=60))]
    assert (row.state, row.size_bytes, row.content_type, row.tries) == ("kept", 6, "video/mp4", 1)
    # What the recording really covers, not what was asked.
    assert row.end_utc == START + timedelta(seconds=59)
    _, content = await centre.evidence.records.open(person("li", TOWN, "live.view"), alarm, row.id)
    assert [piece async for piece in content] == [b"a clip"]


async def test_a_source_that_is_away_is_asked_again_until_the_last_try(
    centre: AlarmService, clock: ManualClock, recorder: Recorder
) -> None:
    away = Unavailable("gb28181.away", Sentence("设备离线", "the device is away"))
    recorder.failures = [away] * (len(PAUSES_S) + 1)
    alarm = await opened(centre)
    clock.jump(61)
    for pause_s in PAUSES_S:
        await collected(centre)
        row = await only(centre, alarm)
        assert (row.state, row.reason_zh) == ("wanted", "设备离线")
        clock.jump(pause_s - 1)
        await collected(centre)
        assert (await only(centre, alarm)).tries == row.tries
        clock.jump(1)
    await collected(centre)
    row = await only(centre, alarm)
    assert (row.state, row.tries, row.reason, row.reason_en) == ("failed", 6, "gb28181.away", "the device is away")
    assert row.settled_utc == clock.now_utc()


async def test_a_fault_of_the_source_costs_only_its_own_clip(
    centre: AlarmService, clock: ManualClock, recorder: Recorder
) -> None:
    recorder.failures = [ZeroDivisionError()]
    alarms = [await opened(centre, account=account) for account in ("A1", "A2")]
    clock.jump(61)
    await collected(centre)
    states = {(await only(centre, alarm)).state for alarm in alarms}
    assert states == {"wanted", "kept"}


class TestNothingRecorded:
    """A platform without a recording capability says so instead of keeping silent."""

    @pytest.fixture
    def recordings(self) -> RecordingSource:
        return NothingRecorded()

    async def test_the_record_says_that_there_is_no_recording(self, centre: AlarmService, clock: ManualClock) -> None:
        alarm = await opened(centre)
        clock.jump(61)
        await collected(centre)
        row = await only(centre, alarm)
        assert (row.state, row.reason, row.location) == ("failed", "alarms.no_recording", None)
        assert "录像" in str(row.reason_zh)
        with pytest.raises(Conflict):
            await centre.evidence.records.open(person("li", TOWN, "live.view"), alarm, row.id)


async def test_what_was_wanted_before_a_kill_is_fetched_after_it(
    start: Start, clock: ManualClock, recorder: Recorder
) -> None:
    alarm = await opened(await start())
    clock.jump(61)
    again = await start()
    await collected(again)
    assert (await only(again, alarm)).state == "kept"


def photo(alarm: str, key: str = "p1", content: bytes = JPEG) -> PhotoDraft:
    return PhotoDraft(alarm, key, content, START, text="门锁完好", longitude=120.0, latitude=30.0)


async def test_a_photo_that_is_sent_twice_is_kept_once(centre: AlarmService) -> None:
    alarm = await opened(centre, LINE_FAULT)
    first = await centre.evidence.records.keep_photo(person("wang"), photo(alarm))
    again = await centre.evidence.records.keep_photo(person("wang"), photo(alarm))
    assert first.id == again.id
    row = await only(centre, alarm)
    assert (row.kind, row.state, row.actor_name, row.text, row.longitude) == (
        "photo",
        "kept",
        "wang",
        "门锁完好",
        120.0,
    )
    _, content = await centre.evidence.records.open(person("li"), alarm, row.id)
    assert [piece async for piece in content] == [JPEG]


@pytest.mark.parametrize(
    ("content", "error"), [(b"GIF89a", Invalid), (JPEG + b"x" * MAX_PHOTO_BYTES, Invalid), (b"RIFF....WAVE", Invalid)]
)
async def test_what_is_no_photo_is_refused(centre: AlarmService, content: bytes, error: type[Exception]) -> None:
    alarm = await opened(centre)
    with pytest.raises(error):
        await centre.evidence.records.keep_photo(person("wang"), photo(alarm, content=content))


async def test_a_case_takes_so_many_photos_and_no_more(centre: AlarmService) -> None:
    alarm = await opened(centre, LINE_FAULT)
    for number in range(MAX_PHOTOS):
        await centre.evidence.records.keep_photo(person("wang"), photo(alarm, f"p{number}"))
    with pytest.raises(TooMany):
        await centre.evidence.records.keep_photo(person("wang"), photo(alarm, "one more"))
    with pytest.raises(NotFound):
        await centre.evidence.records.keep_photo(person("wang"), photo("no such alarm"))


async def test_a_camera_s_clip_needs_the_right_to_look_and_other_divisions_see_none(
    centre: AlarmService, clock: ManualClock
) -> None:
    alarm = await opened(centre)
    clock.jump(61)
    await collected(centre)
    row = await only(centre, alarm)
    with pytest.raises(Forbidden):
        await centre.evidence.records.open(person("li", COUNTY), alarm, row.id)
    with pytest.raises(NotFound):
        await centre.evidence.records.open(person("chen", OTHER_TOWN, "live.view"), alarm, row.id)
    other = await opened(centre, account="A2")
    with pytest.raises(NotFound):
        await centre.evidence.records.open(person("li", TOWN, "live.view"), other, row.id)

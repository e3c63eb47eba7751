"""What is found: written once, with its picture; an alarm or a fault note comes of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.capabilities.duty.patrols.conftest import House
from tests.capabilities.duty.people import COLLEAGUE, EAST, LEADER, OPERATOR, STRANGER

from anlan.capabilities.duty.patrols.findings import MOST_PICTURE_BYTES, FindingDraft, FindingFilter
from anlan.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from anlan.protocols.wording import Sentence

JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 100
PERSON = FindingDraft("client-0001", 1, "person", "", "有人翻墙", "intrusion", JPEG)
FAULT = FindingDraft("client-0002", 2, "device_fault", "no_picture", "")


async def test_a_finding_opens_an_alarm_and_keeps_its_picture(house: House) -> None:
    run = await house.begun()
    finding = await house.patrols.findings.add(OPERATOR, run.id, PERSON)
    assert house.alarms.opened == [(OPERATOR.id, EAST, "intrusion", "有人翻墙")]
    assert (finding.alarm, finding.picture_sha256) == ("alarm-1", hashlib.sha256(JPEG).hexdigest())
    content, kind, digest = await house.patrols.findings.picture(LEADER, finding.id)
    assert (content, kind, digest) == (JPEG, "image/jpeg", finding.picture_sha256)
    assert (await house.patrols.rounds.get(LEADER, run.id)).run.findings == 1


async def test_a_repeat_is_written_once_and_opens_the_alarm_that_is_missing(house: House) -> None:
    run = await house.begun()
    house.alarms.fail = Unavailable("alarms.away", Sentence("不可用", "away"))
    with pytest.raises(Unavailable):
        await house.patrols.findings.add(OPERATOR, run.id, PERSON)
    again = [await house.patrols.findings.add(OPERATOR, run.id, PERSON) for _ in range(2)]
    assert {each.id for each in again} == {again[0].id}
    assert len(house.alarms.opened) == 1
    assert (await house.patrols.rounds.get(LEADER, run.id)).run.findings == 1


async def test_a_fault_is_noted_and_settled_once(house: House) -> None:
    run = await house.begun()
    for _ in range(2):
        await house.patrols.findings.add(OPERATOR, run.id, FAULT)
    rows, total = await house.patrols.faults.page(LEADER, "", standing=True, after=None, limit=10)
    assert ([(row.channel_name, row.fault) for row in rows], total) == ([("南山西门", "no_picture")], 1)
    settled = await house.patrols.faults.settle(OPERATOR, rows[0].id, "已重启设备")
    assert settled.settled_by_name == "李强"
    with pytest.raises(Conflict):
        await house.patrols.faults.settle(LEADER, rows[0].id, "再次")
    with pytest.raises(NotFound):
        await house.patrols.faults.settle(STRANGER, rows[0].id, "外县")
    assert (await house.patrols.faults.page(LEADER, "", standing=True, after=None, limit=10))[1] == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "ghost"}, "kind"),
        ({"kind": "device_fault"}, "fault"),
        ({"fault": "blurred"}, "fault"),
        ({"kind": "other", "text": " "}, "text"),
        ({"picture": b"GIF89a"}, "picture"),
        ({"picture": b"\xff\xd8\xff" + b"0" * MOST_PICTURE_BYTES}, "picture"),
    ],
)
async def test_what_cannot_be_is_refused(house: House, changes: dict[str, object], field: str) -> None:
    run = await house.begun()
    with pytest.raises(Invalid) as refused:
        await house.patrols.findings.add(OPERATOR, run.id, replace(PERSON, **changes))  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]
    assert house.alarms.opened == []


async def test_who_may_not_opens_nothing_and_writes_nothing(house: House) -> None:
    run = await house.begun(COLLEAGUE)
    with pytest.raises(Forbidden):
        await house.patrols.findings.add(COLLEAGUE, run.id, PERSON)
    assert (await house.patrols.rounds.get(LEADER, run.id)).run.findings == 0
    with pytest.raises(Conflict):
        await house.patrols.findings.add(OPERATOR, run.id, PERSON)
    with pytest.raises(NotFound):
        await house.patrols.findings.add(STRANGER, run.id, PERSON)


async def test_another_divisions_findings_and_pictures_do_not_exist(house: House) -> None:
    run = await house.begun()
    finding = await house.patrols.findings.add(OPERATOR, run.id, PERSON)
    now = house.clock.now_utc()
    filters = FindingFilter(now - timedelta(days=1), now + timedelta(days=1))
    assert (await house.patrols.findings.page(LEADER, filters, None, 10))[1] == 1
    assert await house.patrols.findings.page(STRANGER, filters, None, 10) == ([], 0)
    with pytest.raises(NotFound):
        await house.patrols.findings.picture(STRANGER, finding.id)


async def test_figures_count_what_the_rounds_are(house: House) -> None:
    run = await house.begun()
    house.picture("a1", first=house.clock.now_utc())
    await house.clock.advance(10)
    await house.patrols.rounds.look(OPERATOR, run.id, 1, "a1")
    await house.patrols.findings.add(OPERATOR, run.id, PERSON)
    await house.patrols.rounds.finish(OPERATOR, run.id)
    await house.clock.advance(2 * 3600)
    await house.patrols.keeping.tick()
    now = house.clock.now_utc()
    found = await house.patrols.counting.figures(LEADER, now - timedelta(days=1), now, "")
    total = found.total
    assert (total.planned, total.extra, total.missed, total.incomplete, total.done) == (1, 1, 1, 1, 0)
    assert (total.stops, total.looked, total.looked_s, total.findings) == (4, 1, 10, 1)
    assert [(name, counts.incomplete) for _, name, counts in found.by_operator] == [("李强", 1)]
    assert found.by_finding == {"person": 1}
    assert (await house.patrols.counting.figures(STRANGER, now - timedelta(days=1), now, "")).total.planned == 0

"""Whose an alarm is, what alarm inputs are in the directory, and under which code an upper platform knows them."""

from __future__ import annotations

import pytest
from tests.capabilities.directory.conftest import AUTHOR, CITY, COUNTY, EVERYWHERE, NVR, PROVINCE, camera, transition

from anlan.capabilities.directory.drafts import DeviceDraft
from anlan.capabilities.directory.listing import ChannelFilter
from anlan.capabilities.directory.ports import AlarmOrigin
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.directory.shares.choice import ShareDraft
from anlan.foundation.clock import ManualClock
from anlan.protocols.manscdp.catalog import CatalogItem

INPUT, OUTPUT = "99010101001340000001", "99010101001350000001"
OTHER_NVR = "99010101001180000002"
ELSEWHERE = "99010101001340000099"


@pytest.fixture
async def city(directory: DirectoryService, clock: ManualClock) -> DirectoryService:
    """A recorder with a camera, an alarm input and an output; a second one whose catalog names the same input."""
    await directory.devices.create(DeviceDraft(OTHER_NVR, "二号录像机", password="open-sesame-2"), AUTHOR)
    now = clock.now_utc()
    await directory.apply_transitions([transition(code, "online", "registered", now) for code in (NVR, OTHER_NVR)])
    place = {"longitude": 110.5, "latitude": 30.5}
    alarm_input = CatalogItem(device_id=INPUT, name="东门红外", parent_id=NVR, status="ON", **place)  # type: ignore[arg-type]
    output = CatalogItem(device_id=OUTPUT, name="声光警号", parent_id=NVR, status="ON")
    await directory.apply_catalog(NVR, [camera(7), alarm_input, output], complete=True)
    doubled = CatalogItem(device_id=INPUT, name="西门红外", parent_id=OTHER_NVR, status="ON")
    await directory.apply_catalog(OTHER_NVR, [doubled], complete=True)
    return directory


async def test_alarm_inputs_and_outputs_are_listed_with_their_kind(city: DirectoryService) -> None:
    rows, _ = await city.channels.page(ChannelFilter(), EVERYWHERE, "name", None, 50)
    kinds = {row.code: row.kind for row in rows}
    assert (kinds[INPUT], kinds[OUTPUT]) == ("alarm_input", "alarm_output")


async def test_a_peer_speaks_for_itself_and_for_what_it_lists(city: DirectoryService) -> None:
    assert await city.alarm_origin(NVR, NVR) == AlarmOrigin(NVR, listed=True)
    assert await city.alarm_origin(NVR, INPUT) == AlarmOrigin(INPUT, listed=True, longitude=110.5, latitude=30.5)
    doubled = await city.alarm_origin(OTHER_NVR, INPUT)
    assert doubled is not None
    assert doubled.listed
    assert doubled.code != INPUT


async def test_what_nobody_lists_is_the_peers_own_and_what_others_have_is_not(city: DirectoryService) -> None:
    for unlisted in (ELSEWHERE, ""):
        assert await city.alarm_origin(NVR, unlisted) == AlarmOrigin(NVR, listed=False)
    for foreign in (OTHER_NVR, OUTPUT, COUNTY, CITY):
        assert await city.alarm_origin(OTHER_NVR if foreign == OUTPUT else NVR, foreign) is None


async def test_an_upper_knows_only_what_is_shared_and_by_its_code(city: DirectoryService) -> None:
    for code in (INPUT, NVR, "1234"):
        assert await city.code_for_upper(PROVINCE, code, "99010101") is None
    await city.shares.set(PROVINCE, [ShareDraft(INPUT, "channel")], AUTHOR)
    await city.shares.set_codes(PROVINCE, {INPUT: "99000000001340000001"}, AUTHOR)
    assert await city.code_for_upper(PROVINCE, INPUT, "99010101") == "99000000001340000001"
    assert await city.guarded_by_upper(PROVINCE, "99000000001340000001") == INPUT
    assert await city.guarded_by_upper(PROVINCE, INPUT) is None
    for code in (OUTPUT, NVR, "1234"):
        assert await city.code_for_upper(PROVINCE, code, "99010101") is None
    assert await city.guarded_by_upper(PROVINCE, NVR) is None


async def test_a_shared_division_shares_its_alarms(city: DirectoryService) -> None:
    await city.shares.set(PROVINCE, [ShareDraft("d:9901", "division")], AUTHOR)
    assert await city.code_for_upper(PROVINCE, INPUT, "99010101") == INPUT
    assert await city.code_for_upper(PROVINCE, NVR, "99010101") == NVR
    # What has no code of the standard is told as the platform's own.
    assert await city.code_for_upper(PROVINCE, "1234", "99010101") == CITY
    assert await city.guarded_by_upper(PROVINCE, NVR) == NVR

"""Which loudspeaker stands with which camera."""

from __future__ import annotations

from tests.capabilities.directory.conftest import COUNTY, NVR, camera, county_catalog

from anlan.app.talk_down import NO_GATEWAY, NO_OUTPUT, DirectoryTalkDown
from anlan.capabilities.directory.service import DirectoryService
from anlan.protocols.manscdp.catalog import CatalogItem

SPEAKER, ANOTHER = "99010101001370000001", "99010101001370000002"
FIRST, SECOND = "99010101001310000001", "99010101001310000002"
DEVICE, OTHER_DEVICE = "99010101001180000008", "99010101001180000009"


def speaker(code: str, parent: str) -> CatalogItem:
    return CatalogItem(device_id=code, name="号角", parent_id=parent, status="ON")


async def test_a_device_s_loudspeaker_serves_its_cameras(directory: DirectoryService) -> None:
    await directory.apply_catalog(NVR, [camera(1), camera(2)], complete=True)
    assert await directory.audio_outputs([FIRST, SECOND]) == {}
    await directory.apply_catalog(NVR, [camera(1), camera(2), speaker(SPEAKER, NVR)], complete=True)
    assert await directory.audio_outputs([FIRST, SECOND, "99"]) == {FIRST: SPEAKER, SECOND: SPEAKER}
    # One that its device no longer lists speaks no more.
    await directory.apply_catalog(NVR, [camera(1), camera(2)], complete=True)
    assert await directory.audio_outputs([FIRST]) == {}


async def test_below_a_lower_platform_the_parent_tells_the_device(directory: DirectoryService) -> None:
    cameras = [camera(1, DEVICE), camera(2, OTHER_DEVICE)]
    await directory.apply_catalog(
        COUNTY, county_catalog([*cameras, speaker(SPEAKER, DEVICE), speaker(ANOTHER, COUNTY)]), complete=True
    )
    assert await directory.audio_outputs([FIRST, SECOND]) == {FIRST: SPEAKER}


async def test_the_desk_is_told_why_nobody_can_speak(directory: DirectoryService) -> None:
    await directory.apply_catalog(NVR, [camera(1), speaker(SPEAKER, NVR)], complete=True)
    offers = await DirectoryTalkDown(directory).offers([FIRST, SECOND])
    assert (offers[FIRST].channel, offers[FIRST].reason) == (SPEAKER, NO_GATEWAY)
    assert (offers[SECOND].channel, offers[SECOND].reason) == ("", NO_OUTPUT)

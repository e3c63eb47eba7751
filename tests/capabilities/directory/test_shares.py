"""What upper platforms see."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from tests.capabilities.directory.conftest import (
    AUTHOR,
    CITY,
    COUNTY,
    EVERYWHERE,
    NVR,
    PROVINCE,
    ToldGateway,
    camera,
    county_catalog,
    transition,
)

from anlan.capabilities.directory.drafts import DeviceDraft, PlatformDraft
from anlan.capabilities.directory.listing import ChannelFilter
from anlan.capabilities.directory.models import ShareTombstone
from anlan.capabilities.directory.ports import OwnPlatform
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.directory.shares.choice import ShareDraft
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.errors import Invalid, NotFound
from anlan.protocols.manscdp.catalog import CatalogItem

SCHOOL = "99010101002160000002"
TOWNSHIP = "99010101002000000001"
GROUP = "99010101002150000001"
WHOLE_CITY = ShareDraft("d:9901", "division")


@pytest.fixture
async def city(directory: DirectoryService, clock: ManualClock) -> DirectoryService:
    """Both peers online; two cameras on the city's recorder (7, 8), two in the county's school (1, 2)."""
    now = clock.now_utc()
    await directory.apply_transitions(
        [transition(NVR, "online", "registered", now), transition(COUNTY, "online", "registered", now, "lower")]
    )
    await directory.apply_catalog(
        COUNTY, county_catalog([camera(1, SCHOOL), camera(2, f"{TOWNSHIP}/{SCHOOL}", "OFF")]), complete=True
    )
    await directory.apply_catalog(NVR, [camera(7), camera(8)], complete=True)
    # Long enough ago that nothing is new.
    clock.jump(120)
    return directory


def code(serial: int) -> str:
    return camera(serial).device_id


async def test_nothing_is_shared_unless_chosen(city: DirectoryService) -> None:
    assert await city.shared_catalog(PROVINCE) == []
    assert await city.shared_count(PROVINCE) == 0
    assert await city.resolve_shared(PROVINCE, code(1)) is None
    assert await city.changes_for(PROVINCE, [code(1)]) == []


async def test_the_whole_tree_is_told_parents_first(city: DirectoryService) -> None:
    await city.shares.set(PROVINCE, [WHOLE_CITY], AUTHOR)
    items = await city.shared_catalog(PROVINCE)
    by_code = {item.device_id: item for item in items}
    assert len(by_code) == len(items) == 13
    known = {CITY}
    for item in items:
        assert all(parent in known for parent in (item.parent_id or CITY).split("/"))
        assert (item.business_group_id or CITY) in known
        known.add(item.device_id)
    assert by_code[COUNTY].parent_id == CITY
    assert by_code[COUNTY].civil_code == "990101"
    assert by_code[TOWNSHIP].parent_id == COUNTY
    assert by_code[GROUP].parent_id == TOWNSHIP
    assert (by_code["99010101002160000001"].parent_id, by_code["99010101002160000001"].business_group_id) == (
        None,
        GROUP,
    )
    assert by_code[SCHOOL].parent_id == "99010101002160000001"
    assert (by_code[code(1)].parent_id, by_code[code(1)].status) == (SCHOOL, "ON")
    assert (by_code[code(2)].parent_id, by_code[code(2)].status) == (f"{TOWNSHIP}/{SCHOOL}", "OFF")
    assert (by_code[code(7)].parent_id, by_code[code(7)].civil_code) == (NVR, "99010101")
    assert [item.name for item in items if item.device_id == "99010101"] == ["石桥镇"]
    assert await city.shared_count(PROVINCE) == 4


async def test_the_level_above_builds_the_same_tree_from_what_it_is_told(city: DirectoryService) -> None:
    await city.shares.set(PROVINCE, [WHOLE_CITY], AUTHOR)
    # Taken as the catalog of another peer, as the province would; the codes are taken here, so it gets others.
    mirror = "99020000002000000001"
    await city.platforms.create(PlatformDraft(mirror, "对照", "lower", division="9901"), AUTHOR)
    await city.apply_catalog(mirror, await city.shared_catalog(PROVINCE), complete=True)
    page, _ = await city.channels.page(ChannelFilter(platform=mirror), EVERYWHERE, "code", None, 10)
    copies = {row.wire_code: (await city.channels.get(row.code, EVERYWHERE)).path for row in page}
    originals = {code(serial): (await city.channels.get(code(serial), EVERYWHERE)).path for serial in (1, 2, 7, 8)}
    assert copies.keys() == originals.keys()
    for wire, path in originals.items():
        below = [(step.kind, step.name) for step in path if step.kind not in ("division", "platform")]
        assert [(step.kind, step.name) for step in copies[wire] if step.kind not in ("division", "platform")][
            -len(below) :
        ] == below
    assert await city.verify_counts() == []


@pytest.mark.parametrize(
    ("shares", "seen"),
    [
        ([ShareDraft(f"n:{COUNTY}:{GROUP}", "group")], {1, 2}),
        ([ShareDraft(f"n:{COUNTY}:{GROUP}", "group", recursive=False)], set()),
        ([ShareDraft(f"n:{COUNTY}:{SCHOOL}", "group", recursive=False)], {1, 2}),
        ([ShareDraft(code(2), "channel")], {2}),
        ([ShareDraft(f"v:{NVR}", "group"), ShareDraft(code(1), "channel")], {1, 7, 8}),
        ([ShareDraft("d:990101", "division")], {1, 2, 7, 8}),
        ([ShareDraft("d:990101", "division", recursive=False)], set()),
        ([ShareDraft(f"p:{COUNTY}", "group")], {1, 2}),
    ],
)
async def test_choices(city: DirectoryService, shares: list[ShareDraft], seen: set[int]) -> None:
    await city.shares.set(PROVINCE, shares, AUTHOR)
    items = await city.shared_catalog(PROVINCE)
    cameras = {item.device_id for item in items if item.device_id[10:13] == "131"}
    assert cameras == {code(serial) for serial in seen}
    for serial in (1, 2, 7, 8):
        assert await city.resolve_shared(PROVINCE, code(serial)) == (code(serial) if serial in seen else None)
    changed = await city.changes_for(PROVINCE, [code(serial) for serial in (1, 2, 7, 8)])
    assert {item.device_id for item in changed} == cameras
    assert await city.shared_count(PROVINCE) == len(seen)


async def test_a_shared_platform_is_shown_with_all_it_sends_and_nothing_else(city: DirectoryService) -> None:
    await city.shares.set(PROVINCE, [ShareDraft(f"p:{COUNTY}", "group")], AUTHOR)
    told = [item.device_id for item in await city.shared_catalog(PROVINCE)]
    assert told[:5] == ["9901", "990101", COUNTY, "99010101", TOWNSHIP]
    assert NVR not in told
    # What is shared stays shared when it comes, and is withdrawn when the platform goes.
    await city.apply_catalog(COUNTY, [camera(3, COUNTY, civil_code="99010102")], complete=False)
    changed = await city.changes_for(PROVINCE, [code(3)])
    assert [(item.device_id, item.event, item.parent_id) for item in changed] == [
        ("99010102", "ADD", None),
        (code(3), "ADD", COUNTY),
    ]
    assert await city.shared_count(PROVINCE) == 3
    await city.platforms.delete(COUNTY, AUTHOR, EVERYWHERE)
    gone = await city.changes_for(PROVINCE, [code(1), code(2), code(3)])
    assert [(item.device_id, item.event) for item in gone] == [(code(each), "DEL") for each in (1, 2, 3)]


async def test_a_period_narrows_it_to_what_changed_or_came_within(city: DirectoryService, clock: ManualClock) -> None:
    await city.shares.set(PROVINCE, [WHOLE_CITY], AUTHOR)
    before = clock.now_utc()
    clock.jump(60)
    await city.apply_catalog_notify(COUNTY, [camera(1, event="OFF")])
    await city.apply_catalog_notify(
        COUNTY,
        [CatalogItem(device_id="99010101001180000077", name="新录像机", parent_id=TOWNSHIP, parental=1, event="ADD")],
    )
    at = clock.now_utc()
    clock.jump(60)
    await city.channels.edit(code(7), {"name": "改名"}, AUTHOR, EVERYWHERE)
    after = clock.now_utc()

    async def told(start: datetime | None, end: datetime | None, under: str | None = None) -> list[str]:
        return [item.device_id for item in await city.shared_catalog(PROVINCE, under, (start, end))]

    assert await told(at, at) == ["99010101001180000077", code(1)]
    assert await told(at, None) == ["99010101001180000077", code(1), code(7)]
    assert await told(at, None, NVR) == [code(7)]
    assert await told(after, after, TOWNSHIP) == []
    assert len(await told(None, before)) == 11
    assert len(await told(None, None)) == 14


async def test_under_one_branch_only_what_lies_below_it_is_told(city: DirectoryService) -> None:
    await city.shares.set(PROVINCE, [WHOLE_CITY], AUTHOR)
    assert [item.device_id for item in await city.shared_catalog(PROVINCE, SCHOOL)] == [SCHOOL, code(1), code(2)]
    assert {item.device_id for item in await city.shared_catalog(PROVINCE, NVR)} == {NVR, code(7), code(8)}
    assert [item.device_id for item in await city.shared_catalog(PROVINCE, code(7))] == [code(7)]
    assert await city.shared_catalog(PROVINCE, "99010101002160000099") == []
    assert len(await city.shared_catalog(PROVINCE, CITY)) == 13
    # A platform is asked for all it sends, with the divisions that hangs in.
    sent = await city.shared_catalog(PROVINCE, COUNTY)
    assert [item.device_id for item in sent[:4]] == [COUNTY, "99010101", TOWNSHIP, GROUP]
    assert {item.device_id for item in sent if item.device_id[10:13] == "131"} == {code(1), code(2)}


async def test_codes_agreed_with_an_upper_platform(city: DirectoryService) -> None:
    await city.shares.set(PROVINCE, [WHOLE_CITY], AUTHOR)
    outside = "99000000001310000001"
    await city.shares.set_codes(PROVINCE, {code(1): outside, SCHOOL: "99000000002160000001"}, AUTHOR)
    items = {item.device_id: item for item in await city.shared_catalog(PROVINCE)}
    assert code(1) not in items
    assert items[outside].parent_id == "99000000002160000001"
    assert await city.resolve_shared(PROVINCE, outside) == code(1)
    assert await city.resolve_shared(PROVINCE, code(1)) is None
    with pytest.raises(Invalid):
        await city.shares.set_codes(PROVINCE, {code(1): outside, code(2): outside}, AUTHOR)


async def test_what_changed_is_told_in_the_words_of_a_notification(
    city: DirectoryService, clock: ManualClock, gateway: ToldGateway
) -> None:
    await city.shares.set(PROVINCE, [WHOLE_CITY], AUTHOR)
    now = clock.now_utc()
    await city.apply_transitions([transition(NVR, "offline", "expired", now)])
    told = await city.changes_for(PROVINCE, gateway.channels[-1])
    assert [(item.device_id, item.event, item.name) for item in told] == [
        (code(7), "OFF", None),
        (code(8), "OFF", None),
    ]
    await city.channels.edit(code(7), {"name": "改名"}, AUTHOR, EVERYWHERE)
    told = await city.changes_for(PROVINCE, gateway.channels[-1])
    assert [(item.device_id, item.event, item.name, item.status) for item in told] == [
        (code(7), "UPDATE", "改名", "OFF")
    ]
    await city.apply_catalog(NVR, [camera(7), camera(8), camera(9)], complete=True)
    told = await city.changes_for(PROVINCE, gateway.channels[-1])
    assert [(item.device_id, item.event) for item in told] == [(code(9), "ADD")]
    await city.apply_catalog(NVR, [camera(7)], complete=True)
    told = await city.changes_for(PROVINCE, gateway.channels[-1])
    assert [(item.device_id, item.event) for item in told] == [(code(8), "DEL"), (code(9), "DEL")]


async def test_what_is_withdrawn_is_told_as_gone_and_forgotten_in_time(
    city: DirectoryService, database: Database, clock: ManualClock, gateway: ToldGateway
) -> None:
    await city.shares.set(PROVINCE, [WHOLE_CITY], AUTHOR)
    await city.shares.set(PROVINCE, [ShareDraft(f"v:{NVR}", "group")], AUTHOR)
    assert gateway.channels[-1] == [code(1), code(2)]
    assert [(item.device_id, item.event) for item in await city.changes_for(PROVINCE, gateway.channels[-1])] == [
        (code(1), "DEL"),
        (code(2), "DEL"),
    ]
    await city.channels.edit(code(7), {"life_cycle": "retired"}, AUTHOR, EVERYWHERE)
    assert [item.event for item in await city.changes_for(PROVINCE, [code(7)])] == ["DEL"]
    assert await city.resolve_shared(PROVINCE, code(7)) is None
    clock.jump(8 * 86_400)
    await city.shares.set(PROVINCE, [], AUTHOR)
    async with database.reading() as session:
        assert (await session.scalars(select(ShareTombstone.code))).all() == [code(8)]


async def test_a_camera_that_registers_by_itself_is_told_once(city: DirectoryService, clock: ManualClock) -> None:
    ipc = "99010102001320000001"
    await city.devices.create(DeviceDraft(ipc, "独立摄像机"), AUTHOR)
    await city.apply_catalog(ipc, [camera(0, ipc, device_id=ipc)], complete=True)
    await city.shares.set(PROVINCE, [ShareDraft(f"v:{ipc}", "group")], AUTHOR)
    items = await city.shared_catalog(PROVINCE)
    assert [item.device_id for item in items] == ["9901", "99010102", ipc] or [item.device_id for item in items][
        -1
    ] == ipc
    assert [item.device_id for item in items].count(ipc) == 1
    assert items[-1].parent_id == CITY


async def test_what_cannot_be_shared(city: DirectoryService) -> None:
    for draft in (
        ShareDraft("n:x:y", "group"),
        ShareDraft(f"v:{NVR}", "division"),
        ShareDraft("1", "channel"),
        ShareDraft("d:9901", "all"),
    ):
        with pytest.raises(Invalid):
            await city.shares.set(PROVINCE, [draft], AUTHOR)
    for other in (COUNTY, "99000000002000000009"):
        with pytest.raises(NotFound):
            await city.shares.set(other, [WHOLE_CITY], AUTHOR)


async def test_our_own_record_follows_the_configuration(directory: DirectoryService) -> None:
    await directory.keep_own_platform(OwnPlatform(CITY, "新名", "city", "9901", "2016"))
    assert await directory.own_platform() == OwnPlatform(CITY, "新名", "city", "9901", "2016")
    await directory.keep_own_platform(OwnPlatform("99010000002000000002", "新码", "city", "9901"))
    assert (await directory.own_platform()).code == "99010000002000000002"

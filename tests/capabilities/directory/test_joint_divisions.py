"""Divisions are the same for everybody: what several platforms send hangs in one tree of divisions."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select
from tests.capabilities.directory.conftest import (
    AUTHOR,
    COUNTY,
    EVERYWHERE,
    NVR,
    PROVINCE,
    ToldGateway,
    camera,
    county_catalog,
    transition,
)

from anlan.capabilities.directory.divisions import DivisionDraft
from anlan.capabilities.directory.drafts import DeviceDraft, PlatformDraft
from anlan.capabilities.directory.models import Channel, Node
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.directory.shares.choice import ShareDraft
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.errors import NotFound
from anlan.foundation.events.models import OutboxEvent
from anlan.protocols.manscdp.catalog import CatalogItem

SECOND = "99010102002000000005"
TOWNSHIP = "99010101002000000001"
SCHOOL = "99010101002160000002"


@pytest.fixture
async def county(directory: DirectoryService, clock: ManualClock) -> DirectoryService:
    """Two platforms in the county's divisions, both online: the county's with three cameras, another with two; three on our recorder."""
    await directory.platforms.create(PlatformDraft(SECOND, "交通平台", "lower", division="990101"), AUTHOR)
    now = clock.now_utc()
    await directory.apply_transitions([transition(each, "online", "ok", now, "lower") for each in (COUNTY, SECOND)])
    await directory.apply_transitions([transition(NVR, "online", "ok", now)])
    items = county_catalog([camera(1, SCHOOL), camera(2, COUNTY, civil_code="99010102"), camera(3, COUNTY)])
    await directory.apply_catalog(COUNTY, items, complete=True)
    theirs = [
        CatalogItem(device_id="99010101", name="石桥"),
        CatalogItem(device_id="99010102", name="青河乡"),
        camera(11, SECOND, civil_code="99010101"),
        camera(12, SECOND, "OFF", civil_code="99010102"),
    ]
    await directory.apply_catalog(SECOND, theirs, complete=True)
    await directory.apply_catalog(NVR, [camera(21), camera(22), camera(23)], complete=True)
    return directory


async def below(directory: DirectoryService, parent: str) -> list[tuple[str, int, int]]:
    return [(each.id, each.total, each.online) for each in await directory.tree.children(parent, EVERYWHERE, None, 99)]


async def test_each_division_stands_once_with_what_every_platform_sends(county: DirectoryService) -> None:
    assert await below(county, "d:9901") == [("d:990101", 8, 7)]
    assert await below(county, "d:990101") == [
        ("d:99010102", 2, 1),
        ("d:99010101", 5, 5),
        (f"p:{SECOND}", 2, 1),
        (f"p:{COUNTY}", 3, 3),
    ]
    assert await below(county, "d:99010102") == [(f"c:{camera(n).device_id}", 1, int(n == 2)) for n in (12, 2)]
    # What is in no division stays with its platform, which leads to the rest: divisions as far as it delivers into them.
    assert await below(county, f"p:{COUNTY}") == [
        (f"s:{COUNTY}:d:99010102", 1, 1),
        (f"s:{COUNTY}:d:99010101", 1, 1),
        (f"c:{camera(3).device_id}", 1, 1),
    ]
    assert await below(county, f"s:{COUNTY}:d:99010102") == [(f"s:{COUNTY}:c:{camera(2).device_id}", 1, 1)]
    assert await below(county, f"s:{COUNTY}:d:99010101") == [(f"s:{COUNTY}:n:{COUNTY}:{TOWNSHIP}", 1, 1)]
    hung = {each.code: each.platform for each in await county.tree.children("d:99010102", EVERYWHERE, None, 9)}
    assert hung == {camera(2).device_id: COUNTY, camera(12).device_id: SECOND}
    assert await county.platforms.counts([COUNTY, SECOND]) == {COUNTY: (3, 3), SECOND: (2, 1)}
    totals = await county.divisions.totals(("990101",))
    assert [(each.code, each.channels, each.online) for each in totals.divisions] == [
        ("99010101", 5, 5),
        ("99010102", 2, 1),
    ]
    assert await county.verify_counts() == []


async def test_a_divisions_name_is_ours_once_loaded_and_till_then_the_first_a_peer_gives(
    county: DirectoryService,
) -> None:
    assert await county.divisions.names_of(["99010101", "99010102"]) == {"99010101": "石桥镇", "99010102": "青河乡"}
    await county.divisions.load([DivisionDraft("99010101", "石桥街道")])
    await county.apply_catalog(COUNTY, county_catalog(), complete=True)
    assert (await county.divisions.name_of("99010101"), await county.divisions.name_of("990101")) == (
        "石桥街道",
        "南山县",
    )
    hits = await county.tree.search("石桥街道", EVERYWHERE, 5)
    assert [hit.id for hit in hits] == ["d:99010101"]


async def test_a_platform_that_goes_takes_its_channels_along_wherever_they_hang(
    county: DirectoryService, clock: ManualClock, database: Database
) -> None:
    async with database.reading() as session:
        last = await session.scalar(select(func.max(OutboxEvent.sequence)))
    await county.apply_transitions([transition(COUNTY, "offline", "lost", clock.now_utc(), "lower")])
    assert await below(county, "d:990101") == [
        ("d:99010102", 2, 0),
        ("d:99010101", 5, 4),
        (f"p:{SECOND}", 2, 1),
        (f"p:{COUNTY}", 3, 0),
    ]
    async with database.reading() as session:
        query = select(OutboxEvent.facts).where(OutboxEvent.kind == "directory.counts", OutboxEvent.sequence > last)
        told = {
            facts["node"]: (facts["total"], facts["online"]) for facts in map(json.loads, await session.scalars(query))
        }
    assert (told["d:9901"], told["d:99010102"], told[f"p:{COUNTY}"]) == ((8, 4), (2, 0), (3, 0))
    assert f"p:{SECOND}" not in told
    assert await county.verify_counts() == []


async def test_removing_a_platform_takes_what_it_sent_out_of_every_division(
    county: DirectoryService, database: Database, gateway: ToldGateway
) -> None:
    await county.platforms.delete(COUNTY, AUTHOR, EVERYWHERE)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).where(Channel.peer == COUNTY)) == 0
        assert await session.scalar(select(func.count()).where(Node.peer == COUNTY)) == 0
    assert sorted(gateway.channels[-1]) == [camera(each).device_id for each in (1, 2, 3)]
    assert await below(county, "d:990101") == [("d:99010102", 1, 0), ("d:99010101", 4, 4), (f"p:{SECOND}", 2, 1)]
    assert await county.verify_counts() == []


async def test_what_a_complete_catalog_drops_leaves_the_divisions(county: DirectoryService) -> None:
    await county.apply_catalog(COUNTY, [camera(2, COUNTY, civil_code="99010101")], complete=True)
    assert await below(county, "d:990101") == [
        ("d:99010102", 1, 0),
        ("d:99010101", 5, 5),
        (f"p:{SECOND}", 2, 1),
        (f"p:{COUNTY}", 1, 1),
    ]
    assert await county.verify_counts() == []


async def test_a_platform_that_moves_takes_out_of_the_divisions_what_lies_outside_its_new_one(
    county: DirectoryService,
) -> None:
    await county.platforms.edit(COUNTY, {"division": "99010101"}, AUTHOR, EVERYWHERE)
    assert await below(county, "d:990101") == [("d:99010102", 1, 0), ("d:99010101", 7, 7), (f"p:{SECOND}", 2, 1)]
    assert await below(county, f"p:{COUNTY}") == [(f"c:{camera(n).device_id}", 1, 1) for n in (2, 3)]
    assert (f"n:{COUNTY}:{TOWNSHIP}", 1, 1) in await below(county, "d:99010101")
    await county.platforms.edit(COUNTY, {"division": "990102"}, AUTHOR, EVERYWHERE)
    assert await below(county, "d:9901") == [("d:990102", 3, 3), ("d:990101", 5, 4)]
    assert (f"n:{COUNTY}:{TOWNSHIP}", 1, 1) in await below(county, f"p:{COUNTY}")
    assert await county.verify_counts() == []


async def test_notified_changes_reach_the_divisions(county: DirectoryService) -> None:
    told = [
        camera(2, event="OFF"),
        camera(4, COUNTY, civil_code="99010103", event="ADD"),
        camera(1, event="DEL"),
        CatalogItem(device_id="99010103", name="新镇", event="ADD"),
    ]
    await county.apply_catalog_notify(COUNTY, told)
    assert await below(county, "d:99010103") == [(f"c:{camera(4).device_id}", 1, 1)]
    assert await county.divisions.name_of("99010103") == "新镇"
    assert await below(county, "d:9901") == [("d:990101", 8, 6)]
    assert await county.verify_counts() == []


async def divisions_shown(directory: DirectoryService) -> set[str]:
    return {code for code, _ in await directory.divisions.list(EVERYWHERE)}


def named(*codes: str) -> list[CatalogItem]:
    return [CatalogItem(device_id=code, name=f"镇{code[-2:]}") for code in codes]


async def test_an_empty_division_goes_when_the_peer_that_named_it_drops_it(directory: DirectoryService) -> None:
    await directory.divisions.load([DivisionDraft("99010107", "我镇")])
    await directory.apply_catalog(COUNTY, named("99010103", "99010104", "99010107"), complete=True)
    assert {"99010103", "99010104", "99010107"} <= await divisions_shown(directory)
    # An incomplete catalog proves nothing.
    await directory.apply_catalog(COUNTY, named("99010103"), complete=False)
    assert "99010104" in await divisions_shown(directory)
    await directory.apply_catalog(COUNTY, named("99010103"), complete=True)
    shown = await divisions_shown(directory)
    assert "99010104" not in shown
    # Loaded here, or still named: they stay, empty as they are.
    assert {"99010103", "99010107"} <= shown
    with pytest.raises(NotFound):
        await below(directory, "d:99010104")
    await directory.apply_catalog_notify(COUNTY, [CatalogItem(device_id="99010103", event="DEL")])
    assert "99010103" not in await divisions_shown(directory)


async def test_a_division_stays_while_anything_stands_in_it_or_it_is_shared(directory: DirectoryService) -> None:
    await directory.platforms.create(PlatformDraft(SECOND, "交通平台", "lower", division="990101"), AUTHOR)
    await directory.apply_catalog(COUNTY, named("99010103", "99010104", "99010105", "99010106"), complete=True)
    await directory.apply_catalog(
        SECOND, [camera(11, SECOND, civil_code="99010103"), *named("99010104")], complete=True
    )
    await directory.devices.create(DeviceDraft("99010105001180000001", "录像机"), AUTHOR)
    await directory.shares.set(PROVINCE, [ShareDraft("d:99010106", "division")], AUTHOR)
    await directory.apply_catalog(COUNTY, [], complete=True)
    assert {"99010103", "99010104", "99010105", "99010106"} <= await divisions_shown(directory)
    await directory.platforms.delete(SECOND, AUTHOR, EVERYWHERE)
    assert {"99010103", "99010104"} & await divisions_shown(directory) == set()
    assert await directory.verify_counts() == []


async def test_branches_that_a_peer_deletes_go_once_nothing_hangs_under_them(county: DirectoryService) -> None:
    gone = [CatalogItem(device_id=code, event="DEL") for code in ("99010101002160000001", SCHOOL)]
    await county.apply_catalog_notify(COUNTY, gone)
    # A camera is still in the school; without it both go at once, whatever their order.
    assert await below(county, f"n:{COUNTY}:{SCHOOL}") == [(f"c:{camera(1).device_id}", 1, 1)]
    await county.apply_catalog_notify(COUNTY, [camera(1, event="DEL"), *gone])
    for each in ("99010101002160000001", SCHOOL):
        with pytest.raises(NotFound):
            await below(county, f"n:{COUNTY}:{each}")
    assert await county.verify_counts() == []

"""Lists, the tree, the search and the map, within a scope."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event
from tests.capabilities.directory.conftest import (
    AUTHOR,
    COUNTY,
    EVERYWHERE,
    NVR,
    camera,
    city_settled,
    county_catalog,
    transition,
)
from tests.conftest import Settle

from anlan.capabilities.directory.devices import DeviceFilter
from anlan.capabilities.directory.divisions import DivisionDraft, FeatureDraft
from anlan.capabilities.directory.drafts import DeviceDraft
from anlan.capabilities.directory.listing import ChannelFilter, key_kinds, sort_key
from anlan.capabilities.directory.maps import Box
from anlan.capabilities.directory.service import DirectoryService
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.errors import Invalid, NotFound

SCHOOL = "99010101002160000002"
ELSEWHERE = "99010200001180000001"


@pytest.fixture
def settle() -> Settle:
    return settle_cameras


@pytest.fixture
def city(directory: DirectoryService) -> DirectoryService:
    """Cameras 0-9 in the county's school (every third OFF), 20-22 on the city's recorder, 30 in another county."""
    return directory


async def settle_cameras(database: Database) -> None:
    """What ``city`` finds."""
    directory = await city_settled(database)
    now = ManualClock().now_utc()
    await directory.devices.create(DeviceDraft(ELSEWHERE, "北山录像机"), AUTHOR)
    await directory.apply_transitions([transition(each, "online", "registered", now) for each in (NVR, ELSEWHERE)])
    await directory.apply_transitions([transition(COUNTY, "online", "registered", now, "lower")])
    school = [
        camera(n, SCHOOL, "OFF" if n % 3 == 0 else "ON", longitude=110 + n / 1000, latitude=30.0) for n in range(10)
    ]
    await directory.apply_catalog(COUNTY, county_catalog(school), complete=True)
    await directory.apply_catalog(NVR, [camera(n, name=f"银行{n}") for n in (20, 21, 22)], complete=True)
    far = camera(30, ELSEWHERE, device_id="99010200001310000030", name="北山东门", longitude=111.0, latitude=31.0)
    await directory.apply_catalog(ELSEWHERE, [far], complete=True)


async def codes(directory: DirectoryService, filters: ChannelFilter, scope: tuple[str, ...] = EVERYWHERE) -> set[int]:
    rows, total = await directory.channels.page(filters, scope, "name", None, 100)
    assert total == len(rows)
    return {int(row.code[-6:]) for row in rows}


@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        (ChannelFilter(q="银行"), {20, 21, 22}),
        (ChannelFilter(q="yh2"), {20, 21, 22}),
        (ChannelFilter(q="YinHang21"), {21}),
        (ChannelFilter(q="9901010100131000002"), {20, 21, 22}),
        (ChannelFilter(q="%"), set()),
        (ChannelFilter(q="rml", status="OFF"), {0, 3, 6, 9}),
        (ChannelFilter(division="990102"), {30}),
        (ChannelFilter(platform=COUNTY, status="ON"), {1, 2, 4, 5, 7, 8}),
        (ChannelFilter(node="d:990101", kind="channel"), {*range(10), 20, 21, 22}),
        (ChannelFilter(node=f"p:{COUNTY}"), set(range(10))),
        (ChannelFilter(node=f"n:{COUNTY}:{SCHOOL}"), set(range(10))),
        (ChannelFilter(life_cycle="planned"), set()),
        (ChannelFilter(site_category="shop"), set()),
    ],
)
async def test_a_list_is_narrowed(city: DirectoryService, filters: ChannelFilter, seen: set[int]) -> None:
    assert await codes(city, filters) == seen


@pytest.mark.parametrize(
    ("scope", "count"),
    [(("",), 14), (("9901",), 14), (("990102",), 1), (("99010101", "990102"), 14), (("9902",), 0), ((), 0)],
)
async def test_a_list_shows_what_lies_in_the_scope(city: DirectoryService, scope: tuple[str, ...], count: int) -> None:
    assert len(await codes(city, ChannelFilter(), scope)) == count


@pytest.mark.parametrize(
    "sort", ["name", "-name", "code", "-code", "division", "changed", "-changed", "status", "-status"]
)
async def test_pages_give_every_row_once_in_order(city: DirectoryService, sort: str) -> None:
    seen: list[tuple[str | int, ...]] = []
    after = None
    for _ in range(6):
        rows, total = await city.channels.page(ChannelFilter(), EVERYWHERE, sort, after, 3)
        assert total == 14
        seen += [sort_key(sort, row) for row in rows]
        if len(rows) < 3:
            break
        after = seen[-1]
        assert [type(part) for part in after] == list(key_kinds(sort))
    assert len(seen) == len(set(seen)) == 14
    assert seen == sorted(seen, reverse=sort.startswith("-"))


async def test_an_unknown_sort_is_refused(city: DirectoryService) -> None:
    with pytest.raises(Invalid):
        await city.channels.page(ChannelFilter(), EVERYWHERE, "password", None, 3)


async def test_the_tree_unfolds_level_by_level(city: DirectoryService) -> None:
    async def below(parent: str, scope: tuple[str, ...] = EVERYWHERE) -> list[tuple[str, str, int, int]]:
        return [
            (each.kind, each.name, each.total, each.online)
            for each in await city.tree.children(parent, scope, None, 100)
        ]

    assert await below("") == [("division", "9901", 14, 10)]
    assert await below("d:9901") == [("division", "990102", 1, 1), ("division", "南山县", 13, 9)]
    # The platform stands in its division with all it sends, and what it sends hangs in the divisions.
    assert await below("d:990101") == [("division", "石桥镇", 13, 9), ("platform", "南山县", 10, 6)]
    assert await below("d:99010101") == [("system", "石桥镇平台", 10, 6), ("device", "一号录像机", 3, 3)]
    assert await below(f"p:{COUNTY}") == [("division", "石桥镇", 10, 6)]
    assert await below(f"s:{COUNTY}:d:99010101") == [("system", "石桥镇平台", 10, 6)]
    assert await below(f"v:{NVR}") == [("channel", f"银行{n}", 1, 1) for n in (20, 21, 22)]
    # Who sees one county only begins there, and nothing outside can be unfolded.
    assert await below("", ("990102",)) == [("division", "990102", 1, 1)]
    with pytest.raises(NotFound):
        await below("d:990101", ("990102",))
    for unknown in ("d:77", f"s:{COUNTY}:d:77", "s:", f"s:{COUNTY}"):
        with pytest.raises(NotFound):
            await below(unknown)
    with pytest.raises(NotFound):
        await below(f"s:{COUNTY}:d:99010101", ("990102",))
    device = (await city.tree.children("d:99010101", EVERYWHERE, None, 10))[1]
    assert (device.status, device.life_cycle, device.has_children, device.platform) == ("ON", "active", True, "")


async def test_a_long_level_comes_in_pages(city: DirectoryService) -> None:
    parent, seen, after = "d:990101", [], None
    for _ in range(3):
        items = await city.tree.children(parent, EVERYWHERE, after, 1)
        seen += [each.id for each in items]
        after = items[-1].position if items else after
    assert seen == ["d:99010101", f"p:{COUNTY}"]
    school = await city.tree.children(f"n:{COUNTY}:{SCHOOL}", EVERYWHERE, None, 4)
    rest = await city.tree.children(f"n:{COUNTY}:{SCHOOL}", EVERYWHERE, school[-1].position, 100)
    assert len({each.id for each in (*school, *rest)}) == 10


async def test_search_finds_branches_and_channels(city: DirectoryService) -> None:
    found = {(hit.kind, hit.name) for hit in await city.tree.search("xx", EVERYWHERE, 10)}
    assert found == {("virtual_organisation", "第一小学"), ("virtual_organisation", "学校")}
    assert [hit.name for hit in await city.tree.search("bs", EVERYWHERE, 10)] == ["北山录像机", "北山东门"]
    assert await city.tree.search("bs", ("990101",), 10) == []
    assert await city.tree.search("  ", EVERYWHERE, 10) == []


async def test_the_map_gathers_what_is_close_and_shows_what_is_alone(city: DirectoryService) -> None:
    everything = Box.parse("109,29,112,32")
    clusters, points = await city.maps.channels(everything, 8, EVERYWHERE)
    assert [(each.count, each.online) for each in clusters] == [(10, 6)]
    assert [(each.name, each.status) for each in points] == [("北山东门", "ON")]
    assert 110 <= clusters[0].longitude <= 110.01
    clusters, points = await city.maps.channels(Box.parse("109.99,29.9,110.02,30.1"), 18, EVERYWHERE)
    assert (clusters, len(points)) == ([], 10)
    assert await city.maps.channels(everything, 8, ("9902",)) == ([], [])


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "a,b,c,d", "nan,0,1,1", "2,0,1,1", "0,0,1,91", "-181,0,1,1", "0,0,inf,1"]
)
def test_a_box_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Box.parse(text)


async def test_divisions_and_base_map_are_loaded_as_data(city: DirectoryService) -> None:
    square = {"type": "Polygon", "coordinates": [[[110, 30], [111, 30], [111, 31], [110, 30]]]}
    drafts = [
        DivisionDraft("9901", "东湖市", 110.5, 30.5, square),
        DivisionDraft("990101", "南山县", boundary=square),
        DivisionDraft("990103", "西岭县"),
    ]
    await city.divisions.load(drafts)
    road = FeatureDraft(
        "r1",
        "road",
        {"type": "LineString", "coordinates": [[110, 30], [111, 31]]},
        "人民路",
        properties={"class": "main"},
    )
    await city.divisions.load_features(
        [road, FeatureDraft("p1", "place", {"type": "Point", "coordinates": [110, 30]}, division="990102")]
    )
    boundaries = await city.maps.boundaries(EVERYWHERE)
    assert [feature["properties"]["name"] for feature in boundaries["features"]] == ["东湖市", "南山县"]
    assert [f["id"] for f in (await city.maps.features(("road", "place"), ("990101",)))["features"]] == ["r1"]
    totals = await city.divisions.totals(EVERYWHERE)
    assert [(each.name, each.channels, each.online) for each in totals.divisions] == [
        ("南山县", 13, 9),
        ("990102", 1, 1),
        ("西岭县", 0, 0),
    ]
    assert (totals.channels, totals.channels_online, totals.devices, totals.devices_online) == (14, 10, 2, 2)
    inside = await city.divisions.totals(("990102",))
    assert (inside.channels, inside.devices, [each.code for each in inside.divisions]) == (1, 1, ["990102"])
    assert await city.verify_counts() == []


async def test_a_division_that_comes_in_between_takes_what_lies_below_it(directory: DirectoryService) -> None:
    await directory.devices.create(DeviceDraft("34020001001180000001", "外地设备"), AUTHOR)
    await directory.apply_catalog("34020001001180000001", [camera(1, device_id="34020001001310000001")], complete=True)
    await directory.divisions.load([DivisionDraft("3402", "外市"), DivisionDraft("340200", "外市")])
    roots = {each.id: each.total for each in await directory.tree.children("", EVERYWHERE, None, 10)}
    assert roots == {"d:3402": 1, "d:9901": 14}
    assert await directory.verify_counts() == []


async def test_devices_are_listed_by_name_state_and_scope(city: DirectoryService) -> None:
    async def names(filters: DeviceFilter, scope: tuple[str, ...] = EVERYWHERE) -> list[str]:
        rows, total = await city.devices.page(filters, scope, None, 10)
        assert total == len(rows)
        return [row.device.name for row in rows]

    assert await names(DeviceFilter()) == ["北山录像机", "一号录像机"]
    assert await names(DeviceFilter(q="bslxj")) == ["北山录像机"]
    assert await names(DeviceFilter(state="offline")) == []
    assert await names(DeviceFilter(division="99010101")) == ["一号录像机"]
    assert await names(DeviceFilter(), ("990102",)) == ["北山录像机"]


async def test_the_next_code_is_free_and_of_the_standard(city: DirectoryService) -> None:
    assert await city.devices.next_code("99010101", "118") == "99010101001180000002"
    assert await city.devices.next_code("990103", "132", "11", "7") == "99010300111327000001"
    with pytest.raises(Invalid):
        await city.devices.next_code("99010101", "000")


OURS = re.compile(r"\bFROM (channels|nodes|divisions|devices|platforms)\b")
STATEMENTS = {
    "channels": 2,
    "tree": 2,
    "tree with a platform": 2,
    "tree below a platform": 6,
    "platforms": 1,
    "search": 2,
    "map": 2,
    "overview": 5,
    "devices": 2,
}


async def test_a_list_costs_the_same_statements_whatever_its_size(city: DirectoryService, database: Database) -> None:
    """The pinned numbers: a list that asks a row at a time breaks this."""
    seen: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
    calls = {
        "channels": lambda: city.channels.page(ChannelFilter(q="r"), ("9901",), "name", None, 100),
        "tree": lambda: city.tree.children("d:9901", ("9901",), None, 100),
        "tree with a platform": lambda: city.tree.children("d:990101", ("9901",), None, 100),
        "tree below a platform": lambda: city.tree.children(f"p:{COUNTY}", ("9901",), None, 100),
        "platforms": lambda: city.platforms.counts([COUNTY]),
        "search": lambda: city.tree.search("b", ("9901",), 100),
        "map": lambda: city.maps.channels(Box(109, 29, 112, 32), 8, ("9901",)),
        "overview": lambda: city.divisions.totals(("9901",)),
        "devices": lambda: city.devices.page(DeviceFilter(), ("9901",), None, 100),
    }
    counted = {}
    for name, call in calls.items():
        seen.clear()
        await call()
        # The outbox and the driver ask things of their own meanwhile.
        counted[name] = len([text for text in seen if OURS.search(text)])
    assert counted == STATEMENTS

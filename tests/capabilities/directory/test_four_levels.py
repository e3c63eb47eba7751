"""A township, its county, its city and the province above, each with what the level below tells it: who looks for a camera finds it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.capabilities.directory.conftest import AUTHOR, EVERYWHERE, transition

from anlan.capabilities.directory.divisions import DivisionDraft
from anlan.capabilities.directory.drafts import DeviceDraft, PlatformDraft
from anlan.capabilities.directory.ports import OwnPlatform
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.directory.shares.choice import ShareDraft
from anlan.capabilities.directory.tree import TreeItem
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database, DatabaseSettings
from anlan.foundation.events import Outbox
from anlan.protocols.manscdp import CatalogItem, catalog_response, decode, parse_catalog

# From the bottom up: code, name, division.
LEVELS = [
    ("99010101002000000001", "石桥镇", "99010101"),
    ("99010100002000000001", "南山县", "990101"),
    ("99010000002000000001", "东湖市", "9901"),
    ("99000000002000000001", "某省", "99"),
]
# Recorders by the level they register at: code and division. The county has one in a township that has no platform.
RECORDERS = [
    [("99010101001180000001", "99010101")],
    [("99010100001180000001", "990101"), ("99010102001180000001", "99010102")],
    [("99010000001180000001", "9901")],
    [],
]
DOORBELL = "99010101001310000099"  # a camera that registers by itself at the township


class Chain:
    """The four directories; ``told`` brings what is on record at the bottom to the top."""

    def __init__(self, levels: list[DirectoryService]) -> None:
        self.levels = levels

    async def told(self) -> None:
        for number, (above, (code, _, _)) in enumerate(zip(self.levels[1:], LEVELS, strict=False)):
            upper = LEVELS[number + 1][0]
            items = await self.levels[number].shared_catalog(upper)
            # Over the wire, as it goes: what XML does not carry must not matter.
            part = parse_catalog(decode(catalog_response(1, code, len(items), items)))
            await above.apply_catalog(code, part.items, complete=True)


def cameras(recorder: str) -> list[CatalogItem]:
    return [
        CatalogItem(
            device_id=f"{recorder[:8]}001320{serial:06d}", name=f"{recorder[:8]}路口{serial}", parent_id=recorder,
            civil_code=recorder[:6], status="ON",
        )
        for serial in (1, 2)
    ]  # fmt: skip


@pytest.fixture
async def chain(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Chain]:
    async with AsyncExitStack() as stack:
        levels = [await _level(stack, tmp_path, clock, number) for number in range(len(LEVELS))]
        chain = Chain(levels)
        await chain.told()
        yield chain


async def _level(stack: AsyncExitStack, path: Path, clock: ManualClock, number: int) -> DirectoryService:
    database = Database(DatabaseSettings(f"sqlite+aiosqlite:///{path}/{number}.db"))
    stack.push_async_callback(database.close)
    await database.create_all()
    outbox = Outbox(database, clock)
    await outbox.start()
    stack.push_async_callback(outbox.stop)
    directory = DirectoryService(database, outbox, clock, password_key=b"k" * 32)
    code, name, division = LEVELS[number]
    await directory.keep_own_platform(OwnPlatform(code, name, "other", division))
    await directory.divisions.load([DivisionDraft(division, name)])
    await _equip(directory, clock, number)
    if number:
        below, below_name, below_division = LEVELS[number - 1]
        await directory.platforms.create(
            PlatformDraft(below, below_name, "lower", division=below_division, password="pass-word-1"), AUTHOR
        )
        await directory.apply_transitions([transition(below, "online", "registered", clock.now_utc(), "lower")])
    if number + 1 < len(LEVELS):
        above = LEVELS[number + 1][0]
        upper = PlatformDraft(above, "上级", "upper", password="pass-word-1", host="127.0.0.1", port=5060)
        await directory.platforms.create(upper, AUTHOR)
        await directory.shares.set(above, [ShareDraft(f"d:{division}", "division")], AUTHOR)
    return directory


async def _equip(directory: DirectoryService, clock: ManualClock, number: int) -> None:
    for recorder, division in RECORDERS[number]:
        await directory.devices.create(DeviceDraft(recorder, f"录像机{division}", division=division), AUTHOR)
        await directory.apply_transitions([transition(recorder, "online", "registered", clock.now_utc())])
        await directory.apply_catalog(recorder, cameras(recorder), complete=True)
    if number == 0:
        await directory.devices.create(DeviceDraft(DOORBELL, "门口", division="99010101"), AUTHOR)
        await directory.apply_transitions([transition(DOORBELL, "online", "registered", clock.now_utc())])
        itself = CatalogItem(device_id=DOORBELL, name="门口", parent_id=DOORBELL, status="ON")
        await directory.apply_catalog(DOORBELL, [itself], complete=True)


async def unfolded(
    directory: DirectoryService, parent: str, wrong: list[str], way: Sequence[str] = ()
) -> dict[str, list[list[str]]]:
    """Camera → the ways to it (names of branches); branches that show another number than is found below them go into ``wrong``."""
    found: dict[str, list[list[str]]] = {}
    items = await directory.tree.children(parent, EVERYWHERE, None, 500)
    assert len({each.id for each in items}) == len(items)
    for item in items:
        if item.id.rpartition(":")[0].endswith("c"):
            found.setdefault(item.code, []).append([*way])
            continue
        below = await unfolded(directory, item.id, wrong, [*way, item.name]) if item.has_children else {}
        if len(below) != item.total:
            wrong.append(f"{'/'.join([*way, item.name])} shows {item.total}, holds {sorted(below)}")
        for code, ways in below.items():
            found.setdefault(code, []).extend(ways)
    return found


TOWNSHIP = [*(each.device_id for each in cameras(RECORDERS[0][0][0])), DOORBELL]


@pytest.mark.parametrize("number", range(4), ids=[name for _, name, _ in LEVELS])
async def test_every_branch_holds_or_leads_to_as_many_as_it_shows(chain: Chain, number: int) -> None:
    directory = chain.levels[number]
    wrong: list[str] = []
    found = await unfolded(directory, "", wrong)
    assert wrong == []
    on_record = sum(2 * len(each) for each in RECORDERS[: number + 1]) + 1
    assert len(found) == on_record
    assert await directory.verify_counts() == []


@pytest.mark.parametrize(
    ("number", "county"), [(1, ["南山县"]), (2, ["东湖市", "南山县"]), (3, ["某省", "东湖市", "南山县"])]
)
async def test_a_townships_cameras_stand_under_its_platform_in_its_division_at_every_level(
    chain: Chain, number: int, county: list[str]
) -> None:
    found = await unfolded(chain.levels[number], "", [])
    for code in TOWNSHIP:
        # The division has the township's name, and in it stands its platform.
        township = [*county, "石桥镇", "石桥镇"]
        assert [way[: len(township)] for way in found[code]].count(township) == 1
        # The platform that delivers all of it leads there too, where it is another than the township's own.
        assert len(found[code]) == (1 if number == 1 else 2)
    for each in cameras("99010102001180000001"):
        assert [*county, "99010102", "录像机99010102"] in found[each.device_id]


async def test_the_way_shown_for_a_camera_is_the_one_in_the_divisions(chain: Chain) -> None:
    for number in (1, 2, 3):
        path = (await chain.levels[number].channels.get(TOWNSHIP[0], EVERYWHERE)).path
        assert [(step.kind, step.code) for step in path][-3:] == [
            ("division", "99010101"),
            ("platform" if number == 1 else "system", LEVELS[0][0]),
            ("device", RECORDERS[0][0][0]),
        ]


async def test_what_a_platform_delivers_is_shown_within_the_scope_only(chain: Chain) -> None:
    city = chain.levels[2]
    county = f"p:{LEVELS[1][0]}"

    async def below(parent: str, scope: tuple[str, ...]) -> list[TreeItem]:
        return await city.tree.children(parent, scope, None, 100)

    assert [each.code for each in await below(county, ("9901",))] == ["99010102", "99010101", RECORDERS[1][0][0]]
    assert [each.code for each in await below(county, ("990101",))] == ["99010102", "99010101", RECORDERS[1][0][0]]
    (_, first, *_) = await below(county, ("9901",))
    assert (first.id, first.total, first.online, first.platform) == (f"s:{LEVELS[1][0]}:d:99010101", 3, 3, LEVELS[1][0])
    pages: list[str] = []
    after = None
    while items := await city.tree.children(county, EVERYWHERE, after, 1):
        pages += [each.code for each in items]
        after = items[-1].position
    assert pages == ["99010102", "99010101", RECORDERS[1][0][0]]

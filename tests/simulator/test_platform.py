"""A simulated lower platform: a whole tree, pulled complete, narrowed by node, changed under a subscriber."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from anlan.protocols.gbcode import NodeKind, node_kind
from anlan.protocols.manscdp import CatalogItem
from anlan.protocols.manscdp.checks import check_item
from anlan.simulator import ClipSource, DeviceProfile
from anlan.simulator.platform import LowerPlatform
from anlan.simulator.tree import below, big_tree
from anlan.simulator.upper import UpperPlatform

UPPER = "99010000002000000001"
LOWER = "99010200002000000001"
TREE = big_tree(LOWER, 200, units=3)


def count(items: list[CatalogItem], kind: NodeKind) -> int:
    return sum(node_kind(item.device_id) is kind for item in items)


def test_a_tree_keeps_every_rule_of_the_standard() -> None:
    assert {item.device_id: check_item(item) for item in TREE if check_item(item)} == {}
    codes = [item.device_id for item in TREE]
    assert len(set(codes)) == len(codes)
    known = {*codes, LOWER}
    assert all(parent in known for item in TREE for parent in (item.parent_id or LOWER).split("/"))
    assert count(TREE, NodeKind.CHANNEL) == 200


def test_what_hangs_below_a_node() -> None:
    assert {item.device_id for item in below(TREE, "990102")} == {item.device_id for item in TREE}
    unit = below(TREE, "99010201")
    assert all(item.device_id.startswith("99010201") for item in unit)
    assert count(unit, NodeKind.CHANNEL) == 67
    recorder = below(TREE, "99010201001180000001")
    assert (len(recorder), count(recorder, NodeKind.CHANNEL)) == (33, 32)
    group = below(TREE, "99010201002150000001")
    assert count(group, NodeKind.CHANNEL) == 67


@pytest.fixture
async def lower(clip: Path) -> AsyncIterator[tuple[UpperPlatform, LowerPlatform]]:
    upper = UpperPlatform(UPPER, passwords={LOWER: "cascade"})
    await upper.start()
    profile = DeviceProfile(
        code=LOWER, name="区平台", password="cascade", server=upper.address, transport="tcp", catalog_batch=50
    )
    platform = LowerPlatform(profile, TREE, ClipSource(clip))
    await platform.start()
    await platform.happenings.wait("registered")
    yield upper, platform
    await platform.kill()
    await upper.stop()


async def test_the_tree_arrives_whole(lower: tuple[UpperPlatform, LowerPlatform]) -> None:
    upper, _ = lower
    result, items = await upper.catalog(LOWER)
    assert result.status == "complete"
    assert {item.device_id for item in items} == {item.device_id for item in TREE}
    _, unit = await upper.catalog(LOWER, "99010202")
    assert count(unit, NodeKind.CHANNEL) == 67


async def test_a_camera_of_the_tree_streams(lower: tuple[UpperPlatform, LowerPlatform]) -> None:
    upper, _ = lower
    call = await upper.invite(LOWER, "99010203001320000005")
    await call.receiver.wait_packets(10)
    assert await call.hang_up() == 200


async def test_changes_reach_the_subscriber(lower: tuple[UpperPlatform, LowerPlatform]) -> None:
    upper, platform = lower
    await upper.subscribe(LOWER)
    await platform.add([CatalogItem(device_id="99010203001320009999", name="新建路口", parent_id=LOWER)])
    await platform.remove(["99010203001320000001"])
    await platform.set_online("99010203001320000002", online=False)
    await upper.happenings.wait("notified", 3)
    assert [item.event for item in upper.notices] == ["ADD", "DEL", "OFF"]
    _, items = await upper.catalog(LOWER)
    assert len(items) == len(TREE)

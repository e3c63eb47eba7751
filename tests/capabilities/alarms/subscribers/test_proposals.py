"""Which cameras are proposed for premises."""

from __future__ import annotations

from tests.capabilities.alarms.subscribers.conftest import COUNTY, KEEPER, Streets, shop

from anlan.capabilities.alarms.subscribers.proposals import PlacedCamera
from anlan.capabilities.alarms.subscribers.reach import Reach
from anlan.capabilities.alarms.subscribers.service import Subscribers

# About 100 m at this latitude.
WEST_100_M = 100 / 111_320 / 0.8646


async def test_cameras_that_look_that_way_come_first(subscribers: Subscribers, streets: Streets) -> None:
    made = await subscribers.records.create(shop(longitude=110.0, latitude=30.15), KEEPER)
    west = 110.0 - WEST_100_M
    streets.cameras = [
        PlacedCamera("away", "背向", west, 30.15, 270.0, "ON"),
        PlacedCamera("unknown", "未知", west, 30.15, None, "ON"),
        PlacedCamera("towards", "朝向", west, 30.15, 90.0, "ON"),
        PlacedCamera("far", "远", 110.0, 30.16, 180.0, "ON"),
    ]
    found = await subscribers.camera_proposals(made.id, Reach(COUNTY, "subscribers.read"), 200.0)
    assert [(each.channel, each.faces, each.distance_m) for each in found] == [
        ("towards", True, 100),
        ("unknown", None, 100),
        ("away", False, 100),
    ]
    assert streets.asked == [("990101",)]


async def test_without_a_place_none_is_proposed(subscribers: Subscribers) -> None:
    made = await subscribers.records.create(shop(), KEEPER)
    assert await subscribers.camera_proposals(made.id, Reach(KEEPER, "subscribers.read"), 200.0) == []

"""Who is protected in the demo's townships: the night's subscribers, entered with their panels' keys and the cameras near them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from anlan.app.demo.plan import ChannelPlan
from anlan.capabilities.alarms.subscribers.accounts import AccountDraft
from anlan.capabilities.alarms.subscribers.drafts import (
    CameraDraft,
    ContactDraft,
    Part,
    PartitionDraft,
    SubscriberDraft,
    ZoneDraft,
)
from anlan.capabilities.alarms.subscribers.reach import Reach
from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.foundation.access.actor import SYSTEM
from anlan.simulator.panels.night import Subscriber
from anlan.simulator.village import VillageHousehold
from anlan.simulator.village.story import HEARTBEAT_S, MODELS

CAMERAS_EACH = 2
DEMO_REACH = Reach(replace(SYSTEM, id="demo", name="演示城市"), "subscribers.write")


async def enter(
    records: Subscribers, people: Iterable[Subscriber], devices: Sequence[VillageHousehold], channels: Sequence[ChannelPlan]
) -> None:  # fmt: skip
    """Put them on record, with the cheap devices that some have besides. Without times of opening: the night is played fast and at any hour, so that each would be broken."""
    for one in people:
        row = await records.records.create(_premises(one), DEMO_REACH.actor)
        version = row.version
        for part, rows in _parts(one, channels).items():
            version = await records.records.replace(row.id, part, rows, version, DEMO_REACH)
        await records.accounts.add(row.id, _account(one), DEMO_REACH)
        for device in devices:
            if device.subscriber.number == one.number:
                await records.accounts.add(row.id, _device(device), DEMO_REACH)


def _premises(one: Subscriber) -> SubscriberDraft:
    return SubscriberDraft(
        number=one.number, name=one.name, category=one.category, division=one.division, address=one.address,
        longitude=one.longitude, latitude=one.latitude, verbal_password=one.verbal_password, plan=one.plan,
    )  # fmt: skip


def _parts(one: Subscriber, channels: Sequence[ChannelPlan]) -> dict[str, Sequence[Part]]:
    return {
        "contacts": [ContactDraft(each.name, each.phone, each.role, each.holds_key) for each in one.contacts],
        "partitions": [PartitionDraft(number, name) for number, name in one.partitions.items()],
        "zones": [ZoneDraft(**asdict(zone)) for zone in one.zones],
        "cameras": [CameraDraft(channel.code) for channel in nearest(one, channels)],
    }


def nearest(one: Subscriber, channels: Sequence[ChannelPlan]) -> list[ChannelPlan]:
    """The cameras closest to the premises, the closest first."""
    narrower = math.cos(math.radians(one.latitude))

    def distance(channel: ChannelPlan) -> float:
        return math.hypot((channel.longitude - one.longitude) * narrower, channel.latitude - one.latitude)

    return sorted(channels, key=distance)[:CAMERAS_EACH]


def _account(one: Subscriber) -> AccountDraft:
    return AccountDraft(
        protocol="dc09", account=one.account, receiver="0", line="0", model="模拟报警主机",
        key=one.key.hex().upper() if one.key else "", key_required=one.key is not None,
        supervision_class=one.supervision_class, poll_s=one.poll_s,
    )  # fmt: skip


def _device(home: VillageHousehold) -> AccountDraft:
    return AccountDraft(
        protocol="http", account=home.account, model=MODELS[home.thing], key=home.key.hex().upper(), key_required=True,
        poll_s=HEARTBEAT_S,
    )  # fmt: skip

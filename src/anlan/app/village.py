"""Runs village devices: those of a plan, each towards the platform of its township, and their night."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import groupby

import httpx

from anlan.protocols.alarm_message import Event
from anlan.simulator.village import Delivery, HttpCourier, VillageDevice, VillageEvent, VillageHousehold

Told = Callable[[VillageEvent, Delivery], None]


@asynccontextmanager
async def village_devices(
    homes: Iterable[VillageHousehold], addresses: Mapping[str, str]
) -> AsyncIterator[dict[str, VillageDevice]]:
    """A running device for each, by account. ``addresses``: the platform's by division."""
    devices: dict[str, VillageDevice] = {}
    async with httpx.AsyncClient(timeout=20) as client:
        try:
            for home in homes:
                address = addresses[home.subscriber.division]
                courier = HttpCourier(address, home.account, client, keep_open=True)
                devices[home.account] = VillageDevice(home.profile, courier)
                await devices[home.account].start()
            yield devices
        finally:
            await asyncio.gather(*(device.stop() for device in devices.values()))


async def play_village_nights(
    events: Sequence[VillageEvent], devices: Mapping[str, VillageDevice], *, speed: float, begin_s: float, length_s: float, told: Told
) -> None:  # fmt: skip
    """Play from ``begin_s`` (seconds after dusk) to the morning, and then one whole night after the other for ever."""
    while True:
        passed_s = begin_s
        for at_s, together in groupby((each for each in events if each.at_s >= begin_s), lambda each: each.at_s):
            await asyncio.sleep((at_s - passed_s) / speed)
            passed_s = at_s
            await asyncio.gather(*(_tell(event, devices[event.account], told) for event in together))
        await asyncio.sleep(max(length_s - passed_s, 0) / speed)
        begin_s = 0.0


async def _tell(event: VillageEvent, device: VillageDevice, told: Told) -> None:
    message = Event(
        id=device.new_id(), kind=event.kind, qualifier=event.qualifier, tag=event.tag, text=event.text,
        battery_percent=device.profile.battery_percent,
    )  # fmt: skip
    told(event, await device.send(message))

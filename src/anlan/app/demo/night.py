"""The demo's night: the panels of all townships, and what happens to them, faster than in life and over and over."""

from __future__ import annotations

import asyncio
from pathlib import Path

from anlan.app.demo.plan import CityPlan
from anlan.app.night import Receiver, panels_of, play_nights
from anlan.app.notify import tell_supervisor
from anlan.app.village import Told, play_village_nights, village_devices
from anlan.simulator.city import City, generate_city
from anlan.simulator.panels.night import NightPlan, night, subscribers
from anlan.simulator.panels.night.player import Listener
from anlan.simulator.panels.night.story import LENGTH_S, clock
from anlan.simulator.village import households, village_night

# The night's fourteen hours pass in 42 minutes.
SPEED = 20.0
# The first night begins here, so that the hold-up (after 20:47) comes within the first minute.
FIRST_MOMENT = "20:35"


def night_plan(plan: CityPlan, city: City) -> NightPlan:
    """The night falls over all townships of the demo."""
    townships = tuple(city.township(platform.division) for platform in plan.townships())
    return NightPlan(townships, plan.panel_secret.encode())


async def run_panels(plan: CityPlan, data: Path, *, quiet: bool, listener: Listener, village_listener: Told) -> None:
    """Run every panel of the demo, for ever; ``quiet``: they report that they live and nothing happens."""
    story = night_plan(plan, generate_city(plan.seed))
    homes = households(story, plan.seed)
    async with (
        panels_of(subscribers(story, plan.seed), _receivers(plan), data) as panels,
        village_devices(homes, _addresses(plan)) as devices,
    ):
        tell_supervisor("READY=1")
        if quiet:
            await asyncio.Event().wait()
        begin_s = clock(FIRST_MOMENT)
        async with asyncio.TaskGroup() as group:
            group.create_task(
                play_nights(
                    night(story, plan.seed), panels, speed=SPEED, begin_s=begin_s, repeat=True, listener=listener
                )
            )
            events = village_night(homes, plan.seed)
            group.create_task(
                play_village_nights(
                    events, devices, speed=SPEED, begin_s=begin_s, length_s=LENGTH_S, told=village_listener
                )
            )


def _addresses(plan: CityPlan) -> dict[str, str]:
    return {each.division: f"http://127.0.0.1:{each.http_port}" for each in plan.platforms}


def _receivers(plan: CityPlan) -> dict[str, Receiver]:
    return {each.division: ("127.0.0.1", each.dc09_port) for each in plan.platforms if each.dc09_port is not None}

"""The demo's night: the panels of all townships, and what happens to them, faster than in life and over and over."""

from __future__ import annotations

import asyncio
from pathlib import Path

from anlan.app.demo.plan import CityPlan
from anlan.app.night import Receiver, panels_of, play_nights
from anlan.app.notify import tell_supervisor
from anlan.simulator.city import City, generate_city
from anlan.simulator.panels.night import NightPlan, night, subscribers
from anlan.simulator.panels.night.player import Listener
from anlan.simulator.panels.night.story import clock

# The night's fourteen hours pass in 42 minutes.
SPEED = 20.0
# The first night begins here, so that the hold-up (after 20:47) comes within the first minute.
FIRST_MOMENT = "20:35"


def night_plan(plan: CityPlan, city: City) -> NightPlan:
    """The night falls over all townships of the demo."""
    townships = tuple(city.township(platform.division) for platform in plan.townships())
    return NightPlan(townships, plan.panel_secret.encode())


async def run_panels(plan: CityPlan, data: Path, *, quiet: bool, listener: Listener) -> None:
    """Run every panel of the demo, for ever; ``quiet``: they report that they live and nothing happens."""
    story = night_plan(plan, generate_city(plan.seed))
    async with panels_of(subscribers(story, plan.seed), _receivers(plan), data) as panels:
        tell_supervisor("READY=1")
        if quiet:
            await asyncio.Event().wait()
        begin_s = clock(FIRST_MOMENT)
        await play_nights(night(story, plan.seed), panels, speed=SPEED, begin_s=begin_s, repeat=True, listener=listener)


def _receivers(plan: CityPlan) -> dict[str, Receiver]:
    return {each.division: ("127.0.0.1", each.dc09_port) for each in plan.platforms if each.dc09_port is not None}

"""A night of alarms in a fictional town: its subscribers, what happens to them, and panels that play it."""

from __future__ import annotations

from anlan.simulator.panels.night.enrolment import enrol
from anlan.simulator.panels.night.player import NightPlayer
from anlan.simulator.panels.night.story import NightEvent, night
from anlan.simulator.panels.night.subscribers import Contact, NightPlan, Subscriber, subscribers

__all__ = ["Contact", "NightEvent", "NightPlan", "NightPlayer", "Subscriber", "enrol", "night", "subscribers"]

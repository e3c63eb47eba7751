"""The alarm centre: a storm over kills, supervised panels, a lightning night, a night with its operators, an operator's desk. Each part can be named by itself."""

from __future__ import annotations

from bench import (
    alarm_browser,
    alarm_desk,
    alarm_levels,
    alarm_lightning,
    alarm_night,
    alarm_polls,
    alarm_storm,
)
from bench.figures import Figure


def measure() -> list[Figure]:
    """The figures of all parts."""
    return [
        each
        for part in (alarm_storm, alarm_polls, alarm_lightning, alarm_night, alarm_desk, alarm_browser, alarm_levels)
        for each in part.measure()
    ]

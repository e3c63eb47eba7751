"""Simulated alarm panels that dial SIA DC-09: one of them, twenty thousand of them, and a town's quiet night."""

from __future__ import annotations

from anlan.simulator.panels.faults import PanelFaults
from anlan.simulator.panels.panel import Delivery, Panel
from anlan.simulator.panels.profile import PanelProfile
from anlan.simulator.panels.sequence import KeptSequence
from anlan.simulator.panels.signals import CODES, PanelEvent, arming, disarming, event, parse_event

__all__ = [
    "CODES",
    "Delivery",
    "KeptSequence",
    "Panel",
    "PanelEvent",
    "PanelFaults",
    "PanelProfile",
    "arming",
    "disarming",
    "event",
    "parse_event",
]

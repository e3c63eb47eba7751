"""Simulated cameras, recorders and platforms that speak GB/T 28181 and stream real video; in ``panels``, alarm panels by DC-09."""

from __future__ import annotations

from anlan.simulator.device import SimulatedDevice
from anlan.simulator.faults import Faults
from anlan.simulator.happenings import Happenings
from anlan.simulator.media.clip import ClipSource
from anlan.simulator.media.feeds import VideoSource
from anlan.simulator.media.live import LiveSource
from anlan.simulator.profile import ChannelProfile, DeviceProfile, ServerAddress

__all__ = [
    "ChannelProfile",
    "ClipSource",
    "DeviceProfile",
    "Faults",
    "Happenings",
    "LiveSource",
    "ServerAddress",
    "SimulatedDevice",
    "VideoSource",
]

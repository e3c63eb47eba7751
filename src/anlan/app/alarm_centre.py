"""The alarm centre made from the configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anlan.capabilities.alarms.cases.timekeeper import TimeRules
from anlan.capabilities.alarms.intake.judge import IntakeRules
from anlan.capabilities.alarms.service import AlarmRules
from anlan.capabilities.directory.channels import Channels
from anlan.foundation.config import Settings
from anlan.foundation.errors import NotFound


class LinkedCameras:
    """``CameraStates`` of the alarm centre, from the directory. Whoever may see the alarm is told the names of its cameras; the
    picture itself is asked for at the gate like any other."""

    def __init__(self, channels: Channels) -> None:
        self._channels = channels

    async def cameras(self, channels: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """Name and status of each channel that there is, by its code."""
        found: dict[str, tuple[str, str]] = {}
        for code in channels:
            try:
                channel = (await self._channels.get(code, ("",))).channel
            except NotFound:
                continue
            found[code] = (channel.name, "online" if channel.online else "offline")
        return found


def alarm_rules(settings: Settings) -> AlarmRules:
    """The section ``[alarms]`` as the capability takes it."""
    own = settings.alarms
    return AlarmRules(
        own_division=settings.platform.division,
        intake=IntakeRules(own.merge_s, own.confirmation_s, own.storm_count, own.storm_s),
        time=TimeRules(own.ageing_s, own.escalate_urgent_s, own.escalate_other_s, own.claim_s, own.archive_days),
        repeat_s=own.repeat_s,
        max_waiting=own.max_waiting,
        forward_conditions=own.forward_conditions,
    )

"""How things stand in a division, gathered from the alarm centre and the directory for a duty room's handover."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from anlan.capabilities.alarms.cases.shift import ShiftCases
from anlan.capabilities.directory.faulty import FaultyPeers
from anlan.capabilities.duty.ports import Faulty, Situation
from anlan.foundation.clock import Clock

MAX_LISTED: Final = 200


class HouseSituation:
    """``Situations`` of the duty room."""

    def __init__(self, alarms: ShiftCases, peers: FaultyPeers, clock: Clock) -> None:
        self._alarms = alarms
        self._peers = peers
        self._clock = clock

    async def situation(self, division: str) -> Situation:
        """In a division, now."""
        standing = await self._alarms.standing(division, self._clock.now_utc())
        away = await self._peers.away(division, MAX_LISTED)
        faulty = [Faulty(each.kind, each.name, each.state, each.since_utc) for each in away.listed]
        faulty += [Faulty("link", name, "lost") for name in standing.lost_links]
        return Situation(
            by_class=standing.by_class, waiting=standing.waiting, alarms=[asdict(each) for each in standing.cases],
            orders=[asdict(each) for each in standing.orders], devices_offline=away.devices_offline, faulty=faulty,
        )  # fmt: skip

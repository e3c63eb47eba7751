"""Patrol rounds put together."""

from __future__ import annotations

from anlan.capabilities.duty.patrols.faults import FaultNotes
from anlan.capabilities.duty.patrols.figures import PatrolCounting
from anlan.capabilities.duty.patrols.findings import PatrolFindings
from anlan.capabilities.duty.patrols.keeping import PatrolKeeping
from anlan.capabilities.duty.patrols.plans import PatrolPlans
from anlan.capabilities.duty.patrols.ports import AlarmOpening, FaultReports, PatrolledChannels, WatchedPictures
from anlan.capabilities.duty.patrols.rounds import PatrolRounds
from anlan.foundation.access.gate import Gate
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox


class Patrols:
    """Everything that can be done with patrol rounds. ``upkeep``: told of faults instead of our own notes."""

    def __init__(
        self, *, database: Database, outbox: Outbox, clock: Clock, gate: Gate, channels: PatrolledChannels, pictures: WatchedPictures,
        alarms: AlarmOpening, upkeep: FaultReports | None = None,
    ) -> None:  # fmt: skip
        self.plans = PatrolPlans(database, outbox, clock, gate, channels)
        self.rounds = PatrolRounds(database, outbox, clock, gate, channels, pictures)
        self.faults = FaultNotes(database, outbox, clock, gate)
        self.findings = PatrolFindings(database, outbox, clock, gate, channels, alarms, upkeep or self.faults)
        self.counting = PatrolCounting(database, gate)
        self.keeping = PatrolKeeping(database, outbox, clock)

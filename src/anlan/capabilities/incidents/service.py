"""The incident desk put together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from anlan.capabilities.incidents.cameras import IncidentCameras
from anlan.capabilities.incidents.desk import IncidentDesk
from anlan.capabilities.incidents.events import EventRecorder
from anlan.capabilities.incidents.files import IncidentFiles
from anlan.capabilities.incidents.participants import Participants
from anlan.capabilities.incidents.plans import Checklists, Plans
from anlan.capabilities.incidents.ports import Alarms, Cameras
from anlan.capabilities.incidents.reading import IncidentReading
from anlan.capabilities.incidents.records import IncidentRecords
from anlan.capabilities.incidents.report.desk import ReportDesk
from anlan.capabilities.incidents.units import Tasks, Units
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.temporary import TemporaryGrants
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database


class IncidentService:
    """The capability as the rest of the house sees it; each part is one attribute. Nothing runs by itself: an end by time is part
    of each grant."""

    def __init__(
        self, *, database: Database, outbox: EventRecorder, clock: Clock, gate: Gate, temporary: TemporaryGrants, cameras: Cameras,
        alarms: Alarms, unit: str, division_name: Callable[[str], Awaitable[str]],
    ) -> None:  # fmt: skip
        records = IncidentRecords(database, outbox, clock, gate)
        self.plans = Plans(records)
        self.checklists = Checklists(records, self.plans)
        self.units = Units(records)
        self.tasks = Tasks(records, self.units)
        self.participants = Participants(records, temporary)
        self.cameras = IncidentCameras(records, cameras, temporary)
        self.files = IncidentFiles(records)
        self.reading = IncidentReading(records, self.checklists, self.tasks, self.cameras, self.files)
        self.desk = IncidentDesk(records, self.cameras, self.participants, self.checklists, self.tasks, alarms)
        self.report = ReportDesk(records, self.reading, self.files, unit, division_name)

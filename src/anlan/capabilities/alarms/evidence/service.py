"""Evidence as one service: its records and the task that fetches what is wanted."""

from __future__ import annotations

from pathlib import Path

from anlan.capabilities.alarms.events import EventRecorder
from anlan.capabilities.alarms.evidence.collecting import EvidenceCollector
from anlan.capabilities.alarms.evidence.files import EvidenceFiles
from anlan.capabilities.alarms.evidence.ports import NothingRecorded, RecordingSource
from anlan.capabilities.alarms.evidence.records import EvidenceRecords
from anlan.foundation.access.gate import Gate
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database


class EvidenceService:
    """What the rest of the house uses. ``folder``: of the data directory, for the content."""

    def __init__(
        self, database: Database, outbox: EventRecorder, clock: Clock, gate: Gate, folder: Path, source: RecordingSource | None = None
    ) -> None:  # fmt: skip
        self._files = EvidenceFiles(folder)
        self.records = EvidenceRecords(database, outbox, clock, gate, self._files)
        self.collector = EvidenceCollector(database, outbox, clock, self._files, source or NothingRecorded())

    async def start(self) -> None:
        """Clear what a kill left half-written, then fetch what is wanted."""
        self._files.forget_drafts()
        self.collector.start()

    async def stop(self) -> None:
        """Fetch no more."""
        await self.collector.stop()

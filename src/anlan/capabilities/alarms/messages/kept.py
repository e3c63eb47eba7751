"""Messages that are on record already: a device that had no answer sends them again, and so may somebody who listened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from anlan.capabilities.alarms.cases.open_case import source_text
from anlan.capabilities.alarms.models import AlarmSignal
from anlan.capabilities.alarms.ports import Signal, SourceKey
from anlan.foundation.database import Database
from anlan.foundation.ids import first_id

# Id and digest of the content.
Mark = tuple[str, str]


class KeptMessages:
    """Looks in the records, which outlive a restart and hold a batch of any size, as the intake's memory does not."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, source: SourceKey, signals: list[Signal], since_utc: datetime) -> Mapping[Mark, str]:
        """Those of a device's signals that were kept since a moment, each with the number it was kept under."""
        if not signals:
            return {}
        query = select(AlarmSignal.sequence, AlarmSignal.digest, AlarmSignal.id).where(
            AlarmSignal.source == source_text(source),
            AlarmSignal.id >= first_id(since_utc),
            AlarmSignal.sequence.in_({signal.sequence for signal in signals}),
        )
        async with self._database.reading() as session:
            return {(row.sequence, row.digest): row.id for row in await session.execute(query)}

"""What a platform above is told of a case: where, what and when; nothing of who is protected."""

from __future__ import annotations

from sqlalchemy import select

from anlan.capabilities.alarms.models import Alarm, AlarmSignal
from anlan.capabilities.alarms.ports import CaseOutline
from anlan.foundation.database import Database


class CaseOutlines:
    """Implements ``ports.CaseReader``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def outline(self, case: str) -> CaseOutline | None:
        """A case by its id; None where there is none."""
        columns = (
            Alarm.id, Alarm.alarm_class, Alarm.source, Alarm.original, Alarm.text, Alarm.kind_zh, Alarm.division, Alarm.received_utc,
            Alarm.longitude, Alarm.latitude, AlarmSignal.occurred_utc, AlarmSignal.priority,
        )  # fmt: skip
        # A case has the id of the signal that opened it; one by hand has no signal.
        query = select(*columns).outerjoin(AlarmSignal, AlarmSignal.id == Alarm.id).where(Alarm.id == case)
        async with self._database.reading() as session:
            row = (await session.execute(query)).one_or_none()
        if row is None:
            return None
        protocol, _, rest = row.source.partition("|")
        return CaseOutline(
            id=row.id, alarm_class=row.alarm_class, protocol=protocol, account=rest.rpartition("|")[2], original=row.original,
            text=row.text or row.kind_zh, division=row.division, occurred_utc=row.occurred_utc or row.received_utc,
            longitude=row.longitude, latitude=row.latitude, priority=row.priority,
        )  # fmt: skip

"""Signals that were accepted already: a device that had no answer sends the same again, also after we were killed."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from anlan.capabilities.alarms.models import AlarmSignal
from anlan.foundation.database import Database
from anlan.foundation.ids import first_id

# A device repeats what it sent last; no more of each is remembered, and no more sources than these.
PER_SOURCE: Final = 32
MAX_SOURCES: Final = 50_000


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted signal."""

    sequence: str
    digest: str
    received_utc: datetime
    signal: str
    alarm: str | None


class Repeats:
    """The newest accepted signals of each source, from memory; those of a source not seen since the start from the records."""

    def __init__(self, database: Database, window_s: int) -> None:
        self._database = database
        self._window = timedelta(seconds=window_s)
        self._sources: OrderedDict[str, deque[Accepted]] = OrderedDict()

    async def recall(self, sources: Iterable[str], now_utc: datetime) -> None:
        """Read what is not remembered of these sources; one query for all."""
        missing = sorted({source for source in sources if source not in self._sources})
        if not missing:
            return
        newest = func.row_number().over(partition_by=AlarmSignal.source, order_by=AlarmSignal.id.desc()).label("place")
        inner = (
            select(
                AlarmSignal.id, AlarmSignal.source, AlarmSignal.sequence, AlarmSignal.digest, AlarmSignal.received_utc, AlarmSignal.alarm, newest,
            )
            .where(AlarmSignal.source.in_(missing), AlarmSignal.id >= first_id(now_utc - self._window))
            .subquery()
        )  # fmt: skip
        query = select(inner).where(inner.c.place <= PER_SOURCE).order_by(inner.c.id)
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        for source in missing:
            self._sources[source] = deque(maxlen=PER_SOURCE)
        for row in rows:
            accepted = Accepted(row.sequence, row.digest, row.received_utc, row.id, row.alarm)
            self._sources[row.source].append(accepted)

    def find(self, source: str, sequence: str, digest: str, received_utc: datetime) -> Accepted | None:
        """The accepted signal that this one repeats."""
        if not sequence:
            return None
        oldest = received_utc - self._window
        for accepted in reversed(self._sources.get(source, ())):
            if accepted.sequence == sequence and accepted.digest == digest and accepted.received_utc >= oldest:
                return accepted
        return None

    def note(self, source: str, accepted: Accepted) -> None:
        """Remember an accepted signal."""
        held = self._sources.get(source)
        if held is None:
            held = self._sources[source] = deque(maxlen=PER_SOURCE)
        held.append(accepted)
        self._sources.move_to_end(source)

    def forget_oldest(self) -> None:
        """Keep to the bound; called between batches, so that what a batch recalled stays for it."""
        while len(self._sources) > MAX_SOURCES:
            self._sources.popitem(last=False)

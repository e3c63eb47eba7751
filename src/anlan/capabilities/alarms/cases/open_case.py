"""An open case as it is held in memory: what judging, ageing and the board need of it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from anlan.capabilities.alarms.ports import SourceKey

# Zone, principle and time (ISO) of a detection.
Detection = tuple[str, str, str]
# Distinct detections remembered with a case; a confirmation needs two.
MAX_DETECTIONS = 16


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A row of ``alarms`` that is not closed; fields bear the names of its columns."""

    id: str
    state: str
    alarm_class: str
    rank: int
    family: str
    division: str
    company: str
    subscriber: str | None
    source: str
    received_utc: datetime
    last_signal_utc: datetime
    last_step_utc: datetime
    aged: bool = False
    detections: tuple[Detection, ...] = ()
    signals: int = 1
    repeats: int = 0
    group_size: int = 0
    claimed_by: str | None = None
    claimed_by_name: str = ""
    claimed_utc: datetime | None = None
    response_s: int | None = None
    escalated_utc: datetime | None = None
    confirmed_by: str | None = None
    version: int = 1
    steps: int = 0
    # Empty text where this platform writes it.
    writer: str = ""

    @property
    def key(self) -> str:
        """Whose cases are judged together: the subscriber's, or those of one unknown source."""
        return key_of(self.subscriber, self.source)

    def changed(self, changes: dict[str, Any]) -> OpenCase:
        """The case after changes of its row; columns that are not held here are passed over."""
        held = {name: value for name, value in changes.items() if name in _FIELDS}
        return replace(self, **held)


_FIELDS = frozenset(each.name for each in fields(OpenCase))


def from_row(row: Any) -> OpenCase:
    """The case from its row."""
    values = {name: getattr(row, name) for name in _FIELDS}
    values["detections"] = tuple(tuple(each) for each in row.detections)
    return OpenCase(**values)


def key_of(subscriber: str | None, source: str) -> str:
    """The key of a subscriber's cases, else of a source's. Ids of subscribers have no bar, sources have."""
    return subscriber or source


def source_text(source: SourceKey) -> str:
    """A source as it stands in the records."""
    return f"{source.protocol}|{source.receiver}|{source.line}|{source.account}"

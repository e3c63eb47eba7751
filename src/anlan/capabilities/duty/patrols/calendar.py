"""When the rounds of a plan fall due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from anlan.protocols.manscdp.times import BEIJING


def due_times(weekdays: str, minutes: Sequence[int], after_utc: datetime, until_utc: datetime) -> Iterator[datetime]:
    """Due times in UTC later than ``after_utc`` and not later than ``until_utc``, in order.

    ``weekdays``: 1 Monday … 7 Sunday of the local (Beijing) day; ``minutes``: of the local day, 0–1439.
    """
    day, last = after_utc.astimezone(BEIJING).date(), until_utc.astimezone(BEIJING).date()
    while day <= last:
        if str(day.isoweekday()) in weekdays:
            for minute in sorted(set(minutes)):
                local = datetime.combine(day, time(minute // 60, minute % 60), BEIJING)
                due = local.astimezone(UTC)
                if after_utc < due <= until_utc:
                    yield due
        day += timedelta(days=1)

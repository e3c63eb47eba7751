"""Times on the wire: Beijing local time without a zone (GB/T 28181 has no other), UTC inside.

China keeps one zone and no summer time since 1992, so a fixed offset is exact.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from anlan.protocols.manscdp.errors import ManscdpError
from anlan.protocols.wording import Sentence

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")

_FORMAT = re.compile(
    r"(\d{4})[-/]?(\d{1,2})[-/]?(\d{1,2})[T ]?\s*(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,:](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII | re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(\d{4})(\d{2})(\d{2})[T ]?(\d{2})(\d{2})(?:(\d{2})(?:\.?(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII | re.IGNORECASE,
)


def parse_time(text: str) -> datetime:
    """UTC of a time as devices write it: with T, blank, "/", milliseconds, compact, or with a zone of its own.

    Raises ``ManscdpError``.
    """
    text = text.strip()
    match = _COMPACT.fullmatch(text) or _FORMAT.fullmatch(text)
    if match is None:
        raise _unreadable()
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        local = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0),
            int((fraction or "0")[:6].ljust(6, "0")), tzinfo=_zone(zone),
        )  # fmt: skip
        return local.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _unreadable() from error


def _zone(text: str | None) -> timezone:
    if text is None:
        return BEIJING
    if text in "Zz":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _unreadable() -> ManscdpError:
    return ManscdpError("time_invalid", Sentence("时间格式无法识别。", "The time cannot be read."))


def format_time(utc: datetime) -> str:
    """``2026-01-01T08:00:00``: Beijing time, whole seconds (annex A: dateTime)."""
    return utc.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M:%S")


def format_date_header(utc: datetime) -> str:
    """The ``Date`` of the 200 OK to REGISTER: Beijing time with milliseconds, no zone (GB/T 28181-2022 §9.10.1)."""
    return utc.astimezone(BEIJING).isoformat(timespec="milliseconds")[:23]

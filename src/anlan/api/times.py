"""Times in JSON: ISO 8601 in UTC with a Z, to the microsecond."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, PlainSerializer

from anlan.foundation.errors import Invalid
from anlan.protocols.wording import Sentence


def utc_text(time: datetime) -> str:
    """``2026-01-01T08:00:00.000000Z``."""
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _with_zone(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError("a time needs its zone")
    return time


UtcTime = Annotated[datetime, AfterValidator(_with_zone), PlainSerializer(utc_text, return_type=str, when_used="json")]


def in_order(first: datetime | None, last: datetime | None) -> None:
    """Raise ``Invalid`` where a span of time ends before it begins."""
    if first is not None and last is not None and first > last:
        fault = Sentence("结束时间早于开始时间", "it ends before it begins")
        raise Invalid("http.bad_span", fault, fields={"to": fault})

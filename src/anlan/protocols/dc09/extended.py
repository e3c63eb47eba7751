"""What extended blocks say: time of occurrence, place, path (DC-09 §5.5.1.8)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from anlan.protocols.dc09.frame import Frame, parse_time

OCCURRED: Final = "H"
TEXT: Final = "I"
LONGITUDE: Final = "X"
LATITUDE: Final = "Y"
KEY_EXCHANGE: Final = "K"
# The path a message took was J in 2013; since 2026 it is G and J carries JSON.
PATHS: Final = ("G", "J")

_DEGREES = re.compile(r"(\d{1,3})([EWNS])(\d{1,2}(?:\.\d{1,8})?)", re.ASCII)


def occurred_utc(frame: Frame) -> datetime | None:
    """When it happened by block H, or None."""
    value = frame.block(OCCURRED)
    return parse_time(value) if value is not None else None


def position(frame: Frame) -> tuple[float, float] | None:
    """Longitude and latitude in degrees (WGS-84) by blocks X and Y, or None where one of them is missing or impossible."""
    longitude = _degrees(frame.block(LONGITUDE), "E", "W", 180.0)
    latitude = _degrees(frame.block(LATITUDE), "N", "S", 90.0)
    return (longitude, latitude) if longitude is not None and latitude is not None else None


def path(frame: Frame) -> str:
    """ "1" primary, "2" alternative and so on, "" where it is not told."""
    for kind in PATHS:
        value = frame.block(kind)
        if value is not None and value.isascii() and value.isdigit() and len(value) == 1:
            return value
    return ""


def _degrees(value: str | None, positive: str, negative: str, limit: float) -> float | None:
    """ "093W23.456": degrees, hemisphere, minutes."""
    found = _DEGREES.fullmatch(value) if value is not None else None
    if found is None or found[2] not in (positive, negative):
        return None
    degrees = int(found[1]) + float(found[3]) / 60
    if degrees > limit or float(found[3]) >= 60:
        return None
    return degrees if found[2] == positive else -degrees

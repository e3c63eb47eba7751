"""Catalogs read: every field bounded, what breaks the standard kept and named."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anlan.protocols.manscdp.catalog import CatalogItem
from anlan.protocols.manscdp.document import Document, Element, child_text
from anlan.protocols.manscdp.errors import ManscdpError
from anlan.protocols.manscdp.fields import BY_SPELLING, BY_TAG
from anlan.protocols.manscdp.times import parse_time
from anlan.protocols.wording import Sentence

# A record of a message; 10,000 is the standard's bound (GB/T 28181-2022 annex M), more is refused.
MAX_ITEMS = 10_000
MAX_SUM = 10_000_000
MAX_FIELD_TEXT = 1024
MAX_INTEGER = 2**31 - 1
_INTEGER = re.compile(r"[+-]?[0-9]{1,12}(\.0*)?", re.ASCII)
_STATUS = {"ON": "ON", "ONLINE": "ON", "OK": "ON", "OFF": "OFF", "OFFLINE": "OFF"}
_EVENT = {word: word for word in ("ON", "OFF", "VLOST", "DEFECT", "ADD", "DEL", "UPDATE")}


@dataclass(frozen=True, slots=True)
class CatalogPart:
    """One message of a catalog. ``sum_num`` is the total the sender claims for all parts of the same SN."""

    sn: int
    device_id: str
    sum_num: int
    items: list[CatalogItem]
    violations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogQuery:
    """A catalog asked for (or subscribed to); the times narrow it to nodes added or changed between, both included."""

    sn: int
    device_id: str
    start_utc: datetime | None = None
    end_utc: datetime | None = None
    violations: tuple[str, ...] = ()

    @property
    def period(self) -> tuple[datetime | None, datetime | None] | None:
        """What it is narrowed to; None where the whole is asked for."""
        return None if self.start_utc is None and self.end_utc is None else (self.start_utc, self.end_utc)


def parse_catalog(document: Document) -> CatalogPart:
    """A Catalog response or notification. Raises ``ManscdpError``."""
    if document.cmd_type.lower() != "catalog" or document.kind not in ("Response", "Notify"):
        raise ManscdpError("not_a_catalog", Sentence("消息不是目录应答或目录通知。", "This is no catalog."))
    violations = list(document.violations)
    items = [_item(element) for element in _item_elements(document.root)]
    sum_num = _sum_num(child_text(document.root, "SumNum"), len(items), violations)
    return CatalogPart(document.sn, document.device_id, sum_num, items, tuple(violations))


def parse_catalog_query(document: Document) -> CatalogQuery:
    """A Catalog query or the body of a catalog subscription. Raises ``ManscdpError``.

    A time that cannot be read narrows nothing, nor do two that are the wrong way round: more is told rather than less, and it is flagged.
    """
    if document.cmd_type.lower() != "catalog" or document.kind != "Query":
        raise ManscdpError("not_a_query", Sentence("消息不是目录查询。", "This is no catalog query."))
    violations = list(document.violations)
    start, end = (_bound(child_text(document.root, name), violations) for name in ("StartTime", "EndTime"))
    if start is not None and end is not None and end < start:
        violations.append("period_reversed")
        start = end = None
    return CatalogQuery(document.sn, document.device_id, start, end, tuple(dict.fromkeys(violations)))


def _bound(text: str | None, violations: list[str]) -> datetime | None:
    if not text:
        return None
    try:
        return parse_time(text)
    except ManscdpError as error:
        violations.append(error.code)
        return None


def _item_elements(root: Element) -> list[Element]:
    found: list[Element] = []
    for child in root:
        if str(child.tag).lower() == "devicelist":
            found.extend(item for item in child if str(item.tag).lower() == "item")
    if len(found) > MAX_ITEMS:
        raise ManscdpError(
            "too_many_items",
            Sentence(f"单条消息超过 {MAX_ITEMS} 条记录。", f"A message holds more than {MAX_ITEMS} records."),
        )
    return found


def _sum_num(text: str | None, present: int, violations: list[str]) -> int:
    if text and text.isascii() and text.isdigit() and len(text) <= 9 and int(text) <= MAX_SUM:
        return int(text)
    violations.append("sum_num_invalid" if text else "sum_num_missing")
    return present


def _item(element: Element) -> CatalogItem:
    values: dict[str, Any] = {}
    violations: list[str] = []
    _collect(element, values, violations)
    for child in element:
        if str(child.tag).lower() == "info":
            _collect(child, values, violations)
    _settle(values, violations)
    return CatalogItem(**values, violations=tuple(dict.fromkeys(violations)))


def _collect(element: Element, values: dict[str, Any], violations: list[str]) -> None:
    for child in element:
        name = child.tag
        field = BY_SPELLING.get(name) or BY_TAG.get(str(name).lower())
        text = (child.text or "").strip()
        if field is None or not text or field.attribute in values:
            continue
        if len(text) > MAX_FIELD_TEXT:
            text = text[:MAX_FIELD_TEXT].rstrip()
            violations.append("field_too_long")
        if field.type == "text":
            values[field.attribute] = text
            continue
        number = read_integer(text) if field.type == "integer" else read_decimal(text)
        if number is None:
            violations.append("number_invalid")
        else:
            values[field.attribute] = number


def read_integer(text: str) -> int | None:
    """A whole number of at most 31 bits, also where it is written "1.0"; None where it is none."""
    if not _INTEGER.fullmatch(text):
        return None
    number = int(text.split(".")[0])
    return number if abs(number) <= MAX_INTEGER else None


def read_decimal(text: str) -> float | None:
    """A finite number; None where it is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    # Seven decimals are what is written (1 cm of longitude); a position nearer to zero than that is none.
    return round(number, 7) if math.isfinite(number) and abs(number) <= 1e9 else None


def _settle(values: dict[str, Any], violations: list[str]) -> None:
    """Bring the spellings of the field to the standard's."""
    device_id = values.setdefault("device_id", "")
    if len(device_id) > 64:
        values["device_id"] = device_id[:64].rstrip()
    if "parental" in values and values["parental"] not in (0, 1):
        # Hikvision sends 65535 for "has children".
        values["parental"] = 1
        violations.append("parental_not_flag")
    _settle_status(values, violations)
    settle_position(values, violations)
    if "port" in values and not 0 <= values["port"] <= 65535:
        del values["port"]
        violations.append("number_invalid")


def _settle_status(values: dict[str, Any], violations: list[str]) -> None:
    for name, known in (("status", _STATUS), ("event", _EVENT)):
        written = values.get(name)
        if written is None:
            continue
        meant = known.get(written.upper())
        if meant is None:
            violations.append(f"{name}_unknown")
        elif meant != written:
            values[name] = meant
            violations.append(f"{name}_spelling")


def settle_position(values: dict[str, Any], violations: list[str]) -> None:
    """Take ``longitude`` and ``latitude`` out where they are no place on earth, and name why."""
    longitude, latitude = values.get("longitude"), values.get("latitude")
    if longitude is None and latitude is None:
        return
    if longitude is None or latitude is None:
        violations.append("position_half")
    elif longitude == 0 and latitude == 0:
        # What devices send when nobody entered a position.
        violations.append("position_zero")
    elif abs(longitude) > 180 or abs(latitude) > 90:
        violations.append("position_out_of_range")
    else:
        return
    values.pop("longitude", None)
    values.pop("latitude", None)

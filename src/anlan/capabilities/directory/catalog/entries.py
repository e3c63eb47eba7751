"""An entry of a catalog as the values of a row, and how a changed entry is told from a repeated one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import msgspec

from anlan.capabilities.directory.catalog.placement import Placed
from anlan.foundation.pinyin import spelled
from anlan.protocols.manscdp.catalog import CatalogItem

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(CatalogItem).decode

# What means "does not answer" in Status and Event; ONLINE and OFFLINE are sent by some NVRs.
_OFF = frozenset({"OFF", "OFFLINE", "VLOST", "DEFECT"})
# Fields that are kept here against the catalog when somebody edited them.
OVERRIDABLE = ("name", "address", "longitude", "latitude", "ptz_type", "direction_type")


@dataclass(frozen=True, slots=True)
class Entry:
    """A placed entry ready to be compared and stored."""

    placed: Placed
    encoded: bytes
    digest: bytes
    reported: bool

    @property
    def wire_code(self) -> str:
        """The code as the peer sent it."""
        return self.placed.item.device_id


def reported_on(status: str | None) -> bool:
    """Whether a Status means ON. An absent one does: the entry came from a peer that answers."""
    return status is None or status.strip().upper() not in _OFF


def entry(placed: Placed) -> Entry:
    """Encode an entry once: without status and event, which change by themselves, and without its password, which nobody needs."""
    item = placed.item
    reported = reported_on(item.status)
    bare = msgspec.structs.replace(item, status=None, event=None, password=None, violations=())
    encoded = _encode(bare)
    place = "\n".join((placed.parent, placed.division, placed.kind, *placed.violations)).encode()
    return Entry(placed, encoded, blake2b(encoded + place, digest_size=16).digest(), reported)


def decoded(text: str) -> CatalogItem:
    """A kept entry."""
    return _decode(text)


def channel_values(placed: Placed, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a channel that its entry decides."""
    item = placed.item
    longitude, latitude, misplaced = _position(item)
    values: dict[str, Any] = {
        "kind": placed.kind,
        "node_id": placed.parent,
        "division": placed.division,
        "name": (item.name or item.device_id)[:255],
        "manufacturer": (item.manufacturer or "")[:128],
        "model": (item.model or "")[:128],
        "address": (item.address or "")[:255],
        "longitude": longitude,
        "latitude": latitude,
        "ptz_type": _small(item.ptz_type),
        "direction_type": _small(item.direction_type),
        "violations": [*placed.violations, *(["catalog_position"] if misplaced else [])],
    }
    if overrides:
        values.update({key: overrides[key] for key in OVERRIDABLE if key in overrides})
    values["pinyin"], values["initials"] = _spelled(values["name"])
    return values


@lru_cache(maxsize=65_536)
def _spelled(name: str) -> tuple[str, str]:
    full, initials = spelled(name)
    return full[:512], initials[:255]


def _position(item: CatalogItem) -> tuple[float | None, float | None, bool]:
    longitude, latitude = item.longitude, item.latitude
    if longitude is None or latitude is None or (longitude == 0 and latitude == 0):
        return None, None, False
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return None, None, True
    return longitude, latitude, False


def _small(value: int | None) -> int | None:
    return value if value is not None and 0 <= value <= 32_767 else None


def differences(before: CatalogItem, after: CatalogItem) -> dict[str, list[Any]]:
    """Field → [before, after] of two entries, without status, event and password."""
    found: dict[str, list[Any]] = {}
    for name in CatalogItem.__struct_fields__:
        if name in ("status", "event", "password", "violations"):
            continue
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found[name] = [old, new]
    return found

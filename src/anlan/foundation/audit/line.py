"""The canonical form of a line and its hash. Changing either makes every kept log unverifiable: never do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

GENESIS = "0" * 64

# In the order of the table; the hash covers exactly these.
HASHED = (
    "sequence", "occurred_utc", "actor_id", "actor_name", "actor_kind", "organisation", "remote_host", "action", "resource_kind",
    "resource_id", "resource_name", "division", "purpose", "outcome", "facts", "previous_hash",
)  # fmt: skip


def canonical(values: Any) -> str:
    """JSON with sorted keys and no spaces: one text for one value (RFC 8785 for what we put in: strings, integers, objects)."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def line_hash(line: Mapping[str, Any]) -> str:
    """SHA-256 in hex over the canonical JSON of a line; its time counts in microseconds, its facts as the kept text."""
    values = {name: line[name] for name in HASHED}
    values["occurred_utc"] = values["occurred_utc"].isoformat(timespec="microseconds")
    return hashlib.sha256(canonical(values).encode()).hexdigest()

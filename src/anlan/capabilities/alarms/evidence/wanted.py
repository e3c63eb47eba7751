"""Which evidence a new case wants: clips of its linked cameras, from before it opened until a while after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from anlan.capabilities.alarms.ports import Protected
from anlan.foundation.ids import new_id

# A fault or an opening out of hours is judged by other means.
PICTURED: Final = frozenset({"hold_up", "fire", "confirmed_intrusion", "intrusion", "tamper"})


@dataclass(frozen=True, slots=True)
class EvidenceRules:
    """Seconds before and after the first signal, and of how many of the linked cameras, the most telling first."""

    before_s: int = 30
    after_s: int = 60
    cameras: int = 4


def wanted_rows(
    alarm: str, alarm_class: str, received_utc: datetime, protected: Protected | None, rules: EvidenceRules
) -> Sequence[dict[str, Any]]:
    """The rows of ``alarm_evidence`` for a case that opens; they go into the transaction that opens it."""
    if protected is None or alarm_class not in PICTURED:
        return ()
    begin, end = received_utc - timedelta(seconds=rules.before_s), received_utc + timedelta(seconds=rules.after_s)
    return [
        {
            "id": new_id(received_utc), "alarm": alarm, "kind": "clip", "state": "wanted", "channel": channel[:20], "begin_utc": begin,
            "end_utc": end, "due_utc": end, "tries": 0, "actor": "rule", "actor_name": "rule", "organisation": "", "text": "",
        }
        for channel in protected.channels[: rules.cameras]
    ]  # fmt: skip

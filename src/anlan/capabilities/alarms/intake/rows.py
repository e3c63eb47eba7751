"""Rows of a signal and of the case it opened."""

from __future__ import annotations

from typing import Any

from anlan.capabilities.alarms.cases.open_case import OpenCase
from anlan.capabilities.alarms.intake.judge import Scene, Verdict
from anlan.capabilities.alarms.ports import MAX_PLACE, MAX_RAW, MAX_TEXT, Signal

# What further signals and the rules of the intake change of a case.
MOVING = (
    "state", "alarm_class", "rank", "detections", "signals", "repeats", "group_size", "last_signal_utc", "last_step_utc", "confirmed_by",
    "version", "steps", "company",
)  # fmt: skip


def signal_row(
    signal: Signal, signal_id: str, source: str, known: bool, scene: Scene, verdict: Verdict
) -> dict[str, Any]:
    """The row of ``alarm_signals``. Texts are cut to their columns: a receiver's oversight must not cost a batch."""
    protected = scene.subscriber
    return {
        "id": signal_id,
        "source": source,
        "known": known,
        "subscriber": protected.id if protected else None,
        "division": scene.division,
        "company": protected.company if protected else "",
        "sequence": signal.sequence[:64],
        "digest": signal.digest[:64],
        "kind": signal.kind.code[:64],
        "alarm_class": "test" if verdict.outcome == "test" else signal.kind.alarm_class,
        "original": signal.original[:32],
        "qualifier": signal.qualifier,
        "partition": signal.partition[:MAX_PLACE],
        "zone": signal.zone[:MAX_PLACE],
        "user": signal.user[:MAX_PLACE],
        "text": signal.text[:MAX_TEXT],
        "occurred_utc": signal.occurred_utc,
        "received_utc": signal.received_utc,
        "longitude": signal.longitude,
        "latitude": signal.latitude,
        "path": signal.path[:1],
        "encrypted": signal.encrypted,
        "priority": signal.priority,
        "raw": signal.raw[:MAX_RAW],
        "outcome": verdict.outcome,
        "alarm": verdict.case.id if verdict.case else None,
    }


def alarm_row(signal: Signal, scene: Scene, case: OpenCase) -> dict[str, Any]:
    """The row of ``alarms`` of a case that this signal opened, but for what moves."""
    # A group speaks of an area, not of the premises whose fault happened to open it.
    protected = scene.subscriber if not case.group_size else None
    positioned = signal.longitude is not None and signal.latitude is not None and not case.group_size
    return {
        "id": case.id,
        "family": case.family[:80],
        "kind": signal.kind.code[:64],
        "kind_zh": signal.kind.zh[:64],
        "kind_en": signal.kind.en[:64],
        "original": signal.original[:32],
        "division": case.division,
        "company": case.company,
        "subscriber": case.subscriber,
        "subscriber_name": protected.name[:128] if protected else "",
        "category": protected.category[:32] if protected else "",
        "address": protected.address[:255] if protected else "",
        "source": case.source,
        "zone": "" if case.group_size else signal.zone[:MAX_PLACE],
        "zone_name": scene.zone.name[:128] if scene.zone and not case.group_size else "",
        "text": "" if case.group_size else signal.text[:MAX_TEXT],
        "longitude": signal.longitude if positioned else (protected.longitude if protected else None),
        "latitude": signal.latitude if positioned else (protected.latitude if protected else None),
        "received_utc": case.received_utc,
        "aged": False,
        "claimed_by_name": "",
    }


def moving(case: OpenCase) -> dict[str, Any]:
    """What a batch writes of a case, new or changed."""
    values = {name: getattr(case, name) for name in MOVING}
    values["detections"] = [list(each) for each in case.detections]
    return values

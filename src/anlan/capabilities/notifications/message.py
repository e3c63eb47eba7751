"""A delivery as the receiver gets it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from anlan.capabilities.notifications.kinds import TEST
from anlan.capabilities.notifications.models import WebhookDelivery
from anlan.foundation.events import Event


def event_of(row: WebhookDelivery) -> Event:
    """The event back from its delivery."""
    return Event(
        row.event_id, row.sequence, row.kind, row.occurred_utc, row.division, row.permission, json.loads(row.facts)
    )


def body_of(event: Event, platform: str) -> bytes:
    """The JSON that is posted: the event as the WebSocket tells it, with the platform's 20-digit code."""
    return _json(
        {
            "id": event.id, "platform": platform, "sequence": event.sequence, "kind": event.kind,
            "occurred_utc": _utc(event.occurred_utc), "division": event.division, "facts": event.facts,
        }
    )  # fmt: skip


def trial_body(identity: str, platform: str, at_utc: datetime, division: str) -> bytes:
    """The JSON of a test: of the same shape, about nothing."""
    return _json(
        {
            "id": identity, "platform": platform, "sequence": 0, "kind": TEST, "occurred_utc": _utc(at_utc), "division": division,
            "facts": {"zh": "这是一条测试推送", "en": "This is a test"},
        }
    )  # fmt: skip


def _json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

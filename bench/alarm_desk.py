"""An operator's desk and a supervisor's board with 2,000 open and 100,000 closed alarms behind them."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from anlan.capabilities.alarms.models import Alarm, AlarmSignal, AlarmStep
from anlan.foundation.clock import SystemClock
from anlan.foundation.database import Database
from anlan.foundation.ids import new_id
from bench.alarm_platform import AlarmPlatform, shop_id
from bench.figures import Figure, figure

OPEN, CLOSED = 2_000, 100_000
SHOPS = 1_000
# Signals of the case that is looked at: a detector that would not rest.
SIGNALS = 50
GOAL_MS = 50.0
# The kernel counts CPU in hundredths of a second: over so many requests that is a fifth of a millisecond each.
TURNS = 50
_STEP = 1_000
_CLASSES = ("hold_up", "fire", "confirmed_intrusion", "intrusion", "intrusion", "tamper", "fault", "fault")
_RANKS = {"hold_up": 0, "fire": 1, "confirmed_intrusion": 2, "intrusion": 3, "tamper": 4, "fault": 5}


def measure() -> list[Figure]:
    """All figures of this part."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    platform = AlarmPlatform(folder, SHOPS, townships=20)
    async with platform.records() as database:
        await platform.put_on_record(database)
        looked_at = await put_in(database)
    figures: list[Figure] = []
    async with platform.serving(), platform.operator() as client:
        for name, path in (
            ("queue", "/alarms?view=queue&limit=100"),
            ("list", "/alarms?view=all&limit=100"),
            ("detail", f"/alarms/{looked_at}"),
            ("board", "/alarms/board"),
        ):
            (await client.get(f"/api/v1{path}")).raise_for_status()
            begun_s = platform.cpu_s()
            for _ in range(TURNS):
                (await client.get(f"/api/v1{path}")).raise_for_status()
            spent_ms = (platform.cpu_s() - begun_s) / TURNS * 1000
            how = (
                f"GET {path.replace(looked_at, '{id}')} at {OPEN:,} open and {CLOSED:,} closed alarms, CPU of `anlan serve` on SQLite over "
                f"{TURNS} requests, what else it does meanwhile included"
            )
            figures.append(figure(f"alarm_desk_{name}", spent_ms, "CPU-ms", better="lower", goal=GOAL_MS, how=how))
    return figures


async def put_in(database: Database, *, closed: int = CLOSED) -> str:
    """The alarms, straight into their tables; the id of an open one with many signals."""
    now = SystemClock().now_utc()
    looked_at = ""
    for first in range(0, OPEN + closed, _STEP):
        alarms = [_alarm(number, now) for number in range(first, min(first + _STEP, OPEN + closed))]
        looked_at = looked_at or alarms[0]["id"]
        signals = [
            _signal(alarm, count) for alarm in alarms for count in range(SIGNALS if alarm["id"] == looked_at else 1)
        ]
        async with database.transaction() as session:
            await session.execute(insert(Alarm), alarms)
            await session.execute(insert(AlarmSignal), signals)
            await session.execute(insert(AlarmStep), [step for alarm in alarms for step in _steps(alarm)])
    return looked_at


def _alarm(number: int, now: datetime) -> dict[str, Any]:
    """The first ``OPEN`` of them are open, of this hour, and beyond what time does to them; the others were closed in the last year."""
    open_ = number < OPEN
    received = now - (timedelta(seconds=number) if open_ else timedelta(minutes=5 * (number - OPEN) + 60))
    alarm_class = _CLASSES[number % len(_CLASSES)]
    shop = number % SHOPS
    return {
        "id": new_id(received), "state": "waiting" if open_ else "closed", "alarm_class": alarm_class, "rank": _RANKS[alarm_class], "aged": True,
        "family": alarm_class, "kind": "burglary", "kind_zh": "入侵报警", "kind_en": "Burglary", "original": "BA",
        "division": f"990101{shop % 20 + 1:02d}", "company": "", "subscriber": shop_id(shop), "subscriber_name": f"商店 {shop}",
        "category": "shop", "address": f"人民路{shop}号", "source": f"dc09|0|0|{shop:06d}", "zone": "1", "zone_name": "前门", "text": "",
        "longitude": None, "latitude": None, "received_utc": received, "last_signal_utc": received,
        "detections": [["1", "", received.isoformat(timespec="microseconds")]], "signals": 1, "repeats": 0, "group_size": 0,
        "group_alarm": None, "claimed_by": None if open_ else "u1", "claimed_by_name": "" if open_ else "王警官",
        "claimed_utc": None if open_ else received, "response_s": None if open_ else number % 120, "handed_kind": None, "handed_to": None,
        "last_step_utc": received, "escalated_utc": received if open_ else None, "confirmed_by": None,
        "closed_by": None if open_ else "u1", "closed_utc": None if open_ else max(received, now - timedelta(days=20)),
        "result": None if open_ else "false_user", "version": 1 if open_ else 4, "steps": 1 if open_ else 4,
    }  # fmt: skip


def _signal(alarm: dict[str, Any], count: int) -> dict[str, Any]:
    return {
        "id": alarm["id"] if not count else new_id(alarm["received_utc"]), "source": alarm["source"], "known": True,
        "subscriber": alarm["subscriber"], "division": alarm["division"], "company": "", "sequence": str(count + 1), "digest": "0" * 32,
        "kind": alarm["kind"], "alarm_class": alarm["alarm_class"], "original": "BA", "qualifier": "new", "partition": "1", "zone": "1",
        "user": "", "text": "", "occurred_utc": None, "received_utc": alarm["received_utc"], "longitude": None, "latitude": None, "path": "",
        "encrypted": False, "raw": "x" * 80, "outcome": "attached" if count else "opened", "alarm": alarm["id"],
    }  # fmt: skip


def _steps(alarm: dict[str, Any]) -> Iterator[dict[str, Any]]:
    states = ("waiting", "claimed", "handled", "closed") if alarm["closed_utc"] else ("waiting", "waiting")
    actions = ("claim", "decide_false", "close") if alarm["closed_utc"] else ("escalated",)
    for sequence, (action, before, after) in enumerate(zip(actions, states, states[1:], strict=False), start=1):
        yield {
            "alarm": alarm["id"], "sequence": sequence, "at_utc": alarm["received_utc"], "actor": "u1", "actor_kind": "user",
            "actor_name": "王警官", "organisation": "市局", "action": action, "from_state": before, "to_state": after, "facts": {},
            "longitude": None, "latitude": None,
        }  # fmt: skip

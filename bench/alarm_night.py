"""The simulated night with operators at their desks: how long an alarm waits for one, and how long until it is closed.

Who protects, what happens and in which order is the demo's night; quiet stretches are shortened, and ``ANLAN_BENCH_NIGHT_SPEED`` seconds
of the night pass in one of ours. Operators think as long as the table below says; the platform's own time is real, and therefore counts
so many times in these figures: they are no better than a real night's.
"""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import httpx
from sqlalchemy import func, select

from anlan.app.night import panels_of
from anlan.capabilities.alarms.models import Alarm, AlarmStep
from anlan.foundation.database import Database
from anlan.simulator.city import generate_city
from anlan.simulator.panels.night import NightEvent, NightPlan, NightPlayer, enrol, night, subscribers
from bench.alarm_platform import AlarmPlatform
from bench.alarm_storm import percentile
from bench.figures import Figure, figure

SPEED = float(os.environ.get("ANLAN_BENCH_NIGHT_SPEED", "10"))
OPERATORS, TOWNSHIPS, PER_TOWNSHIP, SEED = 3, 8, 24, 7
# Of the night's seconds: no stretch without an event is longer.
LONGEST_QUIET_S = 45.0
# Scenes that raise alarms; the rest of a night is keys turned at the right hour.
SCENES: Final = frozenset({"thunderstorm", "power_cut", "low_battery", "false_alarm", "hold_up"})
# Seconds of the night: turning to the alarm, looking at it or telephoning, writing down what it was.
TURN_S, VERIFY_S, WRITE_S = (1.0, 5.0), (15.0, 60.0), (5.0, 20.0)
# Until what happened last is closed.
PATIENCE_S = 300.0
_LOOK_S: Final = 0.1
_URGENT: Final = frozenset({"hold_up", "fire"})


@dataclass(frozen=True, slots=True)
class Handled:
    """One alarm: its class, and seconds of the night from receipt to the claim and to the closing."""

    alarm_class: str
    claimed_s: float
    closed_s: float


def measure() -> list[Figure]:
    """All figures of this part."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    plan = NightPlan(tuple(generate_city(SEED).townships()[:TOWNSHIPS]), b"bench", PER_TOWNSHIP)
    people = subscribers(plan, SEED)
    events = list(_pressed(night(plan, SEED)))
    platform = AlarmPlatform(folder, 0)
    receivers = {one.division: ("127.0.0.1", platform.panel_port) for one in people}
    async with platform.serving(), AsyncExitStack() as desks:
        clients = [await desks.enter_async_context(platform.operator()) for _ in range(OPERATORS)]
        # Without opening hours: the night is played at another hour of ours.
        await enrol(clients[0], [replace(one, hours=None) for one in people])
        working = [
            asyncio.create_task(Operator(client, random.Random(SEED + number)).work())
            for number, client in enumerate(clients)
        ]
        try:
            async with panels_of(people, receivers, folder) as panels:
                await NightPlayer(events, panels, speed=SPEED).play()
                async with platform.records() as database, asyncio.timeout(PATIENCE_S):
                    while await _open(database):  # noqa: ASYNC110 - what is awaited lies with others
                        await asyncio.sleep(_LOOK_S)
                    handled = await _handled(database)
        finally:
            for task in working:
                task.cancel()
            outcomes = await asyncio.gather(*working, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome
    return _figures(handled, len(events))


class Operator:
    """Takes what stands first in the queue, verifies it, decides and closes, as fast as a person thinks."""

    def __init__(self, client: httpx.AsyncClient, rng: random.Random) -> None:
        self._client = client
        self._rng = rng

    async def work(self) -> None:
        """For ever."""
        while True:
            page = await self._client.get(
                "/api/v1/alarms", params={"state": "waiting", "limit": OPERATORS, "counted": False}
            )
            rows = page.raise_for_status().json()["items"]
            if not rows:
                await asyncio.sleep(_LOOK_S)
                continue
            await self._think(TURN_S)
            for row in rows:
                if await self._act(row, "claim"):
                    await self._handle(row)
                    break

    async def _handle(self, row: dict[str, Any]) -> None:
        await self._think(VERIFY_S)
        real = row["alarm_class"] in _URGENT
        await self._act(row, "verify", method="video", outcome="confirmed" if real else "false")
        if real:
            await self._act(row, "dispatch", who="巡逻一组")
            await self._think(VERIFY_S)
            await self._act(row, "handle", text="已到现场处置")
        else:
            await self._act(row, "decide_false", cause="equipment", note="设备或线路")
        await self._think(WRITE_S)
        await self._act(row, "close", result="true_crime" if real else "false_equipment", note="已核实")

    async def _act(self, row: dict[str, Any], action: str, **facts: Any) -> bool:
        """Whether it was done; what another was faster with is let go, and ``row`` is as it stands afterwards."""
        answer = await self._client.post(
            f"/api/v1/alarms/{row['id']}/{action}", json={"version": row["version"], **facts}
        )
        if answer.status_code == httpx.codes.CONFLICT and action == "claim":
            return False
        row.update(answer.raise_for_status().json())
        return True

    async def _think(self, span: tuple[float, float]) -> None:
        await asyncio.sleep(self._rng.uniform(*span) / SPEED)


def _pressed(events: Sequence[NightEvent]) -> Iterator[NightEvent]:
    """The scenes that raise alarms, closer together."""
    at_s, before_s = 0.0, None
    for event in events:
        if event.scene in SCENES:
            at_s += min(LONGEST_QUIET_S, event.at_s - (event.at_s if before_s is None else before_s))
            before_s = event.at_s
            yield replace(event, at_s=at_s)


async def _open(database: Database) -> int:
    """Alarms that nobody has closed yet, or sent to the second check."""
    query = select(func.count()).select_from(Alarm).where(Alarm.state.not_in(("closed", "second_check")))
    async with database.reading() as session:
        return await session.scalar(query) or 0


async def _handled(database: Database) -> list[Handled]:
    async with database.reading() as session:
        rows = (await session.execute(select(Alarm.id, Alarm.alarm_class, Alarm.received_utc))).all()
        query = select(AlarmStep.alarm, AlarmStep.action, func.min(AlarmStep.at_utc)).where(
            AlarmStep.action.in_(("claim", "close"))
        )
        steps: dict[tuple[str, str], datetime] = {
            (alarm, action): at for alarm, action, at in await session.execute(query.group_by(AlarmStep.alarm, AlarmStep.action))
        }  # fmt: skip

    def seconds(alarm: str, action: str, received: datetime) -> float:
        return (steps[alarm, action] - received).total_seconds() * SPEED

    # What storm control closed as part of a group was nobody's work.
    return [
        Handled(alarm_class, seconds(alarm, "claim", received), seconds(alarm, "close", received))
        for alarm, alarm_class, received in rows
        if (alarm, "close") in steps
    ]


def _figures(handled: Sequence[Handled], events: int) -> list[Figure]:
    how = (
        f"{events} events of the simulated night in {TOWNSHIPS} townships with {PER_TOWNSHIP} subscribers each, quiet stretches cut to "
        f"{LONGEST_QUIET_S:.0f} s, {SPEED:g} of its seconds in one of ours; {OPERATORS} operators over the API who need {VERIFY_S[0]:.0f} to "
        f"{VERIFY_S[1]:.0f} s to verify; {len(handled)} alarms; seconds of the night"
    )
    found = []
    for name, urgent in (("urgent", True), ("other", False)):
        those = [each for each in handled if (each.alarm_class in _URGENT) == urgent]
        for what, values in (
            ("claimed", [one.claimed_s for one in those]),
            ("closed", [one.closed_s for one in those]),
        ):
            said = f"{how}; from receipt until it was {what}, {len(those)} {name}"
            found += [
                figure(f"night_{name}_{what}_p{percent}_s", percentile(values, percent), "s", better="lower", how=said)
                for percent in (50, 95)
            ]
    return found

"""A day's alarms below while the link upward is cut, and how soon all of them are above once it is back: complete, in order, none twice.

``ANLAN_BENCH_LEVEL_ALARMS`` for another number than 50,000.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from anlan.app.alarm_cameras import DirectoryCameras
from anlan.app.alarm_centre import alarm_rules
from anlan.capabilities.alarms.ports import Signal, SourceKey
from anlan.capabilities.alarms.service import AlarmService
from anlan.capabilities.alarms.subscribers.service import Subscribers, load_secret_key
from anlan.capabilities.alarms.vocabulary import EventKind
from anlan.capabilities.directory.passwords import load_password_key, password_box
from anlan.capabilities.directory.service import DirectoryService
from anlan.foundation.access.gate import Gate
from anlan.foundation.audit import AuditLog
from anlan.foundation.clock import SystemClock
from anlan.foundation.events import Outbox
from anlan.gateways.feeds.gateway import FeedGateway
from bench.fed_platforms import TOWN, FedPlatforms, compare
from bench.figures import Figure, figure

ALARMS = int(os.environ.get("ANLAN_BENCH_LEVEL_ALARMS", "50000"))
GOAL_S = 300.0
PATIENCE_S = 900.0
_AT_ONCE = 2_000
_BURGLARY = EventKind("burglary", "intrusion", "入侵报警", "Burglary", counts_as_detection=True)


def measure() -> list[Figure]:
    """All figures of this part."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    platforms = FedPlatforms(folder, 0)
    async with platforms.running():
        await platforms.settled(PATIENCE_S)
        platforms.way.cut()
        # The township's process gives way to one that takes in as fast as it can; its link is cut all the while.
        async with platforms.below.stopped():
            await _alarms(platforms, ALARMS)
        above_s, below_s = platforms.above.cpu_s(), platforms.below.cpu_s()
        platforms.way.mend()
        seconds = await platforms.settled(PATIENCE_S)
        above_s, below_s = platforms.above.cpu_s() - above_s, platforms.below.cpu_s() - below_s
        missing, beyond = await compare(platforms)
    how = (
        f"{ALARMS} alarms while the link was cut, then a WebSocket on loopback; both platforms on SQLite on one machine"
    )
    per_thousand = 1_000 / ALARMS
    return [
        figure("feed_catch_up", seconds, "s", better="lower", goal=GOAL_S, how=how),
        figure(
            "feed_missing_above",
            missing,
            "alarms",
            better="lower",
            goal=0,
            how=how + "; as they are below, by state and version",
        ),
        figure("feed_twice_above", beyond, "alarms", better="lower", goal=0, how=how),
        figure("feed_cpu_below", below_s * per_thousand, "CPU-s/1,000", better="lower", how=how),
        figure("feed_cpu_above", above_s * per_thousand, "CPU-s/1,000", better="lower", how=how),
    ]


async def _alarms(platforms: FedPlatforms, count: int) -> None:
    """So many alarms into the township's records, as a running platform would take them in."""
    settings, clock = platforms.below.settings, SystemClock()
    async with platforms.below.records() as database:
        outbox = Outbox(database, clock)
        await outbox.start()
        audit = AuditLog(database, clock)
        key = load_password_key(settings.data_directory)
        directory = DirectoryService(database, outbox, clock, password_key=key)
        cameras = DirectoryCameras(directory)
        subscribers = Subscribers(database, outbox, clock, cameras, secret_key=load_secret_key(settings.data_directory))
        feeds = FeedGateway(
            settings=settings.feed, own=TOWN, database=database, clock=clock, directory=directory, outbox=outbox, box=password_box(key)
        )  # fmt: skip
        centre = AlarmService(
            database=database, outbox=outbox, clock=clock, gate=Gate(database, audit, clock), accounts=subscribers.book,
            premises=subscribers.book, cameras=cameras, rules=alarm_rules(settings),
            evidence_folder=settings.data_directory / "evidence", feed=feeds, own_code=TOWN,
        )  # fmt: skip
        await feeds.load()
        await subscribers.start()
        await centre.start()
        for start in range(0, count, _AT_ONCE):
            wave = range(start, min(start + _AT_ONCE, count))
            await asyncio.gather(*(centre.intake.receive(_signal(number, clock)) for number in wave))
        await centre.stop()
        await audit.close()
        await outbox.stop()


def _signal(number: int, clock: SystemClock) -> Signal:
    """Of a source of its own, so that each opens a case."""
    return Signal(
        source=SourceKey("dc09", "0", "", f"D{number:06d}"), sequence="0001", digest="d", kind=_BURGLARY, original="BA", qualifier="new",
        partition="", zone="1", user="", text="", occurred_utc=None, received_utc=clock.now_utc(), longitude=None, latitude=None, path="",
        encrypted=False, raw="",
    )  # fmt: skip

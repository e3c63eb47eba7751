"""The two sides of ``bench.catalog``, each a process of its own.

``upper`` (measured): a gateway with a real directory on SQLite. Prints its port, waits for the lower platform, takes its catalog
and prints what it cost. ``lower``: a simulated platform with a big tree. ``own`` (measured too): a platform of ours with the same
tree in its directory, which joins the upper by its cascade and shares all of it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

import structlog

from anlan.capabilities.directory.changes import Author
from anlan.capabilities.directory.drafts import PlatformDraft
from anlan.capabilities.directory.ports import OwnPlatform, PeerTransition
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.directory.shares.choice import ShareDraft
from anlan.capabilities.live.ports import Failure
from anlan.foundation.clock import SystemClock
from anlan.foundation.config import Settings
from anlan.foundation.database import Database, DatabaseSettings
from anlan.foundation.events import Outbox
from anlan.gateways.gb28181.call_book import CallBook
from anlan.gateways.gb28181.cascade import Cascade
from anlan.gateways.gb28181.gateway import Gb28181Gateway
from anlan.gateways.gb28181.presence import Link
from anlan.gateways.gb28181.progress import CatalogProgress
from anlan.gateways.gb28181.reasons import TRANSITIONS
from anlan.simulator.media.live import LiveSource
from anlan.simulator.platform import LowerPlatform
from anlan.simulator.profile import DeviceProfile, ServerAddress
from anlan.simulator.tree import big_tree
from bench.signalling_server import KEY, NoMedia, cpu_seconds

UPPER = "99010000002000000001"
LOWER = "99010100002000000001"
BELOW = "99010101002000000001"
PASSWORD = "bench-password"
JOIN_WITHIN_S = 120.0  # our own platform first fills its directory


async def upper(directory_path: Path) -> None:
    clock = SystemClock()
    database = Database(DatabaseSettings(f"sqlite+aiosqlite:///{directory_path / 'bench.db'}"))
    await database.create_all()
    outbox = Outbox(database, clock)
    await outbox.start()
    directory = DirectoryService(database, outbox, clock, password_key=KEY)
    await directory.keep_own_platform(OwnPlatform(UPPER, "Upper", "city", "9901", "2022"))
    await directory.platforms.create(
        PlatformDraft(LOWER, "Lower", "lower", password=PASSWORD), Author("bench", "Bench")
    )
    settings = Settings.model_validate(
        {
            "platform": {"code": UPPER},
            "sip": {"host": "127.0.0.1", "port": 0},
            "gb28181": {"catalog_first_part_timeout_s": 60},
        }
    )
    gateway = Gb28181Gateway(
        settings, clock, directory, NoMedia(), CallBook(database, clock), progress=CatalogProgress(database, outbox)
    )
    directory.connect(gateway)
    # In place of what follows a registration by itself: it is begun below, where its time is taken.
    joined: asyncio.Future[Link] = asyncio.get_running_loop().create_future()
    gateway._follow_ups.add = lambda link: joined.set_result(link)  # type: ignore[method-assign]
    await gateway.start()
    print(json.dumps({"port": gateway.endpoint.port}), flush=True)
    async with asyncio.timeout(JOIN_WITHIN_S):
        link = await joined
    for name in ("first", "again"):
        began_s, began_cpu_s = time.monotonic(), cpu_seconds()
        state = await gateway.catalogs.schedule(link)
        standing = gateway.catalogs.standing(LOWER)
        assert standing is not None
        took = {"wall_s": time.monotonic() - began_s, "cpu_s": cpu_seconds() - began_cpu_s}
        print(
            json.dumps(
                {"name": name, "state": state, "received": standing.received, "expected": standing.expected, **took}
            ),
            flush=True,
        )
    await gateway.stop()
    await outbox.stop()
    await database.close()


async def own(directory_path: Path, port: int, cameras: int, transport: str) -> None:
    """Push by our own cascade; prints the CPU seconds used since the tree stood when its standard input ends."""
    clock = SystemClock()
    database = Database(DatabaseSettings(f"sqlite+aiosqlite:///{directory_path / 'own.db'}"))
    await database.create_all()
    outbox = Outbox(database, clock)
    await outbox.start()
    directory = DirectoryService(database, outbox, clock, password_key=KEY)
    author = Author("bench", "Bench")
    await directory.keep_own_platform(OwnPlatform(LOWER, "Lower", "county", "990101", "2022"))
    await directory.platforms.create(PlatformDraft(BELOW, "Below", "lower", password=PASSWORD), author)
    online = PeerTransition(BELOW, "lower", "online", "registered", TRANSITIONS["registered"], clock.now_utc())
    await directory.apply_transitions([online])
    await directory.apply_catalog(BELOW, big_tree(BELOW, cameras, units=90), complete=True)
    above = PlatformDraft(UPPER, "Upper", "upper", password=PASSWORD, host="127.0.0.1", port=port, transport=transport)
    await directory.platforms.create(above, author)
    await directory.shares.set(UPPER, [ShareDraft("d:990101", "division")], author)
    settings = Settings.model_validate({"platform": {"code": LOWER}, "sip": {"host": "127.0.0.1", "port": 0}})
    calls = CallBook(database, clock)
    gateway = Gb28181Gateway(settings, clock, directory, NoMedia(), calls, progress=CatalogProgress(database, outbox))
    cascade = Cascade(
        settings=settings, clock=clock, directory=directory, live=NoLive(), core=NoMedia(), endpoint=gateway.endpoint,
        ssrcs=gateway.ssrcs, calls=calls,
    )  # fmt: skip
    gateway.attach_upper_side(cascade)
    directory.connect(gateway)
    await gateway.start()
    began_cpu_s = cpu_seconds()
    await cascade.start()
    await asyncio.to_thread(sys.stdin.read)
    print(json.dumps({"cpu_s": cpu_seconds() - began_cpu_s}), flush=True)
    await cascade.stop()
    await gateway.stop()
    await outbox.stop()
    await database.close()


class NoLive:
    """Nobody looks at a picture here."""

    async def open_forward(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError

    def release(self, consumer: str, reason: str = "", failed: Failure | None = None) -> None:
        raise NotImplementedError


async def lower(port: int, cameras: int, transport: str, batch: int) -> None:
    profile = DeviceProfile(
        code=LOWER, name="Lower", password=PASSWORD, server=ServerAddress(UPPER, UPPER[:10], "127.0.0.1", port),
        transport="tcp" if transport == "tcp" else "udp", catalog_batch=batch,
    )  # fmt: skip
    platform = LowerPlatform(profile, big_tree(LOWER, cameras, units=90), LiveSource(Path("nothing-is-played")))
    await platform.start()
    await asyncio.to_thread(sys.stdin.read)
    await platform.stop()


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    if sys.argv[1] == "upper":
        asyncio.run(upper(Path(sys.argv[2])))
    elif sys.argv[1] == "own":
        asyncio.run(own(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]))
    else:
        asyncio.run(lower(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], int(sys.argv[5])))


if __name__ == "__main__":
    main()

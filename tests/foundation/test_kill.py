"""kill -9 at any moment: whatever was acknowledged is there at the next start, in order, audited, and told to subscribers."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable

from anlan.foundation.audit import verify
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.events import Event, Outbox

# Records numbered events with an audit line each, and prints a number once its transaction is committed.
WRITER = """
import asyncio, sys
from anlan.foundation.access.actor import SYSTEM, Resource
from anlan.foundation.audit import AuditLog
from anlan.foundation.clock import SystemClock
from anlan.foundation.database import Database, DatabaseSettings
from anlan.foundation.events import Outbox

async def main():
    database, clock = Database(DatabaseSettings(sys.argv[1])), SystemClock()
    outbox, audit = Outbox(database, clock), AuditLog(database, clock)
    await outbox.start()
    number = 0
    while True:
        number += 1
        async with database.transaction() as session:
            await outbox.record(session, "test.happened", {"n": number})
            await audit.append(session, SYSTEM, "test", Resource("system", str(number), ""))
        print(number, flush=True)

asyncio.run(main())
"""


async def test_nothing_acknowledged_is_lost_by_a_kill(
    database_url: str, open_database: Callable[[], Database], clock: ManualClock
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        WRITER,
        database_url,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    assert process.stdout is not None
    acknowledged = 0
    while acknowledged < 40:
        acknowledged = int(await process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    rest = await process.stdout.read()
    acknowledged = max([acknowledged, *(int(line) for line in rest.split(b"\n")[:-1])])
    await process.wait()

    database = open_database()
    outbox = Outbox(database, clock)
    told: list[int] = []
    complete = asyncio.Event()

    async def handler(event: Event) -> None:
        told.append(event.facts["n"])
        if event.facts["n"] >= acknowledged:
            complete.set()

    outbox.subscribe("test.", handler, "after-the-kill")
    await outbox.start()
    await complete.wait()
    await outbox.stop()
    # One more may have been committed without being acknowledged; none may be missing or twice.
    assert told[:acknowledged] == list(range(1, acknowledged + 1))
    assert len(told) <= acknowledged + 1
    verdict = await verify(database, None)
    assert verdict.whole
    assert verdict.lines >= acknowledged

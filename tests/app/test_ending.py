"""The end of a platform's process is certain: a part, a task or the whole loop that hangs is named and left behind."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from tests.patience import PATIENCE_S

import anlan.app.platform as made
from anlan.foundation.config import Settings

CODE = "99010101002000000001"

# A platform of one part, which hears SIGTERM as soon as it is ready. What hangs is chosen by the first argument.
PROGRAM = '''
import asyncio, os, signal, sys, threading
import aiosqlite
import anlan.app.cli.ending as ending
import anlan.app.platform as made
from anlan.app.cli import app

made.STOP_PART_S = 0.2
ending.TASKS_S = 0.2
if sys.argv[1] == "loop":
    ending.END_S = 0.5
left = []

async def nothing(): ...

class Part:
    async def none(self): ...

    async def part(self):
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                pass

    async def loop(self):
        threading.Event().wait()

    async def task(self):
        """The pool's closing of a connection, cut off by its forced closing and then cancelled: it waits for a thread that left."""
        connection = await aiosqlite.connect(":memory:")
        gate = threading.Event()
        busy = asyncio.ensure_future(connection._execute(gate.wait))
        busy.add_done_callback(lambda _: gate.set())
        await asyncio.sleep(0)
        left.append(asyncio.ensure_future(connection.close()))
        await asyncio.sleep(0)
        connection.stop()

class Small(made.Platform):
    console_url = "http://127.0.0.1/"

    async def start(self):
        await self._keep(nothing, getattr(Part(), sys.argv[1]))
        asyncio.get_running_loop().call_soon(os.kill, os.getpid(), signal.SIGTERM)

made.Platform = Small
app(["serve", "--config", sys.argv[2]])
'''


@pytest.mark.parametrize(
    ("what", "status", "named"),
    [
        ("none", 0, "platform_stopped"), ("part", 1, "Part.part"), ("task", 1, "Connection.close"),
        ("loop", 1, "in loop"),
    ],
)  # fmt: skip
def test_a_process_ends_whatever_hangs_in_it(what: str, status: int, named: str, tmp_path: Path) -> None:
    program, config = tmp_path / "program.py", tmp_path / "anlan.toml"
    program.write_text(PROGRAM, "utf-8")
    config.write_text(f'data_directory = "{tmp_path / "data"}"\n[platform]\ncode = "{CODE}"\n', "utf-8")
    ended = subprocess.run(
        [sys.executable, str(program), what, str(config)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    said = ended.stdout + ended.stderr
    assert named in said, said
    assert (ended.returncode, "platform_stopped" in said) == (status, what != "loop"), said


async def test_parts_behind_one_that_hangs_are_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "STOP_PART_S", 0.05)
    platform = made.Platform(Settings.model_validate({"data_directory": str(tmp_path), "platform": {"code": CODE}}))
    stopped, released = asyncio.Event(), asyncio.Event()

    async def start() -> None: ...

    async def behind() -> None:
        stopped.set()

    async def hangs() -> None:
        while not released.is_set():
            try:
                await released.wait()
            except asyncio.CancelledError:
                continue

    parts: tuple[Callable[[], Awaitable[None]], ...] = (behind, hangs)
    for part in parts:
        await platform._keep(start, part)
    with capture_logs() as lines:
        async with asyncio.timeout(PATIENCE_S):
            await platform.stop()
    assert stopped.is_set()
    assert platform.unstopped == [line["part"] for line in lines if line["event"] == "part_did_not_stop"]
    assert len(platform.unstopped) == 1
    released.set()

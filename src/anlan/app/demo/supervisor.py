"""Starts the demo's processes, waits for each to say that it is ready, starts again what dies, stops all at the end."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

# A process that dies is started again, but not for ever: more deaths than this within the window end the demo.
DEATHS_ALLOWED = 5
DEATHS_WINDOW_S = 60.0
STOP_GRACE_S = 6.0


@dataclass(slots=True)
class Child:
    """One process of the demo: ``arguments`` follow ``anlan``; its output goes to ``log``."""

    name: str
    arguments: list[str]
    log: Path
    process: asyncio.subprocess.Process | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    starts: int = 0
    deaths: list[float] = field(default_factory=list)


class ChildFailed(Exception):  # noqa: N818 - reads as what it is
    """A process kept dying; its log tells why."""


class Supervisor:
    """Keeps the children running. ``on_change`` is called with the child whenever it starts, is ready or dies."""

    def __init__(self, on_change: Callable[[Child, str], None]) -> None:
        self._on_change = on_change
        self._children: dict[str, Child] = {}
        self._watchers: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._folder = tempfile.TemporaryDirectory(prefix="anlan-demo-")
        self._sockets: dict[str, socket.socket] = {}

    async def start(self, child: Child) -> None:
        """Start a process and return when it says READY=1; raise ``ChildFailed`` when it cannot get there."""
        self._children[child.name] = child
        self._listen(child)
        watcher = asyncio.create_task(self._keep(child))
        self._watchers.add(watcher)
        watcher.add_done_callback(self._watchers.discard)
        ready = asyncio.create_task(child.ready.wait())
        await asyncio.wait({ready, watcher}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            await watcher

    async def failed(self) -> None:
        """Wait until some child has died too often, and raise its ``ChildFailed``."""
        done, _ = await asyncio.wait(self._watchers, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()

    async def stop(self) -> None:
        """End every process: SIGTERM, and SIGKILL for what is still there after a while. Lowest levels first."""
        self._stopping.set()
        running = [child for child in self._children.values() if child.process and child.process.returncode is None]
        for child in running:
            assert child.process is not None
            with suppress(ProcessLookupError):
                child.process.terminate()
        waits = [asyncio.create_task(child.process.wait()) for child in running if child.process]
        if waits:
            _, late = await asyncio.wait(waits, timeout=STOP_GRACE_S)
            if late:
                for child in running:
                    assert child.process is not None
                    with suppress(ProcessLookupError):
                        child.process.kill()
                await asyncio.wait(late)
        for watcher in list(self._watchers):
            with suppress(ChildFailed):
                await watcher
        for name, receiver in self._sockets.items():
            asyncio.get_running_loop().remove_reader(receiver.fileno())
            receiver.close()
            self._on_change(self._children[name], "stopped")
        self._folder.cleanup()

    def _listen(self, child: Child) -> None:
        receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        receiver.setblocking(False)  # noqa: FBT003 - the socket's own signature
        receiver.bind(str(Path(self._folder.name) / child.name))
        self._sockets[child.name] = receiver

        def told() -> None:
            with suppress(BlockingIOError):
                while True:
                    if b"READY=1" in receiver.recv(4096) and not child.ready.is_set():
                        child.ready.set()
                        self._on_change(child, "ready")

        asyncio.get_running_loop().add_reader(receiver.fileno(), told)

    async def _keep(self, child: Child) -> None:
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            child.ready.clear()
            await self._spawn(child)
            assert child.process is not None
            status = await child.process.wait()
            if self._stopping.is_set():
                return
            child.deaths = [at for at in child.deaths if loop.time() - at < DEATHS_WINDOW_S] + [loop.time()]
            self._on_change(child, f"ended ({status})")
            if len(child.deaths) > DEATHS_ALLOWED or (child.starts == 1 and not child.ready.is_set()):
                raise ChildFailed(f"{child.name} ended with status {status}; see {child.log}")

    async def _spawn(self, child: Child) -> None:
        child.log.parent.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {"NOTIFY_SOCKET": str(Path(self._folder.name) / child.name)}
        with child.log.open("ab") as log:
            child.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "anlan", *child.arguments,
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, env=environment, start_new_session=True,
            )  # fmt: skip
        child.starts += 1
        self._on_change(child, "started")

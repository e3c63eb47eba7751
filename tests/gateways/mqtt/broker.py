"""A real Mosquitto on a port of its own, and its own clients."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

from tests.patience import PATIENCE_S

# Debian puts servers where a user's path does not lead.
PROGRAM = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "mosquitto"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Broker:
    """One broker. ``lines`` are added to its configuration; what it holds outlives ``stop`` and is there at the next ``start``."""

    def __init__(self, folder: Path, *lines: str) -> None:
        self.port = free_port()
        self._folder = folder
        self._lines = lines
        self._process: Process | None = None
        self._draining: asyncio.Task[None] | None = None

    async def start(self) -> None:
        configuration = self._folder / "mosquitto.conf"
        configuration.write_text(
            "\n".join(
                (
                    f"listener {self.port} 127.0.0.1",
                    "persistence true",
                    f"persistence_location {self._folder}/",
                    f"user {os.environ.get('USER', 'root')}",
                    *(self._lines or ("allow_anonymous true",)),
                    "",
                )
            )
        )
        self._process = await asyncio.create_subprocess_exec(
            PROGRAM, "-c", str(configuration), "-v", stdout=DEVNULL, stderr=PIPE
        )
        assert self._process.stderr is not None
        async with asyncio.timeout(PATIENCE_S):
            while b"running" not in (line := await self._process.stderr.readline()):
                assert line, "the broker ended"
        self._draining = asyncio.create_task(self._drain(self._process.stderr))

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            await self._process.wait()
            self._process = None
        if self._draining is not None:
            await self._draining
            self._draining = None

    async def publish(self, topic: str, payload: bytes, *options: str) -> None:
        """By ``mosquitto_pub``, at least once; returns when the broker has it."""
        source = "-s" if payload else "-n"
        process = await asyncio.create_subprocess_exec(
            "mosquitto_pub", "-p", str(self.port), "-t", topic, "-q", "1", source, *options, stdin=PIPE, stderr=PIPE
        )
        async with asyncio.timeout(PATIENCE_S):
            _, complaint = await process.communicate(payload)
        assert process.returncode == 0, complaint

    async def subscriber(self, topic: str, count: int = 1) -> Subscriber:
        """By ``mosquitto_sub``; returns when it is subscribed."""
        process = await asyncio.create_subprocess_exec(
            # Into a pipe it would write only when its buffer is full.
            "stdbuf", "-oL", "mosquitto_sub", "-p", str(self.port), "-t", topic, "-q", "1", "-C", str(count), "-F", "%x", "-d",
            stdout=PIPE, stderr=DEVNULL,
        )  # fmt: skip
        made = Subscriber(process)
        await made.until(b"Subscribed")
        return made

    @staticmethod
    async def _drain(stream: asyncio.StreamReader) -> None:
        while await stream.readline():
            pass


class Subscriber:
    """A foreign subscriber; its own notes are passed over."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def until(self, mark: bytes) -> None:
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            while mark not in (line := await self._process.stdout.readline()):
                assert line, "the subscriber ended"

    async def payload(self) -> bytes:
        """The next message."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            while line := await self._process.stdout.readline():
                text = line.strip().decode()
                if text and all(letter in "0123456789abcdef" for letter in text):
                    return bytes.fromhex(text)
        raise AssertionError("the subscriber ended")

    async def close(self) -> None:
        if self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

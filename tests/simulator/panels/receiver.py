"""A DC-09 receiver for tests: TCP and UDP on one port, answers by script, keeps every frame as it came."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from tests.patience import PATIENCE_S

from anlan.protocols.dc09 import Dc09Error, Frame, Framer, parse, serialize

# What to answer to the frame and how many came before it: a token, or None for silence.
Script = Callable[[Frame, int], str | None]

PORT_ATTEMPTS = 50


class ScriptedReceiver:
    """``frames`` are those that parse, ``bad`` the flaws of the others, ``stream`` the bytes of TCP connections."""

    def __init__(self, port: int = 0, script: Script = lambda frame, count: "ACK") -> None:
        self.port = port
        self.script = script
        self.now_utc: datetime = datetime(2026, 5, 4, 12, tzinfo=UTC)
        self.frames: list[Frame] = []
        self.bad: list[str] = []
        self.raw: list[bytes] = []
        self.connections = 0
        self.stream_bytes = 0
        self._changed = asyncio.Condition()
        self._server: asyncio.Server | None = None
        self._udp: asyncio.DatagramTransport | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._notices: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen on one number for both; a free TCP port whose UDP twin is taken is given back for another."""
        wanted = self.port
        for attempt in range(PORT_ATTEMPTS):
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", wanted)
            self.port = self._server.sockets[0].getsockname()[1]
            try:
                self._udp, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                    lambda: _Datagrams(self), local_addr=("127.0.0.1", self.port)
                )
            except OSError:
                self._server.close()
                await self._server.wait_closed()
                if wanted or attempt + 1 == PORT_ATTEMPTS:
                    raise
            else:
                return

    async def stop(self) -> None:
        if self._server is None or self._udp is None:
            return
        self._server.close()
        self._udp.close()
        for writer in self._writers:
            writer.transport.abort()
        await self._server.wait_closed()
        self._server = self._udp = None

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return once what was received fulfils the condition."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(condition), PATIENCE_S)

    def answer(self, raw: bytes) -> bytes | None:
        """Keep a frame and say what the script wants said."""
        self.raw.append(raw)
        self._notice()
        try:
            frame = parse(raw)
        except Dc09Error as error:
            self.bad.append(error.flaw)
            return None
        kind = self.script(frame, len(self.frames))
        self.frames.append(frame)
        if kind is None:
            return None
        if kind == "NAK":
            return serialize(Frame("NAK", 0, "0", "0", sent_utc=self.now_utc))
        return serialize(Frame(kind, frame.sequence, frame.receiver, frame.line, frame.account))

    def _notice(self) -> None:
        async def notify() -> None:
            async with self._changed:
                self._changed.notify_all()

        task = asyncio.get_running_loop().create_task(notify())
        self._notices.add(task)
        task.add_done_callback(self._notices.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        framer = Framer()
        try:
            while data := await reader.read(65536):
                self.stream_bytes += len(data)
                for raw in framer.feed(data):
                    if (reply := self.answer(raw)) is not None:
                        writer.write(reply)
                self._notice()
        except ConnectionError:
            pass
        finally:
            self._writers.discard(writer)
            writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, receiver: ScriptedReceiver) -> None:
        self._receiver = receiver

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        for raw in Framer().feed(data):
            if (reply := self._receiver.answer(raw)) is not None:
                self._transport.sendto(reply, addr)  # type: ignore[attr-defined]

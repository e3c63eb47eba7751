"""A media session whose receiver cannot be reached, and one whose receiver is slow."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

from tests.patience import PATIENCE_S

from anlan.foundation.clock import SystemClock
from anlan.simulator import ChannelProfile, ClipSource, Faults, Happenings
from anlan.simulator.media.session import MediaSession, Mode


class HurriedClock(SystemClock):
    """Pauses take no time, so that three tries are made at once."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


async def session_to(clip: Path, mode: Mode, port: int, clock: SystemClock, happenings: Happenings) -> MediaSession:
    source = ClipSource(clip, 1000.0)
    await source.prepare()
    feed = source.feed(ChannelProfile(code="99010203001320000001", name="路口"), clock)
    return MediaSession(
        feed=feed, ssrc=1, mode=mode, remote=("127.0.0.1", port), local_host="127.0.0.1", faults=Faults(), happenings=happenings
    )  # fmt: skip


async def test_a_receiver_that_refuses_is_tried_three_times_and_reported(clip: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        happenings = Happenings()
        session = await session_to(clip, "tcp_active", unused.getsockname()[1], HurriedClock(), happenings)
        assert await session.open() == 9
        session.start()
        await happenings.wait("media_failed")
        await session.stop()
    assert session.packets_sent == 0


async def test_pictures_are_dropped_not_queued_for_a_receiver_that_does_not_read(clip: Path) -> None:
    connected = asyncio.Event()
    writers: list[asyncio.StreamWriter] = []

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writers.append(writer)
        connected.set()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    happenings = Happenings()
    session = await session_to(clip, "tcp_active", server.sockets[0].getsockname()[1], SystemClock(), happenings)
    await session.open()
    session.start()
    await asyncio.wait_for(connected.wait(), PATIENCE_S)
    await happenings.wait("media_dropped")
    assert session.packets_sent > 0
    assert session.packets_dropped > 0
    await session.stop()
    server.close()
    writers[0].close()


async def test_a_receiver_that_gave_its_first_connection_up_gets_pictures_by_the_next(clip: Path) -> None:
    session = await session_to(clip, "tcp_passive", 9, SystemClock(), Happenings())
    port = await session.open()
    _reader, given_up = await asyncio.open_connection("127.0.0.1", port)
    given_up.close()
    await given_up.wait_closed()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    session.start()
    assert await asyncio.wait_for(reader.readexactly(2), PATIENCE_S)
    refused, another = await asyncio.open_connection("127.0.0.1", port)
    assert await asyncio.wait_for(refused.read(), PATIENCE_S) == b"", "one receiver at a time"
    await session.stop()
    for each in (writer, another):
        each.close()

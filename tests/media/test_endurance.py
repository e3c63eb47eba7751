"""Streams, viewers and forwards that come and go while cameras send rubbish: nothing may stay behind."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.patience import PATIENCE_S

from anlan.media import Core
from anlan.media.tokens import mint_viewer_token

from .clips import clip
from .program_stream import units
from .sending import UdpSender, framed, packets
from .viewing import KEY, Seen, claims, open_viewer, watch

STREAMS = 8
FRAMES = 50
SOAK_S = float(os.environ.get("ANLAN_SOAK_SECONDS", "900"))


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def damage(sending: list[bytes], luck: random.Random) -> list[bytes]:
    """Loss, repeats, disorder, cut and overwritten packets, a few of each."""
    out = list(sending)
    for _ in range(len(out) // 10):
        at = luck.randrange(1, len(out) - 1)
        kind = luck.randrange(6)
        if kind == 0:
            del out[at]
        elif kind == 1:
            out.insert(at, out[at])
        elif kind == 2:
            out[at], out[at - 1] = out[at - 1], out[at]
        elif kind == 3:
            out[at] = out[at][: luck.randrange(1, len(out[at]) + 1)]
        else:
            # Behind the RTP header: headers of packs, maps and PES packets, their lengths and time stamps among them.
            place = luck.randrange(12, max(13, min(60, len(out[at]))))
            out[at] = out[at][:place] + luck.randbytes(4) + out[at][place + 4 :]
    return out


async def joined(core: Core) -> None:
    while not any(name == "viewer_joined" for _, name, _, _ in core.take_events()):
        await asyncio.sleep(0.001)


async def one_round(core: Core, number: int, luck: random.Random) -> None:
    """One sound stream that is watched and sent on, others damaged; at the end all are closed."""
    sizes = ("320x240", "176x144")
    sources = [packets(units(clip(frames=FRAMES, size=size, audio_kind="g711a")), 0) for size in sizes]
    names = [f"r{number}s{index}" for index in range(STREAMS)]
    senders = []
    for index, name in enumerate(names):
        port = core.open_stream(name, ssrc=index + 1, transport="udp", own_port=index % 4 == 3)
        senders.append(UdpSender(port))
    core.add_forward(f"f{number}", names[0], ssrc=77, transport="udp", host="127.0.0.1", port=senders[0].port)
    core.start_forward(f"f{number}")
    async with open_viewer(core) as viewer:
        await viewer.send(mint_viewer_token(claims(names[0]), KEY))
        await joined(core)
        for index, sender in enumerate(senders):
            own = [
                packet[:8] + (index + 1).to_bytes(4, "big") + packet[12:] for packet in sources[(index + number) % 2]
            ]
            await sender.send(own if index == 0 else damage(own, luck))
        await watch(viewer, Seen(), lambda seen: len(seen.segments) >= FRAMES - 1)
        # One leaves without a word at each of the damaged streams.
        for name in names[1:4]:
            connection = await open_viewer(core)
            await connection.send(mint_viewer_token(claims(name), KEY))
            connection.transport.abort()
        _, writer = await asyncio.open_connection("127.0.0.1", core.receive_port)
        writer.write(framed(damage(sources[0], luck))[: luck.randrange(100_000)])
        writer.close()
        for name in names:
            core.close_stream(name)
    for sender in senders:
        sender.__exit__()
    core.take_events()


async def endure(core: Core, warm_up: int, goes_on: Callable[[int], bool]) -> tuple[int, int]:
    """Growth of the resident set and of open descriptors after the warm-up."""
    luck = random.Random(20)
    number, before = 0, (0, 0)
    while number < warm_up or goes_on(number):
        if number == warm_up:
            before = resident_bytes(), descriptors()
        async with asyncio.timeout(PATIENCE_S):
            await one_round(core, number, luck)
        number += 1
    async with asyncio.timeout(PATIENCE_S):
        while core.viewer_statistics():  # those who left without a word are noticed at their sockets
            await asyncio.sleep(0.01)
    assert (core.stream_statistics(), core.forward_statistics()) == ([], [])
    return resident_bytes() - before[0], descriptors() - before[1]


async def test_nothing_stays_behind(core: Core) -> None:
    grown, opened = await endure(core, warm_up=8, goes_on=lambda number: number < 24)
    # 128 streams and 64 viewers: a group of pictures left behind for each stream would be 8 MB.
    assert grown < 5_000_000
    assert opened <= 2


@pytest.mark.soak
@pytest.mark.timeout(SOAK_S + 300)
async def test_nothing_stays_behind_for_long(core: Core) -> None:
    """A quarter of an hour, thousands of streams; ``ANLAN_SOAK_SECONDS`` for another time."""
    end_s = time.monotonic() + SOAK_S
    grown, opened = await endure(core, warm_up=50, goes_on=lambda _: time.monotonic() < end_s)
    assert grown < 10_000_000
    assert opened <= 2

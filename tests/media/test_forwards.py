"""Streams sent on to an upper platform, read there by foreign programs."""

from __future__ import annotations

import asyncio
import socket
import struct
import subprocess
from pathlib import Path

import pytest
from tests.patience import PATIENCE_S

from anlan.media import Core

from .clips import Codec, clip
from .conftest import Listener
from .counting import received
from .program_stream import units
from .sending import UdpSender, packets
from .viewing import probe, streams_of

SSRC, UPPER_SSRC = 100_000_001, 200_000_002


class Receiver(asyncio.DatagramProtocol):
    """The upper platform's media port."""

    def __init__(self) -> None:
        self.packets: list[bytes] = []
        self.enough = asyncio.Event()
        self.wanted = 0

    def datagram_received(self, data: bytes, _: object) -> None:
        self.packets.append(data)
        if len(self.packets) >= self.wanted:
            self.enough.set()


def program_stream(received: list[bytes]) -> bytes:
    return b"".join(packet[12:] for packet in received)


def check_headers(sent: list[bytes], received: list[bytes]) -> None:
    """Verbatim but for SSRC and sequence number, and in order."""
    assert [packet[12:] for packet in received] == [packet[12:] for packet in sent]
    assert [packet[:2] + packet[4:8] for packet in received] == [packet[:2] + packet[4:8] for packet in sent]
    assert {packet[8:12] for packet in received} == {struct.pack("!I", UPPER_SSRC)}
    numbers = [struct.unpack("!H", packet[2:4])[0] for packet in received]
    assert numbers == [(numbers[0] + step) & 0xFFFF for step in range(len(numbers))]


def gstreamer_takes(data: bytes, path: Path, codec: Codec) -> None:
    """GStreamer's demultiplexer is the strict one: it refuses a program stream without a map."""
    path.write_bytes(data)
    parse = {"h264": "h264parse", "h265": "h265parse"}[codec]
    target = path.with_suffix(".es")
    pipeline = f"filesrc location={path} ! mpegpsdemux ! {parse} ! filesink location={target}"
    subprocess.run(["gst-launch-1.0", "-q", *pipeline.split()], check=True, capture_output=True, timeout=60)
    assert target.stat().st_size > 10_000


@pytest.mark.foreign
@pytest.mark.parametrize("codec", ["h264", "h265"])
async def test_udp_begins_with_the_kept_key_frame_and_is_verbatim(
    core: Core, listener: Listener, tmp_path: Path, codec: Codec
) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    source = clip(codec, "g711a", frames=100)
    whole = packets(units(source), SSRC)
    second_group = len(packets([unit for unit in units(source) if unit[0] < 90_000 + 25 * 3600], SSRC))
    half = len(whole) // 3
    loop = asyncio.get_running_loop()
    transport, receiver = await loop.create_datagram_endpoint(Receiver, local_addr=("127.0.0.1", 0))
    receiver.wanted = len(whole) - second_group
    with UdpSender(port) as camera:
        await camera.send(whole[:half])
        await listener.wait("stream_first_key_frame")
        target = transport.get_extra_info("sockname")[1]
        local = core.add_forward("up", "camera", ssrc=UPPER_SSRC, transport="udp", host="127.0.0.1", port=target)
        await received(core, lambda row: row["packets"] >= half)
        core.start_forward("up")
        assert (await listener.wait("forward_started")).facts["local_port"] == local
        await camera.send(whole[half:], reader=target)
        async with asyncio.timeout(PATIENCE_S):
            await receiver.enough.wait()
    transport.close()
    check_headers(whole[second_group:], receiver.packets)
    row = core.forward_statistics()[0]
    assert (row["packets"], row["dropped"], row["stream"]) == (len(receiver.packets), 0, "camera")
    data = program_stream(receiver.packets)
    streams = streams_of(probe(data, tmp_path, "forwarded.ps"))
    assert streams["video"]["codec_name"] == {"h264": "h264", "h265": "hevc"}[codec]
    assert int(streams["video"]["nb_read_frames"]) == 75
    gstreamer_takes(data, tmp_path / "forwarded.gst.ps", codec)


async def read_framed(reader: asyncio.StreamReader, count: int) -> list[bytes]:
    taken = []
    for _ in range(count):
        (length,) = struct.unpack("!H", await reader.readexactly(2))
        taken.append(await reader.readexactly(length))
    return taken


@pytest.mark.parametrize("transport", ["tcp_active", "tcp_passive"])
async def test_tcp_both_ways(core: Core, listener: Listener, transport: str) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    whole = packets(units(clip(frames=50)), SSRC)
    second_group = len(packets(units(clip(frames=50))[:25], SSRC))
    accepted: asyncio.Future[asyncio.StreamReader] = asyncio.get_running_loop().create_future()
    server = await asyncio.start_server(lambda reader, _: accepted.set_result(reader), "127.0.0.1", 0)
    target = server.sockets[0].getsockname()[1]
    with UdpSender(port) as camera:
        await camera.send(whole[:-10])
        await received(core, lambda row: row["packets"] >= len(whole) - 10)
        if transport == "tcp_active":
            local = core.add_forward(
                "up", "camera", ssrc=UPPER_SSRC, transport="tcp_active", host="127.0.0.1", port=target
            )
            core.start_forward("up")
            reader = await accepted
        else:
            local = core.add_forward(
                "up", "camera", ssrc=UPPER_SSRC, transport="tcp_passive", host="127.0.0.1", port=target
            )
            reader, _ = await asyncio.open_connection("127.0.0.1", local)
            core.start_forward("up")
        assert (await listener.wait("forward_started")).facts["local_port"] == local
        await camera.send(whole[-10:])
        async with asyncio.timeout(PATIENCE_S):
            taken = await read_framed(reader, len(whole) - second_group)
    check_headers(whole[second_group:], taken)
    core.close_stream("camera")
    assert (await listener.wait("forward_failed")).facts["reason"] == "stream_ended"
    server.close()


async def test_a_receiver_that_does_not_listen_is_told(core: Core, listener: Listener) -> None:
    core.open_stream("camera", ssrc=SSRC, transport="udp")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        target = closed.getsockname()[1]
    core.add_forward("up", "camera", ssrc=UPPER_SSRC, transport="tcp_active", host="127.0.0.1", port=target)
    core.start_forward("up")
    assert (await listener.wait("forward_failed")).facts["reason"] == "connect_failed"


async def test_a_receiver_that_hangs_up_is_told(core: Core, listener: Listener) -> None:
    core.open_stream("camera", ssrc=SSRC, transport="udp")
    local = core.add_forward("up", "camera", ssrc=UPPER_SSRC, transport="tcp_passive", host="127.0.0.1", port=1)
    core.start_forward("up")
    _, writer = await asyncio.open_connection("127.0.0.1", local)
    await listener.wait("forward_started")
    writer.close()
    assert (await listener.wait("forward_failed")).facts["reason"] == "peer_closed"


async def test_a_receiver_that_stops_reading_loses_pictures_and_nobody_else_does(
    core: Core, listener: Listener
) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    # More than the kernel holds for a connection, then two more groups of pictures.
    whole = packets(units(clip(frames=250, size="640x480", bitrate="20M")), SSRC)
    local = core.add_forward("up", "camera", ssrc=UPPER_SSRC, transport="tcp_passive", host="127.0.0.1", port=1)
    core.start_forward("up")
    stuck = socket.socket()
    stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    stuck.connect(("127.0.0.1", local))
    await listener.wait("forward_started")
    with UdpSender(port) as camera:
        await camera.send(whole)
        await received(core, lambda row: row["packets"] >= len(whole))
    row = core.forward_statistics()[0]
    assert int(row["dropped"]) > 0
    assert core.stream_statistics()[0]["lost"] == 0
    stuck.close()


async def test_removing_a_forward_is_quiet(core: Core) -> None:
    core.open_stream("camera", ssrc=SSRC, transport="udp")
    core.add_forward("up", "camera", ssrc=UPPER_SSRC, transport="udp", host="127.0.0.1", port=9)
    core.remove_forward("up")
    core.remove_forward("up")
    assert core.forward_statistics() == []
    assert core.stream_statistics()[0]["forwards"] == 0

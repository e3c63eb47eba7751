"""Which packets a stream takes, and what is told about those it does not."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.patience import PATIENCE_S

from anlan.media import Core, MediaError

from .clips import clip
from .conftest import Listener
from .counting import received, statistics
from .program_stream import units
from .sending import UdpSender, framed, packets

SSRC = 100_000_001


def media(ssrc: int = SSRC, frames: int = 50, **options: Any) -> list[bytes]:
    return packets(units(clip(frames=frames, **options)), ssrc)


async def test_a_wrong_ssrc_is_told_and_not_shown(core: Core, listener: Listener) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp", expected_host="127.0.0.1")
    with UdpSender(port) as camera:
        await camera.send(media(ssrc=7))
        event = await listener.wait("stream_wrong_ssrc")
        assert (event.id, event.facts["expected"], event.facts["received"]) == ("camera", SSRC, 7)
        assert statistics(core)["packets"] == 0
        core.rebind("camera", 7)
        await camera.send(media(ssrc=7))
    await listener.wait("stream_first_key_frame")
    assert statistics(core)["ssrc"] == 7


async def test_how_long_a_stream_stands_still_is_told_from_its_first_packet_on(core: Core, listener: Listener) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp", expected_host="127.0.0.1")
    assert core.silent_ms("camera") is None
    assert core.silent_ms("another") is None
    with UdpSender(port) as camera:
        await camera.send(media())
        await listener.wait("stream_first_key_frame")
        async with asyncio.timeout(PATIENCE_S):
            while (still_ms := core.silent_ms("camera")) is None or still_ms < 50:
                await asyncio.sleep(0.01)
            await camera.send(packets(units(clip(frames=5)), SSRC))
            while (core.silent_ms("camera") or 0) >= still_ms:
                await asyncio.sleep(0.001)


async def test_rebinding_keeps_ssrcs_apart(core: Core) -> None:
    core.open_stream("one", ssrc=1, transport="udp")
    core.open_stream("two", ssrc=2, transport="udp")
    with pytest.raises(MediaError) as taken:
        core.rebind("one", 2)
    assert taken.value.args[0] == "ssrc_taken"
    core.rebind("one", 3)
    core.open_stream("three", ssrc=1, transport="udp")


async def test_another_host_cannot_slip_in_its_picture(core: Core, listener: Listener) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp", expected_host="127.0.0.1")
    with UdpSender(port, source_host="127.0.0.2") as intruder:
        await intruder.send(media())
        event = await listener.wait("stream_wrong_source")
    assert (event.facts["expected_host"], event.facts["source_host"]) == ("127.0.0.1", "127.0.0.2")
    assert statistics(core)["packets"] == 0


async def test_a_second_sender_with_the_same_ssrc_is_refused(core: Core, listener: Listener) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp", any_source=True)
    sending = media()
    with UdpSender(port) as camera, UdpSender(port, source_host="127.0.0.2") as intruder:
        await camera.send(sending[:10])
        await listener.wait("stream_first_packet")
        await intruder.send(sending[10:20])
        await listener.wait("stream_wrong_source")
        await camera.send(sending[10:])
        row = await received(core, lambda row: row["packets"] == len(sending))
    assert (row["lost"], row["duplicated"]) == (0, 0)


async def test_strays_are_told(core: Core, listener: Listener) -> None:
    with UdpSender(core.receive_port) as camera:
        await camera.send(media(ssrc=99)[:5])
        event = await listener.wait("stray_packets")
        assert (event.facts["ssrc"], event.facts["source_port"]) == (99, camera.port)


async def test_disorder_and_repeats_are_put_right(core: Core) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    sending = media()
    disturbed = list(sending)
    for at in range(3, len(disturbed) - 3, 7):
        disturbed[at], disturbed[at + 2] = disturbed[at + 2], disturbed[at]
    disturbed[20:20] = [disturbed[19]]
    with UdpSender(port) as camera:
        await camera.send(disturbed)
        row = await received(core, lambda row: row["packets"] == len(disturbed))
    assert row["duplicated"] == 1
    assert row["reordered"] > 5
    assert (row["lost"], row["late"]) == (0, 0)


async def test_loss_is_counted_and_does_not_stop_the_stream(core: Core) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    sending = media()
    gone = set(random.Random(5).sample(range(5, len(sending) - 5), 12))
    with UdpSender(port) as camera:
        await camera.send(packet for index, packet in enumerate(sending) if index not in gone)
        row = await received(core, lambda row: row["lost"] == len(gone))
    assert row["packets"] == len(sending) - len(gone)


@pytest.mark.parametrize("interleaved", [False, True], ids=["rfc4571", "rtsp marks"])
async def test_a_camera_connects(core: Core, listener: Listener, interleaved: bool) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="tcp_passive", expected_host="127.0.0.1")
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    sending = media()
    writer.write(framed(sending, interleaved=interleaved))
    await writer.drain()
    first = await listener.wait("stream_first_packet")
    assert first.facts["transport"] == "tcp_passive"
    await received(core, lambda row: row["packets"] == len(sending))
    writer.close()
    closed = await listener.wait("stream_closed")
    assert closed.facts["reason"] == "peer_closed"


@pytest.mark.parametrize("own_port", [False, True])
async def test_we_connect_to_a_camera(core: Core, listener: Listener, own_port: bool) -> None:
    sending = media()

    async def camera(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(framed(sending))
        await writer.drain()

    server = await asyncio.start_server(camera, "127.0.0.1", 0)
    core.open_stream("camera", ssrc=SSRC, transport="tcp_active", expected_host="127.0.0.1", own_port=own_port)
    core.connect("camera", "127.0.0.1", server.sockets[0].getsockname()[1])
    first = await listener.wait("stream_first_packet")
    assert first.facts["transport"] == "tcp_active"
    await received(core, lambda row: row["packets"] == len(sending))
    server.close()


async def test_a_camera_that_does_not_listen_is_told(core: Core, listener: Listener) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    core.open_stream("camera", ssrc=SSRC, transport="tcp_active")
    core.connect("camera", "127.0.0.1", port)
    event = await listener.wait("stream_closed")
    assert event.facts["reason"] == "connect_failed"


async def test_what_is_not_framed_is_told(core: Core, listener: Listener) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="tcp_passive", own_port=True)
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    event = await listener.wait("stream_closed")
    assert (event.id, event.facts["reason"]) == ("camera", "framing")


async def test_a_port_of_its_own_takes_any_ssrc_when_asked(core: Core, listener: Listener) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp", own_port=True, check_ssrc=False)
    assert port != core.receive_port
    with UdpSender(port) as camera:
        await camera.send(media(ssrc=4711))
    assert (await listener.wait("stream_first_packet")).facts["ssrc"] == 4711


async def test_silence_and_its_end_are_told(make_core: Callable[..., Core]) -> None:
    core = make_core(silence_ms=300)
    heard = Listener(core)
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    sending = media()
    with UdpSender(port) as camera:
        await camera.send(sending[:20])
        await heard.wait("stream_silent")
        await camera.send(sending[20:40])
        await heard.wait("stream_resumed")
    heard.stop()


UNDECODABLE: dict[str, Callable[[], list[tuple[int, bytes]]]] = {
    "not_ps": lambda: [(index * 3600, b"\x55" * 900) for index in range(40)],
    "no_key_frame": lambda: [unit for unit in units(clip(frames=25)) if b"\0\0\1\xbb" not in unit[1]],
    "no_video": lambda: [unit for unit in units(clip(frames=25, audio_kind="g711a")) if unit[1][3] == 0xC0],
}


async def test_what_cannot_be_shown_is_told_why(core: Core, listener: Listener) -> None:
    # All beside each other: each is judged some seconds after it began.
    for ssrc, (reason, make) in enumerate(UNDECODABLE.items(), start=1):
        with UdpSender(core.open_stream(f"with {reason}", ssrc=ssrc, transport="udp")) as camera:
            await camera.send(packets(make(), ssrc))
    for reason in UNDECODABLE:
        event = await listener.wait("stream_undecodable", lambda event, name=f"with {reason}": event.id == name)
        assert event.facts["reason"] == reason


async def test_new_parameters_in_mid_stream_are_told(core: Core, listener: Listener) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    before, after = units(clip(frames=75)), units(clip(frames=50, size="176x144"), start_90k=90_000 + 75 * 3600)
    with UdpSender(port) as camera:
        # 75 frames are more than the two seconds after which nobody looks into the stream any more.
        sending = packets(before, SSRC)
        await camera.send(sending)
        await listener.wait("stream_parameters")
        await camera.send(packets(after, SSRC, first_sequence=len(sending)))
        await listener.wait("stream_parameters", lambda event: event.facts["width"] == 176)


async def test_errors_have_codes(core: Core) -> None:
    core.open_stream("camera", ssrc=SSRC, transport="udp")
    cases: list[tuple[str, Callable[[], object]]] = [
        ("stream_exists", lambda: core.open_stream("camera", ssrc=2, transport="udp")),
        ("ssrc_taken", lambda: core.open_stream("other", ssrc=SSRC, transport="udp")),
        ("unknown_stream", lambda: core.close_stream("nobody")),
        ("unknown_stream", lambda: core.add_forward("f", "nobody", ssrc=1, transport="udp", host="127.0.0.1", port=9)),
        ("unknown_forward", lambda: core.start_forward("nobody")),
        ("bad_argument", lambda: core.open_stream("other", ssrc=2, transport="udp", check_ssrc=False)),
        ("bad_argument", lambda: core.open_stream("", ssrc=2, transport="udp")),
        ("bad_argument", lambda: core.connect("camera", "127.0.0.1", 9)),
    ]
    for code, act in cases:
        with pytest.raises(MediaError) as error:
            act()
        assert error.value.args[0] == code


def test_a_taken_port_is_an_os_error(make_core: Callable[..., Core]) -> None:
    core = make_core()
    with pytest.raises(OSError, match="in use"):
        make_core(receive_port=core.receive_port)


def two_free_ports() -> int:
    """The first of two neighbours that nobody holds: below the range from which the kernel gives ports to whoever asks for any."""
    low = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for first in random.sample(range(10_000, low - 1), 200):
        with socket.socket() as one, socket.socket() as other:
            try:
                one.bind(("127.0.0.1", first))
                other.bind(("127.0.0.1", first + 1))
            except OSError:
                continue
            return first
    raise AssertionError("no two neighbouring ports are free")


def test_ports_of_their_own_come_from_the_range_and_run_out(make_core: Callable[..., Core]) -> None:
    first = two_free_ports()
    core = make_core(own_port_first=first, own_port_last=first + 1)
    got = {core.open_stream(f"s{n}", ssrc=n, transport="tcp_passive", own_port=True) for n in range(2)}
    assert got == {first, first + 1}
    with pytest.raises(MediaError) as error:
        core.open_stream("s3", ssrc=3, transport="tcp_passive", own_port=True)
    assert error.value.args[0] == "port_in_use"
    core.close_stream("s0")
    core.open_stream("s3", ssrc=3, transport="tcp_passive", own_port=True)

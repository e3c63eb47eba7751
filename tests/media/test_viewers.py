"""Who may look, and how those who look are treated."""

from __future__ import annotations

import asyncio
import json
import socket as socket_module
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from tests.capabilities.live.fakes import stream_row
from tests.patience import PATIENCE_S
from websockets.exceptions import ConnectionClosed, InvalidStatus

from anlan.api.live import StreamView, WatcherView
from anlan.media import Core
from anlan.media.tokens import mint_viewer_token

from .clips import clip
from .conftest import Listener
from .program_stream import units
from .sending import UdpSender, packets
from .viewing import KEY, Seen, claims, decode_times, open_viewer, view, watch

SSRC = 100_000_001


@pytest.fixture
async def camera(core: Core, listener: Listener) -> AsyncIterator[UdpSender]:
    """A stream whose first one and a half groups of pictures have come."""
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    with UdpSender(port) as sender:
        await sender.send(packets(units(clip(frames=100))[:38], SSRC))
        await listener.wait("stream_parameters")
        yield sender


@pytest.mark.parametrize(
    ("reason", "token"),
    [
        ("bad_token", lambda: "nonsense"),
        ("bad_token", lambda: mint_viewer_token(claims("camera"), b"another key, as long as ours")),
        ("expired", lambda: mint_viewer_token(claims("camera", expires_us=time.time_ns() // 1000 - 1), KEY)),
        ("wrong_address", lambda: mint_viewer_token(claims("camera", network="10.1.0.0/16"), KEY)),
        ("unknown_stream", lambda: mint_viewer_token(claims("nobody"), KEY)),
    ],
)
async def test_refusals(core: Core, listener: Listener, reason: str, token: Callable[[], str]) -> None:
    core.open_stream("camera", ssrc=SSRC, transport="udp")
    async with open_viewer(core) as socket:
        await socket.send(token())
        assert json.loads(await socket.recv()) == {"type": "refused", "reason": reason}
        with pytest.raises(ConnectionClosed):
            await socket.recv()
    event = await listener.wait("viewer_refused")
    assert (event.facts["reason"], event.facts["remote_host"]) == (reason, "127.0.0.1")


async def test_a_token_serves_once(core: Core, camera: UdpSender) -> None:
    token = mint_viewer_token(claims("camera", network="127.0.0.0/8"), KEY)
    async with open_viewer(core) as first:
        await first.send(token)
        assert json.loads(await first.recv())["type"] == "ready"
        async with open_viewer(core) as second:
            await second.send(token)
            assert json.loads(await second.recv()) == {"type": "refused", "reason": "used"}


@pytest.mark.parametrize(("origin", "status"), [("http://127.0.0.1:8080", None), ("https://evil.example", 403)])
async def test_pages_of_other_sites_are_kept_out(
    core: Core, listener: Listener, origin: str, status: int | None
) -> None:
    if status is None:
        async with open_viewer(core, origin=origin):
            return
    with pytest.raises(InvalidStatus) as refused:
        async with open_viewer(core, origin=origin):
            pass
    assert refused.value.response.status_code == status
    assert (await listener.wait("viewer_refused")).facts["reason"] == "origin"


async def test_an_oversized_first_message_ends_the_connection(core: Core) -> None:
    async with open_viewer(core) as socket:
        await socket.send("x" * 100_000)
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def test_a_late_viewer_starts_from_the_kept_key_frame(core: Core, listener: Listener, camera: UdpSender) -> None:
    # 38 frames: one group of 25, then 13 of the second, of which the last is not known to be whole yet.
    seen = await view(core, "camera", lambda seen: len(seen.segments) >= 12)
    assert b"\x02\x00\x00\x00" in seen.segments[0][:160], "the first picture is a sync sample"
    first = await listener.wait("viewer_first_byte")
    assert first.id == (await listener.wait("viewer_joined")).id
    left = await listener.wait("viewer_left")
    assert left.facts["reason"] == "closed"
    assert int(left.facts["bytes_sent"]) > 0


async def test_all_viewers_get_the_same_bytes(core: Core, listener: Listener, camera: UdpSender) -> None:
    rest = packets(units(clip(frames=100))[38:], SSRC, first_sequence=len(packets(units(clip(frames=100))[:38], SSRC)))
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
        viewing = [group.create_task(view(core, "camera", lambda seen: len(seen.segments) >= 60)) for _ in range(3)]
        await listener.wait("viewer_joined", lambda _: len(listener.named("viewer_joined")) == 3)
        await camera.send(rest)
    first, *others = [task.result().segments for task in viewing]
    assert all(other == first for other in others)


async def test_the_stream_s_end_is_told(core: Core, listener: Listener, camera: UdpSender) -> None:
    async with open_viewer(core) as socket:
        await socket.send(mint_viewer_token(claims("camera"), KEY))
        seen = await watch(socket, Seen(), lambda seen: seen.inits)
        core.close_stream("camera")
        await watch(socket, seen, lambda seen: seen.texts[-1]["type"] == "ended")
    assert seen.texts[-1] == {"type": "ended", "reason": "stream_ended"}
    assert (await listener.wait("viewer_left")).facts["reason"] == "stream_ended"


async def test_an_operator_can_drop_a_viewer(core: Core, listener: Listener, camera: UdpSender) -> None:
    async with open_viewer(core) as socket:
        await socket.send(mint_viewer_token(claims("camera", viewer="v1"), KEY))
        seen = await watch(socket, Seen(), lambda seen: seen.inits)
        assert [row["id"] for row in core.viewer_statistics()] == ["v1"]
        assert set(core.viewer_statistics()[0]) == set(WatcherView.model_fields)
        assert set(core.stream_statistics()[0]) == set(stream_row("")) < set(StreamView.model_fields)
        core.drop_viewer("v1", "rights_withdrawn")
        await watch(socket, seen, lambda seen: seen.texts[-1]["type"] == "ended")
    assert seen.texts[-1]["reason"] == "rights_withdrawn"
    assert (await listener.wait("viewer_left")).facts["reason"] == "dropped"
    assert core.viewer_statistics() == []


async def test_facts_come_every_two_seconds(core: Core, camera: UdpSender) -> None:
    async with asyncio.timeout(PATIENCE_S):
        seen = await view(core, "camera", lambda seen: any(text["type"] == "facts" for text in seen.texts))
    facts = seen.texts[-1]
    assert set(facts) == {"type", "bitrate_kbps", "loss", "jitter_ms", "frame_rate", "key_frame_interval_ms", "viewers"}
    assert (facts["viewers"], facts["key_frame_interval_ms"]) == (1, 1000)


async def test_a_slow_viewer_skips_and_holds_nobody_back(core: Core, listener: Listener) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    # Ten megabytes of picture: more than the kernel's small buffers and the queue of a viewer hold together.
    sending = units(clip(frames=250, size="640x480", bitrate="8M", gop=25))
    deaf = socket_module.socket()
    deaf.setsockopt(socket_module.SOL_SOCKET, socket_module.SO_RCVBUF, 65536)
    deaf.connect(("127.0.0.1", core.viewer_port))
    seen, quick = Seen(), Seen()
    with UdpSender(port) as camera:
        first = packets(sending[:25], SSRC)
        await camera.send(first)
        await listener.wait("stream_parameters")
        async with open_viewer(core, sock=deaf, max_queue=1, close_timeout=0.2) as slow:
            await slow.send(mint_viewer_token(claims("camera", viewer="slow"), KEY))
            await listener.wait("viewer_first_byte")
            async with asyncio.timeout(PATIENCE_S), open_viewer(core) as fast:
                await fast.send(mint_viewer_token(claims("camera"), KEY))
                sent = len(first)
                for index, unit in enumerate(sending[25:], start=25):
                    frame = packets([unit], SSRC, first_sequence=sent)
                    sent += len(frame)
                    await camera.send(frame)
                    # Fast is one who keeps up with the camera; the last frame is not known to be whole yet.
                    await watch(fast, quick, lambda quick, whole=index: len(quick.segments) >= whole)
            assert not any(text["type"] == "skipped" for text in quick.texts)
            rows = {row["id"]: row for row in core.viewer_statistics()}
            assert int(rows["slow"]["skipped_frames"]) > 0
            async with asyncio.timeout(PATIENCE_S):
                listening = asyncio.create_task(
                    watch(slow, seen, lambda seen: any(text["type"] == "skipped" for text in seen.texts))
                )
                await camera.send(
                    packets(units(clip(frames=50), start_90k=90_000 + 250 * 3600), SSRC, first_sequence=sent)
                )
                await listening
                count = len(seen.segments)
                await watch(slow, seen, lambda seen: len(seen.segments) > count)
    assert count < 250
    # What follows a skip begins with a sync sample (sample_flags of the first run).
    assert b"\x02\x00\x00\x00" in seen.segments[count][:160]


async def test_new_parameters_come_with_a_new_init(core: Core, listener: Listener) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    before, after = units(clip(frames=50)), units(clip(frames=50, size="176x144"), start_90k=90_000 + 50 * 3600)
    sending = packets(before, SSRC)
    with UdpSender(port) as camera:
        await camera.send(sending[:-40])
        await listener.wait("stream_parameters")
        async with asyncio.timeout(PATIENCE_S):
            viewing = asyncio.create_task(
                view(core, "camera", lambda seen: len(seen.inits) == 2 and len(seen.segments) > 30)
            )
            await listener.wait("viewer_joined")
            await camera.send(sending[-40:] + packets(after, SSRC, first_sequence=len(sending)))
            seen = await viewing
    sizes = [(text["width"], text["height"]) for text in seen.texts if text["type"] == "ready"]
    assert sizes == [(320, 240), (176, 144)]
    times = [decode_times(segment)[0] for segment in seen.segments]
    assert times == sorted(times)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[str, str]:
    """Certificate and key for 127.0.0.1."""
    chain, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(chain)],
        check=True, capture_output=True,
    )  # fmt: skip
    return str(chain), str(key)


async def test_encrypted_listener(make_core: Callable[..., Core], certificate: tuple[str, str]) -> None:
    core = make_core(tls_certificate=certificate[0], tls_key=certificate[1])
    context = ssl.create_default_context(cafile=certificate[0])
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    with UdpSender(port) as camera:
        await camera.send(packets(units(clip(frames=50)), SSRC))
        async with asyncio.timeout(PATIENCE_S), open_viewer(core, scheme="wss", ssl=context) as socket:
            await socket.send(mint_viewer_token(claims("camera"), KEY))
            seen = await watch(socket, Seen(), lambda seen: len(seen.segments) >= 20)
    assert seen.ready["video_codec"] == "h264"


async def test_closing_the_core_tells_viewers(core: Core, listener: Listener, camera: UdpSender) -> None:
    async with open_viewer(core) as socket:
        await socket.send(mint_viewer_token(claims("camera"), KEY))
        seen = await watch(socket, Seen(), lambda seen: seen.inits)
        await asyncio.to_thread(core.close)
        await watch(socket, seen, lambda seen: seen.texts[-1]["type"] == "ended")

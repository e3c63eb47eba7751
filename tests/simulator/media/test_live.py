"""The live picture: what is encoded shows the right camera, is decodable from the first picture, and stops when nobody looks."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from tests.patience import PATIENCE_S

from anlan.foundation.clock import ManualClock, SystemClock
from anlan.simulator.colour_code import read, sampler, value_of
from anlan.simulator.media.annexb import Codec
from anlan.simulator.media.feeds import LINGER_S
from anlan.simulator.media.live import FONT, LiveSource
from anlan.simulator.media.ps import PsFrame
from anlan.simulator.profile import ChannelProfile
from anlan.simulator.scene import run_ffmpeg

CAMERA = ChannelProfile(code="99010203001320000007", name="滨江街道 '人民路':%{pts} 路口")


async def frames_of(source: LiveSource, count: int) -> list[bytes]:
    feed = source.feed(CAMERA, SystemClock())
    frames: list[bytes] = []
    enough = asyncio.Event()

    def receive(frame: PsFrame, time_90k: int) -> None:
        assert frames or frame.key
        frames.append(bytes(frame.at(time_90k)))
        if len(frames) >= count:
            enough.set()

    feed.attach(receive)
    try:
        await asyncio.wait_for(enough.wait(), PATIENCE_S)
    finally:
        await feed.close()
    return frames


@pytest.mark.foreign
@pytest.mark.skipif(not FONT.exists(), reason="fonts-noto-cjk is not installed")
@pytest.mark.parametrize("codec", ["h264", "h265"])
async def test_the_picture_carries_the_cameras_colour_code(clip: Path, tmp_path: Path, codec: Codec) -> None:
    stream = tmp_path / "live.ps"
    stream.write_bytes(b"".join(await frames_of(LiveSource(clip, codec=codec), 20)))
    picture = await run_ffmpeg(
        ["ffmpeg", "-v", "error", "-i", str(stream), "-vf", "select=eq(n\\,15)", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]
    )  # fmt: skip
    assert read(sampler(picture)) == value_of(CAMERA.code)


@pytest.mark.foreign
@pytest.mark.skipif(not FONT.exists(), reason="fonts-noto-cjk is not installed")
async def test_the_encoder_stops_a_little_after_the_last_viewer(clip: Path) -> None:
    clock = ManualClock()
    feed = LiveSource(clip).feed(CAMERA, clock)
    arrived = asyncio.Event()

    def receive(frame: PsFrame, time_90k: int) -> None:
        arrived.set()

    feed.attach(receive)
    await asyncio.wait_for(arrived.wait(), PATIENCE_S)
    feed.detach(receive)
    await clock.advance(LINGER_S - 0.1)
    assert feed.running
    await clock.advance(0.2)
    await feed.close()
    assert not feed.running


@pytest.mark.foreign
@pytest.mark.skipif(not FONT.exists(), reason="fonts-noto-cjk is not installed")
async def test_a_running_encoder_leaves_no_file_that_a_kill_would_leave_behind(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    feed = LiveSource(clip).feed(CAMERA, SystemClock())
    arrived = asyncio.Event()
    feed.attach(lambda frame, time_90k: arrived.set())
    await asyncio.wait_for(arrived.wait(), PATIENCE_S)
    assert feed.running
    assert list(temporary.iterdir()) == []
    await feed.close()

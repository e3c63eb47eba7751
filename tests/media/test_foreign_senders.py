"""Program streams of a muxer we did not write."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest
from tests.patience import PATIENCE_S

from anlan.media import Core

from .conftest import Listener
from .sending import UdpSender, packets
from .viewing import probe, streams_of, view

SSRC = 100_000_001


@pytest.fixture(params=["vob", "mpeg"])
def foreign_clip(request: pytest.FixtureRequest, tmp_path: Path) -> bytes:
    """Packs of 2,048 bytes that know nothing of frames, MPEG-2 and MPEG-1 form; times only in the PES packets."""
    path = tmp_path / f"clip.{request.param}"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-frames:v", "150", "-pix_fmt", "yuv420p",
         "-c:v", "libx264", "-preset", "ultrafast", "-x264-params", "keyint=25:scenecut=0:repeat-headers=1:bframes=0",
         "-f", request.param, str(path)],
        check=True,
    )  # fmt: skip
    return path.read_bytes()


@pytest.mark.foreign
async def test_ffmpeg_s_program_streams_play(
    core: Core, listener: Listener, tmp_path: Path, foreign_clip: bytes
) -> None:
    # The sender knows no frames either: a new time stamp every 8,000 bytes.
    sending = packets(
        [(at, foreign_clip[at : at + 8000]) for at in range(0, len(foreign_clip), 8000)], SSRC, marker="never"
    )
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    with UdpSender(port) as camera:
        await camera.send(sending[: len(sending) // 2])
        await listener.wait("stream_parameters")
        async with asyncio.timeout(PATIENCE_S):
            viewing = asyncio.create_task(view(core, "camera", lambda seen: len(seen.segments) >= 45))
            await listener.wait("viewer_joined")
            await camera.send(sending[len(sending) // 2 :])
            seen = await viewing
    result = probe(seen.media(), tmp_path)
    assert result["complaints"] == ""
    assert int(streams_of(result)["video"]["nb_read_frames"]) == len(seen.segments)

"""The sample clip of the simulated cameras."""

from __future__ import annotations

import subprocess
from pathlib import Path

from anlan.app.simulation import clip_in
from anlan.simulator.scene import FRAME_RATE, LOOP_S


async def test_the_clip_goes_on_beyond_its_end_and_is_drawn_once(tmp_path: Path) -> None:
    clip = await clip_in(tmp_path, "h264")
    drawn = clip.stat().st_mtime_ns
    probe = ["ffmpeg", "-v", "error", "-stream_loop", "2", "-i", str(clip), "-f", "framecrc", "-"]
    done = subprocess.run(probe, check=True, capture_output=True, text=True)
    pictures = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    assert len(pictures) == 3 * LOOP_S * FRAME_RATE
    assert done.stderr == ""
    assert (await clip_in(tmp_path, "h264")).stat().st_mtime_ns == drawn

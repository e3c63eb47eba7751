"""Makes the clip that simulated cameras show: a street with traffic, drawn by ffmpeg from nothing, looping without a seam."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from anlan.simulator.colour_code import FRAME_HEIGHT, FRAME_WIDTH
from anlan.simulator.media.annexb import Codec

FRAME_RATE = 15
LOOP_S = 12
_ENCODER = {
    "h264": ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "main", "-tune", "zerolatency", "-threads", "1"],
    "h265": ["-c:v", "libx265", "-preset", "ultrafast", "-tune", "zerolatency", "-x265-params", "log-level=error:pools=1:keyint=15:min-keyint=15:scenecut=0"],
}  # fmt: skip
_FORMAT = {".h264": "h264", ".h265": "hevc"}
# (colour, width, height, y, loops in the clip, to the left)
_MOVERS = (
    ("0xb03030", 70, 30, 196, 2, False),
    ("0xe8e8e8", 64, 28, 200, 3, False),
    ("0x3050a0", 90, 40, 232, 2, True),
    ("0x202020", 66, 30, 240, 4, True),
    ("0xd0a020", 120, 46, 262, 1, True),
    ("0x804020", 10, 26, 160, 1, False),
    ("0x206040", 10, 26, 164, 1, True),
)


class SceneError(RuntimeError):
    """ffmpeg is absent or failed; the text is its own."""


async def make_clip(path: Path, codec: Codec = "h264", seconds: int = LOOP_S) -> Path:
    """Draw the clip at ``path`` unless it is there: MP4, or a raw byte stream for ".h264" and ".h265".

    Returns ``path``. Raises ``SceneError``.
    """
    if await asyncio.to_thread(_is_there, path):
        return path
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    arguments = [
        "ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *_inputs(seconds), "-filter_complex", _graph(seconds),
        "-map", "[out]", "-t", str(seconds), *_ENCODER[codec], "-g", str(FRAME_RATE), "-keyint_min", str(FRAME_RATE), "-sc_threshold", "0",
        "-bf", "0", "-pix_fmt", "yuv420p", "-b:v", "500k", "-f", _FORMAT.get(path.suffix.lower(), "mp4"), str(unfinished),
    ]  # fmt: skip
    await run_ffmpeg(arguments)
    unfinished.replace(path)
    return path


def _is_there(path: Path) -> bool:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.exists() and path.stat().st_size > 0


async def run_ffmpeg(arguments: list[str]) -> bytes:
    """Run to the end and return what it wrote to standard output. Raises ``SceneError``."""
    try:
        process = await asyncio.create_subprocess_exec(
            *arguments, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
    except FileNotFoundError as error:
        raise SceneError(f"{arguments[0]} is not installed") from error
    output, complaint = await process.communicate()
    if process.returncode != 0:
        raise SceneError(complaint.decode("utf-8", "replace").strip()[-2000:] or f"{arguments[0]} failed")
    return output


def _inputs(seconds: int) -> list[str]:
    sources = [f"color=c=0x8fa8c0:s={FRAME_WIDTH}x{FRAME_HEIGHT}:r={FRAME_RATE}:d={seconds}"]
    sources += [f"color=c={colour}:s={w}x{h}:r={FRAME_RATE}:d={seconds}" for colour, w, h, *_ in _MOVERS]
    return [argument for source in sources for argument in ("-f", "lavfi", "-i", source)]


def _graph(seconds: int) -> str:
    boxes = [(0, 60, 640, 110, "0x9a8f80"), (0, 150, 640, 36, "0xb8b8b0"), (0, 186, 640, 174, "0x505458")]
    boxes += [
        (20 + 105 * n, 30 + 17 * (n % 3), 84, 120, f"0x{110 + 13 * n:02x}{100 + 9 * n:02x}{96:02x}") for n in range(6)
    ]
    boxes += [
        (32 + 105 * n + 24 * column, 60 + 26 * row, 12, 14, "0xd8e0e8")
        for n in range(6)
        for column in range(3)
        for row in range(3)
    ]
    boxes += [(40 + 90 * n, 228, 44, 4, "0xe0e0d0") for n in range(7)]
    ground = ",".join(f"drawbox=x={x}:y={y}:w={w}:h={h}:color={colour}:t=fill" for x, y, w, h, colour in boxes)
    # A little grain, so that the stream has the bit rate of a picture and not of a drawing.
    chain = [f"[0:v]{ground},noise=alls=6:allf=t[g0]"]
    for number, (_, width, _, top, loops, leftward) in enumerate(_MOVERS, 1):
        # Whole loops in the clip: the last picture leads into the first.
        run = f"mod(t*{loops}/{seconds}+{number}*0.37\\,1)"
        place = f"(1-{run})" if leftward else run
        chain.append(
            f"[g{number - 1}][{number}:v]overlay=x='{place}*({FRAME_WIDTH}+{width})-{width}':y={top}[g{number}]"
        )
    return ";".join(chain) + f";[g{len(_MOVERS)}]null[out]"

"""A live picture: ffmpeg encodes the street with the camera's name, a running clock and its colour code drawn in."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import structlog

from anlan.foundation.clock import Clock
from anlan.simulator.colour_code import FRAME_HEIGHT, FRAME_WIDTH, LEFT, SQUARE, TOP, squares
from anlan.simulator.media.annexb import START, AccessUnit, Codec, access_units
from anlan.simulator.media.clip import RAW_ENDINGS
from anlan.simulator.media.feeds import Feed
from anlan.simulator.profile import ChannelProfile
from anlan.simulator.scene import FRAME_RATE

log = structlog.get_logger(__name__)

# Debian's fonts-noto-cjk; without a font that has hanzi every name would be a row of boxes.
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
BIT_RATE_KBPS = 600
_RESTART_PAUSE_S = 1.0
_MAX_TAG_BYTES = 4 * 1024 * 1024


class LiveSource:
    """Encodes each channel by itself while somebody looks: 640 × 360, 15 pictures a second, a key picture every second.

    ``clip`` is a file of ``scene.make_clip`` in MP4, or any video ffmpeg can loop. ``title`` and ``colour_code`` default to the channel's own name and code.
    """

    def __init__(
        self,
        clip: Path,
        *,
        title: str | None = None,
        colour_code: str | None = None,
        codec: Codec = "h264",
        bit_rate_kbps: int = BIT_RATE_KBPS,
        font: Path = FONT,
    ) -> None:
        self.clip = clip
        self.codec: Codec = codec
        self.bit_rate_kbps = bit_rate_kbps
        self.font = font
        self._title = title
        self._colour_code = colour_code

    async def prepare(self) -> None:
        """Nothing takes long here: ffmpeg starts with the first call."""

    def feed(self, channel: ChannelProfile, clock: Clock) -> Feed:
        """The channel's own encoder."""
        return LiveFeed(self, self._title or channel.name, self._colour_code or channel.code, clock)


class LiveFeed(Feed):
    """One ffmpeg. H.264 is read as FLV, whose tags tell where a picture ends without waiting for the next one.

    FLV has no H.265: that is read as a byte stream with access unit delimiters, at the price of one picture's delay.
    """

    def __init__(self, source: LiveSource, title: str, colour_code: str, clock: Clock) -> None:
        super().__init__(clock, source.codec)
        self._source = source
        self._title = title
        self._colour_code = colour_code
        self._offset_90k = 0

    async def _run(self) -> None:
        # Without a name: nothing stays behind, even when this process is killed.
        with tempfile.TemporaryFile() as title:
            title.write(self._title.replace("\n", " ")[:60].encode())
            title.flush()
            while True:
                await self._encode(title.fileno())
                await self.clock.sleep(_RESTART_PAUSE_S)

    async def _encode(self, title: int) -> None:
        process = await asyncio.create_subprocess_exec(
            *encoder_arguments(self._source, Path(f"/dev/fd/{title}"), self._colour_code), pass_fds=(title,),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, limit=1 << 20,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        last_90k = self._offset_90k
        try:
            reader = read_flv(process.stdout) if self._source.codec == "h264" else read_delimited(process.stdout)
            async for unit, time_ms in reader:
                last_90k = self._offset_90k + time_ms * 90
                self._deliver(self._mux(unit), last_90k)
            complaint = await process.stderr.read()
            log.warning(
                "simulated encoder ended", title=self._title, complaint=complaint.decode("utf-8", "replace").strip()
            )
        finally:
            self._offset_90k = last_90k + 90_000 // FRAME_RATE
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            # Read to the end, or the pipes would stay open; a killed process ends at once, so being cancelled twice waits too.
            reaping = asyncio.ensure_future(process.communicate())
            while not reaping.done():
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.shield(reaping)


def encoder_arguments(source: LiveSource, title: Path, colour_code: str) -> list[str]:
    """The command line; the first packet leaves within a few hundred milliseconds."""
    text = f"fontfile={source.font}:fontcolor=white:box=1:boxcolor=black@0.55:boxborderw=5"
    strip = f"drawbox=x=0:y={TOP - 6}:w={LEFT * 2 + SQUARE * 9}:h={FRAME_HEIGHT - TOP + 6}:color=black:t=fill"
    boxes = [
        f"drawbox=x={LEFT + position * SQUARE}:y={TOP}:w={SQUARE}:h={SQUARE}:color=0x{r:02x}{g:02x}{b:02x}:t=fill"
        for position, (r, g, b) in enumerate(squares(colour_code))
    ]
    clock = "%{localtime\\:%Y-%m-%d %H\\\\\\:%M\\\\\\:%S}"
    drawing = ",".join(
        [
            f"scale={FRAME_WIDTH}:{FRAME_HEIGHT}",
            f"drawtext={text}:textfile={title}:expansion=none:x=12:y=12:fontsize=26",
            f"drawtext={text}:text='{clock}':x=w-tw-12:y=h-th-14:fontsize=22",
            strip,
            *boxes,
        ]
    )
    rate = source.bit_rate_kbps
    raw = ["-framerate", str(FRAME_RATE)] if source.clip.suffix.lower() in RAW_ENDINGS else []
    return [
        # One decoding thread: with more, ffmpeg holds the second picture back for most of a second.
        "ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1", "-re", "-stream_loop", "-1", *raw,
        "-i", str(source.clip), "-vf", drawing, "-an", *_ENCODERS[source.codec], "-pix_fmt", "yuv420p",
        "-r", str(FRAME_RATE), "-g", str(FRAME_RATE), "-b:v", f"{rate}k", "-maxrate", f"{rate * 5 // 4}k", "-bufsize", f"{rate // 2}k",
        *_CONTAINERS[source.codec], "-flush_packets", "1", "pipe:1",
    ]  # fmt: skip


_ENCODERS = {
    "h264": ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-threads", "1",
             "-keyint_min", str(FRAME_RATE), "-sc_threshold", "0"],
    "h265": ["-c:v", "libx265", "-preset", "ultrafast", "-tune", "zerolatency", "-x265-params",
             f"log-level=error:pools=1:frame-threads=1:aud=1:repeat-headers=1:scenecut=0:keyint={FRAME_RATE}:min-keyint={FRAME_RATE}"],
}  # fmt: skip
_CONTAINERS = {"h264": ["-f", "flv", "-flvflags", "no_duration_filesize"], "h265": ["-f", "hevc"]}
# An H.265 access unit delimiter (nal_unit_type 35) with its start code.
_H265_DELIMITER = b"\x00\x00\x01\x46\x01"


async def read_delimited(stream: asyncio.StreamReader) -> AsyncIterator[tuple[AccessUnit, int]]:
    """Pictures of an H.265 byte stream, each begun by a delimiter, and their times in ms at the scene's frame rate."""
    buffer = bytearray()
    number = 0
    while data := await stream.read(65536):
        searched = max(0, len(buffer) - len(_H265_DELIMITER))
        buffer += data
        while (end := buffer.find(_H265_DELIMITER, max(searched, len(_H265_DELIMITER)))) >= 0:
            for unit in access_units(bytes(buffer[:end]), "h265"):
                yield unit, number * 1000 // FRAME_RATE
                number += 1
            del buffer[:end]
            searched = 0
        if len(buffer) > _MAX_TAG_BYTES:
            raise ValueError("an H.265 picture beyond the bound")


async def read_flv(stream: asyncio.StreamReader) -> AsyncIterator[tuple[AccessUnit, int]]:
    """Pictures and their times in ms out of FLV with AVC (length-prefixed NAL units of 4 bytes); ends with the stream."""
    parameters = b""
    try:
        await stream.readexactly(9 + 4)
        while True:
            head = await stream.readexactly(11)
            size = int.from_bytes(head[1:4], "big")
            if size > _MAX_TAG_BYTES:
                raise ValueError("an FLV tag beyond the bound")
            time_ms = int.from_bytes(head[4:7], "big") | head[7] << 24
            body = await stream.readexactly(size + 4)
            if head[0] != 9 or size < 5 or body[0] & 0x0F != 7:
                continue
            if body[1] == 0:
                parameters = _parameter_sets(body[5:size])
            elif body[1] == 1:
                key = body[0] >> 4 == 1
                pictures = _annex_b(body[5:size])
                yield AccessUnit(parameters + pictures if key else pictures, key), time_ms
    except asyncio.IncompleteReadError:
        return


def _parameter_sets(record: bytes) -> bytes:
    """SPS and PPS of an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3) with start codes."""
    sets: list[bytes] = []
    position = 6
    for count in (record[5] & 0x1F, None):
        if count is None:
            count, position = record[position], position + 1
        for _ in range(count):
            size = int.from_bytes(record[position : position + 2], "big")
            sets.append(START + record[position + 2 : position + 2 + size])
            position += 2 + size
    return b"".join(sets)


def _annex_b(data: bytes) -> bytes:
    nals: list[bytes] = []
    position = 0
    while position + 4 <= len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        nals.append(START + data[position + 4 : position + 4 + size])
        position += 4 + size
    return b"".join(nals)

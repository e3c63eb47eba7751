"""A clip in a loop: split and muxed once, so that hundreds of streams cost little more than their system calls."""

from __future__ import annotations

import asyncio
from pathlib import Path

from anlan.foundation.clock import Clock
from anlan.simulator.media.annexb import Codec, access_units, detect_codec
from anlan.simulator.media.feeds import RATE_90K, Feed, Receiver
from anlan.simulator.media.ps import PsFrame, PsMuxer
from anlan.simulator.profile import ChannelProfile
from anlan.simulator.scene import run_ffmpeg

RAW_ENDINGS = {".h264", ".264", ".avc", ".h265", ".265", ".hevc"}


class ClipSource:
    """Plays a file of H.264 or H.265: a raw byte stream, or whatever ffmpeg can take one out of without re-encoding.

    ``frame_rate`` is the rate to play at; the clip must start with a key picture.
    """

    def __init__(self, path: Path, frame_rate: float = 15.0) -> None:
        self._path = path
        self.frame_rate = frame_rate
        self.codec: Codec = "h264"
        self.frames: list[PsFrame] = []
        self.keys: list[int] = []

    async def prepare(self) -> None:
        """Read, split and mux. Raises ``ValueError`` where there is no picture in it, ``SceneError`` where ffmpeg fails."""
        if self.frames:
            return
        raw = await self._raw_stream()
        await asyncio.to_thread(self._take, raw)

    def feed(self, channel: ChannelProfile, clock: Clock) -> Feed:
        """A feed that starts at the clip's beginning."""
        return ClipFeed(self, clock)

    def _take(self, raw: bytes) -> None:
        self.codec = detect_codec(raw)
        muxer = PsMuxer(self.codec)
        self.frames = [muxer.mux(unit) for unit in access_units(raw, self.codec)]
        self.keys = [position for position, frame in enumerate(self.frames) if frame.key]
        if not self.keys or self.keys[0] != 0:
            raise ValueError(f"{self._path}: the clip does not start with a key picture")

    async def _raw_stream(self) -> bytes:
        if self._path.suffix.lower() in RAW_ENDINGS:
            return await asyncio.to_thread(self._path.read_bytes)
        probe = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=codec_name", "-of", "csv=p=0", str(self._path)]  # fmt: skip
        name = (await run_ffmpeg(probe)).decode("ascii", "replace").strip()
        if name not in ("h264", "hevc"):
            raise ValueError(f"{self._path}: {name or 'no video'} cannot be sent without re-encoding")
        return await run_ffmpeg(
            ["ffmpeg", "-nostdin", "-v", "error", "-i", str(self._path), "-map", "0:v:0", "-c", "copy",
             "-bsf:v", "hevc_mp4toannexb" if name == "hevc" else "h264_mp4toannexb", "-f", name, "pipe:1"]
        )  # fmt: skip


class ClipFeed(Feed):
    """Delivers the clip's frames at its rate, against the clock and without drift."""

    def __init__(self, source: ClipSource, clock: Clock) -> None:
        super().__init__(clock, source.codec)
        self._source = source
        self._position = 0
        self._sent = 0

    def attach(self, receiver: Receiver) -> None:
        """A new receiver gets a key picture next, as cameras make one for each call."""
        if self.running:
            self.request_key_frame()
        super().attach(receiver)

    def request_key_frame(self) -> bool:
        """Jump to the clip's next key picture."""
        keys = self._source.keys
        self._position = next((key for key in keys if key >= self._position), 0)
        return True

    async def _run(self) -> None:
        source, clock = self._source, self.clock
        interval_s = 1.0 / source.frame_rate
        self._position = 0
        begun_s = clock.monotonic_s()
        delivered = 0
        while True:
            # Times go on over restarts of the feed, as a camera's clock does.
            self._deliver(source.frames[self._position], int(self._sent * RATE_90K * interval_s))
            self._position = (self._position + 1) % len(source.frames)
            self._sent += 1
            delivered += 1
            await clock.sleep(begun_s + delivered * interval_s - clock.monotonic_s())

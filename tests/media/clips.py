"""Short test clips, encoded once a session by ffmpeg: access units of H.264 or H.265, pieces of audio."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cache
from typing import Literal

Codec = Literal["h264", "h265"]
AudioKind = Literal["", "g711a", "g711u", "aac"]

FRAME_90K = 3600


@dataclass(frozen=True)
class AccessUnit:
    data: bytes
    is_key: bool


@dataclass(frozen=True)
class Clip:
    """Access units 40 ms apart; audio pieces with their time in 90 kHz units."""

    codec: Codec
    audio_kind: AudioKind
    units: tuple[AccessUnit, ...]
    audio: tuple[tuple[int, bytes], ...] = ()


def _encoded(*arguments: str) -> bytes:
    return subprocess.run(["ffmpeg", "-v", "error", *arguments, "pipe:1"], check=True, stdout=subprocess.PIPE).stdout


@cache
def video(
    codec: Codec = "h264",
    size: str = "320x240",
    frames: int = 50,
    gop: int = 25,
    bitrate: str = "400k",
    bframes: int = 0,
    slices: int = 1,
) -> tuple[AccessUnit, ...]:
    """``frames`` access units of a moving test picture, split at access unit delimiters."""
    source = ("-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25", "-frames:v", str(frames), "-pix_fmt", "yuv420p")
    if codec == "h264":
        options = f"keyint={gop}:min-keyint={gop}:scenecut=0:bframes={bframes}:aud=1:repeat-headers=1:slices={slices}"
        stream = _encoded(
            *source,
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-b:v",
            bitrate,
            "-x264-params",
            options,
            "-f",
            "h264",
        )
        return _split(stream, delimiter=b"\0\0\0\1\x09", is_key=lambda data: b"\0\0\1\x65" in data)
    options = f"keyint={gop}:min-keyint={gop}:scenecut=0:bframes=0:aud=1:repeat-headers=1:log-level=error:open-gop=0"
    stream = _encoded(
        *source,
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-b:v",
        bitrate,
        "-x265-params",
        options,
        "-f",
        "hevc",
    )
    return _split(stream, delimiter=b"\0\0\0\1\x46\x01", is_key=lambda data: b"\0\0\0\1\x40\x01" in data)


def _split(stream: bytes, delimiter: bytes, is_key) -> tuple[AccessUnit, ...]:  # type: ignore[no-untyped-def]
    pieces = [delimiter + piece for piece in stream.split(delimiter) if piece]
    return tuple(AccessUnit(piece, is_key(piece)) for piece in pieces)


@cache
def audio(kind: AudioKind, seconds: float = 2.0) -> tuple[tuple[int, bytes], ...]:
    """A tone: G.711 in pieces of 40 ms, AAC a frame a piece."""
    rate = "16000" if kind == "aac" else "8000"
    source = ("-f", "lavfi", "-i", f"sine=frequency=440:sample_rate={rate}:duration={seconds}", "-ac", "1")
    if kind == "aac":
        stream = _encoded(*source, "-c:a", "aac", "-b:a", "32k", "-f", "adts")
        return tuple((index * 1024 * 90_000 // 16_000, frame) for index, frame in enumerate(_adts_frames(stream)))
    law = "alaw" if kind == "g711a" else "mulaw"
    samples = _encoded(*source, "-c:a", f"pcm_{law}", "-f", law)
    return tuple((at * 90_000 // 8000, samples[at : at + 320]) for at in range(0, len(samples) - 319, 320))


def _adts_frames(stream: bytes) -> list[bytes]:
    frames, at = [], 0
    while at + 7 <= len(stream):
        length = (stream[at + 3] & 3) << 11 | stream[at + 4] << 3 | stream[at + 5] >> 5
        frames.append(stream[at : at + length])
        at += length
    return frames


def clip(codec: Codec = "h264", audio_kind: AudioKind = "", **options) -> Clip:  # type: ignore[no-untyped-def]
    units = video(codec, **options)
    return Clip(codec, audio_kind, units, audio(audio_kind, len(units) / 25) if audio_kind else ())

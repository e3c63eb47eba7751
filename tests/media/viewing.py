"""A viewer on the WebSocket, and what foreign readers say of the bytes it got."""

from __future__ import annotations

import json
import secrets
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from anlan.media import Core
from anlan.media.tokens import ViewerClaims, mint_viewer_token

KEY = b"a key that only the tests know.."


def claims(stream: str, **changes: Any) -> ViewerClaims:
    """A token's claims as the live part would make them."""
    now_us = time.time_ns() // 1000
    values: dict[str, Any] = {
        "stream": stream, "viewer": secrets.token_hex(8), "user": "inspector", "purpose": "patrol", "network": "", "expires_us": now_us + 30_000_000,
    }  # fmt: skip
    return ViewerClaims(**(values | changes))


def open_viewer(core: Core, scheme: str = "ws", **options: Any) -> connect:
    return connect(f"{scheme}://127.0.0.1:{core.viewer_port}/v1/view", compression=None, max_size=None, **options)


@dataclass
class Seen:
    """What a viewer was sent, in order."""

    texts: list[dict[str, Any]] = field(default_factory=list)
    inits: list[bytes] = field(default_factory=list)
    segments: list[bytes] = field(default_factory=list)

    @property
    def ready(self) -> dict[str, Any]:
        return next(text for text in self.texts if text["type"] == "ready")

    def media(self) -> bytes:
        return b"".join(self.inits[:1] + self.segments)


async def watch(socket: ClientConnection, seen: Seen, until: Any) -> Seen:
    """Receive until ``until(seen)``; the caller sets the time limit."""
    while not until(seen):
        message = await socket.recv()
        if isinstance(message, str):
            seen.texts.append(json.loads(message))
        elif message[4:8] == b"ftyp":
            seen.inits.append(message)
        else:
            assert message[4:8] == b"moof"
            seen.segments.append(message)
    return seen


async def view(core: Core, stream: str, until: Any, **changes: Any) -> Seen:
    async with open_viewer(core) as socket:
        await socket.send(mint_viewer_token(claims(stream, **changes), KEY))
        return await watch(socket, Seen(), until)


def probe(data: bytes, directory: Path, name: str = "media.mp4") -> dict[str, Any]:
    """Streams and counted frames by ffprobe; fails on anything it complains about."""
    path = directory / name
    path.write_bytes(data)
    done = subprocess.run(
        ["ffprobe", "-v", "warning", "-count_frames", "-show_streams", "-show_packets", "-of", "json", str(path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    result: dict[str, Any] = json.loads(done.stdout)
    result["complaints"] = done.stderr
    return result


def streams_of(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {stream["codec_type"]: stream for stream in result["streams"]}


def decode_times(segment: bytes) -> list[int]:
    """Base decode times of the tracks of one segment, in the order of its track fragments."""
    times, at = [], 0
    while (at := segment.find(b"tfdt", at)) >= 0:
        times.append(int.from_bytes(segment[at + 8 : at + 16], "big"))
        at += 4
    return times

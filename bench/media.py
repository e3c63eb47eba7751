"""What the media core costs: CPU-seconds per Gbit in and out, memory, time to the first byte.

Senders, viewers and receivers are processes of their own; only this process, in which the core runs, is measured.
The goals are shares of what ZLMediaKit takes: measured in the same run where ``ANLAN_PEER_ZLM`` names its directory, else as
measured once (August 2026, release build) on this class of machine.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.media.clips import clip
from tests.media.program_stream import units

from anlan.media import Core
from anlan.media.tokens import ViewerClaims, mint_viewer_token
from bench.figures import Figure, figure
from bench.media_peer import PUBLISHED, VARIABLE, Load, PeerError, PeerFigures
from bench.media_peer import measure as measure_peer
from bench.media_traffic import FRAME_S, open_viewer

KEY = b"the benchmark's own token key..."
PAYLOAD_BYTES = 1400
WARM_UP_S = 2.5
WINDOW_S = 6.0
# Of the peer's CPU time.
INGEST_SHARE, FAN_OUT_SHARE, FORWARD_SHARE = 0.4, 0.9, 0.4
CLIP_FRAMES = 50
FAN_OUT_STREAMS = 4
VIEWERS_A_STREAM = 20
FORWARD_STREAMS = 10


@contextmanager
def traffic(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process of :mod:`bench.media_traffic`, ended with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.media_traffic", *arguments], stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()


class Rig:
    """One core with a number of 4 Mbit/s streams running into it."""

    def __init__(self, stack: ExitStack, clip_file: Path, streams: int) -> None:
        self.core = Core(
            receive_host="127.0.0.1", receive_port=0, viewer_host="127.0.0.1", viewer_port=0, token_key=KEY
        )
        stack.callback(self.core.close)
        self.streams = streams
        for number in range(1, streams + 1):
            self.core.open_stream(f"s{number}", ssrc=number, transport="udp")
        self.before_bytes = resident_bytes()
        stack.enter_context(traffic("send", str(self.core.receive_port), str(streams), "600", str(clip_file)))
        time.sleep(WARM_UP_S)

    def received_bytes(self) -> int:
        return sum(int(row["bytes"]) for row in self.core.stream_statistics())

    def lost(self) -> int:
        return sum(int(row["lost"]) for row in self.core.stream_statistics())

    def window(self) -> tuple[float, float]:
        """CPU seconds and Gbit received over the window."""
        before_s, before = cpu_s(), self.received_bytes()
        time.sleep(WINDOW_S)
        return cpu_s() - before_s, (self.received_bytes() - before) * 8 / 1e9

    def token(self, stream: int, viewer: str) -> str:
        expires_us = time.time_ns() // 1000 + 60_000_000
        return mint_viewer_token(ViewerClaims(f"s{stream}", viewer, "bench", "patrol", "", expires_us), KEY)


def write_clip(path: Path) -> int:
    """Two seconds of 1080p at 4 Mbit/s, one group of pictures, as payloads of 1,400 bytes; says how many bytes with headers."""
    source = clip("h264", size="1920x1080", frames=CLIP_FRAMES, gop=CLIP_FRAMES, bitrate="4M")
    frames = [
        [base64.b64encode(data[at : at + PAYLOAD_BYTES]).decode("ascii") for at in range(0, len(data), PAYLOAD_BYTES)]
        for _, data in units(source)
    ]
    path.write_text(json.dumps(frames), "ascii")
    return sum(12 + len(base64.b64decode(payload)) for frame in frames for payload in frame)


def ingest(clip_file: Path, streams: int, peer: PeerFigures) -> list[Figure]:
    with ExitStack() as stack:
        rig = Rig(stack, clip_file, streams)
        used_s, gbit = rig.window()
        memory_mb = (resident_bytes() - rig.before_bytes) / streams / 1e6
        lost = rig.lost()
    how = f"{streams} streams of 4 Mbit/s 1080p H.264, 1,400-byte RTP/PS over UDP on loopback, {WINDOW_S:g} s, {lost} packets lost; goal from {peer.origin}"
    found = [
        figure(
            f"media ingest, {streams} streams",
            used_s / gbit,
            "CPU-s/Gbit",
            better="lower",
            how=how,
            goal=round(INGEST_SHARE * peer.ingest[streams], 3),
        )
    ]
    if streams == max(peer.ingest):
        found.append(
            figure(
                "media memory a stream",
                memory_mb,
                "MB",
                better="lower",
                how=f"resident set, {streams} streams, group of 2 s kept",
                goal=3,
            )
        )
    return found


def fan_out(clip_file: Path, directory: Path, peer: PeerFigures) -> Figure:
    with ExitStack() as stack:
        rig = Rig(stack, clip_file, FAN_OUT_STREAMS)
        alone_s, alone_gbit = rig.window()
        tokens = [rig.token(1 + n % FAN_OUT_STREAMS, f"v{n}") for n in range(FAN_OUT_STREAMS * VIEWERS_A_STREAM)]
        tokens_file = directory / "tokens.json"
        tokens_file.write_text(json.dumps(tokens), "ascii")
        stack.enter_context(traffic("view", str(rig.core.viewer_port), str(tokens_file), "600"))
        time.sleep(WARM_UP_S)
        before = sum(int(row["bytes"]) for row in rig.core.viewer_statistics())
        used_s, gbit_in = rig.window()
        rows = rig.core.viewer_statistics()
        sent_gbit = (sum(int(row["bytes"]) for row in rows) - before) * 8 / 1e9
        skipped = sum(int(row["skipped_frames"]) for row in rows)
    extra_s = used_s - alone_s / alone_gbit * gbit_in
    how = (
        f"{FAN_OUT_STREAMS} streams to {VIEWERS_A_STREAM} viewers each over WebSocket, beyond ingest alone ({used_s / sent_gbit:.3f} with it), "
        f"{skipped} frames skipped; goal from {peer.origin}"
    )
    return figure(
        "media fan-out",
        extra_s / sent_gbit,
        "CPU-s/Gbit",
        better="lower",
        how=how,
        goal=round(FAN_OUT_SHARE * peer.fan_out, 3),
    )


def forward(clip_file: Path, peer: PeerFigures) -> Figure:
    with ExitStack() as stack:
        rig = Rig(stack, clip_file, FORWARD_STREAMS)
        alone_s, alone_gbit = rig.window()
        sink = stack.enter_context(traffic("sink", str(FORWARD_STREAMS), "600"))
        assert sink.stdout is not None
        for number, port in enumerate(json.loads(sink.stdout.readline()), 1):
            rig.core.add_forward(
                f"f{number}", f"s{number}", ssrc=900 + number, transport="udp", host="127.0.0.1", port=port
            )
            rig.core.start_forward(f"f{number}")
        time.sleep(WARM_UP_S)
        before = sum(int(row["bytes"]) for row in rig.core.forward_statistics())
        used_s, gbit_in = rig.window()
        sent_gbit = (sum(int(row["bytes"]) for row in rig.core.forward_statistics()) - before) * 8 / 1e9
    extra_s = used_s - alone_s / alone_gbit * gbit_in
    how = (
        f"{FORWARD_STREAMS} streams sent on as RTP/PS over UDP, beyond ingest alone ({used_s / sent_gbit:.3f} with it); "
        f"goal from {peer.origin}"
    )
    return figure(
        "media forward",
        extra_s / sent_gbit,
        "CPU-s/Gbit",
        better="lower",
        how=how,
        goal=round(FORWARD_SHARE * peer.forward, 3),
    )


def first_byte(clip_file: Path) -> Figure:
    tries = 30
    with ExitStack() as stack:
        rig = Rig(stack, clip_file, 10)
        waits_ms = []
        for number in range(tries):
            token = rig.token(1 + number % 10, f"first{number}")
            began_s = time.perf_counter()
            connection = open_viewer(rig.core.viewer_port, token)
            received = b""
            while b"moof" not in received:
                received += connection.recv(1 << 16)
            waits_ms.append((time.perf_counter() - began_s) * 1000)
            connection.close()
    how = f"median of {tries} (worst {max(waits_ms):.1f}): from connect, through handshake and token, to the first media segment, nobody watching before"
    return figure("media first byte", statistics.median(waits_ms), "ms", better="lower", how=how, goal=5)


def peer_figures(clip_file: Path, clip_bytes: int) -> PeerFigures:
    """The peer's, measured now where it is at hand."""
    directory = os.environ.get(VARIABLE, "")
    if not directory:
        return PUBLISHED
    load = Load(
        clip_file, CLIP_FRAMES * FRAME_S, clip_bytes, WARM_UP_S, WINDOW_S,
        FAN_OUT_STREAMS, VIEWERS_A_STREAM, FORWARD_STREAMS,
    )  # fmt: skip
    return measure_peer(Path(directory), load)


def measure() -> list[Figure]:
    """All media figures; about a minute and a half, with the peer twice that."""
    with TemporaryDirectory() as directory:
        clip_file = Path(directory) / "clip.json"
        clip_bytes = write_clip(clip_file)
        try:
            peer = peer_figures(clip_file, clip_bytes)
        except PeerError as error:
            raise SystemExit(str(error)) from error
        found = [each for streams in peer.ingest for each in ingest(clip_file, streams, peer)]
        found += [fan_out(clip_file, Path(directory), peer), forward(clip_file, peer), first_byte(clip_file)]
    return found

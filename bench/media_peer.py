"""The peer in the same run: ZLMediaKit, started from the directory that ``ANLAN_PEER_ZLM`` names and asked by its HTTP API.

Written against its documentation: ``openRtpServer``, ``getMediaList``, ``startSendRtp``, streams played as HTTP-fMP4. Outputs are
made on demand only, as a careful operator sets it up. ``python -m bench.media_peer view|sink …`` is the process that takes what the
peer sends, so that its CPU is not counted.
"""

from __future__ import annotations

import json
import os
import secrets
import selectors
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

VARIABLE = "ANLAN_PEER_ZLM"
PLACES = ("MediaServer", "release/linux/Release/MediaServer", "bin/MediaServer")
START_LIMIT_S = 15.0
VHOST, APP = "__defaultVhost__", "rtp"
# Port 0 is "do not listen" to it; what is on demand is only made while somebody takes it.
CONFIG = """[api]
apiDebug=0
secret={secret}
[general]
mediaServerId=bench
enableVhost=0
[hook]
enable=0
[http]
port={port}
sslport=0
[protocol]
enable_audio=1
add_mute_audio=0
enable_hls=0
enable_hls_fmp4=0
enable_mp4=0
enable_rtsp=1
enable_rtmp=1
enable_ts=1
enable_fmp4=1
rtsp_demand=1
rtmp_demand=1
ts_demand=1
fmp4_demand=1
[rtmp]
port=0
sslport=0
[rtsp]
port=0
sslport=0
[rtp_proxy]
port=0
timeoutSec=60
[rtc]
port=0
tcpPort=0
signalingPort=0
icePort=0
iceTcpPort=0
[srt]
port=0
[shell]
port=0
"""


class PeerError(Exception):
    """The peer cannot be measured; the sentence says why and what to do."""


@dataclass(frozen=True)
class PeerFigures:
    """What the peer takes, in CPU-seconds per Gbit; ``ingest`` by number of streams."""

    ingest: dict[int, float]
    fan_out: float
    forward: float
    origin: str


PUBLISHED = PeerFigures({10: 2.1, 40: 1.0}, 0.12, 0.75, "the peer's published figures")


@dataclass(frozen=True)
class Load:
    """The same traffic as ours: the clip file, its length in seconds and its bytes with RTP headers, and how much of it."""

    clip_file: Path
    clip_s: float
    clip_bytes: int
    warm_up_s: float
    window_s: float
    fan_out_streams: int
    viewers_a_stream: int
    forward_streams: int


def program(directory: Path) -> Path:
    """The server's binary in its directory; raises :class:`PeerError`."""
    found = next((directory / place for place in PLACES if os.access(directory / place, os.X_OK)), None)
    if found is None or not found.is_file():
        raise PeerError(
            f"{VARIABLE}={directory}: no executable MediaServer there (looked for {', '.join(PLACES)}). "
            "Name the directory of a ZLMediaKit release build, or unset the variable to judge by published figures."
        )
    return found


class Peer:
    """One running server."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, secret: str) -> None:
        self._process = process
        self._secret = secret
        self.port = port

    def ask(self, call: str, **arguments: str | int) -> dict[str, Any]:
        """The answer to an API call; raises :class:`PeerError` where it is not code 0."""
        query = urllib.parse.urlencode({"secret": self._secret, **arguments})
        url = f"http://127.0.0.1:{self.port}/index/api/{call}?{query}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            result: dict[str, Any] = json.load(answer)
        if result.get("code") != 0:
            raise PeerError(f"ZLMediaKit refused {call}: code {result.get('code')}, {result.get('msg', 'no message')}")
        return result

    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self._process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def await_start(self) -> None:
        end_s = time.monotonic() + START_LIMIT_S
        while True:
            if self._process.poll() is not None:
                raise PeerError(
                    f"MediaServer ended at once with status {self._process.returncode}; start it by hand to see why."
                )
            try:
                self.ask("getServerConfig")
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
                if time.monotonic() > end_s:
                    raise PeerError(
                        f"MediaServer did not answer its HTTP API within {START_LIMIT_S:g} s: {error}"
                    ) from error
                time.sleep(0.2)


@contextmanager
def running(directory: Path) -> Iterator[Peer]:
    """A server of its own configuration on a free port, ended with the block."""
    binary = program(directory).resolve()
    with TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port, secret = int(free.getsockname()[1]), secrets.token_hex(16)
        free.close()
        config = Path(folder) / "config.ini"
        config.write_text(CONFIG.format(secret=secret, port=port), "ascii")
        process = subprocess.Popen(
            [str(binary), "-c", str(config), "-l", "4"], cwd=folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            peer = Peer(process, port, secret)
            peer.await_start()
            yield peer
        finally:
            process.kill()
            process.wait()


class Counter:
    """The process that takes and counts: viewers over HTTP, or UDP ports."""

    def __init__(self, stack: ExitStack, *arguments: str) -> None:
        command = [sys.executable, "-m", "bench.media_peer", *arguments]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        stack.callback(self._process.wait)
        stack.callback(self._process.kill)
        self.ports: list[int] = json.loads(self._line())

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise PeerError(
                "ZLMediaKit did not serve the streams over HTTP: the viewers' process ended, see its message above."
            )
        return line

    def bytes(self) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._line())


class PeerRig:
    """The server with a number of streams running into it, each into a port of its own."""

    def __init__(self, stack: ExitStack, directory: Path, load: Load, streams: int) -> None:
        self.peer = stack.enter_context(running(directory))
        self._load, self._streams = load, streams
        ports = [
            str(self.peer.ask("openRtpServer", port=0, tcp_mode=0, stream_id=f"s{number}")["port"])
            for number in range(1, streams + 1)
        ]
        sender = [sys.executable, "-m", "bench.media_traffic", "send", ",".join(ports), str(streams), "600"]
        process = subprocess.Popen([*sender, str(load.clip_file)])
        stack.callback(process.wait)
        stack.callback(process.kill)
        time.sleep(load.warm_up_s)
        listed = {row["stream"] for row in self.peer.ask("getMediaList", vhost=VHOST, app=APP).get("data", [])}
        if len(listed) != streams:
            raise PeerError(f"ZLMediaKit took {len(listed)} of {streams} streams; nothing can be compared.")

    def window(self) -> tuple[float, float]:
        """CPU seconds and Gbit received over the window, by what the senders send."""
        before_s, began_s = self.peer.cpu_s(), time.monotonic()
        time.sleep(self._load.window_s)
        elapsed_s = time.monotonic() - began_s
        gbit = elapsed_s / self._load.clip_s * self._load.clip_bytes * self._streams * 8 / 1e9
        return self.peer.cpu_s() - before_s, gbit

    def beyond_ingest(self, alone: tuple[float, float], counter: Counter) -> float:
        """CPU-seconds per Gbit sent, less what ingest alone takes."""
        time.sleep(self._load.warm_up_s)
        before = counter.bytes()
        used_s, gbit_in = self.window()
        sent_gbit = (counter.bytes() - before) * 8 / 1e9
        if sent_gbit == 0:
            raise PeerError("ZLMediaKit sent nothing to its receivers; nothing can be compared.")
        return (used_s - alone[0] / alone[1] * gbit_in) / sent_gbit


def measure(directory: Path, load: Load) -> PeerFigures:
    """The peer's figures under the same traffic; about a minute and a half. Raises :class:`PeerError`."""
    ingest = {}
    for streams in PUBLISHED.ingest:
        with ExitStack() as stack:
            used_s, gbit = PeerRig(stack, directory, load, streams).window()
            ingest[streams] = used_s / gbit
    with ExitStack() as stack:
        rig = PeerRig(stack, directory, load, load.fan_out_streams)
        alone = rig.window()
        counter = Counter(stack, "view", str(rig.peer.port), str(load.fan_out_streams), str(load.viewers_a_stream))
        fan_out = rig.beyond_ingest(alone, counter)
    with ExitStack() as stack:
        rig = PeerRig(stack, directory, load, load.forward_streams)
        alone = rig.window()
        counter = Counter(stack, "sink", str(load.forward_streams))
        for number, port in enumerate(counter.ports, 1):
            rig.peer.ask(
                "startSendRtp", vhost=VHOST, app=APP, stream=f"s{number}", ssrc=900 + number,
                dst_url="127.0.0.1", dst_port=port, is_udp=1,
            )  # fmt: skip
        forward = rig.beyond_ingest(alone, counter)
    return PeerFigures(ingest, fan_out, forward, "ZLMediaKit in the same run")


def _viewer(port: int, stream: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall(f"GET /{APP}/{stream}.live.mp4 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    head = connection.recv(4096)
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise SystemExit(f"{stream}.live.mp4: {head[:80]!r}")
    return connection


def _count(sockets: list[socket.socket]) -> None:
    """Tells the ports, then the bytes so far at every line that comes in."""
    print(json.dumps([each.getsockname()[1] for each in sockets]), flush=True)
    selector = selectors.DefaultSelector()
    for each in sockets:
        selector.register(each, selectors.EVENT_READ, each)
    selector.register(sys.stdin, selectors.EVENT_READ)
    scratch, total = bytearray(1 << 20), 0
    while True:
        for key, _ in selector.select():
            if key.data is not None:
                total += key.data.recv_into(scratch)
            elif sys.stdin.readline():
                print(total, flush=True)
            else:
                return


def _main(part: str, *numbers: str) -> None:
    if part == "view":
        port, streams, viewers = map(int, numbers)
        _count([_viewer(port, f"s{1 + index % streams}") for index in range(streams * viewers)])
        return
    sockets = []
    for _ in range(int(numbers[0])):
        receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        receiver.bind(("127.0.0.1", 0))
        sockets.append(receiver)
    _count(sockets)


if __name__ == "__main__":
    _main(*sys.argv[1:])

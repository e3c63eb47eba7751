"""Registrations and keepalives: what they cost the platform in CPU and memory.

The platform runs in a process of its own (``bench.signalling_server``) with a directory on SQLite, every transaction synced to
disk. Devices are played here, so that their cost is not counted: each registers with digest and sends keepalives. Datagrams come from several loopback addresses, as from several networks.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from bench.figures import Figure, figure
from bench.signalling_server import OWN, PASSWORD, device_code

FIRST_WAVE = 10_000
DEVICES = 50_000
KEEPALIVE_EVERY_S = 60.0
KEEPALIVE_RUN_S = 40.0
WARM_UP_S = 50.0
# Some datagrams are lost on a busy machine, and their senders late; many who are late would measure the database instead.
ONLINE_SHARE = 0.999
SOCKETS = 64
# As many at once as after a power cut: devices do not wait for each other.
WINDOW = 2_000
RESEND_S = 1.0
DOMAIN = OWN[:10]
_NONCE = re.compile(rb'nonce="([^"]+)"')
_STATUS = re.compile(rb"SIP/2\.0 (\d{3})")
_CALL = re.compile(rb"Call-ID: ?(\d+)", re.IGNORECASE)


class Platform:
    """The measured process. ``manual_time``: its clock stands until ``advance`` moves it."""

    def __init__(self, directory: Path, devices: int, *, manual_time: bool = False) -> None:
        command = [sys.executable, "-m", "bench.signalling_server", str(directory), str(devices)]
        command += ["manual"] if manual_time else []
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
        )
        self.port = int(self._read()["port"])

    def __enter__(self) -> Platform:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)

    def ask(self, command: str) -> dict[str, Any]:
        """The answer to one command of ``bench.signalling_server``."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        return self._read()

    def usage(self) -> dict[str, float]:
        return self.ask("usage")

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the platform ended with {self._process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer


class Devices:
    """Many devices on a few sockets."""

    def __init__(self, port: int) -> None:
        self._selector = selectors.DefaultSelector()
        self._sockets: list[socket.socket] = []
        for number in range(SOCKETS):
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sock.bind((f"127.0.1.{1 + number % 16}", 0))
            sock.connect(("127.0.0.1", port))
            sock.settimeout(0)
            self._selector.register(sock, selectors.EVENT_READ, sock)
            self._sockets.append(sock)
        self._nonces: dict[int, bytes] = {}

    def __enter__(self) -> Devices:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._selector.close()
        for sock in self._sockets:
            sock.close()

    def register(self, serials: Sequence[int], per_s: float | None = None) -> float:
        """All of them, each with 401 and digest; wall seconds."""
        began = time.monotonic()
        waiting = iter(serials)
        pending: dict[int, float] = {}
        done = 0
        sent = 0
        while done < len(serials):
            now = time.monotonic()
            while len(pending) < WINDOW and (per_s is None or sent < (now - began) * per_s):
                serial = next(waiting, None)
                if serial is None:
                    break
                sent += 1
                self._nonces.pop(serial, None)
                self._send_register(serial)
                pending[serial] = now
            for serial, status in self._answers(0.01, b" REGISTER"):
                if serial not in pending:
                    continue
                if status == 401 and serial in self._nonces:
                    self._send_register(serial)
                    pending[serial] = time.monotonic()
                elif status == 200:
                    del pending[serial]
                    done += 1
                elif status != 401:
                    raise RuntimeError(f"device {serial} was answered {status}")
            for serial, at in list(pending.items()):
                if now - at > RESEND_S:
                    self._send_register(serial)
                    pending[serial] = now
        return time.monotonic() - began

    def keep_alive(self, count: int, seconds: float, interval_s: float) -> tuple[int, int]:
        """All of them at their interval for a while: how many were sent, how many answered 200."""
        began = time.monotonic()
        sent = answered = 0
        while (elapsed := time.monotonic() - began) < seconds:
            due = int(elapsed * count / interval_s)
            while sent < due:
                self._send_keepalive(sent % count, sent)
                sent += 1
            answered += sum(status == 200 for _, status in self._answers(0.005, b" MESSAGE"))
        end = time.monotonic() + 2.0
        while answered < sent and time.monotonic() < end:
            answered += sum(status == 200 for _, status in self._answers(0.05, b" MESSAGE"))
        return sent, answered

    def keep_alive_once(self, serials: Sequence[int], number: int) -> None:
        """A keepalive of each, the ``number``-th; one that is not answered is sent again. Returns when all are."""
        pending: dict[int, float] = {}
        for serial in serials:
            self._send_keepalive(serial, number)
            pending[serial] = time.monotonic()
        while pending:
            for serial, status in self._answers(0.01, b" MESSAGE"):
                if status != 200:
                    raise RuntimeError(f"the keepalive of device {serial} was answered {status}")
                pending.pop(serial, None)
            now = time.monotonic()
            for serial, at in pending.items():
                if now - at > RESEND_S:
                    self._send_keepalive(serial, number)
                    pending[serial] = now

    def _answers(self, timeout_s: float, method: bytes) -> Iterator[tuple[int, int]]:
        for key, _ in self._selector.select(timeout_s):
            sock: socket.socket = key.data
            for _ in range(200):
                try:
                    data = sock.recv(8192)
                except BlockingIOError:
                    break
                found = _STATUS.match(data)
                call = _CALL.search(data)
                if found is None or call is None or method not in data:
                    continue
                serial, status = int(call.group(1)), int(found.group(1))
                if status == 401 and serial not in self._nonces:
                    nonce = _NONCE.search(data)
                    if nonce is not None:
                        self._nonces[serial] = nonce.group(1)
                yield serial, status

    def _send_register(self, serial: int) -> None:
        code = device_code(serial)
        nonce = self._nonces.get(serial)
        uri = f"sip:{OWN}@{DOMAIN}"
        authorization = ""
        if nonce is not None:
            ha1 = hashlib.md5(f"{code}:{DOMAIN}:{PASSWORD}".encode()).hexdigest()
            ha2 = hashlib.md5(f"REGISTER:{uri}".encode()).hexdigest()
            proof = f"{ha1}:{nonce.decode()}:00000001:0a4f113b:auth:{ha2}"
            authorization = (
                f'Authorization: Digest username="{code}", realm="{DOMAIN}", nonce="{nonce.decode()}", uri="{uri}", '
                f'response="{hashlib.md5(proof.encode()).hexdigest()}", algorithm=MD5, qop=auth, nc=00000001, cnonce="0a4f113b"\r\n'
            )
        number = 2 if nonce is not None else 1
        headers = f"Contact: <sip:{code}@127.0.0.1:5060>\r\nExpires: 3600\r\nX-GB-Ver: 3.0\r\nUser-Agent: Bench camera\r\n{authorization}"
        self._send(serial, "REGISTER", uri, code, number, headers, "")

    def _send_keepalive(self, serial: int, number: int) -> None:
        code = device_code(serial)
        body = (
            '<?xml version="1.0" encoding="GB2312"?>\r\n<Notify>\r\n<CmdType>Keepalive</CmdType>\r\n'
            f"<SN>{number % 10_000 + 1}</SN>\r\n<DeviceID>{code}</DeviceID>\r\n<Status>OK</Status>\r\n</Notify>\r\n"
        )
        self._send(
            serial,
            "MESSAGE",
            f"sip:{OWN}@{DOMAIN}",
            code,
            100 + number,
            "Content-Type: Application/MANSCDP+xml\r\n",
            body,
        )

    def _send(self, serial: int, method: str, uri: str, code: str, number: int, headers: str, body: str) -> None:
        sock = self._sockets[serial % SOCKETS]
        host, port = sock.getsockname()
        to = f"<sip:{code}@{DOMAIN}>" if method == "REGISTER" else f"<sip:{OWN}@{DOMAIN}>"
        text = (
            f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{serial}x{number}\r\n"
            f"From: <sip:{code}@{DOMAIN}>;tag={serial}\r\nTo: {to}\r\nCall-ID: {serial}\r\nCSeq: {number} {method}\r\n"
            f"Max-Forwards: 70\r\n{headers}Content-Length: {len(body)}\r\n\r\n{body}"
        )
        with contextlib.suppress(BlockingIOError):  # as lost on the way; it is sent again
            sock.send(text.encode())


def measure() -> list[Figure]:
    """Registrations per CPU-second, CPU of keepalives, memory a device."""
    with (
        tempfile.TemporaryDirectory(prefix="anlan-bench-") as directory,
        Platform(Path(directory), DEVICES) as platform,
    ):
        devices = Devices(platform.port)
        before = platform.usage()
        wall_s = devices.register(range(FIRST_WAVE))
        after = platform.usage()
        cpu_s = after["cpu_s"] - before["cpu_after_s"]
        # The rest at a pace at which transactions, kept for 32 s each, stay below their bound.
        devices.register(range(FIRST_WAVE, DEVICES), per_s=900.0)
        # Registering took longer than a keepalive's interval: who counts as late by now is brought back before it is measured.
        devices.keep_alive(DEVICES, WARM_UP_S, WARM_UP_S)
        start = platform.usage()
        sent, answered = devices.keep_alive(DEVICES, KEEPALIVE_RUN_S, KEEPALIVE_EVERY_S)
        end = platform.usage()
    if answered < sent:
        raise RuntimeError(f"only {answered} of {sent} keepalives were answered")
    for at in (start, end):
        if at["online"] < DEVICES * ONLINE_SHARE:
            raise RuntimeError(f"{at['online']:.0f} of {DEVICES} devices are online: the load generator was too slow")
    share = (end["cpu_s"] - start["cpu_after_s"]) / KEEPALIVE_RUN_S * 100
    memory_kb = (end["rss"] - before["rss"]) / DEVICES / 1024
    return [
        figure(
            "register_10000_cpu_s", cpu_s, "s", goal=4.0, better="lower",
            how=f"CPU of the platform's process for {FIRST_WAVE} devices on record, each REGISTER, 401, REGISTER with digest over UDP, "
            f"synced to SQLite before its 200 ({wall_s:.1f} s of wall time beside the load generator)",
        ),
        figure("registrations_per_cpu_s", FIRST_WAVE / cpu_s, "1/s", better="higher", how="the same run"),
        figure(
            "keepalive_50000_core_percent", share, "%", goal=10.0, better="lower",
            how=f"share of one core while {DEVICES} devices send a keepalive every {KEEPALIVE_EVERY_S:.0f} s, "
            f"{sent} in {KEEPALIVE_RUN_S:.0f} s of real time, all answered, none to the database",
        ),
        figure(
            "memory_per_device_kb", memory_kb, "KiB", goal=6.0, better="lower",
            how=f"growth of the resident set from before the first registration to the end of the keepalives, over {DEVICES} devices",
        ),
    ]  # fmt: skip

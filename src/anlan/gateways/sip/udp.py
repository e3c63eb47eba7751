"""The UDP socket: many datagrams a wake-up, and a bounded queue where the kernel's is full."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import deque
from collections.abc import Callable
from typing import Any

from anlan.gateways.sip.metrics import DROPPED, count
from anlan.gateways.sip.ports import SipTransportError

MAX_DATAGRAM = 65_507  # IPv4: 65,535 less the IP and UDP headers
_BATCH = 256  # per wake-up, so that timers and connections get their turn in a flood

Receive = Callable[[bytes, Any], None]


class UdpSocket:
    """One bound socket. ``receive(data, address)`` is called for each datagram, ``drained()`` after each batch."""

    def __init__(self, sock: socket.socket, receive: Receive, drained: Callable[[], None], queue_limit: int) -> None:
        self._sock = sock
        self._receive = receive
        self._drained = drained
        self._queue: deque[tuple[bytes, Any]] = deque()
        self._queue_limit = queue_limit
        self._loop = asyncio.get_running_loop()
        self._open = True
        self._loop.add_reader(sock.fileno(), self._read)

    def send(self, data: bytes, host: str, port: int) -> None:
        """Send or queue. Raises ``SipTransportError`` where it cannot be sent; a full queue drops, as UDP may."""
        if len(data) > MAX_DATAGRAM:
            raise SipTransportError(f"{len(data)} bytes are too many for one datagram")
        if not self._open:
            raise SipTransportError("the socket is closed")
        if self._queue:
            self._enqueue(data, (host, port))
            return
        try:
            self._sock.sendto(data, (host, port))
        except BlockingIOError:
            self._enqueue(data, (host, port))
        except OSError as error:
            raise SipTransportError(f"cannot send to {host}:{port}: {error.strerror}") from error

    def close(self) -> None:
        if self._open:
            self._open = False
            self._loop.remove_reader(self._sock.fileno())
            self._loop.remove_writer(self._sock.fileno())
            self._sock.close()
            self._queue.clear()

    def _read(self) -> None:
        receive_from = self._sock.recvfrom
        for _ in range(_BATCH):
            try:
                data, address = receive_from(65_535)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:  # an ICMP error of an earlier send; it belongs to no one here
                count(DROPPED, "udp_error")
                continue
            self._receive(data, address)
        self._drained()

    def _enqueue(self, data: bytes, address: Any) -> None:
        if len(self._queue) >= self._queue_limit:
            count(DROPPED, "udp_queue")
            return
        if not self._queue:
            self._loop.add_writer(self._sock.fileno(), self._write)
        self._queue.append((data, address))

    def _write(self) -> None:
        while self._queue:
            data, address = self._queue[0]
            try:
                self._sock.sendto(data, address)
            except BlockingIOError:
                return
            except OSError:
                count(DROPPED, "udp_error")
            self._queue.popleft()
        self._loop.remove_writer(self._sock.fileno())


def bind_udp(host: str, port: int, receive_buffer_bytes: int) -> socket.socket:
    """A non-blocking bound socket with a large receive buffer: a burst of devices must not be lost before we wake."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        sock.settimeout(0)
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
        force = getattr(socket, "SO_RCVBUFFORCE", 33)  # beyond rmem_max, where we are allowed to
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, force, receive_buffer_bytes)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock

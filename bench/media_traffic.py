"""The other processes of the media benchmark, so that their CPU is not counted: ``python -m bench.media_traffic <part> …``.

``send``: cameras of 4 Mbit/s 1080p H.264 in RTP/PS, one frame every 40 ms each, evenly staggered.
``view``: viewers that throw away what they get. ``sink``: UDP ports that do the same.
"""

from __future__ import annotations

import base64
import json
import os
import selectors
import socket
import struct
import sys
import time
from pathlib import Path
from typing import Any

FRAME_S = 0.04
HEADER = struct.Struct("!BBHII")


def send(ports: list[int], streams: int, seconds: float, clip_file: str) -> None:
    """Payloads of each frame come as JSON of base64 from ``clip_file``; SSRCs are 1 to ``streams``.

    With several ports each stream goes to its own, with one all go to it.
    """
    frames = [
        [base64.b64decode(payload) for payload in frame] for frame in json.loads(Path(clip_file).read_text("ascii"))
    ]
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(streams)]
    for index, each in enumerate(sockets):
        each.connect(("127.0.0.1", ports[index % len(ports)]))
    sequences = [0] * streams
    begin, turn = time.monotonic(), 0
    while (due := begin + turn * FRAME_S / streams) < begin + seconds:
        wait = due - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        stream, frame_number = turn % streams, turn // streams
        payloads = frames[frame_number % len(frames)]
        last = len(payloads) - 1
        sequence = sequences[stream]
        target = sockets[stream]
        for index, payload in enumerate(payloads):
            mark = 96 | (index == last) << 7
            header = HEADER.pack(0x80, mark, (sequence + index) & 0xFFFF, frame_number * 3600 & 0xFFFFFFFF, stream + 1)
            target.sendmsg((header, payload))
        sequences[stream] += len(payloads)
        turn += 1


def view(port: int, tokens_file: str, seconds: float) -> None:
    """One viewer for each token."""
    tokens: list[str] = json.loads(Path(tokens_file).read_text("ascii"))
    selector = selectors.DefaultSelector()
    for token in tokens:
        selector.register(open_viewer(port, token), selectors.EVENT_READ)
    scratch = bytearray(1 << 20)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for key, _ in selector.select(0.5):
            connection: Any = key.fileobj
            connection.recv_into(scratch)


def open_viewer(port: int, token: str) -> socket.socket:
    """Handshake and token; what follows is the server's."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall(
        f"GET /v1/view HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += connection.recv(1)
    if b" 101 " not in answer:
        raise RuntimeError(answer.decode("latin-1"))
    body = token.encode()
    # A mask of zeros is a mask (RFC 6455 §5.3).
    connection.sendall(b"\x81" + bytes((0x80 | 126,)) + struct.pack("!H", len(body)) + bytes(4) + body)
    return connection


def sink(count: int, seconds: float) -> None:
    """Prints the ports, then takes what comes."""
    selector = selectors.DefaultSelector()
    sockets = []
    for _ in range(count):
        receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        receiver.bind(("127.0.0.1", 0))
        selector.register(receiver, selectors.EVENT_READ)
        sockets.append(receiver)
    print(json.dumps([receiver.getsockname()[1] for receiver in sockets]), flush=True)
    scratch = bytearray(65536)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for key, _ in selector.select(0.5):
            receiver_: Any = key.fileobj
            receiver_.recv_into(scratch)


if __name__ == "__main__":
    part, *arguments = sys.argv[1:]
    if part == "send":
        send([int(port) for port in arguments[0].split(",")], int(arguments[1]), float(arguments[2]), arguments[3])
    elif part == "view":
        view(int(arguments[0]), arguments[1], float(arguments[2]))
    elif part == "sink":
        sink(int(arguments[0]), float(arguments[1]))
    else:
        sys.exit(f"unknown part {part}")

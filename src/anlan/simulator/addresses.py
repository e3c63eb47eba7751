"""Which address of this machine leads to a server."""

from __future__ import annotations

import socket


def local_address_towards(host: str) -> str:
    """The address the kernel would send from; nothing is sent. Raises ``OSError`` where there is no way."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, 5060, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.connect(address)
        return str(probe.getsockname()[0])

"""Telling whoever started us that we are ready, by the protocol of sd_notify(3): one datagram to ``NOTIFY_SOCKET``.

systemd (``Type=notify``) and the demo city's supervisor listen to it; without the variable nothing is sent.
"""

from __future__ import annotations

import os
import socket


def tell_supervisor(state: str) -> None:
    """Send a state such as ``READY=1`` or ``STOPPING=1``."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        # A supervisor that has gone is no reason to stop serving.
        try:
            sender.sendto(state.encode(), address)
        except OSError:
            return

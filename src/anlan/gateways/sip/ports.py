"""What stands between the endpoint and those who use it: addresses, requests, the handler, failures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from anlan.protocols.sip import PlainMessage, Request, Response


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes to or came from. ``connection`` names an open TCP connection of ours, the only way to a peer behind NAT."""

    transport: Literal["udp", "tcp"]
    host: str
    port: int
    connection: int | None = None


@dataclass(slots=True)
class IncomingRequest:
    """A request as it arrived; its topmost Via already tells the true source, so ``reply`` needs no more."""

    request: Request
    source: Target
    received_utc: datetime
    received_s: float  # the clock's monotonic seconds


class SipHandler(Protocol):
    """Serves requests. It is called once a request, however often that is repeated."""

    async def handle(self, incoming: IncomingRequest) -> Response | None:
        """The final response; None for an ACK. A CANCEL of an INVITE still being served cancels this call."""

    def connection_lost(self, target: Target) -> None:
        """A TCP connection has ended; ``target.connection`` will not come back."""


# May take a plain MESSAGE at once: True, and it is answered 200; False, and it goes the usual way. No transaction is kept, so that
# repetitions come here again: only for what comes all the time and may be served twice. The number is the clock's monotonic seconds.
TakeAtSight = Callable[[PlainMessage, Target, float], bool]


class SipTimeout(Exception):  # noqa: N818  # named by what happened
    """No final answer came in time; ``provisional`` is the last status below 200 that came, or None."""

    def __init__(self, message: str, provisional: int | None = None) -> None:
        super().__init__(message)
        self.provisional = provisional


class SipTransportError(Exception):
    """The message could not be sent: no connection, too large for UDP, a queue's bound, or the endpoint is stopping."""

"""HTTP connections before there is a request: how many there may be, from one address too, and how long each may say nothing.

uvicorn bounds requests and idle connections between two requests. It waits for ever for the head of a request, for the rest of a
body that nobody reads, and for a client that does not take its answer; a few thousand such connections would shut everybody out.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections import Counter
from collections.abc import Sequence
from typing import Any

from prometheus_client import Counter as Metric
from prometheus_client import Gauge
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from anlan.foundation.addresses import address_class

OPEN = Gauge("anlan_http_connections", "Open HTTP connections, event sockets aside")
REFUSED = Metric("anlan_http_connections_refused_total", "HTTP connections refused for a bound", ["bound"])
CUT = Metric(
    "anlan_http_connections_cut_total",
    "HTTP connections cut: a late or overlong request, an answer not taken",
    ["reason"],
)

# An answer that is not taken for so many times the time of a request: the client is gone, or means to hold the place.
_STALL_FACTOR = 4
MOST_HEAD_BYTES = 65_536
_HEAD_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_FULL = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\nretry-after: 30\r\n\r\n"


class Connections:
    """The open connections of one server. Trusted proxies speak for many: for them only the bound of all holds."""

    def __init__(self, most: int, most_per_address: int, proxies: Sequence[str] = ()) -> None:
        self._most = most
        self._most_per_address = most_per_address
        self._proxies = [network for network in map(_network, proxies) if network is not None]
        self._held: Counter[str] = Counter()

    def enter(self, host: str) -> str | None:
        """A place for a connection from this address, as ``leave`` takes it; None where there is none."""
        try:
            place = address_class(host)
        except ValueError:
            place = host
        if self._held.total() >= self._most:
            REFUSED.labels("all").inc()
            return None
        if self._held[place] >= self._most_per_address and not self._is_proxy(host):
            REFUSED.labels("address").inc()
            return None
        self._held[place] += 1
        OPEN.inc()
        return place

    def leave(self, place: str) -> None:
        """The connection is gone, or has become an event socket, which has bounds of its own."""
        OPEN.dec()
        self._held[place] -= 1
        if not self._held[place]:
            del self._held[place]

    def _is_proxy(self, host: str) -> bool:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self._proxies)


class ImpatientProtocol(HttpToolsProtocol):
    """uvicorn's protocol, of which at any time one holds: a request is being answered, or a timer runs."""

    def __init__(self, *, places: Connections, request_timeout_s: float, **given: Any) -> None:
        super().__init__(**given)
        self._places = places
        self._request_timeout_s = request_timeout_s
        self._stall_s = request_timeout_s * _STALL_FACTOR
        self._place: str | None = None
        # Between the head of a request and the end of its body.
        self._in_body = False
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._place = self._places.enter(self.client[0] if self.client else "")
        if self._place is None:
            transport.write(_FULL)
            self._close()
            return
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
        super().connection_lost(exc)
        # uvicorn leaves its timer where the connection broke.
        self._unset_keepalive_if_required()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if not self._in_body:
            self._expect_head()
            self._head_bytes += len(data)
        super().data_received(data)
        if self._place is None:
            # An event socket by now.
            return
        if not self._in_body:
            self._bound_head()
        elif self._answered():
            # The answer did not wait for the whole body (401, 413): nobody reads the rest.
            self._expect_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._in_body = True
        self._head_bytes = 0
        _cancel(self._head_timer)
        self._head_timer = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._close()

    def handle_websocket_upgrade(self) -> None:
        self._leave()
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        super().send_400_response(msg)
        self._close()

    def timeout_keep_alive_handler(self) -> None:
        self._close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stall_timer = self._stall_timer or self.loop.call_later(self._stall_s, self._stalled)

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.transport.is_closing():
            _cancel(self._stall_timer)
            self._stall_timer = None

    def _bound_head(self) -> None:
        # The parser keeps a head of any length.
        if self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            CUT.labels("head").inc()
            self.transport.write(_HEAD_TOO_LARGE)
            self._close()

    def _answered(self) -> bool:
        return self.cycle is not None and self.cycle.response_complete

    def _expect_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self._request_timeout_s, self._head_late)

    def _head_late(self) -> None:
        self._head_timer = None
        if self.cycle is not None and not self.cycle.response_complete:
            # The next request may be held back by ourselves, until this one is answered.
            self._expect_head()
            return
        CUT.labels("request").inc()
        self._close()

    def _close(self) -> None:
        """Close once all is written, in time."""
        self.transport.close()
        self._stall_timer = self._stall_timer or self.loop.call_later(self._stall_s, self._stalled)

    def _stalled(self) -> None:
        CUT.labels("reader").inc()
        self.transport.abort()

    def _leave(self) -> None:
        _cancel(self._head_timer)
        self._head_timer = None
        _cancel(self._stall_timer)
        self._stall_timer = None
        if self._place is not None:
            self._places.leave(self._place)
            self._place = None


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None

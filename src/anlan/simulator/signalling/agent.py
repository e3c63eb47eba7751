"""A SIP user agent just large enough for a camera: requests repeated until answered, repeated requests answered once."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable

import structlog

from anlan.foundation.clock import Clock
from anlan.protocols.sip import (
    Headers,
    Request,
    Response,
    SipSyntaxError,
    parse_message,
    parse_via,
    read_cseq,
    serialize,
)
from anlan.simulator.signalling.links import Address, Link, TcpLink, UdpLink, UdpSocket

log = structlog.get_logger(__name__)

Handler = Callable[[Request, Link], Awaitable[Response | None]]

# RFC 3261 §17: T1, T2 and 64*T1.
_T1_S = 0.5
_T2_S = 4.0
# UDP and TCP want the same port number; where any will do, so many are tried.
_PORT_ATTEMPTS = 16
_GIVE_UP_S = 32.0
_KEPT_ANSWERS = 2048


class NoAnswer(Exception):  # noqa: N818  # an outcome that every caller handles, not a defect
    """The peer did not answer in time, or cannot be reached."""


class SipAgent:
    """One device's or platform's signalling: a UDP port, and TCP connections in either direction."""

    def __init__(self, *, clock: Clock, handler: Handler, user_agent: str = "Anlan simulator") -> None:
        self._clock = clock
        self._handler = handler
        self._user_agent = user_agent
        self._udp: UdpSocket | None = None
        self._other_udp: UdpSocket | None = None
        self._server: asyncio.Server | None = None
        self._links: set[TcpLink] = set()
        self._waiting: dict[tuple[str, str], asyncio.Queue[Response]] = {}
        self._answers: OrderedDict[tuple[str, str], bytes | None] = OrderedDict()
        self._unacknowledged: dict[str, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        # While set, nothing is answered and nothing is sent.
        self.silent = False
        # While set, answers to UDP requests leave from a second port.
        self.answer_from_other_port = False
        self.on_connection_lost: Callable[[], None] = lambda: None
        # Called with the Call-ID of a 2xx that nobody acknowledged in 32 s.
        self.on_unacknowledged: Callable[[str], None] = lambda call_id: None

    async def open(self, host: str, port: int = 0, *, listen_tcp: bool = False) -> Address:
        """Bind UDP (and TCP on the same port) and return the address. Raises ``OSError``."""
        self._other_udp = UdpSocket(self._deliver)
        await self._other_udp.open(host, 0)
        for attempt in range(_PORT_ATTEMPTS):
            self._udp = UdpSocket(self._deliver)
            await self._udp.open(host, port)
            if not listen_tcp:
                break
            try:
                self._server = await asyncio.start_server(self._accept, host, self._udp.local[1])
                break
            except OSError:
                # A port that is free for UDP may be taken for TCP; where any will do, another one is tried.
                self._udp.close()
                if port or attempt + 1 == _PORT_ATTEMPTS:
                    raise
        assert self._udp is not None
        return self._udp.local

    def udp(self, peer: Address) -> Link:
        """The way to a UDP peer."""
        assert self._udp is not None
        return UdpLink(self._udp, peer)

    async def connect(self, peer: Address, local_host: str | None = None) -> Link:
        """A TCP connection of ours. Raises ``NoAnswer``."""
        try:
            local = (local_host, 0) if local_host else None
            reader, writer = await asyncio.open_connection(*peer, local_addr=local)
        except OSError as error:
            raise NoAnswer(str(error)) from error
        link = TcpLink(reader, writer)
        self._spawn(self._serve(link))
        return link

    async def close(self) -> None:
        """Close everything."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for link in tuple(self._links):
            link.close()
        if self._server is not None:
            self._server.close()
        for socket in (self._udp, self._other_udp):
            if socket is not None:
                socket.close()

    def send(self, request: Request, link: Link) -> None:
        """Send a request nobody answers (ACK)."""
        self._prepare(request, link, "z9hG4bK" + secrets.token_hex(8))
        self._transmit(serialize(request), link)

    async def request(
        self,
        request: Request,
        link: Link,
        timeout_s: float = _GIVE_UP_S,
        on_provisional: Callable[[Response], None] = lambda response: None,
    ) -> Response:
        """The final answer; an INVITE's refusal is acknowledged. Raises ``NoAnswer``."""
        branch = "z9hG4bK" + secrets.token_hex(8)
        self._prepare(request, link, branch)
        data = serialize(request)
        key = (branch, request.method)
        queue = self._waiting[key] = asyncio.Queue()
        deadline_s = self._clock.monotonic_s() + timeout_s
        interval_s = _T1_S
        provisional = False
        try:
            self._transmit(data, link)
            while True:
                left_s = deadline_s - self._clock.monotonic_s()
                if left_s <= 0:
                    raise NoAnswer(f"no answer to {request.method}")
                repeats = not link.reliable and not (provisional and request.method == "INVITE")
                response = await self._next(queue, min(interval_s, left_s) if repeats else left_s)
                if response is None:
                    if repeats and self._clock.monotonic_s() < deadline_s:
                        self._transmit(data, link)
                        interval_s = min(interval_s * 2, _T2_S)
                elif response.status < 200:
                    provisional = True
                    on_provisional(response)
                else:
                    if request.method == "INVITE" and response.status >= 300:
                        self._transmit(serialize(_refusal_ack(request, response)), link)
                    return response
        finally:
            del self._waiting[key]

    async def _next(self, queue: asyncio.Queue[Response], seconds: float) -> Response | None:
        if not queue.empty():
            return queue.get_nowait()
        arrival = asyncio.ensure_future(queue.get())
        alarm = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({arrival, alarm}, return_when=asyncio.FIRST_COMPLETED)
            return arrival.result() if arrival.done() else None
        finally:
            arrival.cancel()
            alarm.cancel()

    def _prepare(self, request: Request, link: Link, branch: str) -> None:
        host, port = link.local
        transport = "TCP" if link.reliable else "UDP"
        via = f"SIP/2.0/{transport} {host}:{port};rport;branch={branch}"
        fields = [(name, value) for name, value in request.headers if name not in ("Via", "Max-Forwards", "User-Agent")]
        request.headers = Headers([("Via", via), *fields, ("Max-Forwards", "70"), ("User-Agent", self._user_agent)])

    def _transmit(self, data: bytes, link: Link) -> None:
        if not self.silent:
            link.send(data)

    def _deliver(self, data: bytes, link: Link) -> None:
        if self.silent or not data.strip():
            return
        try:
            message = parse_message(data)
        except SipSyntaxError as error:
            log.warning("unreadable message for a simulated device", reason=str(error), peer=link.peer[0])
            return
        if isinstance(message, Response):
            self._take_response(message)
        else:
            self._take_request(message, link)

    def _take_response(self, response: Response) -> None:
        try:
            key = (parse_via(response.headers.get("Via") or "").branch, read_cseq(response.headers)[1])
        except SipSyntaxError:
            return
        queue = self._waiting.get(key)
        if queue is not None and queue.qsize() < 16:
            queue.put_nowait(response)

    def _take_request(self, request: Request, link: Link) -> None:
        if request.method == "ACK":
            waiting = self._unacknowledged.pop(request.headers.get("Call-ID") or "", None)
            if waiting is not None:
                waiting.set()
                self._spawn(self._handle(request, link, None))
            return
        try:
            key = (parse_via(request.headers.get("Via") or "").branch, request.method)
        except SipSyntaxError:
            return
        if key in self._answers:
            answer = self._answers[key]
            if answer is not None:
                self._transmit(answer, self._way_back(link))
            return
        self._answers[key] = None
        while len(self._answers) > _KEPT_ANSWERS:
            self._answers.popitem(last=False)
        self._spawn(self._handle(request, link, key))

    async def _handle(self, request: Request, link: Link, key: tuple[str, str] | None) -> None:
        response = await self._handler(request, link)
        if response is None or key is None:
            return
        data = serialize(response)
        if key in self._answers:
            self._answers[key] = data
        if request.method == "INVITE" and 200 <= response.status < 300:
            await self._repeat_until_acknowledged(request.headers.get("Call-ID") or "", data, link)
        else:
            self._transmit(data, self._way_back(link))

    async def _repeat_until_acknowledged(self, call_id: str, data: bytes, link: Link) -> None:
        """RFC 3261 §13.3.1.4: the 2xx is the handler's to repeat."""
        acknowledged = self._unacknowledged[call_id] = asyncio.Event()
        interval_s, spent_s = _T1_S, 0.0
        while not acknowledged.is_set() and spent_s < _GIVE_UP_S:
            self._transmit(data, self._way_back(link))
            alarm = asyncio.ensure_future(self._clock.sleep(interval_s))
            arrival = asyncio.ensure_future(acknowledged.wait())
            try:
                await asyncio.wait({alarm, arrival}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                alarm.cancel()
                arrival.cancel()
            spent_s += interval_s
            interval_s = min(interval_s * 2, _T2_S)
        if not acknowledged.is_set():
            self._unacknowledged.pop(call_id, None)
            self.on_unacknowledged(call_id)

    def _way_back(self, link: Link) -> Link:
        if self.answer_from_other_port and not link.reliable:
            assert self._other_udp is not None
            return UdpLink(self._other_udp, link.peer)
        return link

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._spawn(self._serve(TcpLink(reader, writer)))

    async def _serve(self, link: TcpLink) -> None:
        self._links.add(link)
        try:
            await link.serve(self._deliver)
        finally:
            self._links.discard(link)
            with contextlib.suppress(RuntimeError):
                link.close()
        self.on_connection_lost()

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Future[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("simulated device failed", error=repr(task.exception()))


def _refusal_ack(invite: Request, response: Response) -> Request:
    """RFC 3261 §17.1.1.3: the ACK of a refusal belongs to the INVITE's own transaction."""
    number = read_cseq(invite.headers)[0]
    headers = Headers(
        [
            ("Via", invite.headers.get("Via") or ""),
            ("From", invite.headers.get("From") or ""),
            ("To", response.headers.get("To") or invite.headers.get("To") or ""),
            ("Call-ID", invite.headers.get("Call-ID") or ""),
            ("CSeq", f"{number} ACK"),
            ("Max-Forwards", "70"),
        ]
    )
    return Request("ACK", invite.uri, headers)

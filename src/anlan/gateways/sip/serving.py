"""The server side of the endpoint: each new request to the handler once, each repetition to its kept answer."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile

import structlog

from anlan.foundation.clock import Clock
from anlan.gateways.sip.limits import SipLimits
from anlan.gateways.sip.metrics import DROPPED, MALFORMED, PENDING, REPEATED, REQUESTS, RESENT, RESPONSES, count
from anlan.gateways.sip.ports import IncomingRequest, SipHandler, SipTransportError, TakeAtSight, Target
from anlan.gateways.sip.rates import PeerRates
from anlan.protocols.sip import (
    Headers,
    Request,
    Response,
    SipSyntaxError,
    Via,
    parse_via,
    read_plain_message,
    reply,
    serialize,
)
from anlan.protocols.sip.server_transaction import (
    Arrival,
    InviteServerTransaction,
    ServerTransaction,
    ServerTransactions,
)
from anlan.protocols.sip.via import note_source

log = structlog.get_logger(__name__)

# RFC 3261, 3262, 3265, 3311, 3428, 3515, 3903, 6086. A handler answers 405 to those it does not serve; anything else is 501.
METHODS = frozenset(
    {
        "ACK",
        "BYE",
        "CANCEL",
        "INFO",
        "INVITE",
        "MESSAGE",
        "NOTIFY",
        "OPTIONS",
        "PRACK",
        "PUBLISH",
        "REFER",
        "REGISTER",
        "SUBSCRIBE",
        "UPDATE",
    }
)

_MAX_CARRIERS = 64
_IDENTIFYING = frozenset({"Via", "From", "To", "Call-ID", "CSeq"})

Send = Callable[[bytes, Target], None]


@dataclass(slots=True, eq=False)
class _Job:
    """A request on its way through the handler."""

    incoming: IncomingRequest
    transaction: ServerTransaction
    task: asyncio.Task[None] | None = None
    started: bool = False
    cancelled: str = ""  # why the handler's call was cancelled by us

    def cancel(self, why: str) -> None:
        """End the handler's call; a task that has not begun would end without its answer, so it is left to see the mark itself."""
        if not self.cancelled:
            self.cancelled = why
            if self.started and self.task is not None:
                self.task.cancel()


class RequestServer:
    """Finds transactions, calls the handler, sends and keeps its answers."""

    def __init__(
        self,
        handler: SipHandler,
        clock: Clock,
        limits: SipLimits,
        send: Send,
        server_name: str,
        on_unacknowledged: Callable[[IncomingRequest], None] | None = None,
        at_sight: TakeAtSight | None = None,
    ) -> None:
        self._handler = handler
        self._clock = clock
        self._limits = limits
        self._send = send
        self._server_name = server_name
        self._on_unacknowledged = on_unacknowledged
        self._at_sight = at_sight
        self._server_field = server_name.encode()
        self._transactions = ServerTransactions(limits.timers, limits.max_server_transactions)
        self._malformed = PeerRates(limits.peer_malformed_per_10_s)
        self._queue: deque[_Job] = deque()
        self._pending: dict[ServerTransaction, _Job] = {}
        self._pending_of: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._relief: asyncio.Handle | None = None
        self._carriers = 1
        self._stopping = False
        self._loop = asyncio.get_running_loop()

    @property
    def next_timer_s(self) -> float | None:
        times = [self._transactions.next_timer_s]
        if self._pending:
            oldest = next(iter(self._pending.values()))
            times.append(oldest.incoming.received_s + self._limits.handler_timeout_s)
        return min((time_s for time_s in times if time_s is not None), default=None)

    def receive_plain(self, data: bytes, source: Target, now_s: float) -> bool:
        """Take a plain MESSAGE the short way; False where it has to go through ``receive``."""
        if self._at_sight is None:
            return False
        message = read_plain_message(data)
        if message is None or not self._at_sight(message, source, now_s):
            return False
        count(REQUESTS, "MESSAGE")
        count(RESPONSES, "200")
        self._try_send(message.ok(source.host, source.port, self._server_field), source)
        return True

    def receive(self, request: Request, source: Target) -> None:
        """Take an arriving request. Raises ``SipSyntaxError`` where its Via cannot be read."""
        headers = request.headers
        top = headers.get("Via") or ""
        via = parse_via(top)
        noted = note_source(top, via, source.host, source.port)
        if noted is not top:
            headers.set_first("Via", noted)
        arrival, transaction = self._transactions.receive(request, via, source.transport == "tcp")
        if arrival is Arrival.NEW and transaction is not None:
            self._admit(request, via, source, transaction)
        elif arrival is Arrival.REPEATED and transaction is not None:
            count(REPEATED, "request")
            if transaction.answer is not None:
                self._try_send(transaction.answer, source)
        elif arrival is Arrival.ACKNOWLEDGED:
            count(REQUESTS, "ACK")
            self._spawn(
                self._tell_ack(IncomingRequest(request, source, self._clock.now_utc(), self._clock.monotonic_s()))
            )
        elif arrival is Arrival.ABSORBED:
            count(REPEATED, "ack")
        else:
            count(DROPPED, "server_transactions")

    def refuse(self, error: SipSyntaxError, source: Target) -> None:
        """Answer what is not SIP, as far as it says where to."""
        count(MALFORMED, str(error.status))
        if not self._malformed.admit(source.host, self._clock.monotonic_s()):
            count(DROPPED, "malformed_of_peer")
            return
        log.info(
            "sip_malformed",
            peer=f"{source.host}:{source.port}",
            transport=source.transport,
            status=error.status,
            reason=error.reason,
        )
        request = error.request
        if request is None or request.method == "ACK" or not request.headers.get("Via"):
            return
        try:
            top = request.headers.get("Via") or ""
            request.headers.set_first("Via", note_source(top, parse_via(top), source.host, source.port))
        except SipSyntaxError:
            return  # no transaction of the sender's could find the answer
        try:
            self._try_send(serialize(reply(request, error.status, error.reason)), source)
        except ValueError:
            return

    def start_work(self) -> None:
        """Begin with what has been received; called once a batch."""
        if self._queue:
            self._carriers = 1
            self._start_carrier()

    def tick(self, now_s: float) -> None:
        """Repeat answers that want an ACK; give back the places of hung handlers."""
        tick = self._transactions.tick(now_s)
        for invite in tick.resend:
            if invite.answer is not None and invite.owner is not None:
                count(RESENT, "answer")
                self._try_send(invite.answer, invite.owner.source)
        for invite in tick.unacknowledged:
            self._report_unacknowledged(invite.owner)
        begun_before_s = now_s - self._limits.handler_timeout_s
        for job in list(takewhile(lambda job: job.incoming.received_s <= begun_before_s, self._pending.values())):
            job.cancel("timeout")

    async def stop(self) -> None:
        """End the work in hand."""
        self._stopping = True
        self._queue.clear()
        if self._relief is not None:
            self._relief.cancel()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        PENDING.value -= len(self._pending)
        self._pending.clear()

    def _admit(self, request: Request, via: Via, source: Target, transaction: ServerTransaction) -> None:
        method = request.method
        if method not in METHODS:
            count(REQUESTS, "other")
            self._answer(transaction, reply(request, 501), source)
            return
        count(REQUESTS, method)
        if method == "CANCEL":
            self._cancel(request, via, source, transaction)
            return
        host = source.host
        if (
            len(self._pending) >= self._limits.max_pending
            or self._pending_of[host] >= self._limits.max_pending_per_peer
        ):
            self._shed(request, source, transaction)
            return
        job = _Job(IncomingRequest(request, source, self._clock.now_utc(), self._clock.monotonic_s()), transaction)
        self._pending[transaction] = job
        self._pending_of[host] += 1
        PENDING.value += 1
        if isinstance(transaction, InviteServerTransaction):
            transaction.owner = job.incoming
            self._answer(transaction, reply(request, 100), source)
            job.task = self._spawn(self._serve(job))
        else:
            self._queue.append(job)

    def _shed(self, request: Request, source: Target, transaction: ServerTransaction) -> None:
        count(DROPPED, "pending")
        if source.transport == "udp":
            self._transactions.forget(transaction)  # its sender tries again, spread by its own timers
        else:
            self._answer(transaction, reply(request, 503, headers=[("Retry-After", "5")]), source)

    def _cancel(self, request: Request, via: Via, source: Target, transaction: ServerTransaction) -> None:
        invite = self._transactions.invite_of(request, via)
        self._answer(transaction, reply(request, 200 if invite else 481), source)
        job = self._pending.get(invite) if invite else None
        if job is not None:
            job.cancel("cancel")

    def _spawn(self, work: object) -> asyncio.Task[None]:
        task: asyncio.Task[None] = self._loop.create_task(work)  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _start_carrier(self) -> None:
        self._spawn(self._carry())

    def _relieve(self) -> None:
        """A handler waits, so the next ones may wait too: more carriers each time, instead of one a turn of the loop."""
        self._relief = None
        self._carriers = min(self._carriers * 2, _MAX_CARRIERS)
        for _ in range(min(self._carriers, len(self._queue))):
            self._start_carrier()

    async def _carry(self) -> None:
        """Serve request after request in one task while the handler does not wait; should it wait, the relief takes over the rest.

        So a burst of keepalives costs one task, and a handler waiting for the database holds nobody back.
        """
        while self._queue:
            job = self._queue.popleft()
            if self._queue and self._relief is None:
                self._relief = self._loop.call_soon(self._relieve)
            job.task = asyncio.current_task()
            await self._serve(job)
            if job.cancelled:
                return  # the cancellation was this task's

    async def _serve(self, job: _Job) -> None:
        incoming = job.incoming
        response: Response | None
        job.started = True
        try:
            if job.cancelled:
                raise asyncio.CancelledError
            response = await self._handler.handle(incoming)
            if response is None:
                log.error("sip_handler_gave_no_answer", method=incoming.request.method)
                response = reply(incoming.request, 500)
        except asyncio.CancelledError:
            if self._stopping:
                self._done(job)
                raise
            # Not by us: the handler waited for something that was itself cancelled.
            response = reply(incoming.request, {"cancel": 487, "timeout": 504}.get(job.cancelled, 500))
        except Exception:  # a fault of ours must not cost the peer its answer nor others their service
            log.exception("sip_handler_failed", method=incoming.request.method, peer=incoming.source.host)
            response = reply(incoming.request, 500)
        self._done(job)
        self._answer(job.transaction, response, incoming.source)

    def _done(self, job: _Job) -> None:
        if self._pending.pop(job.transaction, None) is not None:
            PENDING.value -= 1
            host = job.incoming.source.host
            self._pending_of[host] -= 1
            if not self._pending_of[host]:
                del self._pending_of[host]

    def _report_unacknowledged(self, incoming: IncomingRequest) -> None:
        log.warning("sip_answer_never_acknowledged", peer=f"{incoming.source.host}:{incoming.source.port}")
        if self._on_unacknowledged is not None:
            try:
                self._on_unacknowledged(incoming)
            except Exception:
                log.exception("sip_handler_failed", method="unacknowledged", peer=incoming.source.host)

    async def _tell_ack(self, incoming: IncomingRequest) -> None:
        try:
            await self._handler.handle(incoming)
        except Exception:
            log.exception("sip_handler_failed", method="ACK", peer=incoming.source.host)

    def _answer(self, transaction: ServerTransaction, response: Response, source: Target) -> None:
        if response.status >= 200 and "Server" not in response.headers:
            response.headers.add("Server", self._server_name)
        try:
            data = serialize(response)
        except ValueError as error:
            log.error("sip_answer_cannot_be_written", status=response.status, why=str(error))
            kept = Headers((name, value) for name, value in response.headers if name in _IDENTIFYING)
            response = Response(500, "Server Internal Error", kept)
            data = serialize(response)
        count(RESPONSES, str(response.status))
        self._transactions.answer(transaction, response.status, data, self._clock.monotonic_s())
        self._try_send(data, source)

    def _try_send(self, data: bytes, target: Target) -> None:
        try:
            self._send(data, target)
        except SipTransportError as error:
            count(DROPPED, "answer_unsendable")
            log.info(
                "sip_answer_not_sent", peer=f"{target.host}:{target.port}", transport=target.transport, why=str(error)
            )

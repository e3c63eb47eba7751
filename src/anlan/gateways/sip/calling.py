"""The client side of the endpoint: requests out, their answers back, calls begun and given up."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from anlan.foundation.clock import Clock
from anlan.gateways.sip.limits import SipLimits
from anlan.gateways.sip.metrics import DROPPED, REPEATED, RESENT, SENT, TIMEOUTS, count
from anlan.gateways.sip.ports import SipTimeout, SipTransportError, Target
from anlan.protocols.sip import Dialog, Request, Response, SipSyntaxError, parse_via, read_cseq, serialize
from anlan.protocols.sip.client_transaction import Answer, ClientTransaction, ClientTransactions, cancel_of, failure_ack
from anlan.protocols.sip.values import read_tag
from anlan.protocols.sip.via import MAGIC_COOKIE

log = structlog.get_logger(__name__)

Send = Callable[[bytes, Target], None]
_MAX_KEPT_ACKS = 10_000


@dataclass(slots=True, eq=False)
class _Call:
    """Who waits for a transaction, and where it goes."""

    target: Target
    answered: asyncio.Future[Response] | None
    on_provisional: Callable[[Response], None] | None = None
    provisional: int | None = None


class RequestClient:
    """Sends requests and waits for their final answers. ``sent_by(target)`` gives host:port for our Via."""

    def __init__(
        self,
        clock: Clock,
        limits: SipLimits,
        send: Send,
        sent_by: Callable[[Target], str],
        user_agent: str,
        wake: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._limits = limits
        self._send = send
        self._sent_by = sent_by
        self._user_agent = user_agent
        self._wake = wake
        self._transactions = ClientTransactions(limits.timers, limits.max_client_transactions)
        self._acks: OrderedDict[tuple[str, int, str], tuple[bytes, Target, float]] = OrderedDict()
        self._loop = asyncio.get_running_loop()

    @property
    def next_timer_s(self) -> float | None:
        return self._transactions.next_timer_s

    async def request(self, request: Request, target: Target, timeout_s: float) -> Response:
        """A non-INVITE to its final answer."""
        call = _Call(target, self._loop.create_future())
        transaction = self._start(request, call, timeout_s)
        assert call.answered is not None
        try:
            return await call.answered
        finally:
            self._transactions.drop(transaction)

    async def invite(
        self, request: Request, target: Target, on_provisional: Callable[[Response], None] | None, timeout_s: float
    ) -> Response:
        """An INVITE to its final answer; given up, it leaves no call behind at the peer."""
        call = _Call(target, self._loop.create_future(), on_provisional)
        transaction = self._start(request, call, timeout_s)
        assert call.answered is not None
        try:
            return await call.answered
        except asyncio.CancelledError:
            answered = call.answered
            if not answered.done() or answered.cancelled():
                self._give_up(transaction)
            elif answered.exception() is None and answered.result().status < 300:
                self._hang_up(transaction, answered.result())  # answered, but nobody took it
            raise

    def acknowledge(self, ack: Request, target: Target) -> None:
        """Send the ACK of a 2xx and keep it, to be repeated when the 2xx is (§13.2.2.4)."""
        self._send_ack(self._complete(ack, target, self._branch()), target)

    def receive(self, response: Response, source: Target) -> None:
        """Take an arriving response. Raises ``SipSyntaxError`` where it cannot be read."""
        branch = parse_via(response.headers.get("Via") or "").branch
        number, method = read_cseq(response.headers)
        tag = read_tag(response.headers.get("To") or "")
        answer, transaction = self._transactions.receive(response, branch, method, tag, self._clock.monotonic_s())
        if transaction is None or answer is Answer.STRAY:
            count(REPEATED, "stray_response")
            return
        call: _Call = transaction.owner
        if answer is Answer.PROVISIONAL:
            self._provisional(transaction, call, response)
        elif answer is Answer.REPEATED:
            self._repeated(transaction, call, response, number, tag)
        elif not transaction.is_invite:
            self._finish(call, response)
        elif response.status >= 300:
            transaction.ack = serialize(failure_ack(transaction.request, response))
            self._try_send(transaction.ack, call.target)
            self._finish(call, response)
        elif transaction.abandoned:
            self._hang_up(transaction, response)
        else:
            self._finish(call, response)

    def tick(self, now_s: float) -> None:
        """Send again what is unanswered; end what nobody answers."""
        tick = self._transactions.tick(now_s)
        for transaction in tick.resend:
            count(RESENT, "request")
            self._try_send(transaction.data, transaction.owner.target)
        for transaction in tick.expired:
            call: _Call = transaction.owner
            if call.answered is not None and not call.answered.done():
                count(TIMEOUTS, transaction.request.method)
                call.answered.set_exception(
                    SipTimeout(
                        f"{call.target.host}:{call.target.port} did not answer {transaction.request.method}",
                        call.provisional,
                    )
                )
                if transaction.is_invite:
                    self._give_up(transaction)
        while self._acks and next(iter(self._acks.values()))[2] <= now_s:
            self._acks.popitem(last=False)

    def connection_lost(self, target: Target) -> None:
        """Nothing more comes on this connection: whoever waits for it need not."""
        for transaction in self._transactions:
            call: _Call = transaction.owner
            if call.target.connection is not None and call.target.connection == target.connection:
                self._fail(transaction, "the connection was lost")

    def stop(self) -> None:
        for transaction in self._transactions:
            self._fail(transaction, "the endpoint is stopping")

    def _start(self, request: Request, call: _Call, timeout_s: float) -> ClientTransaction:
        if self._transactions.full:
            count(DROPPED, "client_transactions")
            raise SipTransportError("too many requests under way")
        branch = self._branch()
        whole = self._complete(request, call.target, branch)
        data = serialize(whole)
        self._send(data, call.target)
        count(SENT, request.method)
        transaction = self._transactions.start(
            branch,
            whole,
            data,
            reliable=call.target.transport == "tcp",
            timeout_s=timeout_s,
            now_s=self._clock.monotonic_s(),
            owner=call,
        )
        self._wake()
        return transaction

    def _complete(self, request: Request, target: Target, branch: str) -> Request:
        """The request with what the transport adds; the caller's own stays untouched."""
        headers = request.headers.copy()
        headers.prepend("Via", f"SIP/2.0/{target.transport.upper()} {self._sent_by(target)};rport;branch={branch}")
        if "Max-Forwards" not in headers:
            headers.add("Max-Forwards", "70")
        if "User-Agent" not in headers:
            headers.add("User-Agent", self._user_agent)
        return Request(request.method, request.uri, headers, request.body)

    @staticmethod
    def _branch() -> str:
        return MAGIC_COOKIE + secrets.token_hex(12)

    @staticmethod
    def _finish(call: _Call, response: Response) -> None:
        if call.answered is not None and not call.answered.done():
            call.answered.set_result(response)

    def _fail(self, transaction: ClientTransaction, why: str) -> None:
        call: _Call = transaction.owner
        self._transactions.drop(transaction)
        if call.answered is not None and not call.answered.done():
            call.answered.set_exception(SipTransportError(why))

    def _provisional(self, transaction: ClientTransaction, call: _Call, response: Response) -> None:
        call.provisional = response.status
        if transaction.abandoned:
            self._send_cancel(transaction)
        elif call.on_provisional is not None:
            try:
                call.on_provisional(response)
            except Exception:  # a fault of the caller's must not cost others their messages
                log.exception("sip_caller_failed", method=transaction.request.method)

    def _give_up(self, transaction: ClientTransaction) -> None:
        if self._transactions.abandon(transaction, self._clock.monotonic_s()):
            self._send_cancel(transaction)

    def _send_cancel(self, transaction: ClientTransaction) -> None:
        if transaction.request.method != "INVITE" or transaction.ack is not None:
            return
        transaction.ack = b""  # a mark: one CANCEL only; the true ACK takes its place
        cancel = cancel_of(transaction.request)
        self._start_unattended(cancel, transaction.owner.target, transaction.branch)

    def _start_unattended(self, request: Request, target: Target, branch: str) -> None:
        """A request whose answer changes nothing: repeated until answered, and that is all."""
        data = serialize(request)
        self._try_send(data, target)
        count(SENT, request.method)
        self._transactions.start(
            branch, request, data, reliable=target.transport == "tcp", timeout_s=self._limits.timers.transaction_s,
            now_s=self._clock.monotonic_s(), owner=_Call(target, None),
        )  # fmt: skip
        self._wake()

    def _repeated(self, transaction: ClientTransaction, call: _Call, response: Response, number: int, tag: str) -> None:
        count(REPEATED, "response")
        if response.status >= 300:
            if transaction.ack:
                self._try_send(transaction.ack, call.target)
            return
        kept = self._acks.get((response.headers.get("Call-ID") or "", number, tag))
        if kept is not None:
            self._try_send(kept[0], kept[1])
        elif tag != transaction.tag:  # a second leg behind a forking proxy: nobody here wants two calls
            self._hang_up(transaction, response)

    def _hang_up(self, transaction: ClientTransaction, response: Response) -> None:
        """ACK and BYE a call that was answered after nobody wanted it any more (§15)."""
        target: Target = transaction.owner.target
        try:
            dialog = Dialog.as_client(transaction.request, response)
        except SipSyntaxError:
            log.info("sip_late_answer_unreadable", peer=f"{target.host}:{target.port}")
            return
        log.info("sip_late_answer_ended", peer=f"{target.host}:{target.port}")
        self._send_ack(self._complete(dialog.request("ACK"), target, self._branch()), target)
        branch = self._branch()
        self._start_unattended(self._complete(dialog.request("BYE"), target, branch), target, branch)

    def _send_ack(self, ack: Request, target: Target) -> None:
        data = serialize(ack)
        number, _ = read_cseq(ack.headers)
        key = (ack.headers.get("Call-ID") or "", number, read_tag(ack.headers.get("To") or ""))
        self._acks[key] = (data, target, self._clock.monotonic_s() + self._limits.timers.transaction_s)
        if len(self._acks) > _MAX_KEPT_ACKS:
            self._acks.popitem(last=False)
        self._send(data, target)

    def _try_send(self, data: bytes, target: Target) -> None:
        try:
            self._send(data, target)
        except SipTransportError as error:
            log.info("sip_not_sent", peer=f"{target.host}:{target.port}", transport=target.transport, why=str(error))

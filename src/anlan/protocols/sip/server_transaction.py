"""Server transactions (RFC 3261 §17.2, RFC 6026): a request that comes again gets the same answer again and is served once.

Without I/O: fed with requests, answers and time; says what to send.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from anlan.protocols.sip.message import Request
from anlan.protocols.sip.timers import STANDARD_TIMERS, DueQueue, Timers
from anlan.protocols.sip.values import read_tag
from anlan.protocols.sip.via import MAGIC_COOKIE, Via


class Arrival(Enum):
    """What an arriving request is to its transaction."""

    NEW = auto()  # serve it
    REPEATED = auto()  # send the transaction's answer again if it has one
    ACKNOWLEDGED = auto()  # the ACK of a 2xx, for the first time: tell whoever answered
    ABSORBED = auto()  # nothing to do
    FULL = auto()  # the table's bound bites


class ServerTransaction:
    """One request being served. ``answer`` holds the bytes sent last; ``owner`` is whatever its user ties to it."""

    __slots__ = ("answer", "key", "owner", "reliable")

    def __init__(self, key: str, reliable: bool) -> None:
        self.key = key
        self.reliable = reliable
        self.answer: bytes | None = None
        self.owner: Any = None


class InviteServerTransaction(ServerTransaction):
    """An INVITE being served; its final answer is repeated until the ACK comes."""

    __slots__ = ("call", "confirmed", "due_s", "end_s", "interval_s", "status")

    def __init__(self, key: str, reliable: bool, call: str) -> None:
        super().__init__(key, reliable)
        self.call = call  # finds the ACK of a 2xx, which comes with a branch of its own (§13.3.1.4)
        self.status = 0
        self.confirmed = False
        self.interval_s = 0.0
        self.due_s = 0.0
        self.end_s = 0.0


@dataclass(slots=True)
class ServerTick:
    """What time brought: answers to send again, and 2xx whose ACK never came."""

    resend: list[InviteServerTransaction] = field(default_factory=list)
    unacknowledged: list[InviteServerTransaction] = field(default_factory=list)


class ServerTransactions:
    """All server transactions of one endpoint, at most ``limit``; answered ones make room first."""

    def __init__(self, timers: Timers = STANDARD_TIMERS, limit: int = 100_000) -> None:
        self._timers = timers
        self._limit = limit
        self._table: dict[str, ServerTransaction] = {}
        self._calls: dict[str, InviteServerTransaction] = {}
        # Timer J is the same for all, so what was answered first is forgotten first: no heap for the bulk.
        self._answered: deque[tuple[float, ServerTransaction]] = deque()
        self._invites: DueQueue[InviteServerTransaction] = DueQueue()
        self.evicted = 0

    def __len__(self) -> int:
        return len(self._table)

    def receive(self, request: Request, via: Via, reliable: bool) -> tuple[Arrival, ServerTransaction | None]:
        """Place an arriving request (§17.2.3)."""
        method = request.method
        key = transaction_key(request, via, "INVITE" if method == "ACK" else method)
        known = self._table.get(key)
        if method == "ACK":
            return self._acknowledge(request, known)
        if known is not None:
            return Arrival.REPEATED, known
        if len(self._table) >= self._limit and not self._evict():
            return Arrival.FULL, None
        if method == "INVITE":
            transaction: ServerTransaction = InviteServerTransaction(key, reliable, _call_key(request))
        else:
            transaction = ServerTransaction(key, reliable)
        self._table[key] = transaction
        return Arrival.NEW, transaction

    def invite_of(self, cancel: Request, via: Via) -> InviteServerTransaction | None:
        """The INVITE that a CANCEL means (§9.2)."""
        found = self._table.get(transaction_key(cancel, via, "INVITE"))
        return found if isinstance(found, InviteServerTransaction) else None

    def answer(self, transaction: ServerTransaction, status: int, data: bytes, now_s: float) -> None:
        """Note what is being sent as the answer; a final one starts the timers."""
        transaction.answer = data
        if status < 200:
            return
        if isinstance(transaction, InviteServerTransaction):
            self._answer_invite(transaction, status, now_s)
        elif transaction.reliable:
            self._table.pop(transaction.key, None)  # Timer J is 0: a stream repeats nothing
        else:
            self._answered.append((now_s + self._timers.transaction_s, transaction))

    def forget(self, transaction: ServerTransaction) -> None:
        """Drop one without an answer: its next try is served anew."""
        self._table.pop(transaction.key, None)

    def tick(self, now_s: float) -> ServerTick:
        """What is due by now."""
        answered = self._answered
        while answered and answered[0][0] <= now_s:
            self._table.pop(answered.popleft()[1].key, None)
        tick = ServerTick()
        for due_s, invite in self._invites.due(now_s):
            if due_s == invite.due_s:
                self._tick_invite(invite, now_s, tick)
        return tick

    @property
    def next_timer_s(self) -> float | None:
        """When ``tick`` has something to do next."""
        times = [
            time_s
            for time_s in (self._invites.next_s, self._answered[0][0] if self._answered else None)
            if time_s is not None
        ]
        return min(times, default=None)

    def _answer_invite(self, invite: InviteServerTransaction, status: int, now_s: float) -> None:
        invite.status = status
        invite.end_s = now_s + self._timers.transaction_s  # Timer H, or L
        invite.interval_s = self._timers.t1_s
        if status < 300:
            self._calls[invite.call] = invite  # a 2xx is repeated on any transport (§13.3.1.4)
            self._schedule(invite, now_s + invite.interval_s)
        else:
            self._schedule(invite, invite.end_s if invite.reliable else now_s + invite.interval_s)

    def _acknowledge(
        self, request: Request, same_branch: ServerTransaction | None
    ) -> tuple[Arrival, ServerTransaction | None]:
        if isinstance(same_branch, InviteServerTransaction) and same_branch.status >= 300:
            if not same_branch.confirmed:
                same_branch.confirmed = True
                same_branch.end_s = min(same_branch.end_s, same_branch.due_s + self._timers.t4_s)  # Timer I
            return Arrival.ABSORBED, same_branch
        call = self._calls.get(_call_key(request))
        if call is None:
            return Arrival.ACKNOWLEDGED, None
        if call.confirmed:
            return Arrival.ABSORBED, call
        call.confirmed = True
        return Arrival.ACKNOWLEDGED, call

    def _tick_invite(self, invite: InviteServerTransaction, now_s: float, tick: ServerTick) -> None:
        if now_s >= invite.end_s:
            if not invite.confirmed and invite.status < 300:
                tick.unacknowledged.append(invite)
            self._table.pop(invite.key, None)
            if self._calls.get(invite.call) is invite:
                del self._calls[invite.call]
            return
        if invite.confirmed:
            self._schedule(invite, invite.end_s)
            return
        tick.resend.append(invite)
        invite.interval_s = min(invite.interval_s * 2, self._timers.t2_s)
        self._schedule(invite, now_s + invite.interval_s)

    def _schedule(self, invite: InviteServerTransaction, due_s: float) -> None:
        invite.due_s = min(due_s, invite.end_s)
        self._invites.add(invite.due_s, invite)

    def _evict(self) -> bool:
        """Forget the answer given longest ago: its repetition would be served again, which is safe for what is not an INVITE."""
        while self._answered:
            transaction = self._answered.popleft()[1]
            if self._table.pop(transaction.key, None) is not None:
                self.evicted += 1
                return True
        return False


def transaction_key(request: Request, via: Via, method: str) -> str:
    """The key of §17.2.3. Call-ID and CSeq number are in it because cheap devices repeat branches and hide, many of them, behind the
    same private sent-by; a repetition has them unchanged, and so have the CANCEL and the ACK of an INVITE."""
    headers = request.headers
    number = (headers.get("CSeq") or "").partition(" ")[0]
    key = f"{via.branch}|{via.host}:{via.port}|{headers.get('Call-ID')}|{number}|{method}"
    if via.branch.startswith(MAGIC_COOKIE):
        return key
    return f"{key}|{request.uri}|{read_tag(headers.get('From') or '')}"  # RFC 2543 senders


def _call_key(request: Request) -> str:
    headers = request.headers
    number = (headers.get("CSeq") or "").partition(" ")[0]
    return f"{headers.get('Call-ID')}|{number}|{read_tag(headers.get('From') or '')}"

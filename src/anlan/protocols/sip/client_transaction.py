"""Client transactions (RFC 3261 §17.1, RFC 6026): requests repeated until answered, answers told apart from their repetitions.

Without I/O: fed with requests, responses and time; says what to send.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from anlan.protocols.sip.message import Headers, Request, Response
from anlan.protocols.sip.timers import STANDARD_TIMERS, DueQueue, Timers


class State(Enum):
    """Where a client transaction stands; TRYING is §17.1.1's Calling too."""

    TRYING = auto()
    PROCEEDING = auto()
    COMPLETED = auto()
    ACCEPTED = auto()  # an INVITE answered by 2xx (RFC 6026 §7.2)


class Answer(Enum):
    """What an arriving response is to its transaction."""

    PROVISIONAL = auto()
    FINAL = auto()
    REPEATED = auto()  # send the transaction's ``ack`` again if it has one
    STRAY = auto()  # belongs to nothing


class ClientTransaction:
    """One request under way. ``owner`` is whatever its user ties to it; ``abandoned`` is set when nobody waits any more."""

    __slots__ = (
        "abandoned",
        "ack",
        "branch",
        "data",
        "deadline_s",
        "due_s",
        "interval_s",
        "owner",
        "reliable",
        "request",
        "state",
        "tag",
    )

    def __init__(self, branch: str, request: Request, data: bytes, reliable: bool, owner: Any) -> None:
        self.branch = branch
        self.request = request
        self.data = data
        self.reliable = reliable
        self.owner = owner
        self.state = State.TRYING
        self.ack: bytes | None = None
        self.tag = ""  # To-tag of the final answer
        self.abandoned = False
        self.interval_s = 0.0
        self.due_s = 0.0
        self.deadline_s = 0.0

    @property
    def is_invite(self) -> bool:
        return self.request.method == "INVITE"


@dataclass(slots=True)
class ClientTick:
    """What time brought: requests to send again, and transactions whose time is over."""

    resend: list[ClientTransaction] = field(default_factory=list)
    expired: list[ClientTransaction] = field(default_factory=list)


class ClientTransactions:
    """All client transactions of one endpoint, at most ``limit``."""

    def __init__(self, timers: Timers = STANDARD_TIMERS, limit: int = 50_000) -> None:
        self._timers = timers
        self._limit = limit
        self._table: dict[tuple[str, str], ClientTransaction] = {}
        self._due: DueQueue[ClientTransaction] = DueQueue()

    def __len__(self) -> int:
        return len(self._table)

    def __iter__(self) -> Any:
        return iter(list(self._table.values()))

    @property
    def full(self) -> bool:
        return len(self._table) >= self._limit

    def start(
        self, branch: str, request: Request, data: bytes, *, reliable: bool, timeout_s: float, now_s: float, owner: Any
    ) -> ClientTransaction:
        """Begin; the caller sends ``data`` now. ``timeout_s`` stands for Timer B or F."""
        transaction = ClientTransaction(branch, request, data, reliable, owner)
        self._table[branch, request.method] = transaction
        transaction.deadline_s = now_s + timeout_s
        transaction.interval_s = self._timers.t1_s
        self._schedule(transaction, transaction.deadline_s if reliable else now_s + self._timers.t1_s)  # Timer A or E
        return transaction

    def receive(
        self, response: Response, branch: str, method: str, tag: str, now_s: float
    ) -> tuple[Answer, ClientTransaction | None]:
        """Place an arriving response by its top Via's branch and its CSeq method (§17.1.3)."""
        transaction = self._table.get((branch, method))
        if transaction is None:
            return Answer.STRAY, None
        if transaction.state in (State.COMPLETED, State.ACCEPTED):
            return Answer.REPEATED if response.status >= 200 else Answer.STRAY, transaction
        if response.status < 200:
            if transaction.state is State.TRYING:
                transaction.state = State.PROCEEDING
                # An INVITE is not repeated once the peer has it (§17.1.1.2); others go on every T2 (§17.1.2.2).
                if transaction.is_invite:
                    self._schedule(transaction, transaction.deadline_s)
                else:
                    transaction.interval_s = self._timers.t2_s
            return Answer.PROVISIONAL, transaction
        transaction.tag = tag
        if not transaction.is_invite:
            # Timer K would only keep it to swallow repetitions; those match nothing then and are dropped all the same.
            self.drop(transaction)
            return Answer.FINAL, transaction
        transaction.state = State.ACCEPTED if response.status < 300 else State.COMPLETED
        if transaction.state is State.COMPLETED and transaction.reliable:
            self.drop(transaction)  # Timer D is 0
        else:
            self._linger(transaction, now_s)  # Timer D or M
        return Answer.FINAL, transaction

    def abandon(self, transaction: ClientTransaction, now_s: float) -> bool:
        """Nobody waits for this INVITE any more: keep it so that what still comes is answered. True: a CANCEL may go now (§9.1)."""
        if transaction.abandoned or transaction.state not in (State.TRYING, State.PROCEEDING):
            return False
        transaction.abandoned = True
        self._linger(transaction, now_s)
        return transaction.state is State.PROCEEDING

    def drop(self, transaction: ClientTransaction) -> None:
        """Forget it."""
        self._table.pop((transaction.branch, transaction.request.method), None)
        transaction.due_s = -1.0

    def tick(self, now_s: float) -> ClientTick:
        """What is due by now."""
        tick = ClientTick()
        for due_s, transaction in self._due.due(now_s):
            if due_s != transaction.due_s:
                continue
            if now_s >= transaction.deadline_s:
                if (
                    not transaction.is_invite
                    or transaction.abandoned
                    or transaction.state in (State.COMPLETED, State.ACCEPTED)
                ):
                    self.drop(transaction)
                tick.expired.append(transaction)
                continue
            tick.resend.append(transaction)
            transaction.interval_s *= 2
            if not transaction.is_invite:
                transaction.interval_s = min(transaction.interval_s, self._timers.t2_s)
            self._schedule(transaction, now_s + transaction.interval_s)
        return tick

    @property
    def next_timer_s(self) -> float | None:
        """When ``tick`` has something to do next."""
        return self._due.next_s

    def _linger(self, transaction: ClientTransaction, now_s: float) -> None:
        transaction.deadline_s = now_s + self._timers.transaction_s
        self._schedule(transaction, transaction.deadline_s)

    def _schedule(self, transaction: ClientTransaction, due_s: float) -> None:
        transaction.due_s = min(due_s, transaction.deadline_s)
        self._due.add(transaction.due_s, transaction)


def failure_ack(invite: Request, response: Response) -> Request:
    """The ACK of a non-2xx answer: the INVITE's own Via, From, Call-ID, Route and CSeq number, the answer's To (§17.1.1.3)."""
    return _follow_up(invite, "ACK", response.headers.get("To") or invite.headers.get("To") or "")


def cancel_of(invite: Request) -> Request:
    """The CANCEL of an INVITE (§9.1)."""
    return _follow_up(invite, "CANCEL", invite.headers.get("To") or "")


def _follow_up(invite: Request, method: str, to: str) -> Request:
    headers = invite.headers
    number = (headers.get("CSeq") or "").partition(" ")[0]
    fields = [("Via", headers.get("Via") or ""), ("Max-Forwards", "70")]
    fields += [("Route", route) for route in headers.all("Route")]
    fields += [
        ("From", headers.get("From") or ""),
        ("To", to),
        ("Call-ID", headers.get("Call-ID") or ""),
        ("CSeq", f"{number} {method}"),
    ]
    return Request(method, invite.uri, Headers(fields))

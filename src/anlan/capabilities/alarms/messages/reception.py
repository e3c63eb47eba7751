"""What becomes of one signed document: proved, judged by its time, read, handed in, answered once it is committed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import structlog
from prometheus_client import Counter, Histogram

from anlan.capabilities.alarms.messages.kept import KeptMessages
from anlan.capabilities.alarms.messages.nonces import Nonces
from anlan.capabilities.alarms.messages.signals import path_of, sent_utc, signals_of
from anlan.capabilities.alarms.ports import Account, AccountDirectory, SignalIntake, SourceKey
from anlan.capabilities.alarms.vocabulary import Vocabulary
from anlan.foundation.access.rate import RateLimiter
from anlan.foundation.clock import Clock
from anlan.foundation.errors import DomainError
from anlan.protocols.alarm_message import (
    Answer,
    Document,
    Head,
    MalformedMessage,
    Result,
    read_document,
    verify,
)
from anlan.protocols.alarm_message.answers import Outcome
from anlan.protocols.alarm_message.signing import Method

log = structlog.get_logger("anlan.alarms")
DOCUMENTS = Counter("anlan_device_documents_total", "Signed documents of devices, by what became of them", ["protocol", "outcome"])  # fmt: skip
ANSWER_SECONDS = Histogram(
    "anlan_device_answer_seconds",
    "From a signed document to its answer, commit included",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)

Protocol = Literal["http", "mqtt"]
# How far back an id is looked for; a request that is older than this but still believed has it looked for as far back as that.
REMEMBERED: Final = timedelta(hours=1)
# A device that waits longer has given up; what is committed later it finds kept when it sends again.
ANSWER_S: Final = 30.0
# Log lines about refusals, of one account in a minute; all are counted.
LOG_LINES: Final = 10


@dataclass(frozen=True, slots=True)
class MessageRules:
    """``late_s``: how old a document may be that a broker kept for us; ``per_minute``: documents of one device in a minute."""

    late_s: int = 86_400
    per_minute: int = 120


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """What a transport received. ``target``: path or topic that the signature names; ``account``: as the transport told it;
    ``host``: where it came from, for the log; ``encrypted``: whether the transport was."""

    protocol: Protocol
    method: Method
    target: str
    account: str
    head: Head
    body: bytes
    host: str
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer, and the key of the account that proved itself: by it an answer may be signed. None where nobody has."""

    answer: Answer
    key: bytes | None


class MessageReception:
    """Takes documents. Never raises for what a device sends or what fails behind it."""

    def __init__(
        self, *, intake: SignalIntake, accounts: AccountDirectory, vocabulary: Vocabulary, kept: KeptMessages, clock: Clock, rules: MessageRules
    ) -> None:  # fmt: skip
        self._intake = intake
        self._accounts = accounts
        self._vocabulary = vocabulary
        self._kept = kept
        self._clock = clock
        self._rules = rules
        self._nonces = Nonces()
        self._rate = RateLimiter(clock, rules.per_minute, 60.0, max_keys=50_000)
        self._logged = RateLimiter(clock, LOG_LINES, 60.0)

    async def take(self, signed: SignedDocument) -> Taken:
        """Done when everything in it is committed, or it is refused."""
        began_s = self._clock.monotonic_s()
        source = SourceKey(signed.protocol, "", "", signed.account)
        account = self._accounts.account(source)
        key = account.key if account is not None and account.enabled else None
        if account is None or key is None or not verify(key, signed.method, signed.target, signed.head, signed.body):
            # Who is not registered is answered as who has the wrong key: nobody learns which accounts there are.
            return Taken(self._refused(signed, "signature", "", "account, key or signed text is wrong"), None)
        try:
            async with asyncio.timeout(ANSWER_S):
                answer = await self._proved(signed, source, account)
        except MalformedMessage as error:
            answer = self._refused(signed, "malformed", error.where, error.why)
        except DomainError as error:  # full or closing
            answer = self._refused(signed, "busy", "", error.code)
        except Exception as error:
            log.exception("device_document_failed", account=account.id, protocol=signed.protocol)
            answer = self._refused(signed, "busy", "", type(error).__name__)
        ANSWER_SECONDS.observe(self._clock.monotonic_s() - began_s)
        return Taken(answer, key)

    async def _proved(self, signed: SignedDocument, source: SourceKey, account: Account) -> Answer:
        now_utc, sent = self._clock.now_utc(), sent_utc(signed.head.sent_s)
        behind, ahead = (timedelta(seconds=seconds) for seconds in account.clock_window)
        late = timedelta(seconds=self._rules.late_s) if signed.protocol == "mqtt" else behind
        if not now_utc - max(behind, late) <= sent <= now_utc + ahead:
            return self._refused(signed, "clock", "", "the time of signing is too far from the platform's")
        believed_s = (sent + max(behind, late) - now_utc).total_seconds() + 1
        first = self._nonces.first(account.id, signed.head.nonce, self._clock.monotonic_s(), believed_s)
        # A broker hands out again what we had no time to acknowledge; over HTTP nobody honest sends the same bytes twice.
        if not first and signed.protocol == "http":
            return self._refused(signed, "replayed", "nonce", "this nonce was used before")
        fresh = sent >= now_utc - behind
        # What a broker kept for hours comes all at once, and what it hands out again was counted before.
        if first and fresh and not self._rate.allow(account.id):
            return self._refused(signed, "rate", "", f"more than {self._rules.per_minute} in a minute")
        document = read_document(signed.body)
        if document.account != signed.account:
            raise MalformedMessage("account", "not the account that signed")
        # An old heartbeat says nothing of now: not one that a broker kept, and not one that is played again.
        return await self._keep(document, signed, source, (sent, now_utc), alive=first and fresh)

    async def _keep(
        self, document: Document, signed: SignedDocument, source: SourceKey, times: tuple[datetime, datetime], *, alive: bool
    ) -> Answer:  # fmt: skip
        sent, now_utc = times
        signals = signals_of(document, source, self._vocabulary, sent, now_utc, encrypted=signed.encrypted)
        since = min(now_utc - REMEMBERED, sent - timedelta(minutes=5))
        kept = dict(await self._kept.find(source, signals, since))
        new = [signal for signal in signals if (signal.sequence, signal.digest) not in kept]
        # Handed in one after the other before anything is waited for, so that they stay in order.
        for signal, receipt in zip(new, await asyncio.gather(*map(self._intake.receive, new)), strict=True):
            kept[signal.sequence, signal.digest] = receipt.signal
        if alive and not new:
            await self._intake.polled(source, path_of(document), now_utc)
        numbers = {signal.sequence: kept[signal.sequence, signal.digest] for signal in signals}
        DOCUMENTS.labels(signed.protocol, "accepted").inc()
        results = [Result(message.id, numbers.get(message.id, "")) for message in document.messages]
        return Answer(outcome="accepted", time=self._clock.now_utc(), results=results)

    def _refused(self, signed: SignedDocument, outcome: Outcome, where: str, why: str) -> Answer:
        DOCUMENTS.labels(signed.protocol, outcome).inc()
        if self._logged.allow(signed.host):
            log.warning(
                "device_document_refused", protocol=signed.protocol, peer=signed.host, account=signed.account, reason=outcome,
                where=where, why=why[:200],
            )  # fmt: skip
        return Answer(outcome=outcome, time=self._clock.now_utc(), where=where, why=why[:200])

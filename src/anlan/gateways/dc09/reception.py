"""What becomes of one frame: read, judged, handed in, answered once it is committed. The same for TCP and UDP."""

from __future__ import annotations

import asyncio

import structlog

from anlan.capabilities.alarms.ports import Account, AccountDirectory, SignalIntake, SourceKey
from anlan.capabilities.alarms.vocabulary import Vocabulary
from anlan.foundation.access.rate import RateLimiter
from anlan.foundation.clock import Clock
from anlan.foundation.errors import DomainError
from anlan.gateways.dc09.limits import Dc09Limits
from anlan.gateways.dc09.metrics import ANSWER_SECONDS, FRAMES, SIGNALS
from anlan.gateways.dc09.signals import sealed_signal, signals_of, source_of
from anlan.protocols.dc09 import (
    EVENT_TOKENS,
    HEARTBEAT_ANSWER,
    Accept,
    Dc09Error,
    Frame,
    Heartbeat,
    Silence,
    Terms,
    Unable,
    Verdict,
    WrongClock,
    acknowledge,
    cannot_process,
    judge,
    parse,
    path,
    read_heartbeat,
    refuse_time,
)

log = structlog.get_logger(__name__)


class Reception:
    """Serves frames. ``answer`` gives the bytes to send back, or None where silence is the answer."""

    def __init__(
        self,
        intake: SignalIntake,
        accounts: AccountDirectory,
        vocabulary: Vocabulary,
        clock: Clock,
        limits: Dc09Limits,
        *,
        legacy_heartbeat: bool,
    ) -> None:
        self._intake = intake
        self._accounts = accounts
        self._vocabulary = vocabulary
        self._clock = clock
        self._limits = limits
        self._legacy_heartbeat = legacy_heartbeat
        self._unknown = RateLimiter(clock, limits.unknown_per_minute, 60.0)
        self._logged = RateLimiter(clock, limits.log_lines_per_minute, 60.0)

    async def answer(self, cut: bytes, host: str) -> bytes | None:
        """Serve what a framer cut from the bytes of ``host``. Never raises for what a panel or the alarm centre does."""
        try:
            async with asyncio.timeout(self._limits.answer_s):
                return await self._answer(cut, host)
        except TimeoutError:
            return self._silent("late", host)
        except DomainError as error:  # full or closing: the panel sends again
            return self._silent("unavailable", host, error=error.code)
        except Exception as error:  # noqa: BLE001 - whatever failed behind us, not committed means not acknowledged
            return self._silent("failed", host, error=repr(error)[:200])

    async def _answer(self, cut: bytes, host: str) -> bytes | None:
        heartbeat = read_heartbeat(cut)
        if heartbeat is not None:
            return await self._heard(heartbeat, host)
        try:
            frame = parse(cut)
        except Dc09Error as error:
            if error.frame is None:
                return self._silent(error.flaw, host)
            return self._refused(error.frame, error.flaw, host)
        source = source_of(frame)
        account = self._accounts.account(source)
        if account is None and not self._unknown.allow(host):
            return self._silent("unknown_rate", host, account=source.account)
        verdict = judge(frame, _terms(account), self._clock.now_utc())
        return await self._follow(verdict, source, account, host)

    async def _follow(self, verdict: Verdict, source: SourceKey, account: Account | None, host: str) -> bytes | None:
        match verdict:
            case Accept():
                return await self._take(verdict, source, account)
            case WrongClock(frame):
                self._told("clock", frame, host)
                return refuse_time(self._clock.now_utc())
            case Unable(frame, "no_key") if frame.token in EVENT_TOKENS:
                # Of an account we hold no key for: nobody can read it, but that it came is not lost.
                await self._intake.receive(sealed_signal(frame, self._clock.now_utc()))
                return self._refused(frame, "no_key", host)
            case Unable(frame, reason):
                return self._refused(frame, reason, host)
            case Silence():
                return self._silent("answer", host)

    async def _take(self, accepted: Accept, source: SourceKey, account: Account | None) -> bytes:
        frame = accepted.frame
        received_utc, began_s = self._clock.now_utc(), self._clock.monotonic_s()
        if accepted.contents:
            signals = signals_of(frame, accepted.contents, self._vocabulary, received_utc)
            # Handed in one after the other before anything is waited for, so that they stay in order.
            waiting = [self._intake.receive(signal) for signal in signals]
            receipts = await asyncio.gather(*waiting)
            for signal in signals:
                SIGNALS.labels(signal.kind.alarm_class).inc()
            FRAMES.labels("repeated" if all(receipt.repeated for receipt in receipts) else "acknowledged").inc()
            ANSWER_SECONDS.observe(self._clock.monotonic_s() - began_s)
        else:
            await self._intake.polled(source, path(frame), received_utc)
            FRAMES.labels("polled").inc()
        return acknowledge(frame, self._clock.now_utc(), account.key if account else None, token=accepted.token)

    async def _heard(self, heartbeat: Heartbeat, host: str) -> bytes | None:
        source = source_of(heartbeat)
        if not self._legacy_heartbeat:
            return self._silent("format", host)
        if self._accounts.account(source) is None and not self._unknown.allow(host):
            return self._silent("unknown_rate", host, account=source.account)
        await self._intake.polled(source, "", self._clock.now_utc())
        FRAMES.labels("heartbeat").inc()
        return HEARTBEAT_ANSWER

    def _refused(self, frame: Frame, reason: str, host: str) -> bytes:
        self._told(reason, frame, host)
        return cannot_process(frame)

    def _told(self, reason: str, frame: Frame, host: str) -> None:
        FRAMES.labels(reason).inc()
        if self._logged.allow(host):
            log.warning("dc09_frame_refused", peer=host, reason=reason, account=frame.account, format=frame.token)

    def _silent(self, outcome: str, host: str, **facts: str) -> bytes | None:
        FRAMES.labels(outcome).inc()
        if self._logged.allow(host):
            log.warning("dc09_frame_unanswered", peer=host, reason=outcome, **facts)
        return None


def _terms(account: Account | None) -> Terms:
    return Terms(account.key, account.key_required, account.clock_window) if account is not None else Terms()

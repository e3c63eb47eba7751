"""The link with one upper platform: registered, kept alive, prolonged; lost, tried again; every change with its reason.

unknown ──register──▶ online ──3 keepalives lost / refused / connection lost──▶ offline ──▶ register …
   └────refused (401, 403, 404)──▶ refused ──longer waits──▶ register …           stop ──▶ unregister
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog

from anlan.capabilities.directory.ports import PeerRecord, PeerState, PeerTransition
from anlan.foundation.clock import Clock
from anlan.gateways.gb28181.cascade.backoff import Backoff
from anlan.gateways.gb28181.cascade.calling import Caller, charset_of
from anlan.gateways.gb28181.cascade.metrics import REGISTRATIONS
from anlan.gateways.gb28181.cascade.ports import Directory
from anlan.gateways.gb28181.cascade.reasons import REASONS
from anlan.gateways.gb28181.cascade.registration import NotRegistered, Redirected, Registered, Registrar
from anlan.gateways.sip import SipTimeout, SipTransportError, Target
from anlan.protocols.manscdp import keepalive

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class UplinkTimes:
    """Waits of a link, in seconds."""

    # An upper that came back is found within 8 s; one that refuses us is asked once a minute at most.
    retry_first_s: float = 1.0
    retry_cap_s: float = 8.0
    refused_first_s: float = 5.0
    refused_cap_s: float = 60.0
    answer_s: float = 8.0
    # Leaving must fit into the five seconds that a stop may take.
    leave_s: float = 1.5
    # A registration is prolonged at this share of its time, and at most this long before its end.
    refresh_share: float = 0.5
    refresh_before_s: float = 300.0


class Uplink:
    """One link. ``uniform`` gives the chance for back-off; ``silent`` is told when the upper is taken to be gone, ``joined`` when it has us."""

    def __init__(
        self,
        record: PeerRecord,
        *,
        caller: Caller,
        clock: Clock,
        directory: Directory,
        uniform: Callable[[float, float], float],
        times: UplinkTimes,
        silent: Callable[[str], None] = lambda _code: None,
        joined: Callable[[str, Target], None] = lambda _code, _target: None,
    ) -> None:
        self.record = record
        self.state: PeerState = "unknown"
        self.target: Target | None = None
        self._caller = caller
        self._clock = clock
        self._directory = directory
        self._times = times
        self._silent = silent
        self._joined = joined
        self._registrar = Registrar(caller, record)
        self._sent_on = False
        self._retry = Backoff(uniform, first_s=times.retry_first_s, cap_s=times.retry_cap_s)
        self._refused = Backoff(uniform, first_s=times.refused_first_s, cap_s=times.refused_cap_s)
        self._told: tuple[PeerState, str] | None = None
        self._expires_s = 0
        self._disturbed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to register and stay registered."""
        self._task = asyncio.create_task(self._run(), name=f"uplink-{self.record.code}")

    async def stop(self, reason: Literal["unregistered", "changed"] = "unregistered") -> None:
        """Leave: unregister where registered, waiting for the answer for a short time only."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None
        if self.state == "online" and self.target is not None:
            left = await self._registrar.register(self.target, 0, timeout_s=self._times.leave_s)
            REGISTRATIONS.labels(left.reason if isinstance(left, NotRegistered) else "left").inc()
        if self.state != "unknown":
            await self._tell("offline", reason)

    def connection_lost(self, target: Target) -> None:
        """A TCP connection has ended; where it was this link's, register anew at once."""
        if (
            self.target is not None
            and target.transport == "tcp"
            and target.host == self.target.host
            and target.port == self.target.port
        ):
            self._disturbed.set()

    async def _run(self) -> None:
        while True:
            try:
                # Also from a server that it sent us to: whichever is lost, the upper itself is asked again.
                self._return()
                outcome = await self._register()
                if isinstance(outcome, Registered):
                    lost = await self._stay(outcome.expires_s)
                    await self._tell("offline", lost)
                    if lost == "keepalive_lost":
                        # Annex K: to a platform that is gone nothing is sent any more.
                        self._silent(self.record.code)
                    wait_s = self._retry.next_s()
                else:
                    await self._tell("refused" if outcome.lasting else "offline", outcome.reason)
                    wait_s = (self._refused if outcome.lasting else self._retry).next_s()
            except Exception:
                # A fault of ours or of the database: the link must outlive it.
                log.exception("cascade.uplink_failed", upper=self.record.code)
                wait_s = self._retry.next_s() + self._times.retry_first_s
            await self._clock.sleep(wait_s)

    async def _register(self) -> Registered | NotRegistered:
        try:
            if not self._sent_on or self.target is None:
                self.target = Target(
                    self.record.transport, await _address(self.record.host, self.record.port), self.record.port
                )
            outcome = await self._ask()
            if isinstance(outcome, Redirected):
                outcome = await self._follow(outcome)
        except OSError:
            outcome = NotRegistered("unreachable")
        REGISTRATIONS.labels("registered" if isinstance(outcome, Registered) else outcome.reason).inc()
        if isinstance(outcome, Registered):
            self._expires_s = outcome.expires_s
        return outcome

    async def _ask(self) -> Registered | Redirected | NotRegistered:
        assert self.target is not None
        self._disturbed.clear()
        return await self._registrar.register(
            self.target, self.record.register_expires_s, timeout_s=self._times.answer_s
        )

    async def _follow(self, to: Redirected) -> Registered | NotRegistered:
        """Register with the server that the upper sends us to; one step only, so that no two can send us to and fro."""
        if self._sent_on:
            return NotRegistered("redirected_again", 302)
        self.target = Target(to.transport, await _address(to.host, to.port), to.port)
        self._sent_on = True
        self._caller.send_on(self.record.code, to.server)
        self._registrar = Registrar(self._caller, self.record)
        log.info("cascade.redirected", upper=self.record.code, server=to.server, host=to.host)
        outcome = await self._ask()
        return NotRegistered("redirected_again", 302) if isinstance(outcome, Redirected) else outcome

    def _return(self) -> None:
        """To the upper itself."""
        if self._sent_on:
            self._sent_on = False
            self._caller.send_on(self.record.code, self.record.code)
            self._registrar = Registrar(self._caller, self.record)

    async def _stay(self, expires_s: int) -> str:
        """Keep the registration until it is lost; return why."""
        await self._tell("online", "redirected" if self._sent_on else "registered")
        if self.target is not None:
            self._joined(self.record.code, self.target)
        refresh_s = self._clock.monotonic_s() + self._refresh_after(expires_s)
        # The first keepalive at once tells the upper the state that its console waits for; then at the interval.
        beat_s = self._clock.monotonic_s()
        misses = 0
        while True:
            await self._pause(min(refresh_s, beat_s) - self._clock.monotonic_s())
            if self._disturbed.is_set():
                return "connection_lost"
            if self._clock.monotonic_s() >= refresh_s:
                outcome = await self._register()
                if isinstance(outcome, Registered):
                    refresh_s = self._clock.monotonic_s() + self._refresh_after(outcome.expires_s)
                elif not outcome.silent:
                    return "refresh_refused"
                else:
                    # One lost packet is no lost link: keep beating, and ask again soon.
                    refresh_s = self._clock.monotonic_s() + self._times.retry_first_s + self._retry.next_s()
            else:
                beat_s = self._clock.monotonic_s() + self.record.keepalive_interval_s
                heard = await self._beat()
                if heard == "refused":
                    return "keepalive_refused"
                if heard == "answered":
                    # Only now it is a link: an upper that registers us and then refuses our keepalives must not be hammered.
                    self._retry.reset()
                    self._refused.reset()
                    misses = 0
                else:
                    misses += 1
                if misses >= self.record.keepalive_misses:
                    return "keepalive_lost"

    def _refresh_after(self, expires_s: int) -> float:
        return max(expires_s * self._times.refresh_share, expires_s - self._times.refresh_before_s)

    async def _beat(self) -> Literal["answered", "refused", "silent"]:
        assert self.target is not None
        body = keepalive(self._caller.own_code, self._caller.next_sn(), charset=charset_of(self.record))
        try:
            response = await self._caller.message(self.record, self.target, body, timeout_s=self._times.answer_s)
        except (SipTimeout, SipTransportError):
            return "silent"
        if 400 <= response.status < 500:
            return "refused"
        return "answered" if response.status < 300 else "silent"

    async def _pause(self, seconds: float) -> None:
        """Wait, but no longer than until the link is disturbed."""
        if seconds <= 0:
            return
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        disturbed = asyncio.ensure_future(self._disturbed.wait())
        try:
            await asyncio.wait((sleeping, disturbed), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            disturbed.cancel()

    async def _tell(self, state: PeerState, reason: str) -> None:
        """Write a change down; repeated failures of the same kind are one change."""
        self.state = state
        if self._told == (state, reason):
            return
        now = self._clock.now_utc()
        target = self.target
        await self._directory.apply_transitions(
            [
                PeerTransition(
                    code=self.record.code,
                    kind="upper",
                    state=state,
                    reason=reason,
                    sentence=REASONS[reason],
                    at_utc=now,
                    host=target.host if target else self.record.host,
                    port=target.port if target else self.record.port,
                    transport=target.transport if target else self.record.transport,
                    expires_utc=self._expires_utc(now) if state == "online" else None,
                )
            ]
        )
        self._told = (state, reason)
        log.info("cascade.uplink", upper=self.record.code, state=state, reason=reason)

    def _expires_utc(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self._expires_s)


async def _address(host: str, port: int) -> str:
    """Where a host is; a name is looked up at each registration, for its address may have changed. Raises ``OSError``."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        found = await asyncio.get_running_loop().getaddrinfo(host, port)
        if not found:
            raise OSError(f"{host} has no address") from None
        return str(found[0][4][0])
    return host

"""One device: signs its messages, sends them one after the other, and sends again, signed anew, until it has an answer it believes."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Literal

from anlan.foundation.clock import Clock, SystemClock
from anlan.protocols.alarm_message import Document, Event, Heartbeat, Result, read_answer, sign, verify, write_document
from anlan.protocols.alarm_message.answers import TRY_AGAIN, Outcome
from anlan.simulator.village.couriers import Courier, Reply

FIRST_WAIT_S: Final = 2.0
MAX_WAIT_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageProfile:
    """What an installer types in. ``heartbeat_s`` 0: none. ``attempts``: how often one message is sent at most."""

    account: str
    key: bytes = field(repr=False)
    heartbeat_s: float = 0.0
    attempts: int = 10
    battery_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """``outcome``: the platform's, or "unanswered"; ``results``: receipts, where it was accepted."""

    outcome: Outcome | Literal["unanswered"]
    attempts: int
    results: tuple[Result, ...] = ()


class VillageDevice:
    """``clock_error_s``: by how much its clock is ahead (negative: behind), until an answer that it believes sets it right."""

    def __init__(
        self, profile: VillageProfile, courier: Courier, *, clock: Clock | None = None, clock_error_s: float = 0.0
    ) -> None:
        self.profile = profile
        self._courier = courier
        self._clock: Clock = clock or SystemClock()
        self._ahead_s = clock_error_s
        self._sending = asyncio.Lock()
        self._beating: asyncio.Task[None] | None = None
        self.outcomes: Counter[str] = Counter()

    async def start(self) -> None:
        """Begin with heartbeats, where it has any."""
        if self.profile.heartbeat_s:
            self._beating = asyncio.create_task(self._beat(), name=f"device {self.profile.account}")

    async def stop(self) -> None:
        """Be silent."""
        if self._beating is not None:
            self._beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._beating
        await self._courier.close()

    @staticmethod
    def new_id() -> str:
        """An id that no message of this device had before."""
        return secrets.token_hex(8)

    async def heartbeat(self) -> Delivery:
        """Say that it is there."""
        return await self.send(Heartbeat(id=self.new_id(), battery_percent=self.profile.battery_percent))

    async def send(self, *messages: Event | Heartbeat) -> Delivery:
        """Returns when the platform has accepted them or refused them for good, or after the last attempt without an answer."""
        document = Document(version=1, account=self.profile.account, messages=list(messages))
        async with self._sending:
            delivery = await self._deliver(write_document(document))
        self.outcomes[delivery.outcome] += 1
        return delivery

    async def _deliver(self, body: bytes) -> Delivery:
        wait_s, last = FIRST_WAIT_S, Delivery("unanswered", 0)
        for attempt in range(1, self.profile.attempts + 1):
            method, target = self._courier.signs
            # A nonce is used once: what is sent again is signed anew.
            nonce = secrets.token_hex(12)
            head = sign(self.profile.key, method, target, self._now_s(), nonce, body)
            reply = await self._courier.carry(head, body)
            believed = reply is not None and self._believes(reply, nonce)
            last = Delivery(reply.outcome if reply else "unanswered", attempt)
            if reply is not None and reply.outcome == "accepted" and believed:
                return Delivery("accepted", attempt, tuple(read_answer(reply.body).results))
            if reply is not None and reply.outcome == "clock" and believed and reply.head is not None:
                self._ahead_s += reply.head.sent_s - self._now_s()
                continue
            # A wrong signature can only be told unsigned; any other word that nobody signed is somebody's in between.
            if (
                reply is not None
                and reply.outcome not in (*TRY_AGAIN, "accepted")
                and (believed or reply.outcome == "signature")
            ):
                return last
            if attempt < self.profile.attempts:
                await self._clock.sleep(wait_s)
            wait_s = min(2 * wait_s, MAX_WAIT_S)
        # An "accepted" that nobody signed is what somebody in between would say.
        return last if last.outcome != "accepted" else Delivery("unanswered", last.attempts)

    def _believes(self, reply: Reply, nonce: str) -> bool:
        head = reply.head
        return (
            head is not None and head.nonce == nonce and verify(self.profile.key, "ANSWER", reply.target, head, reply.body)
        )  # fmt: skip

    def _now_s(self) -> int:
        return int(self._clock.now_utc().timestamp() + self._ahead_s)

    async def _beat(self) -> None:
        while True:
            await self.heartbeat()
            await self._clock.sleep(self.profile.heartbeat_s)

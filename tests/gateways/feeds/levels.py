"""Alarm centres at several levels, each on records of its own, joined by feeds whose ways can be cut."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from tests.capabilities.alarms.centre import Town
from tests.patience import PATIENCE_S

from anlan.capabilities.alarms.cases.timekeeper import TimeRules
from anlan.capabilities.alarms.levels.transfer import Transfer
from anlan.capabilities.alarms.models import Alarm, AlarmStep
from anlan.capabilities.alarms.service import AlarmRules, AlarmService
from anlan.capabilities.directory.ports import PeerRecord
from anlan.foundation.access.gate import Gate
from anlan.foundation.audit import AuditLog
from anlan.foundation.config import FeedSettings
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox
from anlan.foundation.secret_box import SecretBox
from anlan.gateways.feeds.gateway import FeedGateway
from anlan.gateways.feeds.links import Link, UpperDraft
from anlan.gateways.feeds.ports import Delivery, FeedTransport, TransportClosed
from anlan.protocols.feed import new_nonce

Opener = Callable[[], Database]
CITY, COUNTY, TOWN = "99010000002000000001", "99010100002000000001", "99010101002000000001"
DIVISIONS = {CITY: "9901", COUNTY: "990101", TOWN: "99010101"}


class Pipe:
    """One end of a way in memory. ``stall`` keeps what is sent until ``flow``; ``lose`` drops it."""

    def __init__(self) -> None:
        self.coming: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.other: Pipe | None = None
        self.sent: list[bytes] = []
        self.lose: Callable[[bytes], bool] = lambda _frame: False

    async def send(self, frame: bytes, *, kept: bool) -> None:
        if self.other is None:
            raise TransportClosed("cut")
        self.sent.append(frame)
        if not self.lose(frame):
            self.other.coming.put_nowait(frame)

    async def receive(self) -> Delivery:
        frame = await self.coming.get()
        if frame is None:
            self.coming.put_nowait(None)
            raise TransportClosed("cut")
        return Delivery(frame, _nothing)

    async def close(self) -> None:
        for end in (self, self.other):
            if end is not None:
                end.other = None
                end.coming.put_nowait(None)


async def _nothing() -> None:
    pass


@dataclass
class Records:
    """The directory as the feed asks it: ``shared`` are the divisions that every upper is shown."""

    shared: list[str] = field(default_factory=lambda: [""])
    divisions: dict[str, str] = field(default_factory=lambda: dict(DIVISIONS))

    async def peer(self, code: str) -> PeerRecord | None:
        division = self.divisions.get(code)
        if division is None:
            return None
        return PeerRecord(code, "lower", code, "", "2022", "GB18030", "udp", "udp", division)

    async def code_for_upper(self, upper: str, code: str, division: str) -> str | None:
        return "shown" if any(division.startswith(root) for root in self.shared) else None


@dataclass
class Level:
    """One platform of the tests. ``start`` again is a new process on the same records, the one before dropped as by a kill."""

    code: str
    open_database: Callable[[], Database]
    clock: Any
    above: Level | None = None
    max_waiting: int = 200_000
    # Address of a NATS server; empty text for ways in memory.
    broker: str = ""
    town: Town = field(default_factory=Town)
    records: Records = field(default_factory=Records)
    reachable: bool = True
    ways: list[Pipe] = field(default_factory=list)
    lose_up: Callable[[bytes], bool] = lambda _frame: False
    lose_down: Callable[[bytes], bool] = lambda _frame: False
    _serving: list[asyncio.Task[None]] = field(default_factory=list)
    _parts: list[Any] = field(default_factory=list)

    async def start(self) -> None:
        await self.drop()
        self.database = self.open_database()
        self.outbox = Outbox(self.database, self.clock)
        await self.outbox.start()
        audit = AuditLog(self.database, self.clock)
        gate = Gate(self.database, audit, self.clock)
        self.feeds = FeedGateway(
            settings=FeedSettings.model_construct(max_waiting=self.max_waiting, state_s=5.0, allow_plain=False, transport="nats" if self.broker else "websocket", nats_url=self.broker, nats_credentials=""), own=self.code, database=self.database,
            clock=self.clock, directory=self.records, outbox=self.outbox, box=SecretBox(b"k" * 32, "key"), dial=None if self.broker else self._dial,
        )  # fmt: skip
        self.centre = AlarmService(
            database=self.database, outbox=self.outbox, clock=self.clock, gate=gate, accounts=self.town, premises=self.town, cameras=self.town,
            rules=AlarmRules(own_division=DIVISIONS[self.code], time=TimeRules(claim_s=86_400)), evidence_folder=Path(tempfile.mkdtemp()), feed=self.feeds, own_code=self.code,
        )  # fmt: skip
        assert self.centre.levels is not None
        self.feeds.attach(self.centre.levels)
        await self.feeds.load()
        await self.centre.start()
        await self.feeds.start()
        self._parts = [self.feeds, self.centre, audit, self.outbox]

    async def drop(self) -> None:
        """End the process."""
        for way in self.ways:
            await way.close()
        self.ways.clear()
        for part in self._parts:
            await (part.close() if isinstance(part, AuditLog) else part.stop())
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        self._serving.clear()
        if self._parts:
            await self.database.close()
        self._parts = []

    @property
    def transfer(self) -> Transfer:
        assert self.centre.levels is not None
        return self.centre.levels.transfer

    async def join(self) -> None:
        """Make the feed with the platform above."""
        assert self.above is not None
        key = await self.above.feeds.admit_lower(self.code)
        await self.feeds.set_upper(self.above.code, UpperDraft("ws://127.0.0.1:1", key=key))

    async def cut(self) -> None:
        """Cut the way up; it is not dialled until ``mend``."""
        self.reachable = False
        for way in self.ways:
            await way.close()
        self.ways.clear()
        assert self.above is not None
        above = self.above
        await until(lambda: not self.up() and not connected(above, self.code))

    async def mend(self) -> None:
        """The way is there again, and is dialled once the pause is over."""
        self.reachable = True
        await until(self.up, tick=lambda: self.clock.advance(5.0))

    def up(self) -> bool:
        assert self.above is not None
        return connected(self, self.above.code)

    async def row(self, alarm: str) -> Alarm | None:
        async with self.database.reading() as session:
            return await session.get(Alarm, alarm)

    async def must(self, alarm: str) -> Alarm:
        row = await self.row(alarm)
        assert row is not None
        return row

    async def steps(self, alarm: str) -> list[tuple[int, str, str, str]]:
        """Number, action, whose desk and name of each."""
        query = select(AlarmStep).where(AlarmStep.alarm == alarm).order_by(AlarmStep.sequence)
        async with self.database.reading() as session:
            rows = (await session.scalars(query)).all()
        return [(step.sequence, step.action, step.platform, step.actor_name) for step in rows]

    async def waiting(self) -> int:
        return sum([state.backlog.waiting for state in await self.feeds.states()])

    async def _dial(self, link: Link, own: str, now_s: int) -> tuple[FeedTransport, str]:
        assert self.above is not None
        upper = self.above.feeds.links.get(own) if self.above._parts else None
        if not self.reachable or upper is None or not upper.enabled or upper.key != link.key:
            raise OSError("nobody there")
        here, there = Pipe(), Pipe()
        here.other, there.other = there, here
        here.lose = lambda frame: self.lose_up(frame)
        there.lose = lambda frame: self.lose_down(frame)
        self.ways.append(here)
        nonce = new_nonce()
        self.above._serving.append(asyncio.create_task(self.above.feeds.serve(upper, there, nonce)))
        return here, nonce


def connected(level: Level, code: str) -> bool:
    link = level.feeds.links.get(code)
    return link is not None and link.connected_utc is not None


async def until(true: Callable[[], Any], *, tick: Callable[[], Awaitable[None]] | None = None) -> None:
    """Wait until it holds; no event spans two platforms."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            found = true()
            if await found if asyncio.iscoroutine(found) else found:
                return
            if tick is not None:
                await tick()
            await asyncio.sleep(0.005)


async def settled(*levels: Level) -> None:
    """Nothing waits at any of them."""

    async def quiet() -> bool:
        return not sum([await level.waiting() for level in levels])

    await until(quiet)

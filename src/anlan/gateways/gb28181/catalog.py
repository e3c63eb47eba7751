"""Catalogs of devices and lower platforms: asked for, put together, proved complete, handed to the directory.

How completeness is proved is explained in ``docs/design/catalog.md``.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal

import structlog

from anlan.foundation.clock import Clock
from anlan.gateways.gb28181 import metrics
from anlan.gateways.gb28181.outgoing import Outgoing, Unreached, charset_of
from anlan.gateways.gb28181.ports import CatalogReport, Directory
from anlan.gateways.gb28181.presence import Link
from anlan.gateways.gb28181.violations import ViolationLog
from anlan.gateways.gb28181.waiting import Signal
from anlan.protocols.manscdp import CatalogAssembly, CatalogPart, catalog_query

log = structlog.get_logger(__name__)

MAX_AT_ONCE = 64
# How often what is missing is asked for again before the catalog is called incomplete.
ASK_AGAIN = 2
# After "complete" more parts may come where SumNum was too small: they are waited for this long.
LINGER_S = 5.0
PROGRESS_EVERY_S = 1.0

CatalogState = Literal["asked", "receiving", "asked_again", "complete", "incomplete", "refused", "silent", "failed"]


@dataclass(frozen=True, slots=True)
class CatalogTimeouts:
    """How long to wait for the first part and between parts, in seconds."""

    first_part_s: float
    next_part_s: float


@dataclass(slots=True, eq=False)
class Fetch:
    """One catalog on its way. ``result`` is done with the outcome; several askers share it."""

    link: Link
    result: asyncio.Future[CatalogState]
    changed: Signal = field(default_factory=Signal)
    assembly: CatalogAssembly | None = None
    told_s: float = float("-inf")
    applied: int = -1


@dataclass(frozen=True, slots=True)
class CatalogStanding:
    """How the last fetching of a peer's catalog went."""

    state: CatalogState
    received: int
    expected: int
    finished_s: float

    @property
    def missing(self) -> int:
        return max(0, self.expected - self.received)


class Catalogs:
    """Fetches catalogs, one at a time for a peer, a bounded number in all."""

    def __init__(
        self, *, directory: Directory, clock: Clock, outgoing: Outgoing, timeouts: CatalogTimeouts, violations: ViolationLog,
        report: CatalogReport | None = None, max_at_once: int = MAX_AT_ONCE,
    ) -> None:  # fmt: skip
        self._directory = directory
        self._clock = clock
        self._outgoing = outgoing
        self._timeouts = timeouts
        self._violations = violations
        self._report = report
        self._turn = asyncio.Semaphore(max_at_once)
        self._running: dict[str, Fetch] = {}
        self._lingering: dict[str, Fetch] = {}
        self._standing: dict[str, CatalogStanding] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def standing(self, code: str) -> CatalogStanding | None:
        """How the last fetch went; None where there was none since we started."""
        return self._standing.get(code)

    def schedule(self, link: Link, delay_s: float = 0.0) -> asyncio.Future[CatalogState]:
        """Ask for the peer's catalog after ``delay_s``; while one is on its way, that is the answer."""
        running = self._running.get(link.code)
        if running is not None:
            return running.result
        fetch = Fetch(link, asyncio.get_running_loop().create_future())
        self._running[link.code] = fetch
        task = asyncio.create_task(self._run(fetch, delay_s), name=f"catalog {link.code}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return fetch.result

    def take(self, code: str, part: CatalogPart) -> bool:
        """A part came in. False where it answers no query of ours (late beyond reason, or never asked)."""
        fetch = self._running.get(code)
        if fetch is None or fetch.assembly is None or not fetch.assembly.belongs(part):
            fetch = self._lingering.get(code)
            if fetch is None or fetch.assembly is None or not fetch.assembly.belongs(part):
                metrics.BOUNDS.labels("catalog_parts_unasked").inc()
                return False
        fetch.assembly.add(part, self._clock.monotonic_s())
        fetch.changed.raise_()
        return True

    async def stop(self) -> None:
        """Give up what is on its way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, fetch: Fetch, delay_s: float) -> None:
        code = fetch.link.code
        state: CatalogState = "failed"
        try:
            await self._clock.sleep(delay_s)
            async with self._turn:
                state = await self._fetch(fetch)
        except Exception as error:  # noqa: BLE001 - one peer's catalog must not end the gateway; it is told as failed
            log.error("catalog_failed", peer=code, error=repr(error))
        finally:
            self._running.pop(code, None)
            self._note(fetch, state)
            if not fetch.result.done():
                fetch.result.set_result(state)
        await self._tell(fetch, state, force=True)
        if state in ("complete", "incomplete"):
            await self._linger(fetch)

    async def _fetch(self, fetch: Fetch) -> CatalogState:
        for attempt in range(1 + ASK_AGAIN):
            if not fetch.link.reachable:
                break
            refused = await self._ask(fetch)
            if refused is not None:
                return refused
            await self._tell(fetch, "asked" if attempt == 0 else "asked_again", force=True)
            if await self._receive(fetch) == "complete":
                await self._apply(fetch, complete=True)
                return "complete"
        assembly = fetch.assembly
        if assembly is None or assembly.state(self._clock.monotonic_s()).expected is None:
            return "silent"
        await self._apply(fetch, complete=False)
        return "incomplete"

    async def _ask(self, fetch: Fetch) -> CatalogState | None:
        sn = self._outgoing.next_sn()
        now_s = self._clock.monotonic_s()
        # Ready before the query leaves: some answer before they confirm it.
        if fetch.assembly is None:
            fetch.assembly = CatalogAssembly(
                sn, now_s, first_part_wait_s=self._timeouts.first_part_s, next_part_wait_s=self._timeouts.next_part_s
            )
        else:
            fetch.assembly.ask_again(sn, now_s)
        try:
            await self._outgoing.message(fetch.link, catalog_query(fetch.link.code, sn, charset=charset_of(fetch.link)))
        except Unreached as error:
            if error.status:
                return "refused"
            # The confirmation may be lost while the parts come all the same.
            return None if fetch.assembly.state(now_s).received else "silent"
        return None

    async def _receive(self, fetch: Fetch) -> Literal["complete", "incomplete"]:
        assert fetch.assembly is not None
        while True:
            now_s = self._clock.monotonic_s()
            result = fetch.assembly.state(now_s)
            if result.status != "waiting":
                return result.status
            await fetch.changed.wait(self._clock, result.due_s - now_s)
            await self._tell(fetch, "receiving")

    async def _apply(self, fetch: Fetch, *, complete: bool) -> None:
        assert fetch.assembly is not None
        result = fetch.assembly.state(self._clock.monotonic_s())
        items = fetch.assembly.items
        fetch.applied = result.received
        outcome = await self._directory.apply_catalog(fetch.link.code, items, complete=complete)
        self._violations.note_catalog(fetch.link, items, result.violations)
        log.info(
            "catalog_taken", peer=fetch.link.code, complete=complete, received=result.received, expected=result.expected,
            added=outcome.added, changed=outcome.changed, removed=outcome.removed,
        )  # fmt: skip

    async def _linger(self, fetch: Fetch) -> None:
        """Take parts that come after the end: SumNum was too small, or the peer slower than any patience."""
        code = fetch.link.code
        self._lingering[code] = fetch
        try:
            while await fetch.changed.wait(self._clock, LINGER_S):
                pass
            assert fetch.assembly is not None
            result = fetch.assembly.state(self._clock.monotonic_s())
            if result.received > fetch.applied:
                complete = result.status == "complete"
                await self._apply(fetch, complete=complete)
                self._note(fetch, "complete" if complete else "incomplete")
                await self._tell(fetch, "complete" if complete else "incomplete", force=True)
        finally:
            if self._lingering.get(code) is fetch:
                del self._lingering[code]

    def _note(self, fetch: Fetch, state: CatalogState) -> None:
        metrics.CATALOGS.labels(state).inc()
        received, expected = self._counts(fetch)
        self._standing[fetch.link.code] = CatalogStanding(state, received, expected, self._clock.monotonic_s())

    async def _tell(self, fetch: Fetch, state: CatalogState, *, force: bool = False) -> None:
        now_s = self._clock.monotonic_s()
        if self._report is None or (not force and now_s - fetch.told_s < PROGRESS_EVERY_S):
            return
        fetch.told_s = now_s
        received, expected = self._counts(fetch)
        await self._report(fetch.link.code, state, received, expected, self._clock.now_utc())

    def _counts(self, fetch: Fetch) -> tuple[int, int]:
        if fetch.assembly is None:
            return 0, 0
        result = fetch.assembly.state(self._clock.monotonic_s())
        return result.received, result.expected or 0

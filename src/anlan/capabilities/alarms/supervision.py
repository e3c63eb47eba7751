"""Supervision of links (EN 50136-1): who has not been heard for its class's time is lost, once; who comes back is back, once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.events import LINK, PERMISSION, EventRecorder
from anlan.capabilities.alarms.models import AlarmLink
from anlan.capabilities.alarms.ports import Account, AccountDirectory, Premises, Receipt, Signal, SourceKey
from anlan.capabilities.alarms.vocabulary import EventKind
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.timer_wheel import TimerWheel

log = structlog.get_logger("anlan.alarms")
LOST = Gauge("anlan_alarm_links_lost", "Supervised links that are lost now")
CHANGES = Counter("anlan_alarm_link_changes_total", "Links lost and come back", ["state"])

# As in the vocabulary, so that a panel's own word for it and ours are one family.
LINK_LOST: Final = EventKind(
    "supervision_lost", "fault", "链路监督丢失", "Loss of supervision", counts_as_detection=True
)

# Longest time until a failure of (primary, alternative path) must be noticed, in seconds: EN 50136-1:2012, table of categories.
CLASS_S: Final[dict[str, tuple[int, int]]] = {
    "SP1": (32 * 86_400, 0), "SP2": (25 * 3600, 0), "SP3": (1800, 0), "SP4": (180, 0), "SP5": (90, 0), "SP6": (20, 0),
    "DP1": (25 * 3600, 50 * 3600), "DP2": (1800, 25 * 3600), "DP3": (180, 25 * 3600), "DP4": (90, 300),
}  # fmt: skip
# Without a class: a failure is decided by several missed polls, never by one.
MISSED_POLLS: Final = 3

RECONCILE_S: Final = 60.0
# "Last heard" is written at most this often per link: 20,000 links are 67 rows a second.
STRIDE_S: Final = 300.0
MAX_ROWS: Final = 500
RETRY_S: Final = 5.0

LinkState = Literal["up", "lost"]
Own = Callable[[Signal, str, Callable[[AsyncSession], Awaitable[None]]], Awaitable[Receipt]]


@dataclass(slots=True, eq=False)
class Link:
    """One path of one account. ``*_s`` are monotonic seconds."""

    source: SourceKey
    account: Account
    path: str
    limit_s: float
    state: LinkState
    since_utc: datetime
    heard_utc: datetime
    heard_s: float
    written_s: float
    wheel_slot: int = -1
    turning: bool = False
    gone: bool = field(default=False)


def limit_s(account: Account, path: str) -> float:
    """Seconds without a sign of life after which the path is lost; 0 where it is not supervised."""
    primary, alternative = CLASS_S.get(account.supervision_class, (0, 0))
    if path == "2":
        return float(alternative)
    return float(primary or account.poll_s * MISSED_POLLS)


def paths_of(account: Account) -> tuple[str, ...]:
    """The paths that are supervised by themselves."""
    return supervised_paths(account.supervision_class, account.poll_s) if account.enabled else ()


def supervised_paths(supervision_class: str, poll_s: int) -> tuple[str, ...]:
    """The paths of an account of such a class, as ``alarm_links`` names them; none where nothing limits its silence."""
    if not CLASS_S.get(supervision_class, (0, 0))[0] and poll_s <= 0:
        return ()
    return ("1", "2") if supervision_class.startswith("DP") else ("",)


class Supervision:
    """All supervised links. ``heard`` is called for every sign of life and moves two numbers; everything else is ``tick``'s."""

    def __init__(
        self, *, database: Database, outbox: EventRecorder, clock: Clock, accounts: AccountDirectory, premises: Premises, own: Own
    ) -> None:  # fmt: skip
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._accounts = accounts
        self._premises = premises
        self._own = own
        self._links: dict[tuple[str, str], Link] = {}
        self._wheel: TimerWheel[Link] = TimerWheel(clock.monotonic_s())
        self._returned: deque[Link] = deque()
        self._unwritten: deque[Link] = deque()
        self._reconciled_s = float("-inf")
        self._known: dict[tuple[str, str], AlarmLink] = {}

    async def load(self) -> None:
        """Read the links' states; a link that was up has its whole time again, for it was we who did not listen."""
        async with self._database.reading() as session:
            rows = (await session.scalars(select(AlarmLink))).all()
        self._known = {(row.account, row.path): row for row in rows}
        self.reconcile()
        LOST.set(len(self.lost))

    @property
    def lost(self) -> list[Link]:
        """Links that are lost now."""
        return [link for link in self._links.values() if link.state == "lost"]

    def heard(self, source: SourceKey, path: str, at_utc: datetime) -> None:
        """Note a sign of life."""
        account = self._accounts.account(source)
        if account is None:
            return
        path = (path or "1") if account.supervision_class.startswith("DP") else ""
        link = self._links.get((account.id, path))
        if link is None:
            return
        now_s = self._clock.monotonic_s()
        link.heard_utc, link.heard_s = at_utc, now_s
        if link.state == "lost" or link.turning:
            self._returned.append(link)
        elif now_s - link.written_s >= STRIDE_S:
            link.written_s = now_s
            self._unwritten.append(link)

    async def tick(self, now_utc: datetime) -> None:
        """Judge what is due; turn what was lost or came back; write down a few "last heard"."""
        now_s = self._clock.monotonic_s()
        if now_s - self._reconciled_s >= RECONCILE_S:
            self.reconcile()
        turns: list[tuple[Link, LinkState]] = []
        for link in self._wheel.due(now_s):
            if link.gone or link.state == "lost" or link.turning:
                continue
            if now_s - link.heard_s > link.limit_s:
                turns.append((link, "lost"))
            else:
                self._wheel.schedule(link, link.heard_s + link.limit_s)
        returned, self._returned = self._returned, deque()
        turns += [(link, "up") for link in dict.fromkeys(returned) if link.state == "lost" and not link.gone]
        for start in range(0, len(turns), MAX_ROWS):
            await asyncio.gather(*(self._turn(link, state, now_utc) for link, state in turns[start : start + MAX_ROWS]))
        await self._write_heard()
        if turns:
            LOST.set(len(self.lost))

    def reconcile(self) -> None:
        """Take up accounts that are new or changed, and drop those that are gone."""
        now_s, now_utc = self._clock.monotonic_s(), self._clock.now_utc()
        self._reconciled_s = now_s
        standing: set[tuple[str, str]] = set()
        for source, account in self._accounts.accounts():
            for path in paths_of(account):
                key = (account.id, path)
                standing.add(key)
                link = self._links.get(key)
                if link is None:
                    self._links[key] = self._begin(source, account, path, now_s, now_utc)
                elif link.account is not account:
                    link.source, link.account = source, account
                    link.limit_s = limit_s(account, path)
                    self._wheel.schedule(link, link.heard_s + link.limit_s)
        for key in self._links.keys() - standing:
            self._links.pop(key).gone = True

    def _begin(self, source: SourceKey, account: Account, path: str, now_s: float, now_utc: datetime) -> Link:
        row = self._known.pop((account.id, path), None)
        state: LinkState = "lost" if row is not None and row.state == "lost" else "up"
        link = Link(
            source=source, account=account, path=path, limit_s=limit_s(account, path), state=state,
            since_utc=row.since_utc if row else now_utc, heard_utc=row.heard_utc if row else now_utc, heard_s=now_s,
            # Spread over the stride, so that not all are written in the same second.
            written_s=now_s - (hash(account.id) % int(STRIDE_S)),
        )  # fmt: skip
        if state == "up":
            self._wheel.schedule(link, now_s + link.limit_s)
        return link

    async def _turn(self, link: Link, state: LinkState, now_utc: datetime) -> None:
        """Change a link's state: signal, row and event in one transaction, so that none is without the others after a kill."""
        link.turning = True
        protected = self._premises.premises(link.account.subscriber)
        facts = {
            "account": link.account.id, "subscriber": link.account.subscriber, "path": link.path, "state": state,
            "heard_utc": link.heard_utc.isoformat(), "company": protected.company if protected else "",
        }  # fmt: skip

        async def also(session: AsyncSession) -> None:
            await session.merge(_row(link, state, now_utc))
            division = protected.division if protected else link.account.division
            await self._outbox.record(session, LINK, facts, division=division, permission=PERMISSION)

        try:
            await self._own(_signal(link, state, now_utc), link.account.subscriber, also)
        except Exception:
            # The database is away: the link keeps its state and is looked at again soon.
            log.exception("alarm_link_not_turned", account=link.account.id, state=state)
            if state == "lost":
                self._wheel.schedule(link, self._clock.monotonic_s() + RETRY_S)
            else:
                self._returned.append(link)
            return
        finally:
            link.turning = False
        link.state, link.since_utc, link.written_s = state, now_utc, self._clock.monotonic_s()
        CHANGES.labels(state).inc()
        if state == "up":
            self._wheel.schedule(link, link.heard_s + link.limit_s)

    async def _write_heard(self) -> None:
        links: list[Link] = []
        while self._unwritten and len(links) < MAX_ROWS:
            link = self._unwritten.popleft()
            if not link.gone and link.state == "up":
                links.append(link)
        if not links:
            return
        async with self._database.transaction() as session:
            for row in _rows(links):
                await session.merge(row)


def _rows(links: Iterable[Link]) -> list[AlarmLink]:
    return [
        AlarmLink(
            account=link.account.id,
            path=link.path,
            state=link.state,
            since_utc=link.since_utc,
            heard_utc=link.heard_utc,
        )
        for link in links
    ]


def _row(link: Link, state: LinkState, now_utc: datetime) -> AlarmLink:
    return AlarmLink(account=link.account.id, path=link.path, state=state, since_utc=now_utc, heard_utc=link.heard_utc)


def _signal(link: Link, state: LinkState, now_utc: datetime) -> Signal:
    return Signal(
        source=link.source, sequence="", digest="", kind=LINK_LOST, original=LINK_LOST.code,
        qualifier="new" if state == "lost" else "restore", partition="", zone="", user="", text="", occurred_utc=None,
        received_utc=now_utc, longitude=None, latitude=None, path=link.path, encrypted=False, raw="",
    )  # fmt: skip

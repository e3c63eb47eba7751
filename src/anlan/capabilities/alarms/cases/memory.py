"""All open cases in memory: by id, by whose they are, faults by area, by when they are due. Rebuilt from the records at the start."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import select

from anlan.capabilities.alarms.cases.deadlines import Deadlines
from anlan.capabilities.alarms.cases.machine import OPEN
from anlan.capabilities.alarms.cases.open_case import OpenCase, from_row
from anlan.capabilities.alarms.models import Alarm
from anlan.foundation.database import Database

K = TypeVar("K")
_PAGE = 1000


class OpenCases:
    """The open cases, and the lock under which they and their rows change together.

    One process of a platform judges alarms; within it the intake's batch, an operator's action and a rule of time never
    interleave, so that what was judged is what is written. ``due_utc`` says after which moment time does something to a case.
    """

    def __init__(self, due_utc: Callable[[OpenCase], datetime | None]) -> None:
        self._due_utc = due_utc
        self._deadlines = Deadlines()
        self.lock = asyncio.Lock()
        self._cases: dict[str, OpenCase] = {}
        self._by_key: dict[str, dict[str, None]] = {}
        self._by_area: dict[tuple[str, str], dict[str, None]] = {}
        self._groups: dict[tuple[str, str], str] = {}

    async def load(self, database: Database) -> None:
        """Forget everything and read the open cases from the records."""
        for case in list(self._cases.values()):
            self._take(case)
        after = ""
        while True:
            query = select(Alarm).where(Alarm.state.in_(sorted(OPEN)), Alarm.id > after).order_by(Alarm.id).limit(_PAGE)
            async with database.reading() as session:
                rows = (await session.scalars(query)).all()
            for row in rows:
                self.put(from_row(row))
            if len(rows) < _PAGE:
                return
            after = rows[-1].id

    def __len__(self) -> int:
        return len(self._cases)

    def __iter__(self) -> Iterator[OpenCase]:
        return iter(self._cases.values())

    def get(self, alarm: str) -> OpenCase | None:
        """The open case of that id."""
        return self._cases.get(alarm)

    def of(self, key: str) -> list[OpenCase]:
        """The open cases of a subscriber or an unknown source, oldest first."""
        return [self._cases[alarm] for alarm in self._by_key.get(key, ())]

    def newest_in(self, division: str, family: str, count: int) -> list[OpenCase]:
        """The newest open faults of a family in a division, newest first, groups not among them."""
        return [self._cases[alarm] for alarm in islice(reversed(self._by_area.get((division, family), {})), count)]

    def group_in(self, division: str, family: str) -> OpenCase | None:
        """The open group of a family in a division."""
        alarm = self._groups.get((division, family))
        return self._cases[alarm] if alarm else None

    def put(self, case: OpenCase) -> None:
        """Hold the case as it is now; a closed one is let go. What another platform writes is counted but never judged by."""
        standing = self._cases.get(case.id)
        if standing is not None and (case.state not in OPEN or standing.writer != case.writer):
            self._take(standing)
            standing = None
        if case.state not in OPEN:
            return
        self._cases[case.id] = case
        self._deadlines.put(case.id, self._due_utc(case))
        if standing is None and not case.writer:
            self._by_key.setdefault(case.key, {})[case.id] = None
            area = (case.division, case.family)
            if case.group_size:
                self._groups[area] = case.id
            elif case.alarm_class == "fault":
                self._by_area.setdefault(area, {})[case.id] = None

    def forget(self, alarm: str) -> None:
        """Let a case go, as where its writing failed."""
        standing = self._cases.get(alarm)
        if standing is not None:
            self._take(standing)

    def due(self, now_utc: datetime, most: int) -> list[OpenCase]:
        """The cases to which time does something now, those longest due first, at most so many. ``look_again`` each of them."""
        return [self._cases[alarm] for alarm in islice(self._deadlines.passed(now_utc), most)]

    def look_again(self, alarm: str) -> None:
        """Have a case that was ``due`` come up when it is due as it now stands; nothing where it is open no more."""
        case = self._cases.get(alarm)
        if case is not None:
            self._deadlines.put(alarm, self._due_utc(case))

    def _take(self, case: OpenCase) -> None:
        del self._cases[case.id]
        self._deadlines.put(case.id, None)
        _drop(self._by_key, case.key, case.id)
        area = (case.division, case.family)
        _drop(self._by_area, area, case.id)
        if self._groups.get(area) == case.id:
            del self._groups[area]


class Trial:
    """Changes to the open cases that stand at once and are taken back unless they are kept."""

    def __init__(self, cases: OpenCases) -> None:
        self._cases = cases
        self._before: dict[str, OpenCase | None] = {}

    def put(self, case: OpenCase) -> None:
        """Change a case."""
        if case.id not in self._before:
            self._before[case.id] = self._cases.get(case.id)
        self._cases.put(case)

    def take_back(self) -> None:
        """Everything as it was."""
        for alarm, case in self._before.items():
            if case is None:
                self._cases.forget(alarm)
            else:
                self._cases.put(case)


def _drop(index: dict[K, dict[str, None]], key: K, alarm: str) -> None:
    held = index.get(key)
    if held is not None:
        held.pop(alarm, None)
        if not held:
            del index[key]

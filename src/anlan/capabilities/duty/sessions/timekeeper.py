"""What time does in a duty room: who does not come is missing, and a swap that nobody decided lapses. Each is noticed once."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import select, update

from anlan.capabilities.duty.models import DutyPerson, DutyPosition, DutyRoom, DutySession, DutyShift
from anlan.capabilities.duty.records import SESSION, Books
from anlan.capabilities.duty.rosters.swaps import Swaps
from anlan.capabilities.duty.sessions.log import Log

log = structlog.get_logger("anlan.duty")

TICK_S: Final = 15.0
# Of one tick; the rest comes with the next.
MAX_CHANGES: Final = 200
# A shift that is long over when a platform comes back is marked, but nobody is called for it any more.
LONGEST_LATENESS: Final = timedelta(days=2)


class Timekeeper:
    """One task for all rooms."""

    def __init__(self, books: Books, notes: Log, swaps: Swaps) -> None:
        self._books = books
        self._notes = notes
        self._swaps = swaps
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to keep time."""
        self._task = asyncio.create_task(self._run(), name="duty-timekeeper")

    async def stop(self) -> None:
        """Keep it no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def tick(self) -> None:
        """Do what is due now."""
        now = self._books.clock.now_utc()
        await self._missing(now)
        await self._swaps.lapse(now)

    async def _missing(self, now: datetime) -> None:
        query = (
            select(DutyShift, DutyRoom, DutyPerson.name, DutyPosition.name)
            .join(DutyRoom, DutyRoom.id == DutyShift.room)
            .join(DutyPerson, DutyPerson.id == DutyShift.person)
            .join(DutyPosition, DutyPosition.id == DutyShift.position)
            .where(DutyShift.attendance == "due", DutyShift.starts_utc < now)
            .order_by(DutyShift.starts_utc)
            .limit(MAX_CHANGES)
        )
        async with self._books.database.reading() as session:
            rows = (await session.execute(query)).all()
        for shift, room, person, position in rows:
            if now > shift.starts_utc + timedelta(minutes=room.late_after_minutes):
                await self._mark(shift, room, person, position, now)

    async def _mark(self, shift: DutyShift, room: DutyRoom, person: str, position: str, now: datetime) -> None:
        async with self._books.database.transaction() as session:
            # One who stayed from the shift before is there without a new sign-in.
            staying = select(DutySession).where(DutySession.open_seat == shift.person, DutySession.room == shift.room)
            seated = (await session.scalars(staying)).one_or_none()
            attendance = "present" if seated is not None else "missing"
            marked = (
                update(DutyShift)
                .where(DutyShift.id == shift.id, DutyShift.attendance == "due")
                .values(attendance=attendance)
            )
            if not (await session.execute(marked.returning(DutyShift.id))).all():
                return
            if seated is not None:
                seated.due_utc = shift.ends_utc
                return
            facts = {"person": person, "position": position, "starts_utc": shift.starts_utc.isoformat()}
            await self._notes.note(session, room, "missing", facts, None)
            if now - shift.starts_utc < LONGEST_LATENESS:
                facts = {"room": room.id, "session": "", "person": shift.person, "change": "missing"}
                await self._books.tell(session, SESSION, room.division, facts)

    async def _run(self) -> None:
        while True:
            await self._books.clock.sleep(TICK_S)
            try:
                await self.tick()
            except Exception:
                # The database is away: what is due stays due, and the next tick finds it.
                log.exception("duty_timekeeping_failed")

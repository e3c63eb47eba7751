"""Rooms with their positions and shift patterns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.models import DutyPosition, DutyRoom, DutySession, DutyShift, ShiftPattern
from anlan.capabilities.duty.records import MANAGE, READ, ROOM, Books, fault, refuse_stale
from anlan.capabilities.duty.rosters.rules import Position, RoomRules
from anlan.capabilities.duty.rosters.slots import Pattern
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.models import Role, User, UserRole
from anlan.foundation.access.scope import division_within
from anlan.foundation.errors import Conflict, TooMany
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

MAX_ROOMS: Final = 2_000
MAX_PARTS: Final = 50


@dataclass(frozen=True, slots=True)
class RoomDraft:
    """A room as entered."""

    division: str
    name: str
    min_per_shift: int = 2
    min_rest_minutes: int = 660
    max_week_minutes: int = 2880
    late_after_minutes: int = 5
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class PositionDraft:
    """A position as entered; ``id`` "" is a new one."""

    id: str
    name: str
    qualification: str
    seats: int
    required: bool
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class PatternDraft:
    """A shift pattern as entered; ``id`` "" is a new one."""

    id: str
    name: str
    start_minute: int
    length_minutes: int
    rest_after_minutes: int
    weekdays: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class RoomParts:
    """What a room consists of, those out of use too."""

    positions: Sequence[DutyPosition]
    patterns: Sequence[ShiftPattern]


@dataclass(frozen=True, slots=True)
class Account:
    """A user who may be on duty in a room."""

    id: str
    name: str


class Rooms:
    """Kept by whoever manages duty in the division."""

    def __init__(self, books: Books) -> None:
        self._books = books

    async def all(self, actor: Actor) -> list[DutyRoom]:
        """Every room that the actor may see, by division and name."""
        query = select(DutyRoom).where(division_within(DutyRoom.division, self._books.gate.scope(actor, READ)))
        async with self._books.database.reading() as session:
            return list(
                (await session.scalars(query.order_by(DutyRoom.division, DutyRoom.name).limit(MAX_ROOMS))).all()
            )

    async def get(self, actor: Actor, room: str) -> tuple[DutyRoom, RoomParts]:
        """One room with its parts."""
        found = await self._books.room_for(actor, room)
        async with self._books.database.reading() as session:
            return found, await parts_of(session, room)

    async def create(self, actor: Actor, draft: RoomDraft) -> DutyRoom:
        """Make a room. Raises ``Conflict`` where the name is taken in the division."""
        await self._books.gate.authorize(actor, MANAGE, Resource("duty", draft.name, draft.division, draft.name))
        now = self._books.clock.now_utc()
        row = DutyRoom(id=new_id(now), version=1, created_utc=now, changed_utc=now, **asdict(draft))
        try:
            async with self._books.database.transaction() as session:
                count = len((await session.scalars(select(DutyRoom.id).limit(MAX_ROOMS))).all())
                if count >= MAX_ROOMS:
                    raise TooMany(
                        "duty.too_many_rooms", Sentence("值班室数量已达上限", "there are too many duty rooms")
                    )
                session.add(row)
                await session.flush()
                await self._books.tell(session, ROOM, row.division, {"id": row.id})
        except IntegrityError:
            raise _taken("name") from None
        return row

    async def change(self, actor: Actor, room: str, version: int, changes: dict[str, Any]) -> DutyRoom:
        """Change fields of the draft; the division stays."""
        await self._books.room_for(actor, room, MANAGE)
        now = self._books.clock.now_utc()
        try:
            async with self._books.database.transaction() as session:
                row = await session.get_one(DutyRoom, room)
                refuse_stale(row, version)
                for name, value in changes.items():
                    setattr(row, name, value)
                row.version, row.changed_utc = version + 1, now
                await session.flush()
                await self._books.tell(session, ROOM, row.division, {"id": room})
        except IntegrityError:
            raise _taken("name") from None
        return row

    async def set_positions(self, actor: Actor, room: str, version: int, drafts: Sequence[PositionDraft]) -> DutyRoom:
        """Put positions in place of all. One that was ever worked at is not deleted but taken out of use."""
        rows = [asdict(draft) for draft in drafts]
        return await self._set(actor, room, version, DutyPosition, rows, DutyShift.position)

    async def set_patterns(self, actor: Actor, room: str, version: int, drafts: Sequence[PatternDraft]) -> DutyRoom:
        """Put shift patterns in place of all. One that was ever worked is not deleted but taken out of use."""
        for draft in drafts:
            if not draft.weekdays or set(draft.weekdays) - set("1234567"):
                raise fault("weekdays", "须选择星期", "choose the days of the week")
        rows = [asdict(draft) | {"weekdays": "".join(sorted(set(draft.weekdays)))} for draft in drafts]
        return await self._set(actor, room, version, ShiftPattern, rows, DutyShift.pattern)

    async def accounts(self, actor: Actor, room: str) -> list[Account]:
        """Users who may be on duty in the room's division, for linking people with them."""
        found = await self._books.room_for(actor, room, MANAGE)
        query = (
            select(User.id, User.name, User.display_name, Role.permissions, UserRole.division)
            .join(UserRole, UserRole.user_id == User.id)
            .join(Role, Role.id == UserRole.role_id)
            .where(User.enabled)
            .order_by(User.name)
        )
        async with self._books.database.reading() as session:
            rows = (await session.execute(query)).all()
        able = {
            row.id: Account(row.id, row.display_name or row.name)
            for row in rows
            if "duty.work" in row.permissions.split() and found.division.startswith(row.division)
        }
        return list(able.values())

    async def _set(
        self, actor: Actor, room: str, version: int, table: Any, rows: Sequence[dict[str, Any]], used_by: Any
    ) -> DutyRoom:
        await self._books.room_for(actor, room, MANAGE)
        if len(rows) > MAX_PARTS:
            raise TooMany("duty.too_many_parts", Sentence(f"最多 {MAX_PARTS} 项", f"at most {MAX_PARTS} entries"))
        now = self._books.clock.now_utc()
        try:
            async with self._books.database.transaction() as session:
                kept = await session.get_one(DutyRoom, room)
                refuse_stale(kept, version)
                standing = set((await session.scalars(select(table.id).where(table.room == room))).all())
                if unknown := {row["id"] for row in rows if row["id"]} - standing:
                    raise fault("id", f"没有该项：{min(unknown)}", f"there is no {min(unknown)}")
                await self._drop(session, table, standing - {row["id"] for row in rows}, used_by)
                for number, row in enumerate(rows):
                    if row["id"]:
                        await session.execute(update(table).where(table.id == row["id"]).values(row))
                    else:
                        # Ids sort by time: a microsecond apart they keep the order of entry.
                        identity = new_id(now + timedelta(microseconds=number))
                        await session.execute(insert(table).values(row | {"id": identity, "room": room}))
                kept.version, kept.changed_utc = version + 1, now
                await self._books.tell(session, ROOM, kept.division, {"id": room})
        except IntegrityError:
            raise _taken("name") from None
        return kept

    async def _drop(self, session: AsyncSession, table: Any, gone: set[str], used_by: Any) -> None:
        worked: ColumnElement[bool] = exists().where(used_by == table.id)
        if table is DutyPosition:
            worked = worked | exists().where(DutySession.position == table.id)
        await session.execute(update(table).where(table.id.in_(gone), worked).values(enabled=False))
        await session.execute(delete(table).where(table.id.in_(gone), ~worked))


async def parts_of(session: AsyncSession, room: str) -> RoomParts:
    """Positions in the order of entry, patterns by their beginning."""
    positions = select(DutyPosition).where(DutyPosition.room == room).order_by(DutyPosition.id)
    patterns = (
        select(ShiftPattern).where(ShiftPattern.room == room).order_by(ShiftPattern.start_minute, ShiftPattern.id)
    )
    return RoomParts((await session.scalars(positions)).all(), (await session.scalars(patterns)).all())


def rules_of(room: DutyRoom) -> RoomRules:
    """The room's rules as rosters take them."""
    return RoomRules(room.min_per_shift, room.min_rest_minutes, room.max_week_minutes)


def positions_of(parts: RoomParts, *, all_of_them: bool = False) -> tuple[Position, ...]:
    """The positions as rosters take them, those in use unless all are wanted."""
    return tuple(
        Position(row.id, row.name, row.qualification, row.seats, row.required)
        for row in parts.positions
        if row.enabled or all_of_them
    )


def pattern_of(row: ShiftPattern) -> Pattern:
    """A pattern as rosters take it."""
    return Pattern(row.id, row.name, row.start_minute, row.length_minutes, row.rest_after_minutes, row.weekdays)


def _taken(field: str) -> Conflict:
    sentence = Sentence("名称已被使用", "the name is taken")
    return Conflict("duty.name_taken", sentence, fields={field: sentence})

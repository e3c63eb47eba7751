"""Handing over (交接班): what stands is counted, both sign for the same, and only then the one before may go."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.models import DutyHandover, DutyPerson, DutyPosition, DutyRoom, DutySession, DutyShift
from anlan.capabilities.duty.ports import HeldCases, Signatures, Situations
from anlan.capabilities.duty.records import HANDOVER, WORK, Books
from anlan.capabilities.duty.sessions.log import Log
from anlan.capabilities.duty.sessions.presence import Presence, no_session
from anlan.foundation.access.actor import Actor
from anlan.foundation.errors import Conflict, Forbidden, NotFound
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

OPEN: Final = ("open", "signed_out")
# A room may be closed for the night where no shift begins so soon.
QUIET: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Signed:
    """What became of a signature: the handover, and the cases that went to the incoming."""

    handover: DutyHandover
    cases: list[str]


class Handovers:
    """One open handover a session."""

    def __init__(
        self,
        books: Books,
        log: Log,
        presence: Presence,
        situations: Situations,
        cases: HeldCases,
        signatures: Signatures,
    ) -> None:
        self._books = books
        self._log = log
        self._presence = presence
        self._situations = situations
        self._cases = cases
        self._signatures = signatures

    async def page(self, actor: Actor, room: str, after: str | None, limit: int) -> list[DutyHandover]:
        """Handovers of a room, the newest first."""
        await self._books.room_for(actor, room)
        query = select(DutyHandover).where(DutyHandover.room == room).order_by(DutyHandover.id.desc()).limit(limit)
        if after is not None:
            query = query.where(DutyHandover.id < after)
        async with self._books.database.reading() as session:
            return list((await session.scalars(query)).all())

    async def get(self, actor: Actor, handover: str) -> tuple[DutyHandover, DutyRoom]:
        """One handover."""
        async with self._books.database.reading() as session:
            row = await session.get(DutyHandover, handover)
        if row is None:
            raise _no_handover()
        return row, await self._books.room_for(actor, row.room)

    async def begin(self, actor: Actor) -> DutyHandover:
        """Begin to hand over one's own seat: how things stand is counted now. An open one is counted anew and loses its signature."""
        async with self._books.database.reading() as session:
            me = await self._books.me(session, actor)
            own = (await session.scalars(select(DutySession).where(DutySession.open_seat == me.id))).one_or_none()
        if own is None:
            raise Conflict("duty.not_on_duty", Sentence("您不在岗", "you are not on duty"))
        room = await self._books.room_for(actor, own.room, WORK)
        content = await self._content(room)
        now = self._books.clock.now_utc()
        async with self._books.database.transaction() as session:
            query = select(DutyHandover).where(DutyHandover.outgoing_session == own.id, DutyHandover.state.in_(OPEN))
            row = (await session.scalars(query)).one_or_none()
            if row is None:
                row = DutyHandover(
                    id=new_id(now), room=room.id, position=own.position, outgoing_session=own.id, incoming_session=None, outgoing_name=me.name,
                    incoming_name="", state="open", content=content, notes="", digest="", due_utc=own.due_utc, opened_utc=now,
                    outgoing_signed_utc=None, incoming_signed_utc=None,
                )  # fmt: skip
                session.add(row)
            row.content, row.state, row.digest, row.outgoing_signed_utc = content, "open", "", None
            await session.flush()
            await self._tell(session, room, row)
        return row

    async def sign_out(self, actor: Actor, handover: str, notes: str, password: str) -> DutyHandover:
        """The outgoing signs, with the own password, for what was counted and for the notes."""
        row, room = await self.get(actor, handover)
        signer = await self._signatures.confirm(actor.name, password, actor.remote_host)
        async with self._books.database.transaction() as session:
            row = await session.get_one(DutyHandover, handover)
            outgoing = await session.get_one(DutySession, row.outgoing_session)
            if outgoing.user != signer.id or outgoing.user != actor.id:
                raise Forbidden(
                    "duty.not_outgoing", Sentence("只能由交班人签字", "only the outgoing person signs here")
                )
            _refuse_not(row, "open")
            row.notes, row.state = notes, "signed_out"
            row.digest, row.outgoing_signed_utc = digest_of(row.content, notes), self._books.clock.now_utc()
            await self._tell(session, room, row)
        return row

    async def sign_in(
        self, actor: Actor, handover: str, digest: str, name: str, password: str, workplace: str
    ) -> Signed:
        """The incoming signs for what the outgoing signed, by name and password, at the own desk or at the outgoing's.

        Who is not on duty yet takes the seat with it. The outgoing's open cases go along, and only now the outgoing is off duty.
        ``digest`` is that of what was before the eyes. Raises ``Conflict`` where it was counted anew meanwhile.
        """
        row, room = await self.get(actor, handover)
        incoming = await self._signatures.confirm(name or actor.name, password, actor.remote_host)
        if incoming.id != actor.id and not incoming.may_in(WORK, room.division):
            raise Forbidden(
                "duty.no_right", Sentence("接班人没有值班权限", "the incoming person lacks the right to be on duty")
            )
        async with self._books.database.reading() as session:
            outgoing = await session.get_one(DutySession, row.outgoing_session)
        if outgoing.user == incoming.id:
            raise Conflict(
                "duty.same_person", Sentence("交班人与接班人不能为同一人", "one cannot hand over to oneself")
            )

        async def take(session: AsyncSession) -> None:
            await self._take(session, room, handover, digest, incoming, workplace)

        try:
            cases = await self._cases.pass_on(outgoing.user, row.outgoing_name, incoming, handover, take)
        except IntegrityError:
            raise Conflict(
                "duty.on_duty", Sentence("接班人已在别处在岗", "the incoming person is on duty elsewhere")
            ) from None
        async with self._books.database.reading() as session:
            return Signed(await session.get_one(DutyHandover, handover), cases)

    async def close_room(self, actor: Actor, handover: str) -> DutyHandover:
        """The last one goes and nobody follows: after the own signature, where no shift begins within two hours."""
        row, room = await self.get(actor, handover)
        now = self._books.clock.now_utc()
        async with self._books.database.transaction() as session:
            row = await session.get_one(DutyHandover, handover)
            _refuse_not(row, "signed_out")
            outgoing = await session.get_one(DutySession, row.outgoing_session)
            if outgoing.user != actor.id:
                raise Forbidden(
                    "duty.not_outgoing", Sentence("只能由交班人办理", "only the outgoing person may do this")
                )
            soon = select(DutyShift.id).where(
                DutyShift.room == room.id, DutyShift.attendance.in_(("due", "missing")), DutyShift.ends_utc > now,
                DutyShift.starts_utc < now + QUIET, DutyShift.person != outgoing.person,
            )  # fmt: skip
            if (await session.scalars(soon.limit(1))).first() is not None:
                raise Conflict(
                    "duty.shift_follows",
                    Sentence("有班次接续，须由接班人签字", "a shift follows; the incoming person must sign"),
                )
            row.state, row.incoming_signed_utc = "done", now
            await self._presence.end(session, room, outgoing, "closing")
            await self._log.note(session, room, "handover", {"outgoing": row.outgoing_name, "incoming": ""}, actor)
            await self._tell(session, room, row)
        return row

    async def _take(
        self, session: AsyncSession, room: DutyRoom, handover: str, digest: str, incoming: Actor, workplace: str
    ) -> None:
        row = await session.get_one(DutyHandover, handover)
        _refuse_not(row, "signed_out")
        if row.digest != digest:
            raise Conflict(
                "duty.handover_changed", Sentence("交接内容已更新，请重新查看", "it was counted anew; look at it again")
            )
        outgoing = await session.get_one(DutySession, row.outgoing_session)
        if outgoing.open_seat is None:
            raise no_session()
        me = await self._books.me(session, incoming)
        seated = (await session.scalars(select(DutySession).where(DutySession.open_seat == me.id))).one_or_none()
        if seated is not None and seated.room != room.id:
            raise Conflict(
                "duty.on_duty", Sentence("接班人在其他值班室在岗", "the incoming person is on duty in another room")
            )
        if seated is None:
            seat = await session.get_one(DutyPosition, row.position)
            seated = await self._presence.take_seat(
                session, incoming, room, seat, workplace or outgoing.workplace, from_session=outgoing.id
            )
        row.incoming_session, row.incoming_name, row.state = seated.id, me.name, "done"
        row.incoming_signed_utc = self._books.clock.now_utc()
        await self._presence.end(session, room, outgoing, "handover")
        facts = {"outgoing": row.outgoing_name, "incoming": me.name, "handover": row.id}
        await self._log.note(session, room, "handover", facts, incoming)
        await self._tell(session, room, row)

    async def _content(self, room: DutyRoom) -> dict[str, Any]:
        found = await self._situations.situation(room.division)
        content: dict[str, Any] = msgspec.to_builtins(
            asdict(found) | {"counted_utc": self._books.clock.now_utc()}, builtin_types=()
        )
        async with self._books.database.reading() as session:
            query = (
                select(DutyPerson.name, DutyPosition.name)
                .join(DutySession, DutySession.person == DutyPerson.id)
                .join(DutyPosition, DutyPosition.id == DutySession.position)
                .where(DutySession.room == room.id, DutySession.open_seat.is_not(None))
                .order_by(DutySession.id)
            )
            present = [{"name": name, "position": position} for name, position in (await session.execute(query)).all()]
        return content | {"present": present}

    async def _tell(self, session: AsyncSession, room: DutyRoom, row: DutyHandover) -> None:
        await self._books.tell(session, HANDOVER, room.division, {"id": row.id, "room": room.id, "state": row.state})


def digest_of(content: dict[str, Any], notes: str) -> str:
    """What both sign: SHA-256 over content and notes in one canonical form."""
    return hashlib.sha256(msgspec.json.encode({"content": content, "notes": notes}, order="deterministic")).hexdigest()


def signed_in_time(row: DutyHandover, grace: timedelta) -> bool:
    """Whether a handover was complete soon enough after the end of the shift."""
    due: datetime = row.due_utc or row.opened_utc
    return row.incoming_signed_utc is not None and row.incoming_signed_utc <= due + grace


def _refuse_not(row: DutyHandover, state: str) -> None:
    if row.state != state:
        raise Conflict(
            "duty.handover_state", Sentence("交接单的状态不允许此操作", "the handover's state does not allow this")
        )


def _no_handover() -> NotFound:
    return NotFound("duty.no_handover", Sentence("没有该交接单", "there is no such handover"))

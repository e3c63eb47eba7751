"""Subscribers on record: entered, found, changed, taken off. Every change is kept, and told to the book of what is in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, delete, func, insert, inspect, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.models import (
    AlarmSubscriber,
    SubscriberCamera,
    SubscriberChange,
    SubscriberContact,
    SubscriberPartition,
    SubscriberSchedule,
    SubscriberZone,
)
from anlan.capabilities.alarms.ports import Spoken
from anlan.capabilities.alarms.subscribers.book import SubscriberBook
from anlan.capabilities.alarms.subscribers.drafts import Part, SubscriberDraft, checked, checked_rows
from anlan.capabilities.alarms.subscribers.reach import Reach
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.scope import division_within
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database, Table
from anlan.foundation.errors import Conflict, Invalid, NotFound
from anlan.foundation.events import Outbox
from anlan.foundation.ids import new_id
from anlan.foundation.secret_box import SecretBox
from anlan.protocols.wording import Sentence

SECRET: Final = frozenset({"verbal_password", "duress_word"})
_DERIVED: Final = frozenset({"pinyin", "initials", "version", "changed_utc"})
EDITABLE: Final = frozenset(each.name for each in fields(SubscriberDraft))
# The tables of the parts by their name, and the column that keeps the order where a part has one.
PARTS: Final[dict[str, tuple[type[Table], str]]] = {
    "contacts": (SubscriberContact, "call_order"),
    "partitions": (SubscriberPartition, ""),
    "zones": (SubscriberZone, ""),
    "schedules": (SubscriberSchedule, "position"),
    "cameras": (SubscriberCamera, "position"),
}
Row = TypeVar("Row", bound=Table)


@dataclass(frozen=True, slots=True)
class SubscriberFilter:
    """What a list of subscribers is narrowed by; empty fields do not narrow."""

    q: str = ""
    division: str = ""
    category: str = ""
    company: str = ""


class SubscriberRecords:
    """What can be done with subscribers. ``Reach`` is what who asks may see, or change."""

    def __init__(
        self, database: Database, outbox: Outbox, clock: Clock, secrets: SecretBox, book: SubscriberBook
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._secrets = secrets
        self._book = book

    async def create(self, draft: SubscriberDraft, actor: Actor) -> AlarmSubscriber:
        """Put premises on record. Raises ``Invalid`` or ``Conflict`` (number taken)."""
        now = self._clock.now_utc()
        async with self._database.transaction() as session:
            identity = await self.insert(session, draft, actor, "created", now)
        return await self._in_force(identity)

    async def insert(
        self, session: AsyncSession, draft: SubscriberDraft, actor: Actor, reason: str, now: datetime
    ) -> str:
        """Write a new subscriber in the caller's transaction and return its id; the caller lets the book know."""
        identity = new_id(now)
        values = checked({each.name: getattr(draft, each.name) for each in fields(draft)})
        self._refuse_alike(values, None)
        await self._refuse_taken(session, draft.number, "")
        values = self._sealed(values, identity) | {"id": identity, "version": 1, "created_utc": now, "changed_utc": now}
        await session.execute(insert(AlarmSubscriber).values(**values))
        await self.note(session, identity, values["division"], values["company"], actor, reason, {}, now)
        return identity

    async def get(self, identity: str, reach: Reach) -> AlarmSubscriber:
        """One subscriber. Raises ``NotFound``, also where it lies out of reach."""
        async with self._database.reading() as session:
            return await self.found(session, identity, reach)

    async def found(self, session: AsyncSession, identity: str, reach: Reach) -> AlarmSubscriber:
        """As ``get``, in the caller's session."""
        query = select(AlarmSubscriber).where(AlarmSubscriber.id == identity, reach.rows())
        row = (await session.scalars(query)).one_or_none()
        if row is None:
            raise NotFound("subscribers.unknown", Sentence("没有此报警用户。", "There is no such subscriber."))
        return row

    async def edit(self, identity: str, changes: Mapping[str, Any], version: int, reach: Reach) -> AlarmSubscriber:
        """Change fields of the draft. Raises ``Conflict`` where somebody else changed it since ``version``."""
        now = self._clock.now_utc()
        async with self._database.transaction() as session:
            before = await self.found(session, identity, reach)
            refuse_stale(before, version)
            await self.change(session, before, changes, reach.actor, "edited", now)
        return await self._in_force(identity)

    async def change(
        self,
        session: AsyncSession,
        before: AlarmSubscriber,
        changes: Mapping[str, Any],
        actor: Actor,
        reason: str,
        now: datetime,
    ) -> bool:
        """Write changed fields in the caller's transaction; whether there were any."""
        whole = {key: getattr(before, key) for key in ("longitude", "latitude", "contract_from", "contract_until")}
        values = checked({**{key: whole[key] for key in whole if _pair(key) & changes.keys()}, **changes})
        if "number" in changes:
            await self._refuse_taken(session, changes["number"], before.id)
        self._refuse_alike(values, before)
        noted: dict[str, Any] = {key: ["***", "***"] for key in SECRET & values.keys()}
        values = self._sealed(values, before.id)
        noted |= {
            key: [_plain(getattr(before, key)), _plain(value)]
            for key, value in values.items()
            if key not in SECRET | _DERIVED and getattr(before, key) != value
        }
        if not noted:
            return False
        values |= {"version": before.version + 1, "changed_utc": now}
        await session.execute(update(AlarmSubscriber).where(AlarmSubscriber.id == before.id).values(values))
        division, company = values.get("division", before.division), values.get("company", before.company)
        await self.note(session, before.id, division, company, actor, reason, noted, now)
        return True

    async def delete(self, identity: str, reach: Reach) -> None:
        """Take a subscriber off the record with its devices; alarms and histories stay."""
        now = self._clock.now_utc()
        async with self._database.transaction() as session:
            row = await self.found(session, identity, reach)
            await session.execute(delete(AlarmSubscriber).where(AlarmSubscriber.id == identity))
            changes = {"number": [row.number, None], "name": [row.name, None]}
            await self.note(session, identity, row.division, row.company, reach.actor, "deleted", changes, now)
        await self._book.refresh([identity])

    async def page(
        self, filters: SubscriberFilter, reach: Reach, after: tuple[str, str] | None, limit: int
    ) -> tuple[list[AlarmSubscriber], int]:
        """Subscribers by name, after ``(pinyin, id)`` of the page before, and how many there are in all."""
        where = [reach.rows(), *_narrowed(filters)]
        query = select(AlarmSubscriber).where(*where).order_by(AlarmSubscriber.pinyin, AlarmSubscriber.id).limit(limit)
        if after is not None:
            query = query.where(tuple_(AlarmSubscriber.pinyin, AlarmSubscriber.id) > after)
        async with self._database.reading() as session:
            rows = list((await session.scalars(query)).all())
            total = await session.scalar(select(func.count()).select_from(AlarmSubscriber).where(*where))
        return rows, total or 0

    async def part(self, identity: str, table: type[Row]) -> list[Row]:
        """The rows of one part, in order."""
        owner, order = inspect(table).primary_key
        query = select(table).where(owner == identity).order_by(order)
        async with self._database.reading() as session:
            return list((await session.scalars(query)).all())

    async def replace(self, identity: str, name: str, rows: Sequence[Part], version: int, reach: Reach) -> int:
        """Put rows in place of all rows of one part; the new version. Raises ``Invalid``, ``Conflict``, ``NotFound``."""
        table, order = PARTS[name]
        columns = checked_rows(rows)
        if order:
            columns = [row | {order: position} for position, row in enumerate(columns, start=1)]
        now = self._clock.now_utc()
        async with self._database.transaction() as session:
            before = await self.found(session, identity, reach)
            refuse_stale(before, version)
            owner = inspect(table).primary_key[0]
            await session.execute(delete(table).where(owner == identity))
            if columns:
                await session.execute(insert(table), [row | {"subscriber": identity} for row in columns])
            values = {"version": version + 1, "changed_utc": now}
            await session.execute(update(AlarmSubscriber).where(AlarmSubscriber.id == identity).values(values))
            changes = {name: [None, [asdict(row) for row in rows]]}
            await self.note(session, identity, before.division, before.company, reach.actor, "edited", changes, now)
        await self._book.refresh([identity])
        return version + 1

    async def check_password(self, identity: str, given: str, reach: Reach) -> Spoken:
        """What a spoken word is to the agreed ones. Raises ``NotFound``."""
        return self._judged(await self.get(identity, reach), given)

    async def spoken(self, identity: str, given: str) -> Spoken:
        """As ``check_password``, of whoever is known by another means; "none" also where the subscriber is gone."""
        async with self._database.reading() as session:
            row = await session.get(AlarmSubscriber, identity)
        return "none" if row is None else self._judged(row, given)

    def _judged(self, row: AlarmSubscriber, given: str) -> Spoken:
        """Compared without spaces and case."""
        agreed, duress = (self._secrets.open(sealed, row.id) for sealed in (row.verbal_password, row.duress_word))
        if duress and _spoken(given) == _spoken(duress):
            return "duress"
        if not agreed:
            return "none"
        return "correct" if _spoken(given) == _spoken(agreed) else "wrong"

    def _refuse_alike(self, values: Mapping[str, Any], before: AlarmSubscriber | None) -> None:
        """Raise where password and duress word would be the same: nobody could tell them apart."""
        if not SECRET & values.keys():
            return
        kept = {key: self._secrets.open(getattr(before, key), before.id) for key in SECRET} if before else {}
        password, duress = (_spoken(values.get(key, kept.get(key, ""))) for key in ("verbal_password", "duress_word"))
        if duress and password == duress:
            fault = Sentence("不得与口令相同", "must differ from the password")
            raise Invalid(
                "subscribers.invalid",
                Sentence("填写有误。", "Some fields are not valid."),
                fields={"duress_word": fault},
            )

    async def changes(self, identity: str, before_id: int | None, limit: int) -> list[SubscriberChange]:
        """The history of a record, newest first."""
        query = select(SubscriberChange).where(SubscriberChange.subscriber == identity)
        if before_id is not None:
            query = query.where(SubscriberChange.id < before_id)
        async with self._database.reading() as session:
            return list((await session.scalars(query.order_by(SubscriberChange.id.desc()).limit(limit))).all())

    async def _in_force(self, identity: str) -> AlarmSubscriber:
        await self._book.refresh([identity])
        async with self._database.reading() as session:
            return await session.get_one(AlarmSubscriber, identity)

    async def _refuse_taken(self, session: AsyncSession, number: str, own: str) -> None:
        query = select(AlarmSubscriber.id).where(AlarmSubscriber.number == number, AlarmSubscriber.id != own)
        if await session.scalar(query) is not None:
            sentence = Sentence(f"用户编号 {number} 已被使用。", f"The customer number {number} is taken.")
            raise Conflict("subscribers.number_taken", sentence, fields={"number": sentence})

    def _sealed(self, values: dict[str, Any], identity: str) -> dict[str, Any]:
        sealed = {
            key: self._secrets.seal(values[key], identity) if values[key] else None for key in SECRET & values.keys()
        }
        return values | sealed

    async def note(
        self,
        session: AsyncSession,
        identity: str,
        division: str,
        company: str,
        actor: Actor,
        reason: str,
        changes: Mapping[str, Any],
        now: datetime,
    ) -> None:
        row = {
            "subscriber": identity, "actor": actor.id, "actor_name": actor.name, "reason": reason, "changes": dict(changes), "at_utc": now,
        }  # fmt: skip
        await session.execute(insert(SubscriberChange).values(row))
        facts = {"id": identity, "change": reason, "company": company}
        await self._outbox.record(session, "alarms.subscriber", facts, division=division, permission="subscribers.read")


def refuse_stale(row: AlarmSubscriber, version: int) -> None:
    """Raise where the record was changed since the version that the actor had before the eyes."""
    if row.version != version:
        raise Conflict(
            "subscribers.changed",
            Sentence("该档案已被他人修改，请刷新后重试。", "Somebody else has changed this record; load it again."),
        )


def _pair(key: str) -> frozenset[str]:
    """Fields that are checked together with this one."""
    place, contract = frozenset({"longitude", "latitude"}), frozenset({"contract_from", "contract_until"})
    return place if key in place else contract


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _spoken(text: str) -> str:
    return "".join(text.split()).casefold()


def _narrowed(filters: SubscriberFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if filters.q:
        q = filters.q.strip()
        where.append(
            or_(
                AlarmSubscriber.name.contains(q, autoescape=True),
                AlarmSubscriber.initials.contains(q.lower(), autoescape=True),
                AlarmSubscriber.pinyin.contains(q.lower(), autoescape=True),
                func.upper(AlarmSubscriber.number).startswith(q.upper(), autoescape=True),
                AlarmSubscriber.address.contains(q, autoescape=True),
            )
        )
    if filters.division:
        where.append(division_within(AlarmSubscriber.division, (filters.division,)))
    if filters.category:
        where.append(AlarmSubscriber.category == filters.category)
    if filters.company:
        where.append(AlarmSubscriber.company == filters.company)
    return where

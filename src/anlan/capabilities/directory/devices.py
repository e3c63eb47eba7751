"""Devices on record: entered, found, changed, taken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.branches import PeerBranch, add_peer_branches, move_peer_branch, peer_node
from anlan.capabilities.directory.changes import Author, fields_changed, note_change, record_event
from anlan.capabilities.directory.drafts import DeviceDraft, check_code, check_values, checked_division, named
from anlan.capabilities.directory.lifecycle import check_move
from anlan.capabilities.directory.models import Device, Node, PeerTransitionRow, Platform, RefusalRow
from anlan.capabilities.directory.records import Happening, Records
from anlan.capabilities.directory.removal import remove_peer_tree
from anlan.capabilities.directory.retirement import retire_channels
from anlan.capabilities.directory.scope import visible, within
from anlan.foundation.errors import Conflict, Invalid, NotFound
from anlan.protocols.gbcode import Edition, GbCode, GbCodeError, generate
from anlan.protocols.wording import Sentence

EDITABLE = frozenset(DeviceDraft.__dataclass_fields__) - {"code"}


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """What a list of devices is narrowed by; empty fields do not narrow."""

    q: str = ""
    division: str = ""
    state: str = ""
    life_cycle: str = ""


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device with the counts below it."""

    device: Device
    total: int
    online: int


class Devices:
    """What can be done with devices. ``scope`` is always the division roots of who asks."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def create(self, draft: DeviceDraft, author: Author) -> Device:
        """Put a device on record. Raises ``Invalid`` (code or field) or ``Conflict`` (code taken)."""
        values = asdict(draft)
        check_values(values)
        code = check_code(draft.code, draft.edition)
        if not (111 <= int(code.type_code) <= 199):
            sentence = Sentence(
                "编码第 11 至 13 位不是设备类型(111-199)。", "Digits 11-13 are no type of a device (111-199)."
            )
            raise Invalid("directory.code_type", sentence, fields={"code": sentence})
        values["division"] = checked_division(draft.division, draft.code)
        values |= named(draft.name)
        values["password"] = self._records.passwords.seal(draft.password, draft.code) if draft.password else None
        now = self._records.clock.now_utc()
        async with self._records.writing() as session:
            await refuse_taken(session, draft.code)
            await add_peer_branches(session, [PeerBranch("device", draft.code, draft.name, values["division"])], now)
            await session.execute(insert(Device).values(created_utc=now, **values))
            await note_change(session, "device", draft.code, author, "created", {}, now)
            await self._records.tell(session, [record_event("device", draft.code, "created", values["division"])])
            device = await session.get_one(Device, draft.code)
        await self._records.tell_gateway(peers=[draft.code])
        return device

    async def get(self, code: str, scope: Sequence[str]) -> DeviceRow:
        """One device. Raises ``NotFound``, also where it lies outside the scope."""
        async with self._records.database.reading() as session:
            return await _found(session, code, scope)

    async def edit(self, code: str, changes: Mapping[str, Any], author: Author, scope: Sequence[str]) -> DeviceRow:
        """Change fields (those of the draft but the code). An empty password takes the own one away; one who is retired takes its channels along."""
        unknown = set(changes) - EDITABLE
        if unknown:
            raise Invalid(
                "directory.field",
                Sentence("含有不可修改的字段。", f"These cannot be changed: {', '.join(sorted(unknown))}."),
            )
        check_values(changes)
        values = dict(changes)
        now = self._records.clock.now_utc()
        happenings: list[Happening] = []
        retired: list[str] = []
        async with self._records.writing() as session:
            before = (await _found(session, code, scope)).device
            if "life_cycle" in values:
                check_move(before.life_cycle, values["life_cycle"])
            if "password" in values:
                values["password"] = (
                    self._records.passwords.seal(values["password"], code) if values["password"] else None
                )
            if "division" in values:
                values["division"] = checked_division(values["division"], code)
            if "name" in values:
                values |= named(values["name"])
                renamed = {key: values[key] for key in ("name", "pinyin", "initials")}
                await session.execute(update(Node).where(Node.id == peer_node("device", code)).values(renamed))
            changed = fields_changed(before, values)
            if "division" in changed:
                moved = PeerBranch("device", code, values.get("name", before.name), values["division"])
                happenings += await move_peer_branch(session, moved, now)
            if changed:
                await session.execute(update(Device).where(Device.code == code).values(values))
                await note_change(session, "device", code, author, "edited", changed, now)
                if changed.get("life_cycle", [""])[-1] == "retired":
                    retired, told = await retire_channels(session, code, author, now)
                    happenings += told
                happenings.append(record_event("device", code, "edited", values.get("division", before.division)))
            await self._records.tell(session, happenings)
        if changed:
            await self._records.tell_gateway(peers=[code], channels=retired)
        return await self.get(code, ("",))

    async def delete(self, code: str, author: Author, scope: Sequence[str]) -> None:
        """Take a device off the record with its channels; its histories stay."""
        now = self._records.clock.now_utc()
        async with self._records.writing() as session:
            before = (await _found(session, code, scope)).device
            channels, happenings = await remove_peer_tree(session, code, now)
            await session.execute(delete(Device).where(Device.code == code))
            await note_change(session, "device", code, author, "deleted", {"name": [before.name, None]}, now)
            happenings.append(record_event("device", code, "deleted", before.division))
            await self._records.tell(session, happenings)
        await self._records.tell_gateway(peers=[code], channels=channels)

    async def page(
        self, filters: DeviceFilter, scope: Sequence[str], after: tuple[str, str] | None, limit: int
    ) -> tuple[list[DeviceRow], int]:
        """Devices by name, after ``(pinyin, code)`` of the page before, and how many there are in all."""
        where = [visible(Device.division, scope), *_narrowed(filters)]
        query = select(Device, Node.total, Node.online).join(Node, Node.id == "v:" + Device.code).where(*where)
        query = query.order_by(Device.pinyin, Device.code).limit(limit)
        if after is not None:
            query = query.where(tuple_(Device.pinyin, Device.code) > after)
        async with self._records.database.reading() as session:
            rows = (await session.execute(query)).all()
            total = await session.scalar(select(func.count()).select_from(Device).where(*where))
        return [DeviceRow(*row) for row in rows], total or 0

    async def next_code(self, division: str, type_code: str, industry: str = "00", network: str = "0") -> GbCode:
        """The next free code. Raises ``Invalid`` where a part of it is not of the standard."""
        parsed = checked_division(division, "")
        prefix = f"{parsed.ljust(8, '0')}{industry}{type_code}{network}"
        async with self._records.database.reading() as session:
            taken: set[int] = set()
            for column in (Device.code, Platform.code, Node.code):
                codes = (await session.scalars(select(column).where(within(column, prefix)))).all()
                taken |= {int(code[14:]) for code in codes if len(code) == 20 and code[14:].isdigit()}
        try:
            return generate(parsed, industry, type_code, network, taken, edition=Edition.GB2022)
        except GbCodeError as error:
            raise Invalid("directory.code", error.sentence, fields={"type": error.sentence}) from None

    async def transitions(self, code: str, before_id: int | None, limit: int) -> list[PeerTransitionRow]:
        """Changes of state of a device or platform, the newest first."""
        query = (
            select(PeerTransitionRow)
            .where(PeerTransitionRow.code == code)
            .order_by(PeerTransitionRow.id.desc())
            .limit(limit)
        )
        if before_id is not None:
            query = query.where(PeerTransitionRow.id < before_id)
        async with self._records.database.reading() as session:
            return list((await session.scalars(query)).all())

    async def refusals(
        self, q: str, before_id: int | None, limit: int, scope: Sequence[str] = ("",)
    ) -> list[RefusalRow]:
        """Refused registrations in the scope (by the code's first digits), the newest first; of codes or addresses that begin with ``q``."""
        query = select(RefusalRow).where(visible(RefusalRow.code, scope)).order_by(RefusalRow.id.desc()).limit(limit)
        if q:
            begins = RefusalRow.code.startswith(q, autoescape=True) | RefusalRow.host.startswith(q, autoescape=True)
            query = query.where(begins)
        if before_id is not None:
            query = query.where(RefusalRow.id < before_id)
        async with self._records.database.reading() as session:
            return list((await session.scalars(query)).all())


async def refuse_taken(session: AsyncSession, code: str) -> None:
    """Raise ``Conflict`` where a device or platform has the code."""
    for table in (Device, Platform):
        if await session.get(table, code) is not None:
            sentence = Sentence(f"编码 {code} 已被使用。", f"The code {code} is taken.")
            raise Conflict("directory.code_taken", sentence, fields={"code": sentence})


async def _found(session: AsyncSession, code: str, scope: Sequence[str]) -> DeviceRow:
    query = select(Device, Node.total, Node.online).join(Node, Node.id == "v:" + Device.code)
    row = (await session.execute(query.where(Device.code == code, visible(Device.division, scope)))).one_or_none()
    if row is None:
        raise NotFound("directory.no_device", Sentence("没有此设备。", "There is no such device."))
    return DeviceRow(*row)


def _narrowed(filters: DeviceFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if filters.q:
        q = filters.q.strip().lower()
        where.append(
            or_(
                Device.name.contains(filters.q.strip(), autoescape=True),
                Device.initials.contains(q, autoescape=True),
                Device.pinyin.contains(q, autoescape=True),
                Device.code.startswith(q, autoescape=True),
            )
        )
    if filters.division:
        where.append(within(Device.division, filters.division))
    if filters.state:
        where.append(Device.state == filters.state)
    if filters.life_cycle:
        where.append(Device.life_cycle == filters.life_cycle)
    return where

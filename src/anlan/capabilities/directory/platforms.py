"""Platforms on record: ourselves, those above, those below, neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.branches import PeerBranch, add_peer_branches, move_peer_branch, peer_node
from anlan.capabilities.directory.changes import Author, fields_changed, note_change, record_event
from anlan.capabilities.directory.counters import peer_counts
from anlan.capabilities.directory.devices import refuse_taken
from anlan.capabilities.directory.drafts import PlatformDraft, check_code, check_values, checked_division, named
from anlan.capabilities.directory.models import Node, Platform
from anlan.capabilities.directory.records import Happening, Records
from anlan.capabilities.directory.removal import remove_peer_tree
from anlan.capabilities.directory.scope import visible
from anlan.foundation.errors import Invalid, NotFound
from anlan.protocols.gbcode import NodeKind
from anlan.protocols.wording import Sentence

EDITABLE = frozenset(PlatformDraft.__dataclass_fields__) - {"code", "role", "direction"}
DIRECTIONS = {"upper": "out", "lower": "in"}


class Platforms:
    """What can be done with platforms. ``scope`` is always the division roots of who asks."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def create(self, draft: PlatformDraft, author: Author) -> Platform:
        """Put a platform on record. Raises ``Invalid`` or ``Conflict`` (code taken)."""
        values = asdict(draft)
        check_values(values)
        code = check_code(draft.code, draft.edition)
        if code.kind is not NodeKind.SYSTEM:
            sentence = Sentence(
                "平台编码的类型(第 11 至 13 位)须为 200。", "A platform's code has type 200 (digits 11-13)."
            )
            raise Invalid("directory.code_type", sentence, fields={"code": sentence})
        values["direction"] = DIRECTIONS.get(draft.role, draft.direction)
        _check_address(values["direction"], draft.host, draft.port)
        values["division"] = checked_division(draft.division, draft.code)
        values |= named(draft.name)
        values["password"] = self._records.passwords.seal(draft.password, draft.code) if draft.password else None
        now = self._records.clock.now_utc()
        async with self._records.writing() as session:
            await refuse_taken(session, draft.code)
            if values["direction"] == "in":
                await add_peer_branches(
                    session, [PeerBranch("platform", draft.code, draft.name, values["division"])], now
                )
            await session.execute(insert(Platform).values(created_utc=now, **values))
            await note_change(session, "platform", draft.code, author, "created", {}, now)
            await self._records.tell(session, [record_event("platform", draft.code, "created", values["division"])])
            platform = await session.get_one(Platform, draft.code)
        await self._records.tell_gateway(peers=[draft.code])
        return platform

    async def list(self, role: str, scope: Sequence[str]) -> Sequence[Platform]:
        """Platforms of a role (all but ourselves where empty), by name. An upper is seen by whoever may see a part of us."""
        query = select(Platform).where(Platform.role == role if role else Platform.role != "self")
        query = query.where(visible(Platform.division, scope) | (Platform.direction == "out")).order_by(
            Platform.pinyin, Platform.code
        )
        async with self._records.database.reading() as session:
            return (await session.scalars(query)).all()

    async def get(self, code: str, scope: Sequence[str]) -> Platform:
        """One platform. Raises ``NotFound``, also where it lies outside the scope."""
        async with self._records.database.reading() as session:
            return await _found(session, code, scope)

    async def counts(self, codes: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Code → (total, online) of the channels that platforms send, in whichever divisions they hang."""
        async with self._records.database.reading() as session:
            return await peer_counts(session, codes)

    async def edit(self, code: str, changes: Mapping[str, Any], author: Author, scope: Sequence[str]) -> Platform:
        """Change fields (those of the draft but code, role and direction)."""
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
        async with self._records.writing() as session:
            before = await _found(session, code, scope)
            if before.role == "self":
                raise Invalid(
                    "directory.own_platform",
                    Sentence("本平台由配置文件设定。", "Our own platform is set in the configuration."),
                )
            _check_address(before.direction, values.get("host", before.host), values.get("port", before.port))
            if "password" in values:
                values["password"] = (
                    self._records.passwords.seal(values["password"], code) if values["password"] else None
                )
            if "division" in values:
                values["division"] = checked_division(values["division"], code)
            if "name" in values:
                values |= named(values["name"])
                renamed = {key: values[key] for key in ("name", "pinyin", "initials")}
                await session.execute(update(Node).where(Node.id == peer_node("platform", code)).values(renamed))
            changed = fields_changed(before, values)
            if "division" in changed and before.direction == "in":
                moved = PeerBranch("platform", code, values.get("name", before.name), values["division"])
                happenings += await move_peer_branch(session, moved, now)
            if changed:
                await session.execute(update(Platform).where(Platform.code == code).values(values))
                await note_change(session, "platform", code, author, "edited", changed, now)
                happenings.append(record_event("platform", code, "edited", values.get("division", before.division)))
            await self._records.tell(session, happenings)
        if changed:
            await self._records.tell_gateway(peers=[code])
        return await self.get(code, ("",))

    async def delete(self, code: str, author: Author, scope: Sequence[str]) -> None:
        """Take a platform off the record, a lower one with its whole tree."""
        now = self._records.clock.now_utc()
        channels: list[str] = []
        happenings: list[Happening] = []
        async with self._records.writing() as session:
            before = await _found(session, code, scope)
            if before.role == "self":
                raise Invalid(
                    "directory.own_platform", Sentence("不能删除本平台。", "Our own platform cannot be deleted.")
                )
            if before.direction == "in":
                channels, happenings = await remove_peer_tree(session, code, now)
            await session.execute(delete(Platform).where(Platform.code == code))
            await note_change(session, "platform", code, author, "deleted", {"name": [before.name, None]}, now)
            happenings.append(record_event("platform", code, "deleted", before.division))
            await self._records.tell(session, happenings)
        await self._records.tell_gateway(peers=[code], channels=channels)


async def _found(session: AsyncSession, code: str, scope: Sequence[str]) -> Platform:
    query = select(Platform).where(
        Platform.code == code, visible(Platform.division, scope) | (Platform.direction == "out")
    )
    platform = await session.scalar(query) if scope else None
    if platform is None:
        raise NotFound("directory.no_platform", Sentence("没有此平台。", "There is no such platform."))
    return platform


def _check_address(direction: str, host: str, port: int) -> None:
    if direction == "out" and not (host and port):
        wrong = Sentence("上级平台须填写地址和端口。", "A platform we register with needs host and port.")
        raise Invalid("directory.address", wrong, fields={"host" if not host else "port": wrong})

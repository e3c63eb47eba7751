"""Divisions as data: loaded by name and boundary, listed, counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from anlan.capabilities.directory.branches import division_node, ensure_divisions, own_division
from anlan.capabilities.directory.bulk import among, execute_each
from anlan.capabilities.directory.drafts import named
from anlan.capabilities.directory.models import Device, Division, MapFeature, Node, Platform
from anlan.capabilities.directory.places import division_of_civil_code
from anlan.capabilities.directory.records import Happening, Records
from anlan.capabilities.directory.scope import visible
from anlan.capabilities.directory.transitions import ANSWERING
from anlan.foundation.errors import Invalid
from anlan.protocols.wording import Sentence

MOST_DIVISIONS = 50_000


@dataclass(frozen=True, slots=True)
class DivisionDraft:
    """A division by code and name; place and GeoJSON boundary in WGS-84 where known."""

    code: str
    name: str
    longitude: float | None = None
    latitude: float | None = None
    boundary: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class FeatureDraft:
    """A line, area or point of the base map."""

    id: str
    kind: str  # road, water or place
    geometry: dict[str, Any]
    name: str = ""
    division: str = ""
    properties: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DivisionCount:
    """A division with its counts."""

    code: str
    name: str
    channels: int
    online: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What an overview shows of the directory."""

    divisions: list[DivisionCount]
    channels: int
    channels_online: int
    devices: int
    devices_online: int
    platforms: list[Platform]


class Divisions:
    """What can be done with divisions. ``scope`` is always the division roots of who asks."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def load(self, drafts: Sequence[DivisionDraft]) -> None:
        """Name divisions; new ones get their branch in the tree. Raises ``Invalid`` for a code that is none."""
        if len(drafts) > MOST_DIVISIONS:
            raise Invalid(
                "directory.divisions",
                Sentence(f"行政区划至多 {MOST_DIVISIONS} 个。", f"There can be {MOST_DIVISIONS} divisions at most."),
            )
        rows = {code: _row(code, draft) for draft in drafts if (code := _checked(draft.code))}
        now = self._records.clock.now_utc()
        async with self._records.writing() as session:
            await session.execute(delete(Division).where(among(session, Division.code, list(rows))))
            await execute_each(session, insert(Division), list(rows.values()))
            await ensure_divisions(session, list(rows), now)
            statement = update(Node).where(Node.__table__.c.id == bindparam("node"))
            values: dict[str, Any] = {key: bindparam(f"new_{key}") for key in ("name", "pinyin", "initials")}
            renamed = [
                {"node": division_node(code)} | {f"new_{key}": row[key] for key in ("name", "pinyin", "initials")}
                for code, row in rows.items()
            ]
            await execute_each(session, statement.values(values), renamed)
            await self._records.tell(session, [Happening("directory.divisions", {"loaded": len(rows)})])

    async def load_features(self, drafts: Sequence[FeatureDraft]) -> None:
        """Replace the base map."""
        rows = {
            each.id: {
                "id": each.id, "kind": each.kind, "name": each.name, "division": each.division, "geometry": each.geometry,
                "properties": each.properties,
            }
            for each in drafts
        }  # fmt: skip
        async with self._records.writing() as session:
            await session.execute(delete(MapFeature))
            await execute_each(session, insert(MapFeature), list(rows.values()))

    async def list(self, scope: Sequence[str]) -> Sequence[tuple[str, str]]:
        """Code and name of every division in the scope, by code."""
        query = select(Division.code, Division.name).where(visible(Division.code, scope)).order_by(Division.code)
        async with self._records.database.reading() as session:
            return [(code, name) for code, name in (await session.execute(query.limit(MOST_DIVISIONS))).all()]

    async def name_of(self, code: str) -> str:
        """A division's name; the code where it has none."""
        async with self._records.database.reading() as session:
            return (await session.scalar(select(Division.name).where(Division.code == code))) or code

    async def names_of(self, codes: Collection[str]) -> dict[str, str]:
        """Code → name of the divisions on record."""
        async with self._records.database.reading() as session:
            query = select(Division.code, Division.name).where(among(session, Division.code, codes))
            return dict((await session.execute(query)).all())

    async def totals(self, scope: Sequence[str]) -> Totals:
        """Counts for an overview: from kept counts, whatever the size of the city."""
        above = aliased(Node)
        root_query = select(Node.id, Node.total, Node.online).outerjoin(above, above.id == Node.parent_id)
        root_query = root_query.where(
            visible(Node.division, scope), or_(Node.parent_id.is_(None), ~visible(above.division, scope))
        )
        async with self._records.database.reading() as session:
            roots = (await session.execute(root_query)).all()
            own = division_node(await own_division(session))
            top = [own] if own in {row.id for row in roots} or "" in scope else [row.id for row in roots]
            counts = select(Node.code, Node.name, Node.total, Node.online).where(
                Node.kind == "division", Node.peer == ""
            )
            below = (await session.execute(counts.where(Node.parent_id.in_(top)).order_by(Node.code))).all()
            if not below:
                below = (await session.execute(counts.where(Node.id.in_(top)).order_by(Node.code))).all()
            states = (
                select(Device.state, func.count())
                .where(visible(Device.division, scope), Device.life_cycle != "retired")
                .group_by(Device.state)
            )
            devices = dict((await session.execute(states)).all())
            shown = select(Platform).where(
                Platform.role != "self", visible(Platform.division, scope) | (Platform.direction == "out")
            )
            platforms = (await session.scalars(shown.order_by(Platform.role, Platform.pinyin, Platform.code))).all()
        return Totals(
            divisions=[DivisionCount(*row) for row in below],
            channels=sum(row.total for row in roots),
            channels_online=sum(row.online for row in roots),
            devices=sum(devices.values()),
            devices_online=sum(count for state, count in devices.items() if state in ANSWERING),
            platforms=list(platforms),
        )


def _checked(code: str) -> str:
    found = division_of_civil_code(code)
    if found is None:
        raise Invalid(
            "directory.division", Sentence(f"行政区划编码 {code[:16]} 有误。", f"{code[:16]} is no division code.")
        )
    return found


def _row(code: str, draft: DivisionDraft) -> dict[str, Any]:
    names = named(draft.name[:128])
    return {
        "code": code, **names, "initials": names["initials"][:128], "pinyin": names["pinyin"][:255], "named_by": "", "longitude": draft.longitude,
        "latitude": draft.latitude, "has_boundary": draft.boundary is not None, "boundary": draft.boundary,
    }  # fmt: skip

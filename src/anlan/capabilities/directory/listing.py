"""Lists of channels: narrowed, sorted, paged by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.counters import PLATFORM
from anlan.capabilities.directory.models import Channel, Node
from anlan.capabilities.directory.scope import visible, within
from anlan.foundation.errors import Invalid
from anlan.protocols.wording import Sentence

# Sort name → column before the code. A leading "-" turns the order.
SORTS: dict[str, Any] = {
    "name": Channel.pinyin, "code": Channel.code, "division": Channel.division, "changed": Channel.changed_utc, "status": Channel.online,
}  # fmt: skip
COLUMNS = (
    Channel.code, Channel.name, Channel.kind, Channel.division, Channel.peer, Channel.peer_kind, Channel.wire_code, Channel.node_id,
    Channel.online, Channel.fault, Channel.life_cycle, Channel.site_category, Channel.owner_organisation, Channel.manufacturer,
    Channel.model, Channel.address, Channel.longitude, Channel.latitude, Channel.ptz_type, Channel.direction_type, Channel.violations,
    Channel.changed_utc, Channel.pinyin,
)  # fmt: skip


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ChannelFilter:
    """What a list of channels is narrowed by; empty fields do not narrow. Retired ones show only when asked for."""

    q: str = ""
    division: str = ""
    status: str = ""  # ON, OFF, VLOST or DEFECT
    kind: str = ""
    platform: str = ""  # code of the device or lower platform
    node: str = ""  # id of a branch: everything below it
    site_category: str = ""
    life_cycle: str = ""
    owner_organisation: str = ""


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel in a list."""

    code: str
    name: str
    kind: str
    division: str
    peer: str
    peer_kind: str
    wire_code: str
    node_id: str
    online: bool
    fault: str
    life_cycle: str
    site_category: str
    owner_organisation: str
    manufacturer: str
    model: str
    address: str
    longitude: float | None
    latitude: float | None
    ptz_type: int | None
    direction_type: int | None
    violations: list[str]
    changed_utc: datetime
    pinyin: str


def matches(text: str) -> ColumnElement[bool]:
    """Whether a channel's name, pinyin, initials or code fits what was typed."""
    q = text.strip()
    low = q.lower()
    if low.isascii() and low.isdigit():
        return or_(Channel.code.startswith(low, autoescape=True), Channel.name.contains(q, autoescape=True))
    if low.isascii():
        return or_(
            Channel.pinyin.contains(low, autoescape=True),
            Channel.initials.contains(low, autoescape=True),
            Channel.name.contains(q, autoescape=True),
        )
    return Channel.name.contains(q, autoescape=True)


def narrowed(filters: ChannelFilter, scope: Sequence[str], *, in_order: bool) -> ColumnElement[bool]:
    """The condition of a list. ``in_order``: the rows are wanted in the order of a sort and only the first of them.

    Then the division must not choose the index: SQLite would fetch and sort a whole subtree to show a hundred rows of it.
    """
    division: Any = func.coalesce(Channel.division, "") if in_order else Channel.division
    where: list[ColumnElement[bool]] = [visible(division, scope)]
    where.append(Channel.life_cycle == filters.life_cycle if filters.life_cycle else Channel.life_cycle != "retired")
    if filters.q.strip():
        where.append(matches(filters.q))
    if filters.division:
        where.append(within(division, filters.division))
    if filters.status in ("ON", "OFF"):
        where.append(Channel.online == (filters.status == "ON"))
    elif filters.status:
        where.append(Channel.fault == filters.status)
    for column, value in (
        (Channel.kind, filters.kind),
        (Channel.peer, filters.platform),
        (Channel.site_category, filters.site_category),
        (Channel.owner_organisation, filters.owner_organisation),
    ):
        if value:
            where.append(column == value)
    if filters.node.startswith(PLATFORM):
        # What a platform sends hangs under our divisions for the most part.
        where.append(Channel.peer == filters.node.removeprefix(PLATFORM))
    elif filters.node:
        start = select(Node.id).where(Node.id == filters.node).cte("below", recursive=True)
        below = start.union(select(Node.id).join(start, Node.parent_id == start.c.id))
        where.append(Channel.node_id.in_(select(below.c.id)))
    return and_(*where)


def sort_key(sort: str, row: ChannelRow) -> tuple[str | int, ...]:
    """The position of a row in a list, as a cursor keeps it."""
    name = sort.removeprefix("-")
    if name == "code":
        return (row.code,)
    value: str | int = {"name": row.pinyin, "division": row.division}.get(name, "")
    if name == "changed":
        value = (row.changed_utc - _EPOCH) // timedelta(microseconds=1)
    if name == "status":
        value = int(row.online)
    return (value, row.code)


def key_kinds(sort: str) -> tuple[type, ...]:
    """The types of the parts of a list's cursor. Raises ``Invalid`` for a sort there is not."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        allowed = ", ".join(SORTS)
        raise Invalid("directory.sort", Sentence(f"排序字段须为：{allowed}", f"sort must be one of {allowed}"))
    return (str,) if name == "code" else (int if name in ("changed", "status") else str, str)


async def channel_page(
    session: AsyncSession,
    filters: ChannelFilter,
    scope: Sequence[str],
    sort: str,
    after: tuple[Any, ...] | None,
    limit: int,
) -> tuple[list[ChannelRow], int]:
    """A page of channels and how many there are in all: two queries, whatever the page."""
    key_kinds(sort)
    name = sort.removeprefix("-")
    columns = (Channel.code,) if name == "code" else (SORTS[name], Channel.code)
    query: Any = select(*COLUMNS).where(narrowed(filters, scope, in_order=True))
    query = query.order_by(*(column.desc() if sort.startswith("-") else column for column in columns)).limit(limit)
    if after is not None:
        position = tuple_(*columns)
        bound = tuple_(
            *(literal(value, column.type) for value, column in zip(_bound(name, after), columns, strict=True))
        )
        query = query.where(position < bound if sort.startswith("-") else position > bound)
    rows = [ChannelRow(*row) for row in (await session.execute(query)).all()]
    # A search reads the index by name, whatever the division.
    counted = narrowed(filters, scope, in_order=bool(filters.q.strip()))
    total = await session.scalar(select(func.count()).select_from(Channel).where(counted))
    return rows, total or 0


def _bound(name: str, after: tuple[Any, ...]) -> tuple[Any, ...]:
    if name == "changed":
        return (_EPOCH + timedelta(microseconds=after[0]), after[1])
    return (bool(after[0]), after[1]) if name == "status" else after

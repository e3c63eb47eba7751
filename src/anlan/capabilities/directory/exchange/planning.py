"""Checking rows against the records: what would be created, what changed, what is wrong. Touches nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from anlan.capabilities.directory.catalog.entries import OVERRIDABLE
from anlan.capabilities.directory.exchange.columns import IMPORTED
from anlan.capabilities.directory.lifecycle import check_move
from anlan.capabilities.directory.places import division_of_code, leaf_kind
from anlan.foundation.errors import DomainError
from anlan.foundation.sheets import CellError, Table
from anlan.protocols.gbcode import NodeKind, node_kind
from anlan.protocols.wording import Sentence

MOST_ERRORS = 1_000
# What the catalog says of a channel that has joined; a file does not overrule it.
_ONLY_WHILE_PLANNED = ("manufacturer", "model")


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a cell. ``column`` is its title in Chinese and English."""

    row: int
    column: Sentence
    value: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Existing:
    """What is on record of a channel that a file names."""

    values: Mapping[str, Any]
    peer: str
    node_id: str
    kind: str
    counted: bool
    online: bool
    listed: bool
    overrides: Mapping[str, Any]
    visible: bool


@dataclass(frozen=True, slots=True)
class Peer:
    """A device or lower platform that a file names."""

    kind: str
    division: str
    visible: bool


@dataclass(slots=True)
class Plan:
    """What an import would do."""

    rows: int = 0
    creations: list[dict[str, Any]] = field(default_factory=list)
    updates: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    errors_total: int = 0

    def wrong(self, row: int, key: str, value: str, sentence: Sentence) -> None:
        """Note what is wrong; only the first ``MOST_ERRORS`` are kept."""
        self.errors_total += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(RowError(row, IMPORTED[key].title, value[:128], sentence))


def plan_import(
    table: Table,
    existing: Mapping[str, Existing],
    peers: Mapping[str, Peer],
    organisations: frozenset[str],
    writable: Sequence[str],
) -> Plan:
    """Check every row. ``writable``: division roots in which who imports may write."""
    plan = Plan(rows=len(table.rows))
    seen: dict[str, int] = {}
    for number, cells in table.rows:
        values = _read(plan, number, cells)
        if values is None:
            continue
        code = values["code"]
        if code in seen:
            plan.wrong(number, "code", code, Sentence(f"与第 {seen[code]} 行重复", f"the same as in row {seen[code]}"))
            continue
        seen[code] = number
        if "owner_organisation" in values and values["owner_organisation"] not in organisations:
            plan.wrong(
                number,
                "owner_organisation",
                values["owner_organisation"],
                Sentence("没有此组织机构", "there is no such organisation"),
            )
        elif code in existing:
            _plan_update(plan, number, values, existing[code])
        else:
            _plan_creation(plan, number, values, peers, writable)
    return plan


def _read(plan: Plan, number: int, cells: Mapping[str, str]) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    before = plan.errors_total
    if "code" not in cells:
        plan.wrong(number, "code", "", Sentence("必须填写", "is required"))
    for key, cell in cells.items():
        column = IMPORTED.get(key)
        if column is None or column.read is None:
            continue
        try:
            values[key] = column.read(cell)
        except CellError as error:
            plan.wrong(number, key, cell, error.sentence)
    if plan.errors_total == before and ("longitude" in values) != ("latitude" in values):
        plan.wrong(
            number,
            "longitude",
            cells.get("longitude", ""),
            Sentence("经度与纬度须同时填写", "longitude and latitude go together"),
        )
    return values if plan.errors_total == before else None


def _plan_update(plan: Plan, number: int, values: dict[str, Any], existing: Existing) -> None:
    code = values.pop("code")
    if not existing.visible:
        plan.wrong(
            number,
            "code",
            code,
            Sentence("编码已被使用，且不在您的管辖区划内", "the code is taken, outside the divisions you may act in"),
        )
        return
    for key in ("peer", "division"):
        # Where it hangs is decided by its peer; a file may repeat it, not change it.
        given = values.pop(key, None)
        if given is not None and given != (existing.peer if key == "peer" else existing.values["division"]):
            plan.wrong(number, key, given, Sentence("不能通过导入修改", "cannot be changed by an import"))
            return
    if existing.listed:
        for key in _ONLY_WHILE_PLANNED:
            values.pop(key, None)
    changed = {key: value for key, value in values.items() if existing.values[key] != value}
    if "life_cycle" in changed:
        try:
            check_move(existing.values["life_cycle"], changed["life_cycle"])
        except DomainError as error:
            plan.wrong(number, "life_cycle", changed["life_cycle"], error.sentence)
            return
    if not changed:
        plan.unchanged += 1
        return
    plan.updates.append((code, changed))


def _plan_creation(
    plan: Plan, number: int, values: dict[str, Any], peers: Mapping[str, Peer], writable: Sequence[str]
) -> None:
    code = values["code"]
    kind = node_kind(code)
    if kind.holds_nodes or kind in (NodeKind.DEVICE, NodeKind.SERVER, NodeKind.USER):
        plan.wrong(
            number, "code", code, Sentence("不是通道编码(类型 131 至 199)", "is no channel's code (types 131-199)")
        )
        return
    if not values.get("name"):
        plan.wrong(number, "name", "", Sentence("新建时必须填写", "is required for a new channel"))
        return
    peer = peers.get(values.get("peer", ""))
    if "peer" in values and (peer is None or not peer.visible):
        plan.wrong(
            number,
            "peer",
            values["peer"],
            Sentence("没有此设备或下级平台", "there is no such device or lower platform"),
        )
        return
    coded = division_of_code(code)
    if peer is None and coded is not None and not any(coded.startswith(root) for root in writable):
        # Planned under a code that is another division's to give; what a peer lists has the code that it has.
        plan.wrong(
            number,
            "code",
            code,
            Sentence("编码所属区划不在您的管辖范围内", "a code of a division you may not act in"),
        )
        return
    division = values.get("division") or (peer.division if peer else coded) or ""
    if not any(division.startswith(root) for root in writable) or (
        peer is not None and not division.startswith(peer.division)
    ):
        plan.wrong(
            number,
            "division",
            division,
            Sentence("不在您的管辖区划或所属平台区划内", "outside the divisions you may act in, or its platform's"),
        )
        return
    row = {
        "life_cycle": "planned",
        **values,
        "division": division,
        "peer": values.get("peer", ""),
        "kind": leaf_kind(kind),
    }
    row["peer_kind"] = peer.kind if peer else ""
    row["overrides"] = {key: values[key] for key in OVERRIDABLE if key in values and peer is not None}
    plan.creations.append(row)

"""The tree as one upper platform sees it: chosen branches with everything above them, in the upper's codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from anlan.capabilities.directory.branches import catalog_node
from anlan.capabilities.directory.catalog.entries import decoded
from anlan.capabilities.directory.counters import PLATFORM
from anlan.capabilities.directory.shares.coverage import Choices
from anlan.capabilities.directory.transitions import ANSWERING
from anlan.protocols.gbcode import NodeKind, node_kind
from anlan.protocols.manscdp.catalog import CatalogItem


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch, as far as it is told to an upper platform."""

    id: str
    parent_id: str | None
    kind: str
    code: str
    peer: str
    name: str
    division: str
    item: str | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A channel, as far as it is told to an upper platform."""

    code: str
    peer: str
    peer_kind: str
    node_id: str
    name: str
    division: str
    online: bool
    address: str
    longitude: float | None
    latitude: float | None
    item: str | None


def _in_its_order(node: str) -> tuple[bool, str]:
    # A platform comes before what it sends, which may name it as parent and hang in a division beside it.
    return (not node.startswith(PLATFORM), node)


class View:
    """One upper platform's view over some branches (all, or those above the channels concerned)."""

    def __init__(
        self,
        own_code: str,
        branches: Iterable[Branch],
        choices: Choices,
        codes: Mapping[str, str],
        states: Mapping[str, str],
    ) -> None:
        """``codes``: code here → code told; ``states``: state of each device and platform."""
        self.own_code = own_code
        self._codes = codes
        self._states = states
        self.branches = {branch.id: branch for branch in branches}
        self._children: dict[str | None, list[str]] = {}
        for branch in self.branches.values():
            self._children.setdefault(branch.parent_id, []).append(branch.id)
        self.parents = {branch.id: branch.parent_id for branch in self.branches.values()}
        self.covered = self._covered(choices)
        self.told: set[str] = set()
        for node in self.covered:
            self.tell_above(node)

    def _covered(self, choices: Choices) -> set[str]:
        covered = choices.direct & self.branches.keys()
        covered |= {branch.id for branch in self.branches.values() if branch.peer in choices.platforms}
        stack = [node for node in choices.recursive if node in self.branches]
        while stack:
            node = stack.pop()
            if node not in covered or node in choices.recursive:
                covered.add(node)
                stack += [child for child in self._children.get(node, ()) if child not in covered]
        return covered

    def tell_above(self, node: str | None) -> None:
        """Everything above what is shared is told too: the tree stays whole."""
        while node is not None and node in self.branches and node not in self.told:
            self.told.add(node)
            node = self.branches[node].parent_id

    def code_told(self, code: str) -> str:
        """The code the upper platform knows something by."""
        return self._codes.get(code, code)

    def in_order(self, start: set[str] | None = None) -> list[Branch]:
        """The branches told, parents first; of some subtrees where ``start`` is given."""
        roots = start if start is not None else {node for node in self.told if self.parents[node] not in self.told}
        ordered: list[Branch] = []
        seen: set[str] = set()
        stack = sorted(roots, key=_in_its_order, reverse=True)
        while stack:
            node = stack.pop()
            if node in seen or node not in self.told:
                continue
            seen.add(node)
            ordered.append(self.branches[node])
            stack += sorted(self._children.get(node, ()), key=_in_its_order, reverse=True)
        return ordered

    def sent_by_platforms(self, start: set[str]) -> set[str]:
        """The branches told of the platforms in ``start``, with our divisions between them and their platform."""
        found: set[str] = set()
        for root in (self.branches[node] for node in start if node.startswith(PLATFORM)):
            for branch in self.branches.values():
                node = branch.id if branch.peer == root.peer and branch.id in self.told else None
                while node is not None and node != root.parent_id and node not in found:
                    found.add(node)
                    node = self.parents.get(node)
        return found

    def is_entry(self, branch: Branch) -> bool:
        """Whether a branch is an entry of its own. A camera's device is not: its channel stands for it, often under the same code."""
        return not (branch.kind == "device" and node_kind(branch.code) is NodeKind.CHANNEL)

    def entries(self, branches: Iterable[Branch]) -> list[CatalogItem]:
        """Branches as catalog entries; a division that a lower platform names too is told once."""
        found: dict[str, CatalogItem] = {}
        for branch in branches:
            if self.is_entry(branch):
                item = self._branch_item(branch)
                found.setdefault(item.device_id, item)
        return list(found.values())

    def _branch_item(self, branch: Branch) -> CatalogItem:
        code = branch.code if branch.kind == "division" else self.code_told(branch.code)
        if branch.kind == "division":
            return CatalogItem(device_id=code, name=branch.name)
        above = self._entry_above(branch.parent_id)
        if branch.item is None:
            answers = self._states.get(branch.peer) in ANSWERING
            return CatalogItem(
                device_id=code, name=branch.name, manufacturer="Anlan", model=branch.kind, civil_code=branch.division, address="",
                parental=1, parent_id=above, register_way=1, secrecy=0, status="ON" if answers else "OFF",
            )  # fmt: skip
        item = decoded(branch.item)
        parents = self._parents_told(branch.peer, item)
        group = self._group_told(branch.peer, item)
        if branch.kind == "virtual_organisation" and group is not None and not item.parent_id:
            parent = None  # directly under its group (GB/T 28181-2022 annex J)
        else:
            parent = "/".join(parents) or above
        return msgspec.structs.replace(
            item, device_id=code, name=branch.name, parent_id=parent, business_group_id=group, status="ON"
        )

    def leaf_item(self, leaf: Leaf) -> CatalogItem:
        """A channel as catalog entry."""
        item = decoded(leaf.item) if leaf.item else CatalogItem(device_id=leaf.code)
        parents = self._parents_told(leaf.peer, item) if leaf.peer_kind == "lower" else []
        return msgspec.structs.replace(
            item,
            device_id=self.code_told(leaf.code),
            name=leaf.name,
            parent_id="/".join(parents) or self._entry_above(leaf.node_id),
            business_group_id=self._group_told(leaf.peer, item),
            civil_code=leaf.division if leaf.peer_kind == "device" or not item.civil_code else item.civil_code,
            address=leaf.address or item.address,
            longitude=leaf.longitude,
            latitude=leaf.latitude,
            status="ON" if leaf.online else "OFF",
        )

    def _entry_above(self, node: str | None) -> str:
        """The nearest branch above that is an entry and no division; else ourselves."""
        while node is not None and node in self.branches:
            branch = self.branches[node]
            if branch.kind == "division" and branch.peer == "":
                break
            if branch.kind != "division" and self.is_entry(branch):
                return self.code_told(branch.code)
            node = branch.parent_id
        return self.own_code

    def _parents_told(self, peer: str, item: CatalogItem) -> list[str]:
        told = []
        for wire in (item.parent_id or "").split("/"):
            branch = self.branches.get(catalog_node(peer, wire.strip())) or (
                self.branches.get(PLATFORM + peer) if wire.strip() == peer else None
            )
            if branch is not None and branch.id in self.told and branch.kind != "division" and self.is_entry(branch):
                told.append(self.code_told(branch.code))
        return told

    def _group_told(self, peer: str, item: CatalogItem) -> str | None:
        branch = self.branches.get(catalog_node(peer, item.business_group_id)) if item.business_group_id else None
        return self.code_told(branch.code) if branch is not None and branch.id in self.told else None

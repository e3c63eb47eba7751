"""Where something belongs: its division, and what it is by its code."""

from __future__ import annotations

from functools import lru_cache

from anlan.protocols.gbcode import DivisionCode, GbCode, GbCodeError, NodeKind

# Equipment that channels hang under; servers inside a platform count as systems.
_BRANCH_KINDS = {
    NodeKind.DIVISION: "division",
    NodeKind.SYSTEM: "system",
    NodeKind.SERVER: "system",
    NodeKind.BUSINESS_GROUP: "business_group",
    NodeKind.VIRTUAL_ORGANISATION: "virtual_organisation",
    NodeKind.DEVICE: "device",
}


def branch_kind(kind: NodeKind) -> str | None:
    """The kind of branch an entry becomes, None where it is a leaf."""
    return _BRANCH_KINDS.get(kind)


def leaf_kind(kind: NodeKind) -> str:
    """The kind of channel an entry becomes. A code that tells nothing is taken for video: so do devices with codes of their own."""
    return NodeKind.CHANNEL.value if kind in (NodeKind.OTHER, NodeKind.USER, NodeKind.DEVICE) else kind.value


@lru_cache(maxsize=65_536)
def division_of_code(code: str) -> str | None:
    """The lowest division a 20-digit code names, None where it is no such code."""
    parsed, _ = GbCode.tolerate(code)
    if parsed is None or parsed.startswith("00"):
        return None
    return str(parsed.division)


@lru_cache(maxsize=65_536)
def division_of_civil_code(text: str) -> str | None:
    """The division a CivilCode names (2–8 digits), None where it is none."""
    try:
        return str(DivisionCode.parse(text))
    except GbCodeError:
        return None


def division_within(wanted: str | None, outer: str) -> str:
    """``wanted`` where it lies within ``outer``, else ``outer``: nothing a peer says puts it outside the peer's division."""
    return wanted if wanted is not None and wanted.startswith(outer) else outer

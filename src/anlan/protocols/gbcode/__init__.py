"""20-digit GB/T 28181 codes and GB/T 2260 division codes."""

from __future__ import annotations

from anlan.protocols.gbcode.code import VIOLATIONS, GbCode, GbCodeError, generate
from anlan.protocols.gbcode.division import DivisionCode, DivisionLevel
from anlan.protocols.gbcode.edition import Edition
from anlan.protocols.gbcode.kinds import NodeKind, node_kind
from anlan.protocols.gbcode.tables import industries, industry_name, network_name, networks, type_name, types

__all__ = [
    "VIOLATIONS",
    "DivisionCode",
    "DivisionLevel",
    "Edition",
    "GbCode",
    "GbCodeError",
    "NodeKind",
    "generate",
    "industries",
    "industry_name",
    "network_name",
    "networks",
    "node_kind",
    "type_name",
    "types",
]

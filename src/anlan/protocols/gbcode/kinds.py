"""What a node of a catalog is, by its code alone (GB/T 28181-2022 annex E table E.1 and annex J)."""

from __future__ import annotations

from enum import StrEnum


class NodeKind(StrEnum):
    """The kinds of node a catalog tells apart."""

    DIVISION = "division"
    SYSTEM = "system"
    BUSINESS_GROUP = "business_group"
    VIRTUAL_ORGANISATION = "virtual_organisation"
    DEVICE = "device"
    CHANNEL = "channel"
    ALARM_INPUT = "alarm_input"
    ALARM_OUTPUT = "alarm_output"
    AUDIO_INPUT = "audio_input"
    AUDIO_OUTPUT = "audio_output"
    PERIPHERAL = "peripheral"
    SERVER = "server"
    USER = "user"
    OTHER = "other"

    @property
    def holds_nodes(self) -> bool:
        """Whether it is a branch of the tree rather than equipment."""
        return self in _BRANCHES


_BRANCHES = frozenset({NodeKind.DIVISION, NodeKind.SYSTEM, NodeKind.BUSINESS_GROUP, NodeKind.VIRTUAL_ORGANISATION})

_SINGLE = {
    131: NodeKind.CHANNEL,
    132: NodeKind.CHANNEL,
    134: NodeKind.ALARM_INPUT,
    135: NodeKind.ALARM_OUTPUT,
    136: NodeKind.AUDIO_INPUT,
    137: NodeKind.AUDIO_OUTPUT,
    140: NodeKind.ALARM_OUTPUT,
    200: NodeKind.SYSTEM,
    215: NodeKind.BUSINESS_GROUP,
    216: NodeKind.VIRTUAL_ORGANISATION,
}


def kind_of_type(type_code: int) -> NodeKind:
    """The kind of a three-digit type code (digits 11-13)."""
    single = _SINGLE.get(type_code)
    if single is not None:
        return single
    if 111 <= type_code <= 130:
        return NodeKind.DEVICE
    if 131 <= type_code <= 199:
        return NodeKind.PERIPHERAL
    if 200 <= type_code <= 299 or 500 <= type_code <= 599:
        return NodeKind.SERVER
    if 300 <= type_code <= 499:
        return NodeKind.USER
    return NodeKind.OTHER


def node_kind(code: str) -> NodeKind:
    """The kind of any DeviceID of a catalog: a division of 2 to 8 digits, a 20-digit code, or OTHER."""
    if not (code.isascii() and code.isdigit()):
        return NodeKind.OTHER
    if len(code) in (2, 4, 6, 8):
        return NodeKind.DIVISION
    return kind_of_type(int(code[10:13])) if len(code) == 20 else NodeKind.OTHER

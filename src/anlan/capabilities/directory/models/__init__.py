"""The directory's tables: divisions, the tree, peers, channels, shares and their histories."""

from anlan.capabilities.directory.models.channels import Channel, ChannelItem
from anlan.capabilities.directory.models.divisions import Division, MapFeature
from anlan.capabilities.directory.models.histories import PeerTransitionRow, RecordChange, RefusalRow
from anlan.capabilities.directory.models.nodes import Node
from anlan.capabilities.directory.models.peers import Device, Platform, RegistrationRule
from anlan.capabilities.directory.models.shares import Share, ShareCode, ShareTombstone

__all__ = [
    "Channel",
    "ChannelItem",
    "Device",
    "Division",
    "MapFeature",
    "Node",
    "PeerTransitionRow",
    "Platform",
    "RecordChange",
    "RefusalRow",
    "RegistrationRule",
    "Share",
    "ShareCode",
    "ShareTombstone",
]

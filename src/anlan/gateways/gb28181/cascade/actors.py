"""An upper platform as the gate knows it."""

from __future__ import annotations

from anlan.capabilities.directory.ports import PeerRecord
from anlan.foundation.access import Actor
from anlan.gateways.sip import Target


def as_actor(upper: PeerRecord, target: Target, permission: str) -> Actor:
    """The upper with one permission. What it may see and command is what is shared with it, which the directory has decided by
    now; divisions of ours mean nothing to it."""
    return Actor(
        id=upper.code,
        name=upper.name,
        kind="platform",
        organisation=upper.code,
        permissions=frozenset({permission}),
        divisions=("",),
        remote_host=target.host,
    )

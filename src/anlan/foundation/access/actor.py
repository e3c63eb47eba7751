"""Who acts, on what, and what for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, an API token's owner, an upper platform or the platform itself, as resolved for one request.

    ``divisions`` are the roots of the subtrees the actor may see (codes of 2–8 digits; "" is everything);
    ``permissions`` come from the actor's roles. ``network`` is the client's address class for media tokens.
    """

    id: str
    name: str
    kind: Literal["user", "token", "platform", "system"]
    organisation: str
    permissions: frozenset[str]
    divisions: tuple[str, ...]
    remote_host: str = ""
    must_change_password: bool = False

    def may(self, permission: str) -> bool:
        """Whether a role of the actor grants the permission."""
        return permission in self.permissions

    def covers(self, division: str) -> bool:
        """Whether the division lies in a subtree of the actor's."""
        return any(division.startswith(root) for root in self.divisions)


@dataclass(frozen=True, slots=True)
class Resource:
    """What is acted upon. ``division`` places it in the tree; "" means the platform as a whole."""

    kind: Literal["channel", "device", "platform", "division", "user", "audit", "system", "organisation"]
    id: str
    division: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Permit:
    """The gate's yes: the proof that a decision was made and audited. Only the gate makes one."""

    actor: Actor
    action: str
    resource: Resource
    purpose: str
    audit_sequence: int

"""Who acts, on what, and what for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from anlan.foundation.access.permissions import FREE_PERMISSIONS


@dataclass(frozen=True, slots=True)
class Credential:
    """By what an actor was recognised: a session or an API token, by the id under which it is kept, never by its secret."""

    kind: Literal["session", "token"]
    id: str


@dataclass(frozen=True, slots=True)
class ThingRight:
    """A permission on one thing, for one purpose ("" for any), held for a while."""

    permission: str
    kind: str
    thing: str
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, an API token's owner, an upper platform or the platform itself, as resolved for one request.

    ``divisions`` are the roots of the subtrees the actor may see (codes of 2–8 digits; "" is everything);
    ``permissions`` come from the actor's roles. Both are unions, for display: who is duty officer in one county and
    administrator in another is not administrator in both, therefore decisions go by ``grants``, the pairs of permission
    and root. Without ``grants`` every permission holds in every division of the actor's (upper platforms, the system).
    """

    id: str
    name: str
    kind: Literal["user", "token", "platform", "system", "anonymous", "button"]
    organisation: str
    permissions: frozenset[str]
    divisions: tuple[str, ...]
    remote_host: str = ""
    must_change_password: bool = False
    grants: frozenset[tuple[str, str]] = frozenset()
    # Id of the organisation, by which companies are told apart; "" for those who act for none of ours.
    organisation_id: str = ""
    # None for whoever was not recognised by one (upper platforms, the system).
    credential: Credential | None = None
    # Given for a while on single things (``foundation.access.temporary``); no token carries any.
    things: frozenset[ThingRight] = frozenset()
    # As people know the person; "" where the name is all there is.
    display_name: str = ""

    @property
    def shown(self) -> str:
        """The name under which others read what the actor did."""
        return self.display_name or self.name

    @property
    def company(self) -> str | None:
        """The only organisation whose alarms and subscribers the actor may see; None where every company's."""
        return self.organisation_id if "alarms.company_only" in self.permissions else None

    def serves(self, company: str) -> bool:
        """Whether what belongs to a company (an organisation's id, "" none) is open to the actor."""
        return self.company is None or (bool(self.company) and self.company == company)

    def may(self, permission: str) -> bool:
        """Whether the actor holds the permission anywhere: by a role, or on a single thing for a while."""
        return permission in self.permissions or any(each.permission == permission for each in self.things)

    def covers(self, division: str) -> bool:
        """Whether the division lies in a subtree of the actor's, by any permission."""
        return any(division.startswith(root) for root in self.divisions)

    def roots(self, permission: str) -> tuple[str, ...]:
        """The roots of the subtrees in which the actor holds the permission, without those that lie in another."""
        if permission not in self.permissions:
            return ()
        held = {root for name, root in self.grants if name == permission} if self.grants else set(self.divisions)
        return tuple(
            sorted(root for root in held if not any(root != other and root.startswith(other) for other in held))
        )

    def may_in(self, permission: str, division: str) -> bool:
        """Whether the actor holds the permission for this division."""
        return any(division.startswith(root) for root in self.roots(permission))

    def may_with(self, permission: str, resource: Resource, purpose: str = "") -> bool:
        """Whether the actor holds the permission for this thing: in its division, or for a while on it alone."""
        if self.may_in(permission, resource.division):
            return True
        return any(
            (each.permission, each.kind, each.thing) == (permission, resource.kind, resource.id)
            and each.purpose in ("", purpose)
            for each in self.things
        )

    def things_held(self, permission: str, kind: str) -> frozenset[str]:
        """Ids of the things of a kind on which the permission is held for a while."""
        return frozenset(each.thing for each in self.things if each.permission == permission and each.kind == kind)


@dataclass(frozen=True, slots=True)
class Resource:
    """What is acted upon. ``division`` places it in the tree; "" means the platform as a whole."""

    kind: Literal[
        "channel",
        "device",
        "platform",
        "division",
        "user",
        "audit",
        "system",
        "organisation",
        "role",
        "token",
        "session",
        "route",
        "alarm",
        "subscriber",
        "duty",
        "webhook",
        "incident",
    ]
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


# Nobody has signed in: holds nothing, stands in the audit log where a request was refused.
ANONYMOUS = Actor(id="", name="", kind="anonymous", organisation="", permissions=frozenset(), divisions=())
# The platform acting by itself (first start, upkeep, the command line).
SYSTEM = Actor(
    id="system", name="system", kind="system", organisation="", permissions=FREE_PERMISSIONS, divisions=("",)
)

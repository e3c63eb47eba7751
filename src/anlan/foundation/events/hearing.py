"""Who may be told of an event."""

from __future__ import annotations

from anlan.foundation.access.actor import Actor
from anlan.foundation.events.event import Event


def may_hear(actor: Actor, event: Event, own_division: str) -> bool:
    """Whether the event is for the actor: by permission and division, and to a company only what it serves (fact ``company``).

    ``own_division``: the platform's, where events without a division lie.
    """
    if not actor.may_in(event.permission, event.division or own_division):
        return False
    confined = event.permission.startswith(("alarms.", "subscribers."))
    return not confined or actor.serves(str(event.facts.get("company", "")))

"""Who may be told of an event."""

from __future__ import annotations

from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.events.event import Event


def may_hear(actor: Actor, event: Event, own_division: str) -> bool:
    """Whether the event is for the actor: by permission and division, or as one who takes part in the incident for a
    while (fact ``incident``); to a company only what it serves (fact ``company``).

    ``own_division``: the platform's, where events without a division lie.
    """
    thing = Resource("incident", str(event.facts.get("incident", "")), event.division or own_division)
    if not actor.may_with(event.permission, thing):
        return False
    confined = event.permission.startswith(("alarms.", "subscribers."))
    return not confined or actor.serves(str(event.facts.get("company", "")))

"""Events: written to the outbox in the transaction that makes them true, dispatched at least once after the commit."""

from anlan.foundation.events.event import Event

__all__ = ["Event"]

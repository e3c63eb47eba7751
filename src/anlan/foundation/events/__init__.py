"""Events: written to the outbox in the transaction that makes them true, dispatched at least once after the commit."""

from anlan.foundation.events.broker import EventBroker
from anlan.foundation.events.event import Event
from anlan.foundation.events.journal import EventsExpired
from anlan.foundation.events.outbox import Outbox

__all__ = ["Event", "EventBroker", "EventsExpired", "Outbox"]

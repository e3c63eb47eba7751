"""Where events go beyond this process: the port that a broker (NATS JetStream and the like) takes when one machine is outgrown."""

from __future__ import annotations

from typing import Protocol

from anlan.foundation.events.event import Event


class EventBroker(Protocol):
    """Takes events in order, at least once each; ``Event.id`` is the message id by which a broker drops duplicates."""

    async def publish(self, event: Event) -> None:
        """Return once the broker has made the event durable; raise, and it is offered again."""

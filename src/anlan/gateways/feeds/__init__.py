"""The feed that joins platforms: links, durable queues, and the conversation over a WebSocket or a broker (docs/design/feed.md)."""

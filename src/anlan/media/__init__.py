"""The media core: native streams behind a small typed Python face. Packets never pass through Python."""

"""The media core: native streams behind a small typed Python face. Packets never pass through Python."""

from anlan.media._core import Core, MediaError

__all__ = ["Core", "MediaError"]

"""What cannot be read as SIP, with the status that answers it."""

from __future__ import annotations

from anlan.protocols.sip.message import Request


class SipSyntaxError(ValueError):
    """A message or a part of one that is not SIP.

    ``status`` and ``reason`` answer it (400, 413, 416, 505, 513); ``request`` holds what could be read of a request, so that an answer
    can be addressed, and is None where nothing could be.
    """

    def __init__(self, status: int, reason: str, request: Request | None = None) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason
        self.request = request

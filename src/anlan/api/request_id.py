"""The id under which one request stands in log lines and error documents."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("anlan_request_id", default="")
# Ids of a proxy in front are kept when they are harmless to log.
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def new_request_id(offered: str | None) -> str:
    """Take the offered id if it is harmless, else make one; it holds for the current task."""
    kept = offered if offered and _ACCEPTED.fullmatch(offered) else secrets.token_hex(8)
    _current.set(kept)
    return kept


def current_request_id() -> str:
    """The id of the request in hand, "" outside of one."""
    return _current.get()

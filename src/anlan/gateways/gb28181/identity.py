"""Who sends and who is meant, read from From, To and the request line without taking the whole address apart (each message needs it)."""

from __future__ import annotations

import re

from anlan.protocols.sip import Request

_USER = re.compile(r"sips?:([^@;>\s]{1,64})@", re.IGNORECASE)
_CODE = re.compile(r"[0-9]{20}")


def user_of(address: str | None) -> str:
    """The user part of a SIP address in a header or request line; empty where there is none."""
    if address is None:
        return ""
    found = _USER.search(address)
    return found.group(1) if found else ""


def sender(request: Request) -> str:
    """The code in From."""
    return user_of(request.headers.get("From"))


def receiver(request: Request) -> str:
    """The code in the request line, else in To."""
    return user_of(request.uri) or user_of(request.headers.get("To"))


def is_code(text: str) -> bool:
    """Whether it is twenty digits; what they mean is the directory's business."""
    return _CODE.fullmatch(text) is not None

"""A subscription as somebody asks for it, checked."""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from anlan.capabilities.notifications.kinds import MAX_KINDS, is_kind
from anlan.foundation.errors import Invalid
from anlan.protocols.wording import Sentence

MAX_URL: Final = 500
MAX_DIVISIONS: Final = 50
_DIVISION: Final = re.compile(r"(\d{2}){1,4}")
# So that a secret that leaks is recognised for what it is (Standard Webhooks §secrets).
PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class SubscriptionDraft:
    """What a subscription says; [] of kinds or divisions is all."""

    name: str
    url: str
    kinds: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()


def check(draft: SubscriptionDraft) -> None:
    """Raise ``Invalid`` naming every field that is wrong."""
    faults: dict[str, Sentence] = {}
    if not 1 <= len(draft.name.strip()) <= 64:
        faults["name"] = Sentence("须为 1—64 个字符", "1 to 64 characters")
    if not _is_url(draft.url):
        faults["url"] = Sentence(
            "须为 http(s)://主机[:端口]/路径，不含用户名和 #", "must be http(s)://host[:port]/path without user or #"
        )
    if len(draft.kinds) > MAX_KINDS or not all(map(is_kind, draft.kinds)):
        faults["kinds"] = Sentence(
            "须为事件类型，如 alarms.case 或 alarms.*", "kinds of event, as alarms.case or alarms.*"
        )
    if len(draft.divisions) > MAX_DIVISIONS or not all(_DIVISION.fullmatch(each) for each in draft.divisions):
        faults["divisions"] = Sentence("须为 2—8 位区划代码", "codes of divisions, 2 to 8 digits")
    if faults:
        raise invalid(faults)


def invalid(faults: dict[str, Sentence]) -> Invalid:
    """The error that names these fields."""
    return Invalid("webhooks.draft", Sentence("推送订阅填写有误", "the subscription cannot be taken"), fields=faults)


def new_secret() -> str:
    """A signing secret, shown once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def _is_url(url: str) -> bool:
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        return False
    return parts.username is None and parts.password is None and not parts.fragment

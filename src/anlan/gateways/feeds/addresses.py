"""Addresses of platforms above, and by what their certificates are believed."""

from __future__ import annotations

import ipaddress
import ssl
from urllib.parse import urlsplit

from anlan.foundation.errors import Invalid
from anlan.protocols.wording import Sentence

FEED_PATH = "/api/v1/feed"
MAX_URL = 255
MAX_AUTHORITY = 65_536


def check_address(url: str, authority: str, *, allow_plain: bool) -> None:
    """Raise ``Invalid`` where the address is none or goes in the clear over a network."""
    faults: dict[str, Sentence] = {}
    parts = urlsplit(url) if len(url) <= MAX_URL and url.isascii() else None
    if parts is None or parts.scheme not in ("ws", "wss") or not parts.hostname or parts.path.strip("/") or parts.query:
        faults["url"] = Sentence("须为 wss://主机:端口", "must be wss://host:port")
    elif parts.username or parts.password:
        faults["url"] = Sentence("地址中不能含用户名或口令", "must hold neither user nor password")
    elif parts.scheme == "ws" and not (allow_plain or _on_loopback(parts.hostname)):
        faults["url"] = Sentence(
            "非本机地址须使用 wss（或设置 feed.allow_plain）", "must be wss unless feed.allow_plain is set"
        )
    if authority and not _readable(authority):
        faults["authority"] = Sentence("须为 PEM 格式的证书", "must be a certificate in PEM")
    if faults:
        raise Invalid("feeds.address", next(iter(faults.values())), fields=faults)


def tls_context(url: str, authority: str) -> ssl.SSLContext | None:
    """What judges the upper's certificate: the system's authorities, or the one that is pinned; None in the clear."""
    if not url.startswith("wss:"):
        return None
    context = ssl.create_default_context(cadata=authority or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _readable(authority: str) -> bool:
    if len(authority) > MAX_AUTHORITY:
        return False
    try:
        ssl.create_default_context(cadata=authority)
    except (ssl.SSLError, ValueError):
        return False
    return True


def _on_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

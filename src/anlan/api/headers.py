"""Security headers of every answer."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from anlan.foundation.config import Settings

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]")


def host_without_port(host_header: str) -> str:
    """The host a request was sent to, "" where the header is nothing to repeat."""
    host = host_header.rsplit(":", 1)[0] if re.search(r":\d+$", host_header) else host_header
    return host if _HOST.fullmatch(host) else ""


def viewer_url(settings: Settings, host_header: str, viewer_port: int) -> str:
    """Where a browser that reached us under this host connects for pictures: ``ws(s)://host:port``."""
    if settings.media.viewer_public_url:
        return settings.media.viewer_public_url
    scheme = "wss" if settings.uses_tls else "ws"
    return f"{scheme}://{host_without_port(host_header) or '127.0.0.1'}:{viewer_port or settings.media.viewer_port}"


def security_headers(settings: Settings, host_header: str, viewer_port: int, path: str) -> list[tuple[bytes, bytes]]:
    """Headers for an answer to a request under this host and path."""
    found = {
        "content-security-policy": content_security_policy(settings, host_header, viewer_port),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": (
            f"camera=(), microphone=(), geolocation=({'self' if _is_phone_page(path) else ''}), payment=(), usb=(), fullscreen=(self)"
        ),
    }
    if settings.uses_tls:
        found["strict-transport-security"] = "max-age=31536000"
    if path.startswith("/api/"):
        found["cache-control"] = "no-store"
    return [(name.encode(), value.encode("latin-1", "replace")) for name, value in found.items()]


def _is_phone_page(path: str) -> bool:
    """Whether the page may ask where it is: a household's button and a village contact's report tell the place, nobody else's does."""
    return path.split("/", 2)[1:2] in (["button"], ["village"])


def content_security_policy(settings: Settings, host_header: str, viewer_port: int) -> str:
    """Scripts from us alone; styles also inline, since the component library injects them; workers from blobs for the map."""
    tiles = ""
    if settings.map.tile_url:
        parts = urlsplit(settings.map.tile_url.replace("{", "").replace("}", ""))
        tiles = f" {parts.scheme}://{parts.netloc}"
    host = host_header if host_without_port(host_header) else ""
    # 'self' covers WebSockets of the same origin only in newer browsers.
    own_socket = f" {'wss' if settings.uses_tls else 'ws'}://{host}" if host else ""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob:{tiles}",
            "media-src 'self' blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{own_socket} {viewer_url(settings, host_header, viewer_port)}{tiles}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )

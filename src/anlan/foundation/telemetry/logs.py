"""Structured logs on standard error: JSON for collectors or lines for people, without secrets and personal data."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from anlan.foundation.config import LogSettings, Settings

MASK = "***"

# A field whose name contains one of these words is struck out, wherever it stands.
_SECRET_WORDS = (
    "password", "passwd", "secret", "token", "authorization", "cookie", "csrf", "credential", "private_key", "ha1", "cnonce",
    "display_name", "plate", "phone", "mobile", "id_card", "face",
)  # fmt: skip
# Secrets inside texts: our own tokens, bearer headers, passwords in URLs, digest answers in SIP headers.
_SECRET_TEXT = re.compile(
    r"anlan_[A-Za-z0-9_-]{20,}|(?<=[Bb]earer )[^\s\"',]+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)|(?<=response=\")[0-9a-fA-F]+|anlan_session(?:_\d+)?=[^;\s]+"
)
_MAX_TEXT = 4096
_MAX_DEPTH = 6

# Names that carry one of the words and are harmless.
_HARMLESS = frozenset({"token_lifetime_s", "must_change_password"})


def redact(_logger: Any, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: strike out secrets and personal data by field name and inside texts; bound what is written."""
    # uvicorn's second copy of its message, for coloured terminals.
    fields.pop("color_message", None)
    return {name: MASK if _is_secret(name) else _clean(value, 0) for name, value in fields.items()}


def _is_secret(name: object) -> bool:
    lowered = str(name).lower().replace("-", "_")
    return lowered not in _HARMLESS and any(word in lowered for word in _SECRET_WORDS)


def _clean(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return _SECRET_TEXT.sub(MASK, value[:_MAX_TEXT])
    if depth >= _MAX_DEPTH:
        return "…"
    if isinstance(value, dict):
        return {name: MASK if _is_secret(name) else _clean(part, depth + 1) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(part, depth + 1) for part in value]
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if value is None or isinstance(value, bool | int | float):
        return value
    return _SECRET_TEXT.sub(MASK, str(value)[:_MAX_TEXT])


def configure_logging(settings: Settings | LogSettings) -> None:
    """Send every log line of the process, libraries' too, through one chain."""
    chosen = settings.log if isinstance(settings, Settings) else settings
    level = logging.getLevelNamesMapping()[chosen.level.upper()]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if chosen.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
        )
    )
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    # Statements and frames of libraries belong in a debugger, not in a city's log; addresses that are called may hold secrets.
    for name in (
        "sqlalchemy",
        "aiosqlite",
        "asyncpg",
        "websockets",
        "uvicorn.access",
        "multipart",
        "httpx",
        "httpcore",
    ):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))

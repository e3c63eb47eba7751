"""Logs carry no secret; health tells the truth within its bound."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from anlan.foundation.config import LogSettings
from anlan.foundation.telemetry import Health, configure_logging
from anlan.foundation.telemetry.logs import redact


@pytest.fixture
def logging_restored() -> Iterator[None]:
    root = logging.getLogger()
    kept = list(root.handlers), root.level
    yield
    root.handlers[:], _ = kept[0], root.setLevel(kept[1])
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("fields", "hidden"),
    [
        ({"password": "geheim"}, "geheim"),
        ({"new_password": "geheim"}, "geheim"),
        ({"Authorization": "Digest geheim"}, "geheim"),
        ({"X-Anlan-CSRF": "geheim"}, "geheim"),
        ({"headers": {"Cookie": "geheim"}}, "geheim"),
        ({"deep": [{"token": "geheim"}]}, "geheim"),
        ({"event": "called with Bearer geheim-geheim"}, "geheim"),
        ({"event": "cookie anlan_session=geheim; path=/"}, "geheim"),
        ({"url": "postgresql://anlan:geheim@db/anlan"}, "geheim"),
        ({"error": ValueError('Digest username="a", response="0123456789abcdef"')}, "0123456789abcdef"),
        ({"note": "anlan_Abcdefghijklmnopqrstuvwxyz0123456789"}, "Abcdefghijklmnopqrstuvwxyz"),
        ({"display_name": "王小明"}, "王小明"),
        ({"body": b"geheim"}, "geheim"),
    ],
)
def test_a_secret_is_struck_out(fields: dict[str, object], hidden: str) -> None:
    assert hidden not in json.dumps(redact(None, "info", dict(fields)), ensure_ascii=False)


def test_what_is_no_secret_stays() -> None:
    fields = {
        "event": "registered",
        "code": "99010100002000000001",
        "status": 200,
        "ok": True,
        "none": None,
        "must_change_password": True,
    }
    assert redact(None, "info", dict(fields)) == fields


def test_a_line_is_json_with_request_and_level(capsys: pytest.CaptureFixture[str], logging_restored: None) -> None:
    configure_logging(LogSettings(level="info"))
    structlog.contextvars.clear_contextvars()
    with structlog.contextvars.bound_contextvars(request="abc"):
        structlog.get_logger("anlan.test").info("happened", token="geheim", zh="已登录")
        structlog.get_logger("anlan.test").debug("unwanted")
    logging.getLogger("library").warning("theirs %s", "too")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["level"], line["logger"]) for line in lines] == [
        ("happened", "info", "anlan.test"),
        ("theirs too", "warning", "library"),
    ]
    assert (lines[0]["request"], lines[0]["token"], lines[0]["zh"]) == ("abc", "***", "已登录")
    assert lines[0]["timestamp"].endswith("Z")


async def test_health_names_what_cannot_serve() -> None:
    health = Health()

    async def well() -> None:
        return None

    async def broken() -> None:
        raise ConnectionError("postgresql://anlan:geheim@db refused")

    health.add("sip", well)
    health.add("database", broken)
    assert {result.name: result.fault for result in await health.results()} == {
        "sip": "",
        "database": "ConnectionError",
    }

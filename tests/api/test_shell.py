"""What holds for every answer: headers, bounds, the error shape, health, metrics, paging, the console's files."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter

from anlan.api import console_files
from anlan.api.application import create_app
from anlan.api.headers import content_security_policy, viewer_url
from anlan.api.page import decode_cursor, encode_cursor
from anlan.foundation.config import HttpSettings, MapSettings, MediaSettings
from anlan.foundation.errors import Invalid


async def test_every_answer_carries_the_security_headers(platform: Any) -> None:
    client = platform.client()
    for path in ("/healthz", "/api/v1/session", "/nowhere/x.js", "/"):
        headers = (await client.get(path)).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "'unsafe-inline'" not in headers["content-security-policy"].split("style-src")[0]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
    assert (await client.get("/api/v1/session")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("media", "http", "host", "expected"),
    [
        ({}, {}, "city.example:8080", "ws://city.example:8090"),
        ({}, {"public_url": "https://city.example"}, "city.example", "wss://city.example:8090"),
        ({}, {}, "[2001:db8::1]:8080", "ws://[2001:db8::1]:8090"),
        ({}, {}, "evil; script-src *", "ws://127.0.0.1:8090"),
        ({"viewer_public_url": "wss://media.example"}, {}, "city.example", "wss://media.example"),
    ],
)
def test_the_viewers_address_follows_the_request(
    media: dict[str, str], http: dict[str, str], host: str, expected: str, settings: Any
) -> None:
    changed = settings.model_copy(
        update={
            "media": MediaSettings(**media),
            "http": HttpSettings(**http),
            "map": MapSettings(tile_url="https://t.example/{z}/{x}/{y}"),
        }
    )
    assert viewer_url(changed, host, 0) == expected
    policy = content_security_policy(changed, host, 0)
    assert f" {expected}" in policy.split("connect-src")[1].split(";")[0]
    assert "https://t.example" in policy.split("img-src")[1].split(";")[0]
    assert "script-src *" not in policy


async def test_a_body_beyond_the_bound_is_refused_declared_or_not(platform: Any) -> None:
    client = await platform.sign_in("officer")
    large = b'{"name": "' + b"x" * 2_000_000 + b'"}'

    async def pieces():  # type: ignore[no-untyped-def]
        for start in range(0, len(large), 65_536):
            yield large[start : start + 65_536]

    for content in (large, pieces()):
        answer = await client.post(
            "/api/v1/organisations", content=content, headers={"content-type": "application/json"}
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "http.too_large")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nowhere", 404, "http.not_found"),
        ("GET", "/healthz/x", 404, "http.not_found"),
        ("GET", "/assets/none.js", 404, "http.not_found"),
        ("GET", "/api/v1/users?limit=501", 422, "http.validation"),
        ("GET", "/api/v1/users?cursor=%00", 422, "page.bad_cursor"),
        ("GET", "/api/v1/users?cursor=WzFd", 422, "page.bad_cursor"),
        ("PUT", "/api/v1/users", 405, "http.method_not_allowed"),
        ("GET", "/api/v1/users/none", 404, "access.no_user"),
    ],
)
async def test_every_error_is_a_problem_document(method: str, path: str, status: int, code: str, platform: Any) -> None:
    client = await platform.sign_in("officer")
    answer = await client.request(method, path)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(problem) == {"type", "title", "status", "code", "zh", "en", "remedy_zh", "remedy_en", "fields", "trace"}


async def test_an_unforeseen_error_tells_the_client_nothing(platform: Any) -> None:
    router = APIRouter()

    @router.get("/broken")
    async def broken() -> None:
        raise RuntimeError("geheim")

    app = create_app(platform.context)
    app.router.routes.insert(0, router.routes[0])
    platform.app = app
    answer = await platform.client().get("/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "http.internal")
    assert "geheim" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_offered_request_id_is_kept_if_it_is_harmless(platform: Any) -> None:
    client = platform.client()
    assert (await client.get("/healthz", headers={"x-request-id": "proxy-12345678"})).headers[
        "x-request-id"
    ] == "proxy-12345678"
    assert len((await client.get("/healthz", headers={"x-request-id": '"><script>'})).headers["x-request-id"]) == 16


async def test_readiness_tells_which_part_cannot_serve(platform: Any) -> None:
    client = platform.client()
    assert (await client.get("/readyz")).json() == {"status": "ready", "checks": {"database": "ok"}}

    async def broken() -> None:
        raise ConnectionError

    platform.context.health.add("sip", broken)
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not_ready", "checks": {"database": "ok", "sip": "ConnectionError"}}


async def test_metrics_are_for_the_machine_itself_and_for_who_may(platform: Any) -> None:
    local = await platform.client("127.0.0.1").get("/metrics")
    assert local.status_code == 200
    assert "anlan_http_requests_total" in local.text
    assert (await platform.client().get("/metrics")).status_code == 401
    through_proxy = await platform.client("127.0.0.1").get("/metrics", headers={"x-forwarded-for": "198.51.100.9"})
    assert through_proxy.status_code == 401
    assert (await (await platform.sign_in("viewer")).get("/metrics")).status_code == 403


async def test_paths_with_codes_do_not_become_series_of_metrics(platform: Any) -> None:
    client = await platform.sign_in("officer")
    await client.get("/api/v1/users/99010100001320000001")
    text = (await platform.client("::1").get("/metrics")).text
    assert 'route="/api/v1/users/{user_id}"' in text
    assert "99010100001320000001" not in text


@pytest.mark.parametrize("key", [("a", 1), ("", -(2**63) + 1), ("路口", 2**63 - 1)])
def test_a_cursor_comes_back_as_it_was(key: tuple[str, int]) -> None:
    assert decode_cursor(encode_cursor(key), str, int) == key


@pytest.mark.parametrize(
    "cursor", ["x", "e30", encode_cursor([1]), encode_cursor([True, "a"]), encode_cursor(["a", 2**63]), "W" * 400]
)
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        decode_cursor(cursor, str, int)


async def test_the_consoles_files_are_served_and_nothing_beside_them(
    platform: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = tmp_path / "console"
    (console / "assets").mkdir(parents=True)
    (console / "index.html").write_text("<!doctype html>entry")
    (console / "phone.html").write_text("<!doctype html>phone")
    (console / "assets" / "app-1a2b.js").write_text("1")
    (console / ".hidden").write_text("geheim")
    (tmp_path / "secret.txt").write_text("geheim")
    monkeypatch.setattr(console_files, "CONSOLE_DIRECTORY", console)
    client = platform.client()
    script = await client.get("/assets/app-1a2b.js")
    assert (script.text, script.headers["content-type"].split(";")[0]) == ("1", "text/javascript")
    assert "immutable" in script.headers["cache-control"]
    for page in ("/", "/devices/99010100001320000001", "/index.html"):
        answer = await client.get(page)
        assert (answer.text, answer.headers["cache-control"]) == ("<!doctype html>entry", "no-cache")
    for page, place in (("/button", "self"), ("/village/1", "self"), ("/villages", ""), ("/alarms/list", "")):
        answer = await client.get(page)
        # Only a telephone's page may ask where it is.
        assert (answer.text.endswith("phone"), f"geolocation=({place})" in answer.headers["permissions-policy"]) == (
            place == "self", True,
        )  # fmt: skip
    for outside in (
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/.hidden",
        "//etc/passwd",
        "/%00.js",
    ):
        assert "geheim" not in (await client.get(outside)).text


async def test_the_consoles_files_come_compressed_and_only_once(
    platform: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "assets").mkdir()
    for name, text in (("index.html", "<!doctype html>entry"), ("assets/app-1a2b.js", "let a = 1")):
        (tmp_path / name).write_text(text)
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "favicon.svg").write_text("<svg/>")
    monkeypatch.setattr(console_files, "CONSOLE_DIRECTORY", tmp_path)
    client = platform.client()
    for path, text, kind in (
        ("/", "<!doctype html>entry", "text/html"),
        ("/assets/app-1a2b.js", "let a = 1", "text/javascript"),
    ):
        packed = await client.get(path, headers={"accept-encoding": "br, gzip"})
        plain = await client.get(path, headers={"accept-encoding": "gzip;q=0, identity"})
        assert (packed.headers["content-encoding"], packed.text, plain.text) == ("gzip", text, text)
        assert "content-encoding" not in plain.headers
        assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
        assert packed.headers["content-type"].split(";")[0] == plain.headers["content-type"].split(";")[0] == kind
        assert packed.headers["etag"] != plain.headers["etag"]
        known = {"accept-encoding": "gzip", "if-none-match": f'"other", W/{packed.headers["etag"]}'}
        again = await client.get(path, headers=known)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", packed.headers["etag"])
    assert "vary" not in (await client.get("/favicon.svg")).headers


async def test_a_new_entry_is_seen_though_its_time_and_size_are_the_same(
    platform: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Installing a wheel gives every file the same time."""
    monkeypatch.setattr(console_files, "CONSOLE_DIRECTORY", tmp_path)
    tags = []
    for build in ("aaaa", "bbbb"):
        (tmp_path / "index.html").write_text(build)
        os.utime(tmp_path / "index.html", (315532800, 315532800))
        console_files._content_tag.cache_clear()  # another build is another process
        tags.append((await platform.client().get("/")).headers["etag"])
    assert tags[0] != tags[1]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8", True),
        ("*", True),
        ("GZIP", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("*;q=0", False),
    ],
)
def test_which_clients_take_gzip(header: str, expected: bool) -> None:
    assert console_files.accepts_gzip(header) is expected


async def test_without_a_built_console_it_says_so(
    platform: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console_files, "CONSOLE_DIRECTORY", tmp_path / "none")
    answer = await platform.client().get("/")
    assert (answer.status_code, answer.json()["code"]) == (404, "console.not_built")


async def test_the_description_of_the_api_is_for_who_is_signed_in(platform: Any) -> None:
    client = await platform.sign_in("viewer")
    document = (await client.get("/api/v1/openapi.json")).json()
    operation = document["paths"]["/api/v1/users"]["get"]
    assert operation["responses"]["4XX"]["content"]["application/problem+json"]["schema"] == {
        "$ref": "#/components/schemas/Problem"
    }
    assert operation["security"] == [{"session": []}, {"token": []}]
    assert "security" not in document["paths"]["/api/v1/session"]["post"]

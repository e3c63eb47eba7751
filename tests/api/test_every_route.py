"""Every route there is, walked: without a sign-in, with a session that is over, with a token that is over, without the right."""

from __future__ import annotations

import re

import pytest

from anlan.api.application import bare_app
from anlan.api.open_routes import OPEN_ROUTES
from anlan.api.routes import RouteNeed, route_needs

ROUTES = list(route_needs(bare_app()))
GUARDED = [route for route in ROUTES if (route.method, route.path) not in OPEN_ROUTES and route.method != "WEBSOCKET"]
SAFE = {"GET", "HEAD", "OPTIONS"}


def name_of(route: RouteNeed) -> str:
    return f"{route.method} {route.path}"


def address(route: RouteNeed) -> str:
    return re.sub(r"\{[^}]+\}", "1", route.path)


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_a_route_declares_its_need_or_stands_on_the_open_list(route: RouteNeed) -> None:
    assert (route.requirement is None) == ((route.method, route.path) in OPEN_ROUTES)


def test_every_open_route_exists() -> None:
    assert {(route.method, route.path) for route in ROUTES} >= OPEN_ROUTES


async def test_no_route_answers_who_is_not_signed_in(platform, clock) -> None:  # type: ignore[no-untyped-def]
    client = platform.client()
    for route in GUARDED:
        # Refusals from one address are written down at most sixty times a minute; there are more routes than that.
        clock.jump(3)
        # Neither a well-formed nor a broken body gets any further.
        for content in (b"{}", b"{"):
            answer = await client.request(
                route.method, address(route), content=content, headers={"content-type": "application/json"}
            )
            assert answer.status_code == 401, name_of(route)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "access.unauthenticated"
    lines = await platform.audit_lines(outcome="refused", actor_kind="anonymous")
    refused = {line["resource_id"] for line in lines}
    assert {f"GET {route.path}" for route in GUARDED if route.method == "GET"} <= refused
    assert {f"{route.method} {address(route)}" for route in GUARDED if route.method not in SAFE} <= refused


async def test_no_route_answers_a_session_that_is_over(platform, clock) -> None:  # type: ignore[no-untyped-def]
    client = await platform.sign_in("officer")
    assert (await client.get("/api/v1/session")).status_code == 200
    clock.jump(13 * 3600)
    for route in GUARDED:
        answer = await client.request(route.method, address(route), json={})
        assert answer.status_code == 401, name_of(route)
        assert answer.json()["code"] == "access.session_over"
    assert await platform.audit_lines(outcome="refused", facts='{"reason":"access.session_over"}')


async def test_no_route_answers_a_token_that_is_over(platform, clock) -> None:  # type: ignore[no-untyped-def]
    officer = await platform.sign_in("officer")
    made = await officer.post("/api/v1/tokens", json={"name": "collector", "permissions": ["audit.read"], "days": 1})
    assert made.status_code == 201, made.text
    client = platform.client()
    client.headers["authorization"] = f"Bearer {made.json()['token']}"
    assert (await client.get("/api/v1/audit")).status_code == 200
    clock.jump(25 * 3600)
    for route in GUARDED:
        assert (await client.request(route.method, address(route), json={})).status_code == 401, name_of(route)


async def test_no_route_answers_who_lacks_its_permission(platform, clock) -> None:  # type: ignore[no-untyped-def]
    client = await platform.sign_in("viewer")
    needing = [
        route for route in GUARDED if route.requirement and route.requirement.permission not in (None, "directory.read")
    ]
    assert needing
    for route in needing:
        # More refusals a minute than are written one by one.
        clock.jump(2)
        answer = await client.request(route.method, address(route), json={})
        assert answer.status_code == 403, name_of(route)
        assert answer.json()["code"] == "access.no_permission"
    refused = {
        (line["action"], line["resource_id"])
        for line in await platform.audit_lines(outcome="refused", actor_name="viewer")
    }
    assert {(route.requirement.permission, name_of(route)) for route in needing if route.requirement} <= refused


async def test_nothing_is_possible_before_the_first_password_is_changed(platform) -> None:  # type: ignore[no-untyped-def]
    client = await platform.sign_in("admin", platform.admin_password)
    own = {("GET", "/api/v1/session"), ("DELETE", "/api/v1/session"), ("POST", "/api/v1/session/password")}
    for route in GUARDED:
        if (route.method, route.path) not in own:
            answer = await client.request(route.method, address(route), json={})
            assert answer.status_code == 403, name_of(route)
            assert answer.json()["code"] == "access.must_change_password"
    assert (await client.get("/api/v1/session")).json()["user"]["must_change_password"] is True
    changed = await client.post(
        "/api/v1/session/password", json={"old": platform.admin_password, "new": "Another-River-43"}
    )
    assert changed.status_code == 204, changed.text
    assert (await client.get("/api/v1/users")).status_code == 200


async def test_no_write_passes_without_the_csrf_header_or_from_another_origin(platform) -> None:  # type: ignore[no-untyped-def]
    client = await platform.sign_in("officer")
    token = client.headers["x-anlan-csrf"]
    writes = [route for route in GUARDED if route.method not in SAFE]
    for headers, code in (
        ({"x-anlan-csrf": ""}, "access.csrf"),
        ({"x-anlan-csrf": "0" * 43}, "access.csrf"),
        ({"x-anlan-csrf": token, "origin": "https://evil.example"}, "access.origin"),
    ):
        for route in writes:
            answer = await client.request(route.method, address(route), json={}, headers=headers)
            assert answer.status_code == 403, name_of(route)
            assert answer.json()["code"] == code
    own = await client.post(
        "/api/v1/organisations", json={"name": "x", "division": CITY}, headers={"origin": "http://anlan.test"}
    )
    assert own.status_code == 201


CITY = "9901"

"""Signing in over HTTP: cookies, what the console learns, what is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from tests.api.conftest import PASSWORD

from anlan.api.access import csrf_token
from anlan.api.application import create_app
from anlan.foundation.config import HttpSettings, MapSettings, SipSettings


async def test_the_cookies_are_bound_to_the_browser_and_the_site(platform: Any) -> None:
    client = platform.client()
    answer = await client.post("/api/v1/session", json={"name": "officer", "password": "Quiet-River-42"})
    session, csrf = answer.headers.get_list("set-cookie")
    assert "HttpOnly" in session
    assert "HttpOnly" not in csrf
    for cookie in (session, csrf):
        assert "SameSite=strict" in cookie
        assert "Path=/" in cookie
        assert "Secure" not in cookie
    body = answer.json()
    assert body["csrf"] == answer.cookies["anlan_csrf"] == csrf_token(answer.cookies["anlan_session"])
    assert (body["must_change_password"], body["user"]["name"]) == (False, "officer")


async def test_under_https_the_cookies_are_secure_and_transport_is_pinned(platform: Any) -> None:
    context = platform.context
    context.settings = context.settings.model_copy(update={"http": HttpSettings(public_url="https://city.example")})
    platform.app = create_app(context)
    answer = await platform.client().post("/api/v1/session", json={"name": "officer", "password": "Quiet-River-42"})
    assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
    assert answer.headers["strict-transport-security"].startswith("max-age=")


async def test_another_site_cannot_sign_a_visitor_in(platform: Any) -> None:
    body = {"name": "officer", "password": "Quiet-River-42"}
    answer = await platform.client().post("/api/v1/session", json=body, headers={"origin": "https://evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.origin")
    assert "set-cookie" not in answer.headers


async def test_the_console_learns_who_where_and_what_for(platform: Any) -> None:
    client = await platform.sign_in("county_operator")
    answer = await client.get("/api/v1/session")
    body = answer.json()
    assert body["user"] == {
        "id": platform.users["county_operator"],
        "name": "county_operator",
        "display_name": "county_operator",
        "organisation": "单位 990101",
        "permissions": [
            "alarms.handle",
            "alarms.read",
            "directory.read",
            "duty.read",
            "duty.work",
            "incidents.handle",
            "incidents.read",
            "live.traces",
            "live.view",
            "subscribers.read",
        ],
        "divisions": ["990101"],
        "must_change_password": False,
    }
    assert body["platform"]["code"] == "99010000002000000001"
    assert body["platform"]["division"] == "9901"
    assert {"id": "duty_patrol", "zh": "值班巡查", "en": "Duty patrol"} in body["purposes"]
    assert "cascade" not in [purpose["id"] for purpose in body["purposes"]]


@pytest.mark.parametrize(
    ("sip", "address", "host"),
    [
        ({"advertised_host": "10.10.1.5"}, "http://city.example:8080", "10.10.1.5"),
        ({}, "http://city.example:8080", "city.example"),
        ({}, "http://[2001:db8::1]:8080", "2001:db8::1"),
    ],
)
async def test_the_console_learns_what_to_type_into_a_device(
    sip: dict[str, str], address: str, host: str, platform: Any
) -> None:
    context = platform.context
    own = SipSettings(domain="9901000000", realm="anlan", port=5062, **sip)
    tiles = "https://t.example/{z}/{x}/{y}"
    context.settings = context.settings.model_copy(update={"sip": own, "map": MapSettings(tile_url=tiles)})
    client = platform.client(address=address)
    await client.post("/api/v1/session", json={"name": "viewer", "password": PASSWORD})
    body = (await client.get("/api/v1/session")).json()
    assert body["platform"]["sip"] == {"domain": "9901000000", "realm": "anlan", "host": host, "port": 5062}
    assert body["map"] == {"tile_url": tiles}


async def test_signing_out_ends_the_session(platform: Any) -> None:
    client = await platform.sign_in("officer")
    cookie = client.cookies["anlan_session"]
    assert (await client.delete("/api/v1/session")).status_code == 204
    assert "anlan_session" not in client.cookies
    answer = await platform.client().get("/api/v1/session", headers={"cookie": f"anlan_session={cookie}"})
    assert answer.json()["code"] == "access.session_over"


async def test_changing_the_password_ends_the_other_sessions(platform: Any) -> None:
    here, elsewhere = await platform.sign_in("officer"), await platform.sign_in("officer")
    answer = await here.post("/api/v1/session/password", json={"old": "Quiet-River-42", "new": "Loud-River-43!"})
    assert answer.status_code == 204
    assert (await here.get("/api/v1/session")).status_code == 200
    assert (await elsewhere.get("/api/v1/session")).status_code == 401


async def test_guessing_ones_password_at_its_change_locks_like_guessing_it_at_the_sign_in(platform: Any) -> None:
    client = await platform.sign_in("officer")
    most = platform.context.settings.access.lockout_failures

    async def change(old: str) -> tuple[int, str]:
        answer = await client.post("/api/v1/session/password", json={"old": old, "new": "Loud-River-43!"})
        return answer.status_code, answer.json()["code"] if answer.content else ""

    for _ in range(most):
        assert await change("Wrong-River-1") == (422, "access.wrong_password")
    assert await change(PASSWORD) == (429, "access.locked")
    # One account has one count: the door is locked as well, and opens for both with time.
    door = await platform.client().post("/api/v1/session", json={"name": "officer", "password": PASSWORD})
    assert door.json()["code"] == "access.locked"
    refused = await platform.audit_lines(action="user.change_password", outcome="refused")
    assert [line["facts"] for line in refused] == ['{"reason":"access.locked"}'] + [
        '{"reason":"access.wrong_password"}'
    ] * most
    platform.context.clock.jump(60 * platform.context.settings.access.lockout_minutes + 1)
    assert await change(PASSWORD) == (204, "")


async def test_the_right_old_password_starts_the_count_anew(platform: Any) -> None:
    client = await platform.sign_in("officer")
    for new in ("short", "Loud-River-43!"):
        for old in ["Wrong-River-1"] * (platform.context.settings.access.lockout_failures - 1) + [PASSWORD]:
            answer = await client.post("/api/v1/session/password", json={"old": old, "new": new})
            assert answer.status_code in (204, 422), answer.text
        platform.context.clock.jump(60)
    assert answer.status_code == 204


async def test_an_address_may_try_passwords_at_the_change_no_more_often_than_at_the_sign_in(platform: Any) -> None:
    client = await platform.sign_in("officer")
    rate = platform.context.settings.access.login_rate
    answers = [
        await client.post("/api/v1/session/password", json={"old": "Wrong-River-1", "new": "Loud-River-43!"})
        for _ in range(rate)
    ]
    assert answers[-1].json()["code"] == "access.too_many_sign_ins"


@dataclass(frozen=True)
class Wrong:
    body: object
    status: int
    code: str
    fields: tuple[str, ...] = ()


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong({"name": "officer", "password": "x"}, 401, "access.wrong_password"),
        Wrong({"name": "nobody", "password": "x"}, 401, "access.wrong_password"),
        Wrong({"name": "officer"}, 422, "http.validation", ("password",)),
        Wrong({"name": "", "password": "x"}, 422, "http.validation", ("name",)),
        Wrong({"name": "a" * 65, "password": "x" * 129}, 422, "http.validation", ("name", "password")),
        Wrong({"name": ["x"], "password": {}}, 422, "http.validation", ("name", "password")),
        Wrong({"name": "officer", "password": "x", "otp": 1}, 422, "http.validation", ("otp",)),
    ],
)
async def test_a_wrong_sign_in_is_told_in_both_languages_without_the_password(wrong: Wrong, platform: Any) -> None:
    answer = await platform.client().post("/api/v1/session", json=wrong.body)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["status"]) == (wrong.status, wrong.code, wrong.status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["zh"]
    assert problem["en"]
    assert tuple(sorted(problem["fields"])) == wrong.fields
    assert problem["trace"] == answer.headers["x-request-id"]
    assert "x" * 129 not in answer.text


async def test_sign_ins_stand_in_the_audit_log_without_what_was_typed(platform: Any) -> None:
    await platform.client().post("/api/v1/session", json={"name": "MyPassword!1", "password": "secret-typed"})
    await platform.sign_in("officer")
    done = await platform.audit_lines(action="session.sign_in", outcome="done")
    refused = await platform.audit_lines(action="session.sign_in", outcome="refused")
    assert (done[0]["actor_name"], done[0]["remote_host"]) == ("officer", "203.0.113.7")
    assert refused[0]["actor_name"] == "?"
    assert not [
        line
        for line in await platform.audit_lines()
        if "secret-typed" in str(line) or "mypassword" in str(line).lower()
    ]


async def test_a_flood_of_refusals_does_not_fill_the_audit_log(platform: Any, clock: Any) -> None:
    client = platform.client()
    for _ in range(200):
        await client.get("/api/v1/users")
    clock.jump(61)
    await client.get("/api/v1/users")
    lines = await platform.audit_lines(outcome="refused", actor_kind="anonymous")
    assert len(lines) == 61
    assert '"not_written":140' in str(lines[0]["facts"])


async def test_platforms_on_one_host_do_not_sign_each_other_out(platform: Any) -> None:
    """Cookies do not tell ports apart, so their names do."""
    client = platform.client(address="http://127.0.0.1:18080")
    answer = await client.post("/api/v1/session", json={"name": "viewer", "password": PASSWORD})
    assert {"anlan_session_18080", "anlan_csrf_18080"} == set(answer.cookies)
    elsewhere = platform.client(address="http://127.0.0.1:18084")
    elsewhere.cookies = client.cookies
    assert (await elsewhere.get("/api/v1/session")).status_code == 401
    assert (await client.get("/api/v1/session")).status_code == 200

"""Subscribers over HTTP: shapes, reach, rights, audit, secrets, files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.api.alarms.conftest import SignIn
from tests.capabilities.alarms.subscribers.conftest import Streets

from anlan.api.times import utc_text
from anlan.capabilities.alarms.models import AlarmLink
from anlan.capabilities.alarms.subscribers.proposals import PlacedCamera

SHOP = {
    "number": "KH-1", "name": "人民路便利店", "category": "shop", "division": "99010101", "longitude": 110.0, "latitude": 30.0,
    "verbal_password": "红灯笼",
}  # fmt: skip
KEY = "00112233445566778899AABBCCDDEEFF"


async def test_a_subscriber_is_kept_with_all_its_parts(sign_in: SignIn, platform: Any, streets: Streets) -> None:
    streets.cameras = [PlacedCamera("99010101001320000001", "东门", 110.0005, 30.0, 270.0, "ON")]
    chief = await sign_in("chief")
    made = (await chief.post("/subscribers", json=SHOP)).json()
    assert (made["name"], made["has_password"], made["version"]) == ("人民路便利店", True, 1)
    home = f"/subscribers/{made['id']}"
    changed = await chief.patch(home, json={"version": 1, "note": "夜里有狗"})
    assert (changed.status_code, changed.json()["note"], changed.json()["has_password"]) == (200, "夜里有狗", True)
    version = 2
    for part, rows in {
        "contacts": [{"name": "王敏", "phone": "139 0000 0000"}],
        "partitions": [{"number": "1", "name": "店堂"}],
        "zones": [{"number": "1", "name": "大门", "principle": "contact", "partition": "1"}],
        "schedules": [
            {"weekdays": "12345", "open_from": 480, "open_until": 540, "close_from": 1200, "close_until": 1320}
        ],
        "cameras": [{"channel": "99010101001320000001"}],
    }.items():
        answer = await chief.put(f"{home}/{part}", json={"version": version, "items": rows})
        assert answer.status_code == 200, answer.text
        version = answer.json()["version"]
        read = (await chief.get(f"{home}/{part}")).json()["items"]
        assert [{key: row[key] for key in wanted} for row, wanted in zip(read, rows, strict=True)] == rows
    stale = await chief.put(f"{home}/zones", json={"version": 1, "items": []})
    assert (stale.status_code, stale.json()["code"]) == (409, "subscribers.changed")
    account = await chief.post(f"{home}/accounts", json={"protocol": "dc09", "account": "1234", "key": KEY})
    assert (account.status_code, account.json()["has_key"]) == (201, True)
    shown = (await chief.get(f"{home}/accounts")).text + (await chief.get(home)).text
    history = (await chief.get(f"{home}/changes")).text
    assert KEY not in shown + history
    assert "红灯笼" not in shown + history
    proposals = (await chief.get(f"{home}/camera-proposals")).json()["items"]
    assert [(each["channel"], each["faces"]) for each in proposals] == [("99010101001320000001", True)]
    identity = account.json()["id"]
    assert (await chief.patch(f"{home}/accounts/{identity}", json={"poll_s": 90})).json()["poll_s"] == 90
    assert (await chief.delete(f"{home}/accounts/{identity}")).status_code == 204
    assert (await chief.delete(home)).status_code == 204
    assert (await chief.get(home)).status_code == 404
    assert await platform.audit_lines(action="subscribers.read", resource_id=made["id"])


async def test_a_device_shows_its_supervised_paths_and_no_others(sign_in: SignIn, platform: Any) -> None:
    chief = await sign_in("chief")
    home = f"/subscribers/{(await chief.post('/subscribers', json=SHOP)).json()['id']}/accounts"
    device = {"protocol": "dc09", "account": "1234", "supervision_class": "DP3"}
    made = (await chief.post(home, json=device)).json()
    assert made["links"] == []
    since, heard = datetime(2026, 11, 25, 1, tzinfo=UTC), datetime(2026, 11, 25, 0, 57, tzinfo=UTC)
    async with platform.context.database.transaction() as session:
        session.add_all(
            AlarmLink(account=made["id"], path=path, state=state, since_utc=since, heard_utc=heard)
            for path, state in (("1", "lost"), ("2", "up"), ("", "up"))
        )
    (shown,) = (await chief.get(home)).json()["items"]
    assert shown["links"] == [
        {"path": path, "state": state, "since_utc": utc_text(since), "heard_utc": utc_text(heard)}
        for path, state in (("1", "lost"), ("2", "up"))
    ]
    changed = await chief.patch(f"{home}/{made['id']}", json={"supervision_class": "", "poll_s": 0})
    assert changed.json()["links"] == []


async def test_a_verbal_password_is_checked_and_the_check_audited(sign_in: SignIn, platform: Any) -> None:
    chief, operator = await sign_in("chief"), await sign_in("county_operator")
    made = (await chief.post("/subscribers", json=SHOP)).json()
    check = f"/subscribers/{made['id']}/password-check"
    assert (await operator.post(check, json={"given": "红灯笼"})).json() == {"correct": True, "duress": False}
    assert (await operator.post(check, json={"given": "绿灯笼"})).json() == {"correct": False, "duress": False}
    assert len(await platform.audit_lines(action="alarms.handle", resource_id=made["id"])) == 2


async def test_a_company_keeps_its_own_and_sees_no_other(sign_in: SignIn, platform: Any) -> None:
    chief, company = await sign_in("chief"), await sign_in("company")
    others = (await chief.post("/subscribers", json=SHOP | {"company": platform.organisations["9901"]})).json()
    plain = {key: value for key, value in SHOP.items() if key != "verbal_password"}
    own = await company.post("/subscribers", json=plain | {"number": "KH-2"})
    assert (own.status_code, own.json()["company"]) == (201, platform.organisations["990102"])
    listed = (await company.get("/subscribers")).json()
    assert ([row["number"] for row in listed["items"]], listed["total"]) == (["KH-2"], 1)
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"version": 1, "note": "x"}),
        ("DELETE", "", None),
        ("GET", "/contacts", None),
        ("PUT", "/contacts", {"version": 1, "items": []}),
        ("GET", "/accounts", None),
        ("POST", "/accounts", {"protocol": "dc09", "account": "1234"}),
        ("GET", "/changes", None),
        ("GET", "/camera-proposals", None),
        ("POST", "/password-check", {"given": "红灯笼"}),
    ):
        answer = await company.request(method, f"/subscribers/{others['id']}{path}", json=body)
        assert answer.status_code == 404, (method, path, answer.text)
    foreign = {"number": "KH-3", "company": platform.organisations["9901"]}
    assert (await company.post("/subscribers", json=plain | foreign)).status_code == 403
    moved = await company.patch(f"/subscribers/{own.json()['id']}", json={"version": 1, "company": ""})
    assert moved.status_code == 403
    exported = (await company.get("/subscribers/export?format=csv")).content.decode("utf-8-sig")
    assert "KH-2" in exported
    assert "KH-1" not in exported


@pytest.mark.parametrize(("who", "status"), [("keeper", 403), ("county_operator", 403), ("officer", 403)])
async def test_nobody_writes_beyond_rights_and_divisions(sign_in: SignIn, who: str, status: int) -> None:
    client = await sign_in(who)
    elsewhere = SHOP | {"division": "99010201" if who == "keeper" else "99010101"}
    assert (await client.post("/subscribers", json=elsewhere)).status_code == status


async def test_secrets_are_set_by_those_who_may(sign_in: SignIn) -> None:
    company = await sign_in("company")
    refused = await company.post("/subscribers", json=SHOP)
    assert refused.status_code == 403
    plain = {key: value for key, value in SHOP.items() if key != "verbal_password"}
    made = (await company.post("/subscribers", json=plain)).json()
    home = f"/subscribers/{made['id']}"
    assert (await company.patch(home, json={"version": 1, "verbal_password": "x"})).status_code == 403
    device = {"protocol": "dc09", "account": "1234"}
    assert (await company.post(f"{home}/accounts", json=device | {"key": KEY})).status_code == 403
    added = await company.post(f"{home}/accounts", json=device)
    assert added.status_code == 201
    assert (await company.patch(f"{home}/accounts/{added.json()['id']}", json={"key": ""})).status_code == 403


async def test_files_go_out_and_in(sign_in: SignIn) -> None:
    chief = await sign_in("chief")
    await chief.post("/subscribers", json=SHOP)
    template = (await chief.get("/subscribers/import-template")).content
    upload = {"file": ("t.xlsx", template)}
    tried = (await chief.post("/subscribers/import?dry_run=true", files=upload)).json()
    assert (tried["would_create"], tried["applied"], tried["errors"]) == (1, False, [])
    taken = (await chief.post("/subscribers/import?dry_run=false", files=upload)).json()
    assert taken["applied"]
    assert (await chief.get("/subscribers?category=shop")).json()["total"] == 2
    bad = {"file": ("t.csv", "用户编号,类别\nKH-9,城堡\n".encode())}
    wrong = (await chief.post("/subscribers/import?dry_run=false", files=bad)).json()
    assert (wrong["applied"], wrong["errors"][0]["row"], wrong["errors"][0]["column"]) == (False, 2, "类别")


async def test_the_words_of_the_forms_are_told(sign_in: SignIn) -> None:
    words = (await (await sign_in("county_operator")).get("/subscribers/vocabulary")).json()
    assert {"household", "shop"} <= {each["id"] for each in words["categories"]}
    assert words["supervision_classes"]["SP4"] == 180

"""The directory over HTTP: shapes, scope, rights, audit, secrets."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from tests.api.directory.conftest import (
    CAMERA,
    CITY,
    COUNTY,
    NVR,
    OTHER_CAMERA,
    OTHER_NVR,
    PROVINCE,
    SECRETS,
    AskedGateway,
    SignIn,
)

from anlan.capabilities.directory.changes import Author
from anlan.capabilities.directory.drafts import PlatformDraft
from anlan.capabilities.directory.service import DirectoryService

TABLE = "通道编码,名称\n99010101001310000050,新摄像机\n"
DEVICE = {"code": "99010101001180000002", "name": "新录像机", "password": "pass-word-1"}
RULE = {"name": "校园", "code_prefix": "99010101001", "password": "rule-password"}
LOWER = {"code": "99010103002000000001", "name": "下级", "role": "lower", "password": "x"}

# Reads of things that lie in the other county: there is no such thing, for who keeps the first.
HIDDEN = [
    f"/channels/{OTHER_CAMERA}",
    f"/channels/{OTHER_CAMERA}/history",
    f"/devices/{OTHER_NVR}",
    f"/devices/{OTHER_NVR}/transitions",
    f"/devices/{OTHER_NVR}/checks",
    f"/devices/{OTHER_NVR}/diagnosis",
    "/tree?parent=d:990102",
    f"/tree?parent=v:{OTHER_NVR}",
]
# Writes to things of the other county, by who keeps the first.
OUTSIDE: list[tuple[str, str, Any, int]] = [
    ("PATCH", f"/channels/{OTHER_CAMERA}", {"name": "x"}, 404),
    ("PATCH", f"/devices/{OTHER_NVR}", {"name": "x"}, 404),
    ("DELETE", f"/devices/{OTHER_NVR}", None, 404),
    ("POST", f"/devices/{OTHER_NVR}/catalog", None, 404),
    ("POST", "/devices", {**DEVICE, "code": "99010200001180000002"}, 403),
    ("POST", "/devices", {**DEVICE, "division": "990102"}, 403),
    ("POST", "/devices", {**DEVICE, "code": "99010200001180000002", "division": "990101"}, 403),
    ("POST", "/devices", {**DEVICE, "code": "99010000001180000002", "division": "990101"}, 403),
    ("GET", "/devices/next-code?division=990102&type=118", None, 403),
    ("GET", "/devices/next-code?division=9901&type=118", None, 403),
    ("PATCH", f"/devices/{NVR}", {"division": "990102"}, 403),
    ("POST", "/platforms", {**LOWER, "code": "99010200002000000001"}, 403),
    ("POST", "/platforms", {**LOWER, "code": "99000000002000000002", "role": "upper", "host": "h", "port": 1}, 403),
    ("PATCH", f"/platforms/{PROVINCE}", {"host": "192.0.2.1"}, 403),
    ("DELETE", f"/platforms/{PROVINCE}", None, 403),
    ("PUT", f"/platforms/{PROVINCE}/shares", [{"node": "d:990102", "kind": "division"}], 422),
    ("PUT", f"/platforms/{PROVINCE}/shares", [], 403),
    ("PUT", f"/platforms/{PROVINCE}/codes", {"codes": {}}, 403),
    ("GET", "/devices/next-code?division=990102&type=118", None, 403),
    ("GET", "/devices/next-code?division=9901&type=118", None, 403),
    ("POST", "/registration-rules", {**RULE, "code_prefix": "9901"}, 403),
    ("POST", "/registration-rules", {**RULE, "division": "990102"}, 403),
    ("POST", "/registration-rules", {**RULE, "division": "990101", "code_prefix": "99010200"}, 403),
]
WRITES: list[tuple[str, str, Any]] = [
    ("PATCH", f"/channels/{CAMERA}", {"name": "x"}),
    ("POST", "/devices", DEVICE),
    ("PATCH", f"/devices/{NVR}", {"name": "x"}),
    ("DELETE", f"/devices/{NVR}", None),
    ("POST", f"/devices/{NVR}/catalog", None),
    ("POST", "/platforms", LOWER),
    ("PATCH", f"/platforms/{COUNTY}", {"name": "x"}),
    ("DELETE", f"/platforms/{COUNTY}", None),
    ("POST", f"/platforms/{COUNTY}/catalog", None),
    ("PUT", f"/platforms/{PROVINCE}/shares", []),
    ("POST", "/registration-rules", RULE),
    ("GET", "/registration-rules", None),
    ("GET", "/channels/import-template", None),
]


async def test_who_keeps_one_county_sees_nothing_of_another(sign_in: SignIn) -> None:
    client = await sign_in("keeper")
    for path in HIDDEN:
        answer = await client.get(path)
        assert answer.status_code == 404, path
        assert answer.json()["zh"], path
    for path in (
        "/channels",
        "/devices",
        "/search?q=bs",
        "/map/channels?bbox=109,29,112,32&zoom=18",
        "/divisions",
        "/refusals",
        "/channels/export?format=csv",
    ):
        answer = await client.get(path)
        assert answer.status_code == 200, path
        assert "990102" not in answer.text, path
    overview = (await client.get("/overview")).json()
    assert (overview["channels"], overview["devices"]) == ({"total": 1, "online": 1}, {"total": 1, "online": 1})
    assert [node["id"] for node in (await client.get("/tree")).json()["items"]] == ["d:990101"]


async def test_who_keeps_one_county_writes_nothing_of_another_and_the_refusal_is_audited(
    sign_in: SignIn, platform: Any
) -> None:
    client = await sign_in("keeper")
    for method, path, body, status in OUTSIDE:
        answer = await client.request(method, path, json=body)
        assert answer.status_code == status, (method, path, answer.text)
    refused = await platform.audit_lines(outcome="refused")
    assert len(refused) >= len([1 for *_, status in OUTSIDE if status != 404])
    assert (await client.get("/devices")).json()["total"] == 1


async def test_registration_rules_are_seen_and_deleted_within_ones_divisions(sign_in: SignIn) -> None:
    chief, keeper = await sign_in("chief"), await sign_in("keeper")
    other = (await chief.post("/registration-rules", json={**RULE, "name": "别县", "code_prefix": "99010200"})).json()
    own = (await keeper.post("/registration-rules", json=RULE)).json()
    assert {rule["name"] for rule in (await chief.get("/registration-rules")).json()["items"]} == {"别县", "校园"}
    assert [rule["name"] for rule in (await keeper.get("/registration-rules")).json()["items"]] == ["校园"]
    assert (await keeper.delete(f"/registration-rules/{other['id']}")).status_code == 404
    assert (await keeper.delete(f"/registration-rules/{own['id']}")).status_code == 204
    assert [rule["name"] for rule in (await chief.get("/registration-rules")).json()["items"]] == ["别县"]


@pytest.mark.parametrize("person", ["county_officer", "other_officer"])
async def test_who_only_reads_writes_nothing(sign_in: SignIn, person: str) -> None:
    client = await sign_in(person)
    for method, path, body in WRITES:
        answer = await client.request(method, path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "access.no_permission"), (method, path)


async def test_every_write_is_audited_and_told(sign_in: SignIn, platform: Any, gateway: AskedGateway) -> None:
    client = await sign_in("chief")
    # Deletions last: the others need what they delete.
    for method, path, body in sorted(WRITES, key=lambda write: write[0] == "DELETE"):
        answer = await client.request(method, path, json=body)
        assert answer.status_code < 300, (method, path, answer.text)
    allowed = {(line["action"], line["resource_id"]) for line in await platform.audit_lines(outcome="allowed")}
    assert allowed >= {
        ("directory.write", CAMERA), ("directory.write", NVR), ("directory.write", DEVICE["code"]), ("platforms.write", COUNTY),
        ("platforms.write", LOWER["code"]), ("platforms.write", PROVINCE), ("platforms.write", "registration-rule"),
    }  # fmt: skip
    assert gateway.asked == [NVR, COUNTY]


async def test_passwords_are_never_given_out(sign_in: SignIn) -> None:
    client = await sign_in("chief")
    made = await client.post("/devices", json=DEVICE)
    assert made.status_code == 201, made.text
    rule = await client.post("/registration-rules", json=RULE)
    assert rule.status_code == 201, rule.text
    changed = await client.patch(f"/devices/{NVR}", json={"password": "another-one-1"})
    assert (changed.status_code, changed.json()["has_password"]) == (200, True)
    taken = await client.patch(f"/devices/{DEVICE['code']}", json={"password": ""})
    assert taken.json()["has_password"] is False
    secrets = (*SECRETS, "pass-word-1", "rule-password", "another-one-1")
    answers = [made, rule, changed]
    paths = (
        "/devices", f"/devices/{NVR}", "/platforms", f"/platforms/{PROVINCE}", "/registration-rules", f"/channels/{CAMERA}/history",
    )  # fmt: skip
    answers += [await client.get(path) for path in paths]
    for answer in answers:
        assert not any(secret in answer.text for secret in secrets)


async def test_a_channel_is_read_changed_and_followed(sign_in: SignIn) -> None:
    client = await sign_in("keeper")
    channel = (await client.get(f"/channels/{CAMERA}")).json()
    assert (channel["status"], channel["device"], channel["platform"], channel["item"]["name"]) == (
        "ON",
        NVR,
        None,
        "南山东门",
    )
    assert [step["kind"] for step in channel["path"]] == ["division", "division", "device"]
    answer = await client.patch(f"/channels/{CAMERA}", json={"name": "新名", "site_category": "key_unit"})
    assert (answer.status_code, answer.json()["name"], answer.json()["overrides"]) == (200, "新名", {"name": "新名"})
    # The way to it begins with what who asks may see, also in the answer to a change.
    assert answer.json()["path"][0]["id"] == channel["path"][0]["id"]
    history = (await client.get(f"/channels/{CAMERA}/history")).json()["items"]
    assert history[0]["what"] == "edited"
    assert history[0]["changes"] == {"name": ["南山东门", "新名"], "site_category": ["", "key_unit"]}
    for body, field in (
        ({"site_category": "moon"}, "site_category"), ({"longitude": 500, "latitude": 1}, "longitude"), ({"longitude": 1}, "longitude"),
        ({"code": "1"}, "code"), ({"life_cycle": "never"}, "life_cycle"), ({"name": ""}, "name"),
    ):  # fmt: skip
        answer = await client.patch(f"/channels/{CAMERA}", json=body)
        assert answer.status_code == 422, body
        assert field in answer.json()["fields"], body
    answer = await client.patch(f"/channels/{CAMERA}", json={"life_cycle": "planned"})
    assert (answer.status_code, answer.json()["code"]) == (409, "directory.life_cycle")
    assert "suspended" in answer.json()["remedy_en"]


async def test_lists_are_paged_by_cursor(sign_in: SignIn) -> None:
    client = await sign_in("chief")
    first = (await client.get("/channels", params={"limit": 1})).json()
    second = (await client.get("/channels", params={"limit": 1, "cursor": first["next_cursor"]})).json()
    assert [first["total"], len(first["items"]), second["next_cursor"]] == [2, 1, None]
    assert {first["items"][0]["code"], second["items"][0]["code"]} == {CAMERA, OTHER_CAMERA}
    broken = await client.get("/channels", params={"cursor": "nonsense"})
    assert (broken.status_code, broken.json()["code"]) == (422, "page.bad_cursor")
    # The cursor of one order is none of another.
    assert (
        await client.get("/channels", params={"cursor": first["next_cursor"], "sort": "changed"})
    ).status_code == 422


async def test_codes_are_explained_offered_and_refused_with_the_reason(sign_in: SignIn) -> None:
    client = await sign_in("keeper")
    parts = (await client.get(f"/codes/{NVR}")).json()
    assert (parts["kind"], parts["division"], parts["parts"][5]["digits"]) == ("device", "99010101", "118")
    refused = await client.get("/codes/9901010100118000000")
    assert (refused.status_code, refused.json()["fields"]["code"]["zh"]) == (422, "编码不是 20 位。")
    offered = (await client.get("/devices/next-code", params={"division": "99010101", "type": "118"})).json()
    assert offered["code"] == "99010101001180000002"
    assert offered["explanation"][0]["digits"] == "99"
    taken = await client.post("/devices", json={**DEVICE, "code": NVR})
    assert (taken.status_code, taken.json()["code"]) == (409, "directory.code_taken")
    not_a_device = await client.post("/devices", json={**DEVICE, "code": "99010101002150000001"})
    assert (not_a_device.status_code, "code" in not_a_device.json()["fields"]) == (422, True)


async def test_a_device_tells_its_transitions_and_what_it_breaks(sign_in: SignIn) -> None:
    client = await sign_in("keeper")
    steps = (await client.get(f"/devices/{NVR}/transitions")).json()["items"]
    assert [(step["state"], step["code"], step["reason"], step["address"]) for step in steps] == [
        ("online", "registered", {"zh": "注册成功", "en": "registered"}, "10.0.0.1:5060")
    ]
    checks = (await client.get(f"/devices/{NVR}/checks")).json()["items"]
    assert [(check["code"], check["count"]) for check in checks] == [("parental_not_flag", 1)]
    assert "Parental" in checks[0]["zh"]


class NoAttempts:
    """Live viewing that nobody has used."""

    async def attempts(self, *_: Any, **__: Any) -> Any:
        return SimpleNamespace(items=[])


async def test_a_platform_is_diagnosed_as_a_device_is_and_only_within_the_scope(
    sign_in: SignIn, platform: Any, directory: DirectoryService
) -> None:
    platform.context.live = NoAttempts()
    other = PlatformDraft("99010200002000000001", "北山县平台", "lower", password="county-secret-2")
    await directory.platforms.create(other, Author("setup", "setup"))
    await directory.apply_catalog(COUNTY, [], complete=False)
    client = await sign_in("keeper")
    for address, found in (
        (f"/devices/{NVR}/diagnosis", ["fine"]),
        (f"/platforms/{COUNTY}/diagnosis", ["never_heard", "catalog_incomplete"]),
    ):
        answer = await client.get(address)
        assert answer.status_code == 200
        assert [each["code"] for each in answer.json()["items"]] == found
    assert (await client.get(f"/platforms/{other.code}/diagnosis")).status_code == 404


async def test_what_an_upper_platform_sees_is_chosen(sign_in: SignIn) -> None:
    client = await sign_in("chief")
    assert (await client.get(f"/platforms/{PROVINCE}/shares")).json() == {"items": []}
    shares = [{"node": "d:990101", "kind": "division", "recursive": True}, {"node": OTHER_CAMERA, "kind": "channel"}]
    assert (await client.put(f"/platforms/{PROVINCE}/shares", json=shares)).status_code == 204
    told = (await client.get(f"/platforms/{PROVINCE}/shares")).json()["items"]
    assert [(each["node"], each["kind"], each["name"]) for each in told] == [
        (OTHER_CAMERA, "channel", "北山东门"), ("d:990101", "division", "990101"),
    ]  # fmt: skip
    # What is read may be written back as it is.
    assert (await client.put(f"/platforms/{PROVINCE}/shares", json=told)).status_code == 204
    # Who keeps one county sees only that county's part.
    keeper = await sign_in("keeper")
    assert [each["node"] for each in (await keeper.get(f"/platforms/{PROVINCE}/shares")).json()["items"]] == [
        "d:990101"
    ]
    wrong = await client.put(f"/platforms/{PROVINCE}/shares", json=[{"node": "n:no:such", "kind": "group"}])
    assert (wrong.status_code, wrong.json()["code"]) == (422, "directory.share_node")


async def test_a_table_is_imported_after_a_dry_run(sign_in: SignIn, platform: Any) -> None:
    client = await sign_in("keeper")
    files = {"file": ("channels.csv", TABLE.encode("gb18030"), "text/csv")}
    dry = (await client.post("/channels/import", files=files)).json()
    assert (dry["rows"], dry["would_create"], dry["applied"], dry["errors"]) == (1, 1, False, [])
    done = (await client.post("/channels/import?dry_run=false", files=files)).json()
    assert done["applied"] is True
    lines = await platform.audit_lines(outcome="allowed", action="directory.write", resource_id="990101")
    assert [line["resource_kind"] for line in lines] == ["division"]
    broken = {"file": ("x.csv", "通道编码,名称\n99010200001310000050,越界\n".encode(), "text/csv")}
    faults = (await client.post("/channels/import?dry_run=false", files=broken)).json()
    assert [(each["row"], each["column"], each["column_en"]) for each in faults["errors"]] == [(2, "通道编码", "Code")]
    template = await client.get("/channels/import-template")
    assert template.content[:2] == b"PK"
    export = await client.get("/channels/export?format=csv&life_cycle=planned")
    assert export.text.splitlines()[1].startswith("99010101001310000050,新摄像机")


async def test_the_overview_and_the_own_platform(sign_in: SignIn) -> None:
    client = await sign_in("chief")
    overview = (await client.get("/overview")).json()
    assert (overview["platform"]["code"], overview["channels"]) == (CITY, {"total": 2, "online": 2})
    assert {each["role"] for each in overview["platforms"]} == {"upper", "lower"}
    assert overview["streams"] == {"active": 0, "viewers": 0, "forwards": 0, "bitrate_kbps": 0}
    assert (await client.get("/overview?division=990102")).json()["channels"] == {"total": 1, "online": 1}
    own = await client.delete(f"/platforms/{CITY}")
    assert (own.status_code, own.json()["code"]) == (422, "directory.own_platform")

"""Users, roles, organisations and tokens over HTTP, each within the own divisions."""

from __future__ import annotations

from typing import Any

import pytest

NEW = {"name": "Zhang", "display_name": "张工", "password": "Fresh-Start-77"}


async def test_an_officer_makes_finds_changes_and_disables_a_user(platform: Any) -> None:
    client = await platform.sign_in("county_officer")
    unit = platform.organisations["990101"]
    body = {**NEW, "organisation_id": unit, "roles": [{"role": "operator", "division": "99010103"}]}
    made = await client.post("/api/v1/users", json=body)
    assert made.status_code == 201, made.text
    user = made.json()
    assert (user["name"], user["display_name"], user["must_change_password"]) == ("zhang", "张工", True)
    assert user["created_utc"].endswith("Z")
    found = (await client.get("/api/v1/users", params={"q": "张"})).json()
    assert [one["id"] for one in found["items"]] == [user["id"]]
    changed = await client.patch(f"/api/v1/users/{user['id']}", json={"enabled": False, "display_name": "张工程师"})
    assert (changed.json()["enabled"], changed.json()["display_name"]) == (False, "张工程师")
    assert changed.json()["roles"] == [{"role": "operator", "division": "99010103"}]
    assert (
        await client.post(f"/api/v1/users/{user['id']}/password", json={"password": "Other-Start-78"})
    ).status_code == 204
    actions = [line["action"] for line in await platform.audit_lines(outcome="done", actor_name="county_officer")]
    assert actions[:3] == ["user.set_password", "user.change", "user.create"]


async def test_each_officer_sees_the_users_of_the_own_divisions_page_by_page(platform: Any) -> None:
    assert await names(await platform.sign_in("other_officer")) == ["other_officer"]
    assert await names(await platform.sign_in("county_officer")) == ["county_officer", "county_operator"]
    everybody = ["admin", "county_officer", "county_operator", "officer", "other_officer", "viewer"]
    assert await names(await platform.sign_in("officer")) == everybody


async def names(client: Any) -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        page = (await client.get("/api/v1/users", params={"limit": 2, **({"cursor": cursor} if cursor else {})})).json()
        found += [user["name"] for user in page["items"]]
        assert page["total"] >= len(found)
        cursor = page["next_cursor"]
        if cursor is None:
            return found


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/v1/users/{county_operator}", None),
        ("PATCH", "/api/v1/users/{county_operator}", {"enabled": False}),
        ("POST", "/api/v1/users/{county_operator}/password", {"password": "Other-Start-78"}),
        ("POST", "/api/v1/users", {**NEW, "organisation_id": "{unit}"}),
        ("POST", "/api/v1/organisations", {"name": "新单位", "division": "990101"}),
        ("PATCH", "/api/v1/organisations/{unit}", {"name": "改名"}),
        ("DELETE", "/api/v1/tokens/{token}", None),
        ("POST", "/api/v1/roles", {"zh": "新角色", "permissions": ["live.view"]}),
        ("POST", "/api/v1/audit/verify", None),
    ],
)
async def test_another_divisions_officer_is_refused_and_it_is_written_down(
    method: str, path: str, body: Any, platform: Any
) -> None:
    owner = await platform.sign_in("county_operator")
    token = (await owner.post("/api/v1/tokens", json={"name": "t", "permissions": ["directory.read"]})).json()["view"][
        "id"
    ]
    values = {
        "county_operator": platform.users["county_operator"],
        "unit": platform.organisations["990101"],
        "token": token,
    }
    filled = {name: values["unit"] if value == "{unit}" else value for name, value in body.items()} if body else None
    client = await platform.sign_in("other_officer")
    answer = await client.request(method, path.format(**values), json=filled)
    assert answer.status_code == 403, answer.text
    refused = await platform.audit_lines(outcome="refused", actor_name="other_officer")
    assert answer.json()["code"] in str(refused[0]["facts"])


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"name": "county_officer"}, 409, "name"),
        ({"name": "has space"}, 422, "name"),
        ({"password": "short"}, 422, "password"),
        ({"organisation_id": "none"}, 422, "organisation_id"),
        ({"roles": [{"role": "king", "division": ""}]}, 422, "roles"),
        ({"roles": [{"role": "viewer", "division": "990"}]}, 422, "roles.0.division"),
        ({"roles": [{"role": "viewer", "division": "990101"}] * 2}, 422, "roles"),
    ],
)
async def test_what_is_wrong_with_a_new_user_is_told_by_field(
    body: dict[str, Any], status: int, field: str, platform: Any
) -> None:
    client = await platform.sign_in("county_officer")
    answer = await client.post(
        "/api/v1/users", json={**NEW, "organisation_id": platform.organisations["990101"], **body}
    )
    assert (answer.status_code, list(answer.json()["fields"])) == (status, [field]), answer.text


async def test_a_role_of_ones_own_making_changes_rights_at_once(platform: Any) -> None:
    admin = await platform.sign_in("admin", platform.admin_password)
    await admin.post("/api/v1/session/password", json={"old": platform.admin_password, "new": "Another-River-43"})
    role = (await admin.post("/api/v1/roles", json={"zh": "审计协管", "permissions": ["audit.read"]})).json()
    await admin.patch(
        f"/api/v1/users/{platform.users['viewer']}", json={"roles": [{"role": role["id"], "division": ""}]}
    )
    viewer = await platform.sign_in("viewer")
    assert (await viewer.get("/api/v1/audit")).status_code == 200
    await admin.patch(f"/api/v1/roles/{role['id']}", json={"permissions": []})
    assert (await viewer.get("/api/v1/audit")).status_code == 403
    for change in ({"zh": "改名"}, {"permissions": []}):
        assert (await admin.patch("/api/v1/roles/operator", json=change)).status_code == 409


async def test_an_organisation_cannot_lie_below_itself(platform: Any) -> None:
    client = await platform.sign_in("officer")
    upper = (await client.post("/api/v1/organisations", json={"name": "甲", "division": "9901"})).json()["id"]
    lower = (
        await client.post("/api/v1/organisations", json={"name": "乙", "division": "9901", "parent_id": upper})
    ).json()["id"]
    assert (await client.patch(f"/api/v1/organisations/{upper}", json={"parent_id": lower})).status_code == 422
    assert (await client.post("/api/v1/organisations", json={"name": "甲", "division": "9901"})).status_code == 409


async def test_a_token_acts_until_it_is_revoked_and_needs_no_csrf(platform: Any) -> None:
    owner = await platform.sign_in("county_officer")
    made = (
        await owner.post("/api/v1/tokens", json={"name": "sync", "permissions": ["users.manage"], "division": "990101"})
    ).json()
    program = platform.client()
    program.headers["authorization"] = f"Bearer {made['token']}"
    assert (await program.post("/api/v1/organisations", json={"name": "丙", "division": "99010103"})).status_code == 201
    assert (await program.get("/api/v1/audit")).status_code == 403
    lines = await platform.audit_lines(actor_kind="token", outcome="done")
    assert lines[0]["actor_name"] == "county_officer#sync"
    listed = (await owner.get("/api/v1/tokens")).json()["items"]
    assert [(one["name"], "token" in one) for one in listed] == [("sync", False)]
    assert (await owner.delete(f"/api/v1/tokens/{made['view']['id']}")).status_code == 204
    assert (await program.get("/api/v1/users")).status_code == 401

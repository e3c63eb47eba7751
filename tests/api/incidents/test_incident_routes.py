"""An incident over HTTP from its opening to its closing, and who may do what with it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.incidents.conftest import CHANNEL, COUNTY, FOREIGN_CAMERA, OTHER_CAMERA, Stage


async def detail(client: Any, incident: str) -> dict[str, Any]:
    answer = await client.get(f"/incidents/{incident}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_one_opened_by_hand_has_a_number_its_cameras_and_a_first_entry(stage: Stage) -> None:
    handler = await stage.sign_in("handler")
    first, second = await stage.opened(handler), await stage.opened(handler, title="第二件")
    assert [first["number"][-5:], second["number"][-5:]] == ["-0001", "-0002"]
    found = await detail(handler, first["id"])
    assert [(camera["channel"], camera["covers"]) for camera in found["cameras"]] == [
        (CHANNEL, True),
        (OTHER_CAMERA, False),
    ]
    assert [(entry["sequence"], entry["kind"]) for entry in found["entries"]] == [(1, "opened")]
    assert found["actions"] == ["note", "handle"]
    assert await stage.platform.audit_lines(action="incidents.handle", outcome="allowed")


async def test_one_opened_from_an_alarm_takes_over_what_it_tells(stage: Stage) -> None:
    handler = await stage.sign_in("handler")
    made = await handler.post("/incidents/from-alarm", json={"alarm": "alarm-1"})
    assert made.status_code == 201, made.text
    found = await detail(handler, made.json()["id"])
    assert (found["title"], found["kind"], found["place"], found["alarm"]) == (
        "百货商店 烟感报警", "fire", "人民路 8 号", "alarm-1",
    )  # fmt: skip
    # The camera linked with the alarm comes first, though it looks away.
    assert found["cameras"][0]["channel"] == OTHER_CAMERA
    listed = (await handler.get("/incidents", params={"alarm": "alarm-1"})).json()
    assert [row["id"] for row in listed["items"]] == [found["id"]]
    assert (await handler.post("/incidents/from-alarm", json={"alarm": "another"})).status_code == 404


async def test_one_of_another_division_is_not_there(stage: Stage) -> None:
    handler, stranger = await stage.sign_in("handler"), await stage.sign_in("stranger")
    row = await stage.opened(handler)
    for method, path, body in (
        ("GET", "", None),
        ("GET", "/log", None),
        ("GET", "/report", None),
        ("POST", "/note", {"text": "看一看"}),
        ("POST", "/close", {"version": 1, "result": "handled", "text": "结束"}),
        ("POST", "/cameras", {"channels": [CHANNEL]}),
    ):
        answer = await stranger.request(method, f"/incidents/{row['id']}{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "incidents.no_incident"), path
    assert (await stranger.get("/incidents")).json()["items"] == []
    refused = await stranger.post("/incidents", json={"title": "越界", "kind": "fire", "division": COUNTY})
    assert refused.status_code == 403


async def test_who_handles_does_not_command(stage: Stage) -> None:
    handler, commander = await stage.sign_in("handler"), await stage.sign_in("commander")
    row = await stage.opened(handler)
    path = f"/incidents/{row['id']}"
    for part, body in (
        ("/level", {"version": 1, "level": 2, "reason": "蔓延"}),
        ("/commander", {"version": 1, "user": stage.user("commander")}),
        ("/close", {"version": 1, "result": "handled", "text": "完"}),
    ):
        assert (await handler.post(path + part, json=body)).status_code == 403
    raised = await commander.post(f"{path}/level", json={"version": 1, "level": 2, "reason": "火势蔓延"})
    assert (raised.json()["level"], raised.json()["version"]) == (2, 2)
    named = await commander.post(f"{path}/commander", json={"version": 2, "user": stage.user("commander")})
    assert named.json()["commander_name"] == "county_officer"
    cannot = await commander.post(f"{path}/commander", json={"version": 3, "user": stage.user("handler")})
    assert cannot.status_code == 422
    texts = [entry["text"] for entry in (await detail(handler, row["id"]))["entries"]]
    assert "Ⅳ级（一般） → Ⅱ级（重大）：火势蔓延" in texts
    assert "指挥员：未指定 → county_officer" in texts


async def test_of_two_who_change_it_at_once_one_is_shown_what_the_other_did(stage: Stage) -> None:
    handler, commander = await stage.sign_in("handler"), await stage.sign_in("commander")
    row = await stage.opened(handler)
    path = f"/incidents/{row['id']}"
    # Remarks do not stand in anybody's way.
    assert (await handler.post(f"{path}/note", json={"text": "119 已出动"})).json()["version"] == 1
    assert (await handler.patch(path, json={"version": 1, "place": "人民路 10 号"})).json()["version"] == 2
    late = await commander.patch(path, json={"version": 1, "radius_m": 200})
    assert (late.status_code, late.json()["code"]) == (409, "incidents.changed")
    assert late.json()["current"]["place"] == "人民路 10 号"
    changed = (await detail(handler, row["id"]))["entries"][-1]
    assert changed["facts"] == {"place": ["人民路 8 号", "人民路 10 号"]}


async def test_closing_needs_a_result_and_leaves_remarks_and_corrections(stage: Stage) -> None:
    commander = await stage.sign_in("commander")
    row = await stage.opened(commander)
    path = f"/incidents/{row['id']}"
    assert (await commander.post(f"{path}/close", json={"version": 1, "text": "完"})).status_code == 422
    closed = await commander.post(f"{path}/close", json={"version": 1, "result": "handled", "text": "明火扑灭"})
    assert (closed.json()["state"], closed.json()["result"]) == ("closed", "handled")
    for part, body in (
        ("/level", {"version": 2, "level": 1, "reason": "迟了"}),
        ("/cameras", {"channels": [FOREIGN_CAMERA]}),
        ("/close", {"version": 2, "result": "other", "text": "再结"}),
    ):
        answer = await commander.post(path + part, json=body)
        assert answer.status_code in (404, 409), part
    assert (await commander.post(f"{path}/note", json={"text": "补充：无人伤亡"})).status_code == 200
    assert (await commander.post(f"{path}/correct", json={"sequence": 1, "text": "地址应为 10 号"})).status_code == 200
    assert (await commander.post(f"{path}/correct", json={"sequence": 99, "text": "没有"})).status_code == 422
    log = (await commander.get(f"{path}/log", params={"after": 2})).json()["items"]
    assert [(entry["kind"], entry["corrects"]) for entry in log] == [("note", None), ("correction", 1)]


async def test_a_plan_set_in_motion_is_a_checklist_with_times(stage: Stage) -> None:
    commander, handler = await stage.sign_in("commander"), await stage.sign_in("handler")
    steps = [{"title": "通知 119", "duty": "值班员", "due_min": 1}, {"title": "疏散人员", "due_min": 10}]
    plan = {"division": COUNTY, "name": "火灾处置预案", "kind": "fire", "steps": steps}
    assert (await handler.post("/incident-plans", json=plan)).status_code == 403
    made = (await commander.post("/incident-plans", json=plan)).json()
    await commander.post("/incident-plans", json={**plan, "name": "防汛预案", "kind": "flood"})
    row = await stage.opened(handler)
    path = f"/incidents/{row['id']}"
    assert [each["name"] for each in (await detail(handler, row["id"]))["plans"]] == ["火灾处置预案"]
    assert (await handler.post(f"{path}/plan", json={"plan": made["id"]})).status_code == 200
    assert (await handler.post(f"{path}/plan", json={"plan": made["id"]})).json()["code"] == "incidents.plan_running"
    stage.platform.context.clock.jump(90)
    assert (await handler.post(f"{path}/steps/1", json={"state": "done", "note": "已接通"})).status_code == 200
    assert (await handler.post(f"{path}/steps/2", json={"state": "skipped"})).status_code == 422
    assert (await handler.post(f"{path}/steps/1", json={"state": "done"})).json()["code"] == "incidents.step_settled"
    assert (await handler.post(f"{path}/steps/9", json={"state": "done"})).status_code == 404
    found = await detail(handler, row["id"])
    assert [(step["title"], step["state"], step["settled_by_name"]) for step in found["steps"]] == [
        ("通知 119", "done", "county_operator"), ("疏散人员", "open", ""),
    ]  # fmt: skip
    assert found["entries"][-1]["facts"]["late_s"] == 30
    stale = await commander.put(f"/incident-plans/{made['id']}", json={**plan, "version": 7})
    assert stale.status_code == 409
    assert (await commander.put(f"/incident-plans/{made['id']}", json={**plan, "version": 1})).json()["version"] == 2
    assert (await commander.delete(f"/incident-plans/{made['id']}")).status_code == 204
    assert len((await detail(handler, row["id"]))["steps"]) == 2


async def test_a_unit_is_sent_arrives_and_is_ready_again(stage: Stage) -> None:
    commander, handler = await stage.sign_in("commander"), await stage.sign_in("handler")
    body = {
        "division": COUNTY,
        "type": "fire",
        "name": "人民路消防站",
        "contact": "李四",
        "phone": "13800138000",
        "strength": 12,
    }
    unit = (await commander.post("/incident-units", json=body)).json()
    row = await stage.opened(handler)
    path = f"/incidents/{row['id']}"
    assert (await handler.post(f"{path}/tasks", json={"unit": unit["id"], "text": "赶赴现场"})).status_code == 200
    assert (await commander.delete(f"/incident-units/{unit['id']}")).json()["code"] == "incidents.unit_tasked"
    for state in ("accepted", "arrived"):
        assert (await handler.post(f"{path}/tasks/1", json={"state": state})).status_code == 200
    back = await handler.post(f"{path}/tasks/1", json={"state": "accepted"})
    assert back.json()["code"] == "incidents.task_state"
    found = await detail(handler, row["id"])
    assert (found["tasks"][0]["state"], found["units"][0]["state"]) == ("arrived", "tasked")
    moved = await handler.patch(
        f"/incident-units/{unit['id']}", json={"version": 2, "longitude": 120.0, "latitude": 30.0}
    )
    assert moved.json()["position_utc"] is not None
    assert (
        await handler.patch(f"/incident-units/{unit['id']}", json={"version": 3, "name": "别名"})
    ).status_code == 403
    assert (await handler.post(f"{path}/tasks/1", json={"state": "done", "outcome": "明火扑灭"})).status_code == 200
    ready = (await handler.get("/incident-units", params={"state": "ready"})).json()["items"]
    assert [each["name"] for each in ready] == ["人民路消防站"]
    off = {"version": ready[0]["version"], "state": "off"}
    assert (await handler.patch(f"/incident-units/{unit['id']}", json=off)).status_code == 200
    cannot = await handler.post(f"{path}/tasks", json={"unit": unit["id"], "text": "再去"})
    assert cannot.json()["code"] == "incidents.unit_off"


async def test_closing_brings_units_back(stage: Stage) -> None:
    commander = await stage.sign_in("commander")
    unit = (
        await commander.post("/incident-units", json={"division": COUNTY, "type": "guard", "name": "巡逻队"})
    ).json()
    rows = [await stage.opened(commander), await stage.opened(commander)]
    for row in rows:
        await commander.post(f"/incidents/{row['id']}/tasks", json={"unit": unit["id"], "text": "警戒"})
    states = []
    for row in rows:
        body = {"version": 1, "result": "handled", "text": "完"}
        assert (await commander.post(f"/incidents/{row['id']}/close", json=body)).status_code == 200
        states.append((await commander.get("/incident-units")).json()["items"][0]["state"])
    # Still on the other incident's task after the first closing.
    assert states == ["tasked", "ready"]


async def test_another_system_reports_once_however_often_it_sends(stage: Stage) -> None:
    officer = await stage.sign_in("commander")
    program = stage.platform.client(address="http://anlan.test/api/v1")
    async with stage.platform.context.database.transaction() as session:
        from anlan.foundation.access.models import UserRole

        session.add(UserRole(user_id=stage.user("commander"), role_id="incident_reporter", division=COUNTY))
    token = (
        await officer.post("/tokens", json={"name": "12345", "permissions": ["incidents.report"], "days": 1})
    ).json()
    program.headers["authorization"] = f"Bearer {token['token']}"
    event = {"system": "grid", "external_id": "G-1", "title": "路面积水", "kind": "flood", "division": COUNTY}
    answers = [await program.post("/incident-reports", json=event) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200], answers[0].text
    assert answers[0].json()["incident"] == answers[1].json()["incident"]
    again = await program.post("/incident-reports", json={**event, "description": "水深半米"})
    assert (again.status_code, again.json()["created"]) == (200, False)
    found = await detail(officer, answers[0].json()["incident"])
    assert [entry["kind"] for entry in found["entries"]] == ["opened", "reported_again"]
    assert "水深半米" in found["entries"][-1]["text"]
    # The token is good for reporting alone.
    assert (await program.get("/incidents")).status_code == 403
    assert (
        await program.post("/incident-reports", json={**event, "division": "990102", "external_id": "G-2"})
    ).status_code == 403


async def test_files_are_told_by_their_content(stage: Stage) -> None:
    handler = await stage.sign_in("handler")
    row = await stage.opened(handler)
    path = f"/incidents/{row['id']}/files"
    script = {"file": ("photo.jpg", b"<script>alert(1)</script>", "image/jpeg")}
    assert (await handler.post(path, files=script)).status_code == 422
    picture = {"file": ("../../现场.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "text/html")}
    assert (await handler.post(path, files=picture, data={"note": "北侧"})).status_code == 200
    kept = (await detail(handler, row["id"]))["files"][0]
    assert (kept["name"], kept["media_type"], kept["size_bytes"]) == ("现场.png", "image/png", 108)
    given = await handler.get(f"{path}/{kept['id']}")
    assert given.headers["content-type"] == "image/png"
    assert given.headers["content-disposition"].startswith("attachment")
    assert (await handler.get(f"{path}/none")).status_code == 404


async def test_cameras_nearby_are_those_one_may_look_at(stage: Stage) -> None:
    handler = await stage.sign_in("handler")
    row = await stage.opened(handler)
    path = f"/incidents/{row['id']}"
    near = (await handler.get(f"{path}/nearby-cameras")).json()["items"]
    assert [(each["channel"], each["belongs"]) for each in near] == [(CHANNEL, True), (OTHER_CAMERA, True)]
    assert (await handler.post(f"{path}/cameras", json={"channels": [FOREIGN_CAMERA]})).status_code == 404
    assert (await handler.delete(f"{path}/cameras/{CHANNEL}")).status_code == 200
    assert (await handler.delete(f"{path}/cameras/{CHANNEL}")).status_code == 404
    assert (await handler.post(f"{path}/cameras", json={"channels": [CHANNEL, CHANNEL]})).status_code == 200
    assert [each["channel"] for each in (await detail(handler, row["id"]))["cameras"]] == [OTHER_CAMERA, CHANNEL]


@pytest.mark.parametrize("limit", [1, 2])
async def test_lists_are_read_page_by_page(stage: Stage, limit: int) -> None:
    commander = await stage.sign_in("commander")
    for number in range(3):
        # Ids sort by time.
        stage.platform.context.clock.jump(1)
        await stage.opened(commander, title=f"事件 {number}")
        body = {"division": COUNTY, "type": "guard", "name": f"队 {number}"}
        await commander.post("/incident-units", json=body)
        plan = {"division": COUNTY, "name": f"预案 {number}", "steps": [{"title": "一", "due_min": 1}]}
        await commander.post("/incident-plans", json=plan)
    for path, expected in (
        ("/incidents", ["事件 2", "事件 1", "事件 0"]),
        ("/incident-units", ["队 0", "队 1", "队 2"]),
        ("/incident-plans", ["预案 0", "预案 1", "预案 2"]),
    ):
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = (await commander.get(path, params={"limit": limit, **cursor})).json()
            assert page["total"] == 3
            found += [row.get("title") or row["name"] for row in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert found == expected

"""Patrol rounds over HTTP: planned, done, found; and who is refused."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.api.duty.conftest import SignIn
from tests.capabilities.duty.people import EAST, WEST, Traces

from anlan.capabilities.duty.patrols.ports import SeenPicture

PLAN: dict[str, Any] = {
    "name": "重点部位", "division": "990101", "weekdays": "1234567", "times": [540, 1260], "window_min": 30,
    "stops": [{"channel": EAST, "seconds": 10}, {"channel": WEST, "seconds": 10}],
}  # fmt: skip
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 100


async def planned(leader: httpx.AsyncClient) -> dict[str, Any]:
    answer = await leader.post("/patrol-plans", json=PLAN)
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def test_a_round_from_plan_to_figures(sign_in: SignIn, platform: Any, traces: Traces) -> None:
    leader, operator = await sign_in("leader"), await sign_in("county_operator")
    plan = await planned(leader)
    assert [(stop["name"], stop["online"]) for stop in plan["stops"]] == [("南山东门", True), ("南山西门", False)]
    runs = (await operator.get("/patrol-runs")).json()
    assert [run["state"] for run in runs["items"]] == ["due", "due", "due", "due"][: runs["total"]]
    run = (await operator.post(f"/patrol-plans/{plan['id']}/runs")).json()
    assert (run["state"], len(run["looks"])) == ("running", 2)
    clock = platform.context.clock
    now = clock.now_utc()
    traces.pictures["t1"] = SeenPicture(EAST, platform.users["county_operator"], "duty_patrol", now, now, None, "")
    clock.jump(12)
    look = await operator.post(f"/patrol-runs/{run['id']}/looks/1", json={"attempt": "t1"})
    assert (look.json()["state"], look.json()["looked_ms"]) == ("looked", 12_000)
    form = {"client_id": "finding-0001", "position": "2", "kind": "device_fault", "fault": "blocked"}
    found = await operator.post(
        f"/patrol-runs/{run['id']}/findings", data=form, files={"picture": ("a.jpg", JPEG, "image/jpeg")}
    )
    assert found.status_code == 201, found.text
    picture = await leader.get(f"/patrol-findings/{found.json()['id']}/picture")
    assert (picture.content, picture.headers["content-type"]) == (JPEG, "image/jpeg")
    ended = (await operator.post(f"/patrol-runs/{run['id']}/finish")).json()
    assert (ended["state"], ended["looked"], len(ended["found"])) == ("incomplete", 1, 1)
    figures = (await leader.get("/patrols/figures")).json()
    assert (figures["total"]["extra"], figures["total"]["looked_s"], figures["found"]) == (1, 12, {"device_fault": 1})
    (note,) = (await leader.get("/fault-notes")).json()["items"]
    settled = await leader.post(f"/fault-notes/{note['id']}/settle", json={"text": "已清理遮挡"})
    assert settled.status_code == 200
    assert (await leader.get("/fault-notes")).json()["total"] == 0


async def test_rounds_are_listed_page_by_page(sign_in: SignIn, platform: Any) -> None:
    leader = await sign_in("leader")
    await planned(leader)
    seen: list[str] = []
    cursor = None
    while True:
        page = (await leader.get("/patrol-runs", params={"limit": 1, **({"cursor": cursor} if cursor else {})})).json()
        seen += [run["due_utc"] for run in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == page["total"] == 2
    assert seen == sorted(seen, reverse=True)


async def test_who_may_not_plan_or_see(sign_in: SignIn) -> None:
    leader, operator, stranger = await sign_in("leader"), await sign_in("county_operator"), await sign_in("stranger")
    plan = await planned(leader)
    assert (await operator.post("/patrol-plans", json=PLAN)).status_code == 403
    assert (await stranger.get(f"/patrol-plans/{plan['id']}")).status_code == 404
    assert (await stranger.post(f"/patrol-plans/{plan['id']}/runs")).status_code == 404
    assert (await stranger.get("/patrol-runs")).json()["total"] == 0
    assert (await stranger.delete(f"/patrol-plans/{plan['id']}")).status_code == 404
    assert (await leader.put(f"/patrol-plans/{plan['id']}", json={**PLAN, "version": 9})).status_code == 409
    assert (await leader.delete(f"/patrol-plans/{plan['id']}")).status_code == 204


@pytest.mark.parametrize(
    "changes",
    [
        {"times": []},
        {"times": [1440]},
        {"weekdays": "8"},
        {"stops": []},
        {"division": "99x"},
        {"extra": 1},
        {"name": " "},
    ],
)
async def test_a_plan_out_of_bounds_is_refused(sign_in: SignIn, changes: dict[str, Any]) -> None:
    leader = await sign_in("leader")
    assert (await leader.post("/patrol-plans", json={**PLAN, **changes})).status_code == 422

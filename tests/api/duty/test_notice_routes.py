"""Notices over HTTP: who gets them, who has read them, who is reminded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.api.duty.conftest import SignIn

from anlan.api.times import utc_text
from anlan.capabilities.duty.routine import DutyRoutine

NOTICE: dict[str, Any] = {
    "division": "990101", "title": "节日值班", "text": "请按表到岗。", "targets": [{"kind": "division", "id": "990101"}],
}  # fmt: skip


async def published(leader: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await leader.post("/notices", json={**NOTICE, **changes})
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def test_a_notice_from_giving_out_to_figures(sign_in: SignIn, platform: Any) -> None:
    leader, operator = await sign_in("leader"), await sign_in("county_operator")
    clock = platform.context.clock
    notice = await published(leader, read_by_utc=utc_text(clock.now_utc() + timedelta(hours=1)))
    assert (notice["recipients"], notice["read"]) == (2, 0)
    inbox = (await operator.get("/notices/inbox")).json()
    assert ([each["title"] for each in inbox["items"]], inbox["unread"]) == (["节日值班"], 1)
    clock.jump(600)
    first = (await operator.post(f"/notices/{notice['id']}/read")).json()["read_utc"]
    clock.jump(600)
    assert (await operator.post(f"/notices/{notice['id']}/read")).json()["read_utc"] == first
    assert (await operator.get("/notices/inbox", params={"unread": True})).json()["items"] == []
    receipts = (await leader.get(f"/notices/{notice['id']}/receipts", params={"unread": True})).json()
    assert [each["user_name"] for each in receipts["items"]] == ["county_officer"]
    clock.jump(3600)
    await leader.post(f"/notices/{notice['id']}/read")
    followed = (await leader.get(f"/notices/{notice['id']}")).json()
    assert (followed["read"], followed["in_time"]) == (2, 1)
    figures = (await leader.get("/notices/figures")).json()
    assert figures["total"] == {"received": 2, "read": 2, "in_time": 1, "reminders": 0, "mean_s": (600 + 4800) // 2}
    assert [(each["name"], each["in_time"]) for each in figures["people"]] == [
        ("county_officer", 0),
        ("county_operator", 1),
    ]


async def test_a_person_gets_it_once_however_often_named(sign_in: SignIn, platform: Any) -> None:
    leader = await sign_in("leader")
    person = {"kind": "person", "id": platform.users["county_operator"]}
    notice = await published(leader, targets=[person, person, {"kind": "division", "id": "990101"}])
    assert notice["recipients"] == 2
    assert [each["name"] for each in notice["targets"]] == ["county_operator", "county_operator", "990101"]


@pytest.mark.parametrize("kind", ["division", "person", "room"])
async def test_nobody_is_written_to_beyond_what_one_manages(sign_in: SignIn, platform: Any, kind: str) -> None:
    leader = await sign_in("leader")
    targets = {"division": "9901", "person": platform.users["other_officer"], "room": "none"}
    answer = await leader.post("/notices", json={**NOTICE, "targets": [{"kind": kind, "id": targets[kind]}]})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["targets.0"])


async def test_the_unread_are_reminded_until_they_have_read(
    sign_in: SignIn, platform: Any, routine: DutyRoutine
) -> None:
    leader, operator = await sign_in("leader"), await sign_in("county_operator")
    notice = await published(leader, remind_hours=2)
    await leader.post(f"/notices/{notice['id']}/read")
    clock = platform.context.clock

    async def reminders() -> int:
        return int((await operator.get("/notices/inbox")).json()["items"][0]["reminders"])

    await routine.tick()
    assert await reminders() == 0
    for expected in (1, 2):
        clock.jump(2 * 3600)
        await routine.tick()
        await routine.tick()
        assert await reminders() == expected
    leader = await sign_in("leader")
    assert (await leader.post(f"/notices/{notice['id']}/remind")).json() == {"people": 1}
    await operator.post(f"/notices/{notice['id']}/read")
    clock.jump(2 * 3600)
    await routine.tick()
    assert await reminders() == 3


async def test_a_withdrawn_notice_is_shown_to_nobody_and_stays_on_record(sign_in: SignIn) -> None:
    leader, operator = await sign_in("leader"), await sign_in("county_operator")
    notice = await published(leader)
    assert (await leader.post(f"/notices/{notice['id']}/withdraw")).status_code == 204
    assert (await leader.post(f"/notices/{notice['id']}/withdraw")).status_code == 409
    assert (await leader.post(f"/notices/{notice['id']}/remind")).status_code == 409
    assert (await operator.get("/notices/inbox")).json()["unread"] == 0
    assert (await operator.post(f"/notices/{notice['id']}/read")).status_code == 404
    assert (await leader.get("/notices")).json()["items"][0]["withdrawn_by_name"] == "county_officer"


async def test_who_may_not(sign_in: SignIn) -> None:
    leader, operator, stranger = await sign_in("leader"), await sign_in("county_operator"), await sign_in("stranger")
    notice = await published(leader)
    assert (await operator.post("/notices", json=NOTICE)).status_code == 403
    assert (await operator.get(f"/notices/{notice['id']}/receipts")).status_code == 403
    for path in ("", "/receipts"):
        assert (await stranger.get(f"/notices/{notice['id']}{path}")).status_code == 404
    for path in ("read", "withdraw", "remind"):
        assert (await stranger.post(f"/notices/{notice['id']}/{path}")).status_code == 404
    assert (await stranger.get("/notices/recipients")).json()["items"] != []
    people = (await leader.get("/notices/recipients", params={"q": "operator"})).json()["items"]
    assert [each["name"] for each in people] == ["county_operator"]

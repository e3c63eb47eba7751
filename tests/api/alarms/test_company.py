"""A company's portal over HTTP: its own and nothing else; and to whom an alarm may be handed."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.api.alarms.conftest import SignIn
from tests.api.alarms.test_alarm_routes import act

from anlan.capabilities.alarms.models import AlarmLink
from anlan.capabilities.alarms.service import AlarmRules, AlarmService
from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.foundation.clock import ManualClock

SHOP = {"category": "shop", "division": "99010101", "address": "人民路 1 号"}


@pytest.fixture
async def alarms(platform: Any, subscribers: Subscribers, tmp_path: Path) -> AsyncIterator[AlarmService]:
    context = platform.context
    context.alarms = AlarmService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, accounts=subscribers.book,
        premises=subscribers.book, rules=AlarmRules(own_division="9901"), evidence_folder=tmp_path / "evidence",
    )  # fmt: skip
    await context.alarms.start()
    yield context.alarms
    await context.alarms.stop()


@pytest.fixture
async def served(platform: Any, sign_in: SignIn, alarms: AlarmService) -> tuple[str, str]:
    """Alarms at premises that the company serves, and at others, each with a link that is lost."""
    chief = await sign_in("chief")
    found = []
    for number, company in (("KH-1", platform.organisations["990102"]), ("KH-2", "")):
        made = (
            await chief.post("/subscribers", json=SHOP | {"number": number, "name": number, "company": company})
        ).json()
        account = {"protocol": "http", "account": number, "supervision_class": "SP4", "poll_s": 90}
        device = (await chief.post(f"/subscribers/{made['id']}/accounts", json=account)).json()
        async with platform.context.database.transaction() as session:
            now = platform.context.clock.now_utc()
            session.add(AlarmLink(account=device["id"], path="", state="lost", since_utc=now, heard_utc=now))
        by_hand = {"division": "99010101", "alarm_class": "intrusion", "text": "砸窗", "subscriber": made["id"]}
        found.append((await chief.post("/alarms", json=by_hand)).json()["id"])
    return found[0], found[1]


async def test_a_company_sees_its_own_links_people_out_and_hand_overs(
    platform: Any, sign_in: SignIn, served: tuple[str, str]
) -> None:
    own, other = served
    operator, company = await sign_in("county_operator"), await sign_in("company")
    for alarm in served:
        await act(operator, alarm, "claim", 1)
        await act(operator, alarm, "dispatch", 2, who="巡逻一组")
        facts = {"to_kind": "organisation", "to": platform.organisations["990102"], "to_name": "安达"}
        assert (await act(operator, alarm, "hand_over", 3, **facts)).status_code == 200
    shown = (await company.get("/company")).json()
    assert (shown["subscribers"], shown["links_down_total"]) == (1, 1)
    assert [link["name"] for link in shown["links_down"]] == ["KH-1"]
    assert [row["id"] for row in shown["outside"]] == [row["id"] for row in shown["handed"]] == [own]
    # The company takes over what was handed to it, and nothing is changing hands any more.
    assert (await act(company, own, "take_over", 4)).json()["claimed_by"]["name"] == "other_officer"
    assert (await act(company, other, "take_over", 4)).status_code == 404
    assert (await company.get("/company")).json()["handed"] == []
    # Another organisation's people find an empty portal of their own.
    assert (await operator.get("/company")).json()["subscribers"] == 0


async def test_the_month_is_a_table_of_ones_own_by_chinas_time(
    platform: Any, sign_in: SignIn, served: tuple[str, str], clock: ManualClock
) -> None:
    company = await sign_in("company")
    answer = await company.get("/company/month", params={"month": "2026-01"})
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert (rows[0][0], len(rows)) == ("接警时间", 2)
    assert rows[1][3:5] == ("KH-1", "人民路 1 号")
    assert str(rows[1][0]).startswith("2026-01-01 08:")
    empty = await company.get("/company/month", params={"month": "2025-12"})
    empty_sheet = openpyxl.load_workbook(io.BytesIO(empty.content)).active
    assert empty_sheet is not None
    assert empty_sheet.max_row == 1
    assert (await company.get("/company/month", params={"month": "2026-13"})).status_code == 422
    assert await platform.audit_lines(action="alarms.read", resource_name="company/month 2026-01")


async def test_an_alarm_is_handed_to_whoever_may_handle_it_there(
    platform: Any, sign_in: SignIn, served: tuple[str, str]
) -> None:
    own, other = served
    operator, company = await sign_in("county_operator"), await sign_in("company")

    async def offered(client: Any, alarm: str) -> set[str]:
        return {one["name"] for one in (await client.get(f"/alarms/{alarm}/receivers")).json()["people"]}

    # Of the people here: who handles in the county, the city's chief, and the company's user for what the company serves.
    assert await offered(operator, own) == {"county_officer", "viewer", "other_officer", "系统管理员"}
    assert await offered(operator, other) == {"county_officer", "viewer", "系统管理员"}
    assert await offered(company, own) == set()
    assert (await company.get(f"/alarms/{other}/receivers")).status_code == 404


async def test_linked_cameras_are_named_where_the_directory_knows_them(sign_in: SignIn, alarms: AlarmService) -> None:
    chief = await sign_in("chief")
    made = (await chief.post("/subscribers", json=SHOP | {"number": "KH-9", "name": "店"})).json()
    camera = {"channel": "99010101001320000001", "zone": ""}
    home = f"/subscribers/{made['id']}/cameras"
    assert (await chief.put(home, json={"version": 1, "items": [camera]})).status_code == 200
    assert (await chief.get(home)).json()["items"] == [camera | {"name": "", "status": ""}]

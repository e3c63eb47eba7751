"""A hold-up from the button under the counter to the second check, the alarm that outlives a kill, and who sees whose."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from typing import Any

import pytest
from tests.city.demo_city import DemoCity
from tests.city.people import person
from tests.city.platform_client import PlatformClient, at, signed_in_as, watching

from anlan.app.demo.night import night_plan
from anlan.app.demo.plan import DUTY_LEADER, OPERATOR, PlatformPlan
from anlan.simulator.city import generate_city
from anlan.simulator.panels import Panel, PanelEvent, PanelFaults, event
from anlan.simulator.panels.night import Subscriber, night, subscribers
from anlan.simulator.panels.sequence import Counting

pytestmark = pytest.mark.city

# The demo starts what was killed at once; this is what loading the program may take beside eleven others.
RESTART_LIMIT_S = 60.0
# Far from the numbers that the demo's own panel of the same subscriber gives out.
FIRST_SEQUENCE = 5000


@dataclass(frozen=True)
class Desk:
    """A township of the demo with its two people."""

    city: DemoCity
    platform: PlatformPlan
    operator: PlatformClient
    leader: PlatformClient

    def subscribers(self) -> list[Subscriber]:
        """Who is protected in the township."""
        return [one for one in _people(self.city) if one.division == self.platform.division]

    def rows(self, sequence: int, account: str) -> list[tuple[str, str]]:
        """Alarm and outcome of the committed signals of this number, read past the platform, as its records are on the disk."""
        uri = f"file:{self.platform.folder(self.city.data) / 'anlan.db'}?mode=ro"
        query = "SELECT alarm, outcome FROM alarm_signals WHERE source = ? AND sequence = ?"
        with closing(sqlite3.connect(uri, uri=True)) as records:
            return list(records.execute(query, (f"dc09|0|0|{account}", f"{sequence:04d}")))


def _people(city: DemoCity) -> list[Subscriber]:
    return subscribers(night_plan(city.plan, generate_city(city.plan.seed)), city.plan.seed)


@asynccontextmanager
async def desk_of(city: DemoCity, number: int) -> AsyncIterator[Desk]:
    """The people of a township's desk, signed in with the demo's own accounts."""
    platform, password = city.plan.townships()[number], city.plan.admin_password
    async with AsyncExitStack() as running:
        people = [
            await running.enter_async_context(signed_in_as(platform, account.name, password))
            for account in (OPERATOR, DUTY_LEADER)
        ]
        yield Desk(city, platform, *people)


@asynccontextmanager
async def panel_of(one: Subscriber, platform: PlatformPlan, last: int = FIRST_SEQUENCE) -> AsyncIterator[Panel]:
    """The subscriber's panel, encrypted where it has a key, over a TCP connection that it keeps. Repeats until it is answered."""
    assert platform.dc09_port is not None
    profile = one.panel("127.0.0.1", platform.dc09_port, transport="tcp", poll_s=None, retry_s=2.0, attempts=60)
    panel = Panel(profile, PanelFaults(), sequence=Counting(last))
    try:
        yield panel
    finally:
        await panel.stop()


def with_a_button(desk: Desk, key_bytes: int) -> tuple[Subscriber, PanelEvent]:
    """A subscriber with a key of this length and a button, and the button pressed."""
    one = next(one for one in desk.subscribers() if len(one.key or b"") == key_bytes and _button(one))
    button = one.zone("button")
    return one, event("hold_up", f"{int(button.number):03d}", partition=f"{int(button.partition):02d}", text="柜台按钮")


def _button(one: Subscriber) -> bool:
    return any(zone.principle == "button" for zone in one.zones)


async def in_queue(client: PlatformClient, one: Subscriber, alarm_class: str = "hold_up") -> dict[str, Any] | None:
    """The subscriber's open alarm of a class."""
    rows = (await client.get("/alarms", **{"class": alarm_class}))["items"]
    return next((row for row in rows if row["subscriber"] and row["subscriber"]["name"] == one.name), None)


async def watch_queue(client: PlatformClient, one: Subscriber) -> asyncio.Task[dict[str, Any]]:
    """Ends with the subscriber's hold-up once an event has told of it; the event socket is open when this returns."""
    looked = asyncio.Event()

    async def found() -> dict[str, Any] | None:
        row = await in_queue(client, one)
        assert looked.is_set() or row is None, "it was there before"
        looked.set()
        return row

    until = client.until(found, f"the hold-up of {one.name} is in the queue", kinds="alarms.case")
    watching_it: asyncio.Task[Any] = asyncio.create_task(until)
    waiting = asyncio.create_task(looked.wait())
    await asyncio.wait({watching_it, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    return watching_it


async def act(client: PlatformClient, row: dict[str, Any], action: str, **facts: Any) -> dict[str, Any]:
    """Take an action with the case; the row as it then is."""
    done: dict[str, Any] = await client.post(f"/alarms/{row['id']}/{action}", {"version": row["version"], **facts})
    return done


async def test_a_hold_up_from_the_button_to_the_second_check(demo_city: DemoCity) -> None:
    async with desk_of(demo_city, 3) as desk:
        one, pressed = with_a_button(desk, 32)
        operator, leader = desk.operator, desk.leader
        async with panel_of(one, desk.platform) as panel:
            shown = await watch_queue(operator, one)
            delivery = await panel.send(pressed)
            # Whatever the platform's memory says: what is on the disk at the moment of the ACK.
            assert [outcome for _, outcome in desk.rows(delivery.sequence, one.account)] == ["opened"]
            assert (delivery.outcome, delivery.attempts) == ("acknowledged", 1)
            row = await shown
        assert (row["state"], row["rank"], row["zone"]) == ("waiting", 0, one.zone("button").number)

        held = await act(operator, row, "claim")
        late = await leader.http.post(f"/api/v1/alarms/{row['id']}/claim", json={"version": row["version"]})
        assert late.status_code == 409
        problem = late.json()
        assert problem["code"] == "alarms.claimed_by"
        assert held["claimed_by"]["name"] in problem["zh"]
        assert problem["current"]["claimed_by"] == held["claimed_by"]

        detail = await operator.get(f"/alarms/{row['id']}")
        assert [contact["phone"] for contact in detail["contacts"]] == [contact.phone for contact in one.contacts]
        assert [step["text"] for step in detail["plan"]] == list(one.plan)
        assert detail["signal_list"][0]["encrypted"]
        camera = detail["cameras"][0]
        assert camera["status"] == "ON"
        async with watching(operator, camera["channel"], "alarm_verification") as picture:
            await picture.more()
            held = await act(operator, held, "verify", method="video", outcome="confirmed")
        async with at(demo_city.plan, desk.platform) as admin:
            line = (await admin.get("/audit", resource=camera["channel"], action="live.view"))["items"][0]
        assert (line["actor_id"], line["purpose"]) == (held["claimed_by"]["id"], "alarm_verification")

        held = await act(operator, held, "dispatch", who="巡逻一组", instruction="两人同行")
        held = await act(operator, held, "arrive", who="巡逻一组")
        held = await act(operator, held, "handle", text="嫌疑人已离开，现场人员安全")
        held = await act(operator, held, "close", result="true_crime", note="已移交派出所")
        assert held["state"] == "second_check"
        alone = await operator.http.post(f"/api/v1/alarms/{row['id']}/approve", json={"version": held["version"]})
        assert alone.status_code == 403
        closed = await act(leader, held, "approve", note="复核无误")
        assert (closed["state"], closed["result"]) == ("closed", "true_crime")
        assert await in_queue(operator, one) is None
        steps = (await operator.get(f"/alarms/{row['id']}"))["steps"]
        told = [step["action"] for step in steps if step["actor_kind"] == "user"]
        assert told == ["claim", "verify", "dispatch", "arrive", "handle", "close", "approve"]


async def test_what_was_acknowledged_outlives_a_kill_and_its_repeat_makes_no_second(demo_city: DemoCity) -> None:
    name = demo_city.plan.townships()[2].folder(demo_city.data).name
    async with desk_of(demo_city, 2) as desk:
        one, pressed = with_a_button(desk, 16)
        async with panel_of(one, desk.platform) as panel:
            first = await panel.send(pressed)
            assert first.outcome == "acknowledged"
            said = demo_city.strike(name, signal.SIGKILL)
            # Into the kill: nobody answers, and the panel insists.
            second = asyncio.create_task(panel.send(pressed.restored()))
            await asyncio.to_thread(demo_city.wait_for, f"{name}: ready", RESTART_LIMIT_S, said)
            assert (await second).outcome == "acknowledged"
            assert len(desk.rows((await second).sequence, one.account)) == 1
        # The ACK was lost on its way: the same message, on a new connection.
        async with panel_of(one, desk.platform, last=first.sequence) as panel:
            panel.faults.replayed_sequence = True
            again = await panel.send(pressed)
            assert (again.outcome, again.sequence) == ("acknowledged", first.sequence)
        kept = desk.rows(first.sequence, one.account)
        assert [outcome for _, outcome in kept] == ["opened"]
    async with desk_of(demo_city, 2) as desk:
        row = await in_queue(desk.operator, one)
        assert row is not None
        assert (row["id"], row["signals"], row["repeats"]) == (kept[0][0], 2, 0)
        await settle(desk, row)
    async with at(demo_city.plan, demo_city.plan.top) as city:
        await city.until_whole(demo_city.plan)


async def settle(desk: Desk, row: dict[str, Any]) -> None:
    """Leave the queue as it was found."""
    held = await act(desk.operator, row, "claim")
    held = await act(desk.operator, held, "decide_false", cause="user", note="演练")
    held = await act(desk.operator, held, "close", result="test", note="演练")
    await act(desk.leader, held, "approve")


@asynccontextmanager
async def served_by(admin: PlatformClient, one: Subscriber, company: str) -> AsyncIterator[None]:
    """The subscriber's record names the company."""
    row = (await admin.get("/subscribers", q=one.number))["items"][0]
    place = f"/api/v1/subscribers/{row['id']}"
    changed = (await admin.http.patch(place, json={"version": row["version"], "company": company})).raise_for_status()
    try:
        yield
    finally:
        back = {"version": changed.json()["version"], "company": ""}
        (await admin.http.patch(place, json=back)).raise_for_status()


async def test_a_company_sees_its_own_alarms_and_no_others(demo_city: DemoCity) -> None:
    plan = demo_city.plan
    async with desk_of(demo_city, 1) as desk, at(plan, desk.platform) as admin, AsyncExitStack() as running:
        division = desk.platform.division
        companies = [
            await admin.post("/organisations", {"name": name, "division": division})
            for name in ("安达报警服务公司", "恒信报警服务公司")
        ]
        own, other = [
            await running.enter_async_context(person(plan, desk.platform, "alarm_company", division, company["id"]))
            for company in companies
        ]
        one, pressed = with_a_button(desk, 24)
        async with served_by(admin, one, companies[0]["id"]), panel_of(one, desk.platform) as panel:
            shown = await watch_queue(own, one)
            assert (await panel.send(pressed)).outcome == "acknowledged"
            row = await shown
        assert [each["id"] for each in (await own.get("/alarms", view="all"))["items"]] == [row["id"]]
        assert (await other.get("/alarms", view="all"))["items"] == []
        assert (await other.get("/alarm-signals"))["items"] == []
        assert (await other.get("/subscribers"))["items"] == []
        for path in (f"/alarms/{row['id']}", f"/subscribers/{row['subscriber']['id']}"):
            assert (await other.http.get(f"/api/v1{path}")).status_code == 404, path
        claim = await other.http.post(f"/api/v1/alarms/{row['id']}/claim", json={"version": row["version"]})
        assert claim.status_code == 404
        await settle(desk, row)


async def test_the_night_plays_its_hold_up_from_a_panel_that_is_on_record(demo_city: DemoCity) -> None:
    story = night_plan(demo_city.plan, generate_city(demo_city.plan.seed))
    account = next(each.account for each in night(story, demo_city.plan.seed) if each.scene == "hold_up")
    victim = next(one for one in _people(demo_city) if one.account == account)
    number = [each.division for each in demo_city.plan.townships()].index(victim.division)
    async with desk_of(demo_city, number) as desk:
        operator = desk.operator
        row = await operator.until(
            lambda: in_queue(operator, victim), "the night's hold-up", kinds="alarms.", limit_s=90
        )
        assert row["source"] == f"dc09|0|0|{account}"
    for township in demo_city.plan.townships():
        async with at(demo_city.plan, township) as admin:
            assert (await admin.get("/subscribers"))["total"] == story.per_township
            assert (await admin.get("/alarm-signals", known=False))["items"] == []

"""The night's subscribers as they are entered: what is sent, once, and completed where it was cut short."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from anlan.simulator.city import generate_city
from anlan.simulator.panels.night import NightPlan, Subscriber, enrol, subscribers
from anlan.simulator.panels.night.enrolment import account, parts, record


class Records:
    """As much of the platform as enrolment sees."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self.parts: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self.accounts: dict[str, list[dict[str, Any]]] = {}
        self.fail_on: str | None = None

    def answer(self, request: httpx.Request) -> httpx.Response:
        words = request.url.path.removeprefix("/api/v1/subscribers").strip("/").split("/")
        body = json.loads(request.content) if request.content else {}
        if words == [""]:
            if request.method == "GET":
                asked = request.url.params["q"]
                return httpx.Response(
                    200, json={"items": [r for r in self.rows.values() if r["number"].startswith(asked)]}
                )
            row = body | {"id": f"id{len(self.rows)}", "version": 1}
            self.rows[row["id"]] = row
            return httpx.Response(201, json=row)
        identity, part = words
        if part == self.fail_on:
            return httpx.Response(503)
        if part == "accounts":
            held = self.accounts.setdefault(identity, [])
            if request.method == "POST":
                held.append(body)
            return httpx.Response(200, json={"items": held})
        if body["version"] != self.rows[identity]["version"]:
            return httpx.Response(409)
        self.rows[identity]["version"] += 1
        self.parts[identity, part] = body["items"]
        return httpx.Response(200, json={"version": self.rows[identity]["version"]})


@pytest.fixture
def people() -> list[Subscriber]:
    return subscribers(NightPlan(tuple(generate_city(1).townships()[:2]), b"secret"), 1)


def _client(records: Records) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(records.answer), base_url="http://platform")


async def test_each_is_entered_once(people: list[Subscriber]) -> None:
    records = Records()
    async with _client(records) as client:
        assert await enrol(client, people) == len(people) == 24
        assert await enrol(client, people) == 0
    assert [row["number"] for row in records.rows.values()] == [one.number for one in people]
    assert all(len(held) == 1 for held in records.accounts.values())
    first = people[0]
    assert records.parts["id0", "zones"] == parts(first)["zones"]
    assert records.accounts["id0"] == [account(first)]


async def test_one_cut_short_is_completed(people: list[Subscriber]) -> None:
    records = Records()
    records.fail_on = "zones"
    async with _client(records) as client:
        with pytest.raises(httpx.HTTPStatusError):
            await enrol(client, people[:2])
        records.fail_on = None
        assert await enrol(client, people[:2]) == 2
    assert len(records.rows) == 2


def test_what_is_sent(people: list[Subscriber]) -> None:
    shop, household = people[0], people[1]
    sent = record(shop)
    assert (sent["category"], sent["division"]) == ("shop", "99010101")
    assert set(parts(shop)) == {"contacts", "partitions", "zones", "schedules"}
    assert set(parts(household)) == {"contacts", "partitions", "zones"}
    assert set(parts(shop)["schedules"][0]) == {"weekdays", "open_from", "open_until", "close_from", "close_until"}
    assert set(parts(shop)["contacts"][0]) == {"name", "phone", "role", "holds_key"}
    assert len(account(shop)["key"]) == 32
    assert (account(household)["key"], account(household)["key_required"]) == ("", False)

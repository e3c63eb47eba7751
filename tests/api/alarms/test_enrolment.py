"""The simulator's subscribers, put on record over the platform's real API."""

from __future__ import annotations

import httpx
import pytest
from tests.api.alarms.conftest import SignIn

from anlan.capabilities.alarms.ports import SourceKey
from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.simulator.city import generate_city
from anlan.simulator.panels.night import NightPlan, Subscriber, enrol
from anlan.simulator.panels.night import subscribers as people_of
from anlan.simulator.panels.night.enrolment import parts, record

PEOPLE = people_of(NightPlan((generate_city(1).township("99010101"),), b"a secret of this test"), 1)
UNSEEN = {"verbal_password"}


async def row_of(client: httpx.AsyncClient, one: Subscriber) -> dict[str, object]:
    found = (await client.get("/subscribers", params={"q": one.number})).json()
    assert found["total"] == 1
    row: dict[str, object] = found["items"][0]
    return row


async def test_all_of_a_township_are_put_on_record_once(sign_in: SignIn, subscribers: Subscribers) -> None:
    chief = await sign_in("chief")
    # As the command line's client: its address has no path.
    chief.base_url = httpx.URL("http://anlan.test")
    assert await enrol(chief, PEOPLE) == len(PEOPLE) == 12
    assert await enrol(chief, PEOPLE) == 0
    chief.base_url = httpx.URL("http://anlan.test/api/v1")
    for one in PEOPLE:
        row = await row_of(chief, one)
        sent = record(one)
        assert {key: row[key] for key in sent.keys() - UNSEEN} == {key: sent[key] for key in sent.keys() - UNSEEN}
        for part, items in parts(one).items():
            kept = (await chief.get(f"/subscribers/{row['id']}/{part}")).json()["items"]
            assert [{key: each[key] for key in items[0]} for each in kept] == items
        given = {"given": one.verbal_password}
        assert (await chief.post(f"/subscribers/{row['id']}/password-check", json=given)).json() == {
            "correct": True,
            "duress": False,
        }


async def test_receivers_have_every_panel_with_its_key(sign_in: SignIn, subscribers: Subscribers) -> None:
    chief = await sign_in("chief")
    chief.base_url = httpx.URL("http://anlan.test")
    await enrol(chief, PEOPLE)
    assert {len(one.key or b"") for one in PEOPLE} == {0, 16, 24, 32}
    for one in PEOPLE:
        account = subscribers.book.account(SourceKey("dc09", "0", "0", one.account))
        assert account is not None
        assert (account.key, account.key_required) == (one.key, one.key is not None)
        assert (account.supervision_class, account.poll_s) == (one.supervision_class, one.poll_s)
        assert account.division == one.division


async def test_an_operator_enrols_nobody(sign_in: SignIn, subscribers: Subscribers) -> None:
    operator = await sign_in("county_operator")
    operator.base_url = httpx.URL("http://anlan.test")
    with pytest.raises(httpx.HTTPStatusError) as refused:
        await enrol(operator, PEOPLE[:1])
    assert refused.value.response.status_code == 403
    assert list(subscribers.book.accounts()) == []

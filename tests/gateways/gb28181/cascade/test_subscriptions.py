"""Changes of the catalog told to an upper that subscribed: first what is offline, then what changes, until it ends."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from tests.gateways.gb28181.cascade.conftest import Joined
from tests.gateways.gb28181.cascade.fakes import OWN, UPPER, upper_record
from tests.gateways.gb28181.cascade.test_queries import camera
from tests.patience import PATIENCE_S

from anlan.gateways.gb28181.cascade import catalog_changes as module
from anlan.protocols.manscdp import CONTENT_TYPE, CatalogItem, decode, parse_catalog, subscribe_catalog
from anlan.protocols.sip import Dialog, Request, Response


@pytest.fixture(autouse=True)
def _gather_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GATHER_S", 0.02)


async def subscribe(
    joined: Joined, device_id: str = OWN, expires: str = "600"
) -> tuple[Response, Request, Dialog | None]:
    headers = [
        ("Event", "Catalog;id=42"), ("Expires", expires), ("Contact", f"<sip:{UPPER}@127.0.0.1:{joined.upper.endpoint.port}>"),
        ("Content-Type", CONTENT_TYPE),
    ]  # fmt: skip
    request = joined.upper.request("SUBSCRIBE", OWN, headers, subscribe_catalog(device_id, 17))
    assert joined.upper.lower is not None
    response = await joined.upper.endpoint.request(request, joined.upper.lower, timeout_s=PATIENCE_S)
    return response, request, Dialog.as_client(request, response) if response.status == 200 else None


def told(joined: Joined) -> list[tuple[str, str | None]]:
    return [
        (item.device_id, item.event)
        for each in joined.upper.notifies
        for item in parse_catalog(decode(each.body)).items
    ]


async def notified(joined: Joined, notifies: int) -> None:
    await joined.upper.until(lambda: len(joined.upper.notifies) >= notifies)


def cameras(count: int) -> list[CatalogItem]:
    return [camera(number) for number in range(count)]


async def changed(joined: Joined, items: Sequence[CatalogItem], event: str) -> None:
    joined.directory.changes = [msgspec.structs.replace(item, event=event) for item in items]
    await joined.cascade.catalog_changed([item.device_id for item in items])


async def test_a_subscriber_hears_first_of_what_is_offline_and_then_of_changes(either: Joined) -> None:
    items = either.directory.items = cameras(3)
    items[1].status = "OFF"
    response, _request, dialog = await subscribe(either)
    assert response.status == 200
    assert response.headers.get("Expires") == "600"
    await notified(either, 1)
    assert told(either) == [(items[1].device_id, "OFF")]
    first = either.upper.notifies[0]
    assert dialog is not None
    assert dialog.matches(first)
    assert first.headers.get("Event") == "Catalog;id=42"
    assert (first.headers.get("Subscription-State") or "").startswith("active;expires=")
    await changed(either, items[:1], "OFF")
    await notified(either, 2)
    assert told(either)[1:] == [(items[0].device_id, "OFF")]


async def test_changes_close_together_go_in_one_notification(joined: Joined) -> None:
    items = joined.directory.items = cameras(3)
    await subscribe(joined)
    await notified(joined, 1)
    joined.directory.changes = [msgspec.structs.replace(item, event="OFF") for item in items]
    for item in items:
        await joined.cascade.catalog_changed([item.device_id])
    await notified(joined, 2)
    assert len(joined.upper.notifies) == 2
    assert len(told(joined)) == 3


async def test_nothing_of_other_branches_is_told(joined: Joined) -> None:
    group = CatalogItem(device_id="99010000002160000001", name="虚拟组织", parent_id=OWN)
    items = cameras(2)
    items[0].parent_id = group.device_id
    joined.directory.items = [group, *items]
    await subscribe(joined, group.device_id)
    await notified(joined, 1)
    await changed(joined, items, "OFF")
    await notified(joined, 2)
    assert told(joined) == [(items[0].device_id, "OFF")]


async def test_changed_shares_are_told_as_what_came_and_what_went(joined: Joined) -> None:
    items = joined.directory.items = cameras(2)
    await subscribe(joined)
    await notified(joined, 1)
    joined.directory.items = [items[1], camera(9)]
    joined.directory.records = [upper_record(port=joined.upper.endpoint.port)]
    await joined.cascade.peers_changed([UPPER])
    await joined.upper.until(lambda: len(told(joined)) == 2)
    assert told(joined) == [(items[0].device_id, "DEL"), (camera(9).device_id, "ADD")]


async def test_more_changes_than_can_wait_are_told_by_comparison(
    joined: Joined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_WAITING", 2)
    items = joined.directory.items = cameras(3)
    await subscribe(joined)
    await notified(joined, 1)
    await joined.cascade.catalog_changed([item.device_id for item in items])
    await joined.upper.until(lambda: len(told(joined)) == 3)
    assert {event for _code, event in told(joined)} == {"UPDATE"}


async def test_expires_0_ends_it_with_a_last_notification(joined: Joined) -> None:
    joined.directory.items = cameras(1)
    _response, request, dialog = await subscribe(joined)
    await notified(joined, 1)
    assert dialog is not None
    ending = dialog.request("SUBSCRIBE", [("Event", "Catalog;id=42"), ("Expires", "0")], request.body)
    assert joined.upper.lower is not None
    assert (await joined.upper.endpoint.request(ending, joined.upper.lower, timeout_s=PATIENCE_S)).status == 200
    await notified(joined, 2)
    assert (joined.upper.notifies[-1].headers.get("Subscription-State") or "").startswith("terminated")
    await changed(joined, joined.directory.items, "OFF")
    assert (await subscribe(joined))[0].status == 200
    await notified(joined, 3)
    assert told(joined) == []


async def test_a_refresh_in_its_dialog_prolongs_it(joined: Joined) -> None:
    _response, request, dialog = await subscribe(joined)
    await notified(joined, 1)
    assert dialog is not None
    refresh = dialog.request("SUBSCRIBE", [("Event", "Catalog;id=42"), ("Expires", "3600")], request.body)
    assert joined.upper.lower is not None
    response = await joined.upper.endpoint.request(refresh, joined.upper.lower, timeout_s=PATIENCE_S)
    assert (response.status, response.headers.get("Expires")) == (200, "3600")
    assert len(joined.upper.notifies) == 1


async def test_an_upper_that_knows_nothing_of_it_is_not_told_again(joined: Joined) -> None:
    items = joined.directory.items = cameras(1)
    await subscribe(joined)
    await notified(joined, 1)
    joined.upper.answers["NOTIFY"] = [481]
    await changed(joined, items, "OFF")
    await joined.upper.until(lambda: joined.upper.answers["NOTIFY"] == [])
    await changed(joined, items, "ON")
    assert (await subscribe(joined))[0].status == 200
    await notified(joined, 2)
    assert told(joined) == []


@pytest.mark.parametrize(
    ("event", "device_id", "status"), [("presence", OWN, 489), ("Catalog", "99010000001310009999", 404)]
)
async def test_what_cannot_be_subscribed(joined: Joined, event: str, device_id: str, status: int) -> None:
    headers = [("Event", event), ("Expires", "600"), ("Content-Type", CONTENT_TYPE)]
    assert (await joined.upper.ask("SUBSCRIBE", OWN, headers, subscribe_catalog(device_id, 1))).status == status


async def test_subscriptions_of_one_upper_are_bounded(joined: Joined) -> None:
    statuses = [(await subscribe(joined))[0].status for _ in range(18)]
    assert statuses == [200] * 16 + [503] * 2

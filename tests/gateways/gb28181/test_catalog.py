"""Catalogs: completeness proved, what is missing asked for again, what never comes reported; changes applied; answers told apart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest
from tests.gateways.gb28181.fakes import CAMERA, LOWER, Device, Scene, item_on, record
from tests.patience import PATIENCE_S

from anlan.foundation.clock import ManualClock
from anlan.foundation.errors import Unavailable
from anlan.protocols import manscdp
from anlan.protocols.manscdp import CatalogItem, Document

CODES = [f"9901010200132{serial:07d}" for serial in range(10)]

Parts = Sequence[tuple[Sequence[str], int]]


def catalog(*rounds: Parts) -> Callable[[Device, Document], list[bytes]]:
    """Answers the n-th catalog query by the n-th round of parts (codes, SumNum), the last one again and again; other queries by nothing."""
    asked = [0]

    def answer(device: Device, document: Document) -> list[bytes]:
        if document.cmd_type != "Catalog":
            return []
        parts = rounds[min(asked[0], len(rounds) - 1)]
        asked[0] += 1
        return [
            manscdp.catalog_response(document.sn, device.code, total, [item_on(code) for code in codes])
            for codes, total in parts
        ]

    return answer


WHOLE: Parts = [(CODES[:4], 10), (CODES[4:8], 10), (CODES[8:], 10)]

CATALOGS: list[tuple[str, list[Parts], set[str], bool]] = [
    ("whole", [WHOLE], set(CODES), True),
    ("out of order", [WHOLE[::-1]], set(CODES), True),
    ("repeated", [[*WHOLE[:2], *WHOLE]], set(CODES), True),
    ("empty", [[((), 0)]], set(), True),
    ("a part lost, sent at the second asking", [WHOLE[:2], WHOLE], set(CODES), True),
    ("other parts lost each time", [WHOLE[:2], WHOLE[1:], WHOLE[2:]], set(CODES), True),
    ("never whole", [WHOLE[:2]], set(CODES[:8]), False),
]


@pytest.mark.parametrize(("name", "rounds", "codes", "complete"), CATALOGS, ids=[row[0] for row in CATALOGS])
async def test_a_catalog_is_complete_or_says_what_is_missing(
    name: str, rounds: list[Parts], codes: set[str], complete: bool
) -> None:
    async with Scene(record(LOWER, kind="lower")) as scene:
        platform = await scene.device(LOWER)
        platform.on_message = catalog(*rounds)
        await platform.register()
        await scene.directory.until(lambda: scene.directory.catalogs)
        (peer, items, is_complete) = scene.directory.catalogs[0]
        assert (peer, {each.device_id for each in items}, is_complete) == (LOWER, codes, complete)
        await asyncio.sleep(0)
        standing = scene.gateway.catalogs.standing(LOWER)
        assert standing is not None
        assert (standing.state, standing.missing) == (("complete", 0) if complete else ("incomplete", 2))


async def test_a_total_that_was_too_small_is_mended_by_what_comes_after() -> None:
    async with Scene(record(LOWER, kind="lower")) as scene:
        platform = await scene.device(LOWER)
        platform.on_message = catalog([(CODES[:4], 4), (CODES[4:8], 4), (CODES[8:], 2)])
        await platform.register()
        await scene.directory.until(lambda: scene.directory.catalogs and len(scene.directory.catalogs[-1][1]) == 10, 15)
        assert "sum_num_too_small" in scene.gateway.violations.of(LOWER)


async def test_parts_of_another_query_do_not_mix() -> None:
    async with Scene(record(LOWER, kind="lower")) as scene:
        platform = await scene.device(LOWER)

        def answer(device: Device, document: Document) -> list[bytes]:
            if document.cmd_type != "Catalog":
                return []
            stray = manscdp.catalog_response(document.sn + 1, device.code, 1, [item_on("99010102001329999999")])
            return [stray, manscdp.catalog_response(document.sn, device.code, 1, [item_on(CODES[0])])]

        platform.on_message = answer
        await platform.register()
        await scene.directory.until(lambda: scene.directory.catalogs)
        assert [each.device_id for each in scene.directory.catalogs[0][1]] == [CODES[0]]


@pytest.mark.parametrize(("status", "state"), [(200, "silent"), (403, "refused")])
async def test_a_peer_without_a_catalog_loses_nothing(status: int, state: str) -> None:
    async with Scene(record()) as scene:
        device = await scene.device()
        device.message_status = status
        await device.register()
        await device.until("MESSAGE")
        link = scene.gateway.presence.get(CAMERA)
        assert link is not None
        async with asyncio.timeout(PATIENCE_S):
            assert await scene.gateway.catalogs.schedule(link) == state
        assert not scene.directory.catalogs


async def test_a_catalog_is_asked_for_again_on_demand_and_once_at_a_time() -> None:
    async with Scene(record(LOWER, kind="lower")) as scene:
        with pytest.raises(Unavailable):
            await scene.gateway.refresh_catalog(LOWER)
        platform = await scene.device(LOWER)
        platform.on_message = catalog(WHOLE)
        await platform.register()
        await scene.directory.until(lambda: scene.directory.catalogs)
        await asyncio.gather(*(scene.gateway.refresh_catalog(LOWER) for _ in range(5)))
        await scene.directory.until(lambda: len(scene.directory.catalogs) == 2)
        queries = [each for each in platform.received if b"<CmdType>Catalog" in each.body and each.method == "MESSAGE"]
        assert len(queries) == 2


async def test_changes_are_taken_by_notify_before_they_are_confirmed() -> None:
    async with Scene(record(LOWER, kind="lower")) as scene:
        platform = await scene.device(LOWER)
        platform.subscribe_status = 200
        await platform.register()
        subscribe = await platform.until("SUBSCRIBE")
        assert (subscribe.headers.get("Event") or "").startswith("Catalog;id=")
        assert manscdp.decode(subscribe.body).cmd_type == "Catalog"
        change = manscdp.catalog_notify(9, LOWER, [CatalogItem(device_id=CODES[0], event="OFF")])
        headers = [("Event", "Catalog"), ("Subscription-State", "active")]
        scene.directory.failing = True
        assert (await platform.message(change, "NOTIFY", headers=headers)).status == 503
        scene.directory.failing = False
        assert (await platform.message(change, "NOTIFY", headers=headers)).status == 200
        ((peer, items),) = scene.directory.notices
        assert (peer, items[0].device_id, items[0].event) == (LOWER, CODES[0], "OFF")
        assert scene.gateway._subscriptions[0].supported(LOWER) is True
    last = [each for each in platform.received if each.method == "SUBSCRIBE"][-1]
    assert last.headers.get("Expires") == "0"


async def test_a_peer_that_refuses_the_subscription_is_left_in_peace() -> None:
    async with Scene(record(LOWER, kind="lower")) as scene:
        platform = await scene.joined(LOWER)
        await platform.until("SUBSCRIBE")
        assert (await platform.keepalive()).status == 200
        assert scene.gateway._subscriptions[0].supported(LOWER) is False


async def test_what_a_device_is_and_how_its_clock_goes() -> None:
    def answer(device: Device, document: Document) -> list[bytes]:
        if document.cmd_type == "DeviceInfo":
            info = manscdp.DeviceInfo(
                sn=document.sn, device_id=device.code, manufacturer="Maker", model="M1", firmware="1.2", channels=1
            )
            return [manscdp.device_info_response(info)]
        if document.cmd_type == "DeviceStatus":
            late = scene.gateway._clock.now_utc().replace(year=2020)
            return [
                manscdp.device_status_response(
                    manscdp.DeviceStatus(sn=document.sn, device_id=device.code, device_time_utc=late)
                )
            ]
        return []

    async with Scene(record()) as scene:
        device = await scene.device()
        device.on_message = answer
        await device.register()
        await scene.directory.until(lambda: "clock_offset_s" in scene.directory.info.get(CAMERA, {}))
        info = scene.directory.info[CAMERA]
        assert (info["manufacturer"], info["model"], info["firmware"], info["channels"]) == ("Maker", "M1", "1.2", 1)
        assert info["clock_offset_s"] < -100_000_000
        assert "clock_off" in scene.gateway.violations.of(CAMERA)


BODIES: list[tuple[bytes, int]] = [
    (b"", 400),
    (b"<?xml version='1.0'?><Notify>", 400),
    (b"<!DOCTYPE x [<!ENTITY a 'b'>]><Notify><CmdType>Keepalive</CmdType></Notify>", 400),
    (b"<Notify><CmdType>Alarm</CmdType><SN>1</SN><DeviceID>99010101001320000001</DeviceID></Notify>", 501),
    (b"<Response><CmdType>PresetQuery</CmdType><SN>1</SN><DeviceID>99010101001320000001</DeviceID></Response>", 200),
    (
        b"<Notify><CmdType>Keepalive</CmdType><SN>1</SN><DeviceID>99010101001320000001</DeviceID><Status>ERROR</Status></Notify>",
        200,
    ),
]


@pytest.mark.parametrize(("body", "status"), BODIES)
async def test_each_body_gets_its_answer_and_the_next_one_is_served(body: bytes, status: int) -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        assert (await device.message(body)).status == status
        assert (await device.keepalive()).status == 200


async def test_a_message_under_another_name_is_taken_by_where_it_comes_from() -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        answer = await device.message(manscdp.keepalive(CAMERA, 1), sender="99010101001310000009")
        assert answer.status == 200
        assert "sender_not_itself" in scene.gateway.violations.of(CAMERA)


async def test_one_who_asks_too_often_waits_and_others_do_not() -> None:
    other = "99010101001320000002"
    # The clock stands, so what is used up does not come back.
    async with Scene(record(), record(other), clock=ManualClock()) as scene:
        noisy, calm = await scene.joined(), await scene.joined(other)
        statuses = [(await noisy.keepalive()).status for _ in range(405)]
        assert statuses == [200] * 400 + [503] * 5
        assert (await calm.keepalive()).status == 200

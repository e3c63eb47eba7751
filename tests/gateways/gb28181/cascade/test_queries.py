"""What an upper asks: catalogs whole and in order, information and state, and nothing that is not shared."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.gateways.gb28181.cascade.conftest import Joined
from tests.gateways.gb28181.cascade.fakes import OWN, UPPER, ScriptedUpper

from anlan.gateways.sip import IncomingRequest
from anlan.protocols.manscdp import (
    CatalogItem,
    Charset,
    catalog_query,
    device_info_query,
    device_status_query,
    iframe,
    parse_device_info,
    parse_device_status,
)
from anlan.protocols.sip import Response


def camera(number: int, **more: Any) -> CatalogItem:
    return CatalogItem(
        device_id=f"9901000000131{number:07d}", name=f"人民路{number}号路口", manufacturer="厂商", model="IPC", civil_code="990100",
        address="人民路", parental=0, parent_id=OWN, register_way=1, secrecy=0, status="ON", longitude=117.1, latitude=31.8, **more,
    )  # fmt: skip


async def test_a_catalog_arrives_whole_with_a_true_count(either: Joined) -> None:
    either.directory.items = [camera(number) for number in range(50)]
    assert (await either.upper.query(catalog_query(OWN, 7))).status == 200
    await either.upper.until(lambda: len(either.upper.catalog_items(7)) == 50)
    assert [item.device_id for item in either.upper.catalog_items(7)] == [i.device_id for i in either.directory.items]
    assert {item.name for item in either.upper.catalog_items(7)} == {i.name for i in either.directory.items}
    parts = [each for each in either.upper.messages if each.cmd_type == "Catalog"]
    assert {each.root.findtext("SumNum") for each in parts} == {"50"}
    assert {each.device_id for each in parts} == {OWN}


async def test_over_tcp_many_items_go_in_one_message() -> None:
    joined = await Joined.build(transport="tcp")
    await joined.online()
    joined.directory.items = [camera(number) for number in range(200)]
    await joined.upper.query(catalog_query(OWN, 7))
    await joined.upper.until(lambda: len(joined.upper.catalog_items(7)) == 200)
    assert len([each for each in joined.upper.messages if each.cmd_type == "Catalog"]) <= 5
    await joined.close()


class SlowUpper(ScriptedUpper):
    """Confirms parts of a catalog only when ``together`` of them have come."""

    together = 4

    async def handle(self, incoming: IncomingRequest) -> Response | None:
        response = await super().handle(incoming)
        if b"<CmdType>Catalog" in incoming.request.body:
            await self.until(lambda: sum(each.cmd_type == "Catalog" for each in self.messages) >= self.together)
        return response


async def test_over_tcp_parts_do_not_wait_for_each_other_and_keep_their_order() -> None:
    joined = await Joined.build(SlowUpper(), transport="tcp")
    await joined.online()
    joined.directory.items = [camera(number) for number in range(400)]
    await joined.upper.query(catalog_query(OWN, 7))
    await joined.upper.until(lambda: len(joined.upper.catalog_items(7)) == 400)
    assert [item.device_id for item in joined.upper.catalog_items(7)] == [i.device_id for i in joined.directory.items]
    await joined.close()


async def test_an_upper_that_refuses_a_part_gets_no_more_than_is_under_way() -> None:
    joined = await Joined.build(transport="tcp")
    await joined.online()
    joined.directory.items = [camera(number) for number in range(2_000)]
    joined.upper.answers["MESSAGE"] = [200, 404]
    await joined.upper.query(catalog_query(OWN, 7))
    await joined.upper.until(lambda: not joined.upper.answers["MESSAGE"])
    while joined.cascade._queries._answering.get(UPPER):
        await asyncio.sleep(0)
    assert len([each for each in joined.upper.messages if each.cmd_type == "Catalog"]) <= 6
    await joined.close()


async def test_queries_at_the_same_time_are_told_apart_by_their_number(joined: Joined) -> None:
    joined.directory.items = [camera(number) for number in range(30)]
    for sn in (11, 12, 13):
        assert (await joined.upper.query(catalog_query(OWN, sn))).status == 200
    await joined.upper.until(lambda: all(len(joined.upper.catalog_items(sn)) == 30 for sn in (11, 12, 13)))


async def test_an_empty_catalog_is_answered_too(joined: Joined) -> None:
    await joined.upper.query(catalog_query(OWN, 3))
    await joined.upper.until(lambda: any(each.cmd_type == "Catalog" for each in joined.upper.messages))
    answer = next(each for each in joined.upper.messages if each.cmd_type == "Catalog")
    assert answer.root.findtext("SumNum") == "0"
    assert answer.root.find("DeviceList") is None


async def test_a_part_that_is_not_acknowledged_is_sent_again(joined: Joined) -> None:
    joined.directory.items = [camera(number) for number in range(3)]
    # The first is the answer to the keepalive's successor, if one comes; 500 means "try again".
    joined.upper.answers["MESSAGE"] = [500]
    await joined.upper.query(catalog_query(OWN, 9))
    await joined.upper.until(lambda: len(joined.upper.catalog_items(9)) == 3)
    assert len({item.device_id for item in joined.upper.catalog_items(9)}) == 3


async def test_only_part_of_the_tree_can_be_asked_for(joined: Joined) -> None:
    group = CatalogItem(device_id="99010000002160000001", name="虚拟组织", parent_id=OWN)
    below = [camera(number) for number in range(4)]
    for item in below[:2]:
        item.parent_id = group.device_id
    joined.directory.items = [group, *below]
    await joined.upper.query(catalog_query(group.device_id, 5))
    await joined.upper.until(lambda: len(joined.upper.catalog_items(5)) == 3)
    assert {each.device_id for each in joined.upper.messages if each.cmd_type == "Catalog"} == {group.device_id}


START = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)
END = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


def narrowed(start: str, end: str) -> bytes:
    """A query with times as text."""
    query = catalog_query(OWN, 5, START, END)
    query = query.replace(b"<StartTime>2026-03-01T08:00:00", f"<StartTime>{start}".encode())
    return query.replace(b"<EndTime>2026-03-02T08:00:00", f"<EndTime>{end}".encode())


@pytest.mark.parametrize(
    ("start", "end", "period", "flagged"),
    [
        ("2026-03-01T08:00:00", "2026-03-02T08:00:00", (START, END), []),
        ("2026-03-01 08:00:00", "", (START, None), []),
        ("", "20260302T080000", (None, END), []),
        ("", "", None, []),
        ("yesterday", "2026-03-02T08:00:00", (None, END), ["time_invalid"]),
        ("yesterday", "today", None, ["time_invalid"]),
        ("2026-03-02T08:00:00", "2026-03-01T08:00:00", None, ["period_reversed"]),
    ],
)
async def test_a_catalog_query_with_times_is_answered_with_what_changed_between(
    joined: Joined, start: str, end: str, period: object, flagged: list[str]
) -> None:
    joined.directory.items = [camera(number) for number in range(4)]
    joined.directory.changed_within = [camera(2)]
    assert (await joined.upper.query(narrowed(start, end))).status == 200
    told = 4 if period is None else 1
    await joined.upper.until(lambda: len(joined.upper.catalog_items(5)) == told)
    assert joined.directory.periods == [period]
    await joined.cascade.stop()
    assert joined.directory.broken == ({UPPER: flagged} if flagged else {})


@pytest.mark.parametrize("query", [catalog_query, device_info_query, device_status_query])
async def test_what_is_not_shared_does_not_exist(joined: Joined, query: Any) -> None:
    joined.directory.items = [camera(1)]
    assert (await joined.upper.query(query("99010000001310009999", 4))).status == 404


@pytest.mark.parametrize(("charset", "edition"), [("GB2312", "2016"), ("GB18030", "2022"), ("UTF-8", "2022")])
async def test_each_upper_is_written_to_in_its_own_charset_and_edition(charset: str, edition: str) -> None:
    joined = await Joined.build(charset=charset, edition=edition)
    await joined.online()
    joined.directory.items = [camera(1, point_type=1)]
    await joined.upper.query(catalog_query(OWN, 2))
    await joined.upper.until(lambda: len(joined.upper.catalog_items(2)) == 1)
    answer = next(each for each in joined.upper.messages if each.cmd_type == "Catalog")
    assert answer.charset in (Charset(charset), Charset.GB18030)
    assert joined.upper.catalog_items(2)[0].name == "人民路1号路口"
    assert joined.upper.catalog_items(2)[0].point_type == (1 if edition == "2022" else None)
    await joined.close()


async def test_tells_what_it_is_and_how_it_is(joined: Joined) -> None:
    joined.directory.items = [
        camera(1),
        camera(
            2,
        ),
    ]
    joined.directory.items[1].status = "OFF"
    off = joined.directory.items[1].device_id
    for query in (device_info_query(OWN, 1), device_status_query(OWN, 2), device_status_query(off, 3)):
        assert (await joined.upper.query(query)).status == 200
    await joined.upper.until(
        lambda: {1, 2, 3} <= {each.sn for each in joined.upper.messages if each.kind == "Response"}
    )
    by_sn = {each.sn: each for each in joined.upper.messages if each.kind == "Response"}
    info = parse_device_info(by_sn[1])
    assert (info.name, info.manufacturer, info.channels, info.result) == ("县级平台", "Anlan", 2, "OK")
    assert parse_device_status(by_sn[2]).online is True
    assert parse_device_status(by_sn[2]).device_time_utc is not None
    assert parse_device_status(by_sn[3]).online is False


async def test_what_is_not_offered_is_said_to_be_not_offered(joined: Joined) -> None:
    assert (await joined.upper.query(iframe(OWN, 1))).status == 501
    assert (await joined.upper.query(b"no xml at all")).status == 400


async def test_a_flood_of_queries_is_bounded(joined: Joined) -> None:
    joined.directory.items = [camera(number) for number in range(400)]
    statuses = [(await joined.upper.query(catalog_query(OWN, 100 + number))).status for number in range(12)]
    assert statuses.count(200) >= 8
    assert statuses.count(503) >= 1

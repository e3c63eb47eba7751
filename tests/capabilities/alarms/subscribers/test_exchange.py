"""Subscribers as files: what was given out can be taken in, all or nothing, each wrong cell named."""

from __future__ import annotations

import pytest
from tests.capabilities.alarms.subscribers.conftest import COMPANY, COUNTY, KEEPER, shop, writing

from anlan.capabilities.alarms.models import SubscriberContact
from anlan.capabilities.alarms.subscribers.records import SubscriberFilter
from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.foundation.access.models import Organisation
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database

HEADER = "用户编号,名称,类别,行政区划,服务企业,联系人,经度,纬度,合同起始"


@pytest.fixture(autouse=True)
async def companies(database: Database, clock: ManualClock) -> None:
    async with database.transaction() as session:
        for identity, name in (("anda", "安达报警"), ("weishi", "卫士报警")):
            session.add(Organisation(id=identity, name=name, division="9901", created_utc=clock.now_utc()))


def file(*lines: str) -> bytes:
    return "\n".join((HEADER, *lines)).encode("utf-8-sig")


async def numbers(subscribers: Subscribers) -> set[str]:
    return {row.number for row in (await subscribers.records.page(SubscriberFilter(), writing(), None, 100))[0]}


async def test_a_file_is_tried_then_taken(subscribers: Subscribers) -> None:
    data = file(
        "KH-1,人民路便利店,商业网点,99010101,安达报警,王敏 139 0000 0000; 李强 0990-555,110.5,30.25,2026/01/01",
        "KH-2,张三家,household,99010102,,,,,",
    )
    tried = await subscribers.exchange.take(data, writing(), dry_run=True)
    assert (tried.created, tried.applied, tried.errors_total) == (2, False, 0)
    assert await numbers(subscribers) == set()
    taken = await subscribers.exchange.take(data, writing(), dry_run=False)
    assert (taken.created, taken.applied) == (2, True)
    row = (await subscribers.records.page(SubscriberFilter("KH-1"), writing(), None, 1))[0][0]
    people = await subscribers.records.part(row.id, SubscriberContact)
    assert [(each.name, each.phone) for each in people] == [("王敏", "139 0000 0000"), ("李强", "0990-555")]
    assert (row.company, str(row.contract_from), subscribers.book.premises(row.id) is not None) == (
        "anda",
        "2026-01-01",
        True,
    )
    again = await subscribers.exchange.take(data, writing(), dry_run=False)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_what_was_given_out_can_be_taken_in(subscribers: Subscribers, kind: str) -> None:
    await subscribers.records.create(shop("KH-1", company="anda", note="=1+1", longitude=110.1, latitude=30.2), KEEPER)
    await subscribers.records.create(shop("KH-2", name="-减号"), KEEPER)
    data = await subscribers.exchange.give(SubscriberFilter(), writing(), kind)  # type: ignore[arg-type]
    report = await subscribers.exchange.take(data, writing(), dry_run=False)
    assert (report.rows, report.unchanged, report.errors) == (2, 2, [])


async def test_one_wrong_cell_and_nothing_is_taken(subscribers: Subscribers) -> None:
    data = file(
        "KH-1,好,商业网点,99010101,,,,,",
        "KH-2,,商业网点,99010101,,,,,",
        "KH-3,坏,城堡,99010101,,,,,",
        "KH-4,坏,商业网点,990,,,,,",
        "KH-5,坏,商业网点,99010101,没有,,,,",
        "KH-6,坏,商业网点,99010101,,无电话,,,",
        "KH-7,坏,商业网点,99010101,,,110,,",
        "KH-8,坏,商业网点,99010101,,,,,昨天",
        "KH-1,重,商业网点,99010101,,,,,",
        ",无号,商业网点,99010101,,,,,",
    )
    report = await subscribers.exchange.take(data, writing(), dry_run=False)
    assert not report.applied
    assert [(each.row, each.column.zh) for each in report.errors] == [
        (3, "名称"), (4, "类别"), (5, "行政区划"), (6, "服务企业"), (7, "联系人"), (8, "经度"), (9, "合同起始"), (10, "用户编号"), (11, "用户编号"),
    ]  # fmt: skip
    assert await numbers(subscribers) == set()


async def test_nobody_imports_beyond_his_reach(subscribers: Subscribers) -> None:
    await subscribers.records.create(shop("KH-9", company="weishi", division="99010201"), KEEPER)
    data = file("KH-9,改名,商业网点,99010201,,,,,", "KH-1,新,商业网点,99010201,卫士报警,,,,")
    for actor in (COMPANY, COUNTY):
        report = await subscribers.exchange.take(data, writing(actor), dry_run=False)
        assert (report.applied, [each.row for each in report.errors]) == (False, [2, 3])
    own = await subscribers.exchange.take(file("KH-1,新,商业网点,99010201,,,,,"), writing(COMPANY), dry_run=False)
    assert own.applied
    row = (await subscribers.records.page(SubscriberFilter("KH-1"), writing(), None, 1))[0][0]
    assert row.company == "anda"


async def test_the_template_passes_its_own_check(subscribers: Subscribers) -> None:
    report = await subscribers.exchange.take(await subscribers.exchange.template(), writing(), dry_run=True)
    assert (report.rows, report.errors) == (1, [])

"""Taking catalogs: whole, in part, again, and notified changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from tests.capabilities.directory.conftest import (
    AUTHOR,
    COUNTY,
    EVERYWHERE,
    NVR,
    OTHER_COUNTY,
    PROVINCE,
    ToldGateway,
    camera,
    county_catalog,
    transition,
)

from anlan.capabilities.directory.channels import ChannelView
from anlan.capabilities.directory.drafts import DeviceDraft, PlatformDraft
from anlan.capabilities.directory.models import Channel, Node, RecordChange
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.directory.shares.choice import ShareDraft
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.protocols.manscdp.catalog import CatalogItem

SCHOOL = "99010101002160000002"
GROUP = "99010101002150000001"
TOWNSHIP = "99010101002000000001"


async def tree_of(database: Database) -> dict[str, str | None]:
    async with database.reading() as session:
        return dict((await session.execute(select(Node.id, Node.parent_id))).all())


async def channel(directory: DirectoryService, code: str) -> ChannelView:
    return await directory.channels.get(code, EVERYWHERE)


async def test_a_lower_platforms_tree_stays_whole(
    directory: DirectoryService, database: Database, clock: ManualClock
) -> None:
    await directory.apply_transitions([transition(COUNTY, "online", "registered", clock.now_utc(), "lower")])
    outcome = await directory.apply_catalog(
        COUNTY, county_catalog([camera(1, SCHOOL), camera(2, f"{TOWNSHIP}/{SCHOOL}")]), complete=True
    )
    assert (outcome.added, outcome.violations) == (2, 0)
    view = await channel(directory, camera(1).device_id)
    assert [(step.kind, step.name) for step in view.path] == [
        ("division", "9901"), ("division", "南山县"), ("division", "石桥镇"), ("system", "石桥镇平台"),
        ("business_group", "重点部位"), ("virtual_organisation", "学校"), ("virtual_organisation", "第一小学"),
    ]  # fmt: skip
    assert (await channel(directory, camera(2).device_id)).path == view.path
    assert await directory.verify_counts() == []


async def test_taking_the_same_catalog_again_changes_nothing(
    directory: DirectoryService, database: Database, gateway: ToldGateway
) -> None:
    items = county_catalog([camera(number, SCHOOL) for number in range(5)])
    await directory.apply_catalog(COUNTY, items, complete=True)
    told = len(gateway.channels)
    async with database.reading() as session:
        before = (await session.execute(select(Channel.__table__).order_by(Channel.code))).all()
    outcome = await directory.apply_catalog(COUNTY, list(reversed(items)), complete=True)
    assert (outcome.added, outcome.changed, outcome.removed, outcome.unchanged) == (0, 0, 0, 5)
    async with database.reading() as session:
        assert (await session.execute(select(Channel.__table__).order_by(Channel.code))).all() == before
    assert len(gateway.channels) == told


async def test_only_a_complete_catalog_removes(directory: DirectoryService, database: Database) -> None:
    await directory.apply_catalog(COUNTY, county_catalog([camera(1, SCHOOL), camera(2, SCHOOL)]), complete=True)
    outcome = await directory.apply_catalog(COUNTY, [camera(3, SCHOOL)], complete=False)
    assert (outcome.added, outcome.removed) == (1, 0)
    # It found its branch although this part of the catalog did not list it.
    assert (await channel(directory, camera(3).device_id)).path[-1].code == SCHOOL
    outcome = await directory.apply_catalog(COUNTY, [camera(2, COUNTY)], complete=True)
    assert (outcome.removed, outcome.changed) == (2, 1)
    assert {node for node in await tree_of(database) if node.startswith("n:")} == set()
    assert await directory.verify_counts() == []


async def test_a_record_that_was_kept_up_is_retired_and_comes_back(
    directory: DirectoryService, database: Database
) -> None:
    code = camera(1).device_id
    await directory.apply_catalog(NVR, [camera(1), camera(2)], complete=True)
    await directory.channels.edit(code, {"site_category": "key_unit", "name": "金库门口"}, AUTHOR, EVERYWHERE)
    await directory.apply_catalog(NVR, [], complete=True)
    kept = (await channel(directory, code)).channel
    assert (kept.life_cycle, kept.listed, kept.counted, kept.name) == ("retired", False, False, "金库门口")
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Channel)) == 1
    await directory.apply_catalog(NVR, [camera(1)], complete=True)
    back = (await channel(directory, code)).channel
    assert (back.life_cycle, back.listed, back.counted, back.name, back.site_category) == (
        "active",
        True,
        True,
        "金库门口",
        "key_unit",
    )
    reasons = [row.reason for row in await directory.channels.history(code, EVERYWHERE, None, 10)]
    assert reasons == ["relisted", "unlisted", "edited"]
    assert await directory.verify_counts() == []


async def test_a_device_that_is_retired_takes_its_channels_along(
    directory: DirectoryService, gateway: ToldGateway, clock: ManualClock
) -> None:
    await directory.apply_transitions([transition(NVR, "online", "registered", clock.now_utc())])
    await directory.apply_catalog(NVR, [camera(1), camera(2, status="OFF"), camera(3)], complete=True)
    await directory.channels.edit(camera(3).device_id, {"life_cycle": "retired"}, AUTHOR, EVERYWHERE)
    await directory.shares.set(PROVINCE, [ShareDraft("d:9901", "division")], AUTHOR)
    row = await directory.devices.edit(NVR, {"life_cycle": "retired"}, AUTHOR, EVERYWHERE)
    assert (row.device.life_cycle, row.total, row.online) == ("retired", 0, 0)
    for serial in (1, 2, 3):
        channel = (await directory.channels.get(camera(serial).device_id, EVERYWHERE)).channel
        assert (channel.life_cycle, channel.counted) == ("retired", False)
        (last, *_) = await directory.channels.history(channel.code, EVERYWHERE, None, 5)
        assert (last.reason, last.changes, last.actor_name) == (
            "life_cycle",
            {"life_cycle": ["active", "retired"]},
            AUTHOR.name,
        )
    codes = [camera(1).device_id, camera(2).device_id]
    assert (gateway.peers[-1], sorted(gateway.channels[-1])) == ([NVR], codes)
    assert [(item.device_id, item.event) for item in await directory.changes_for(PROVINCE, codes)] == [
        (code, "DEL") for code in codes
    ]
    # A catalog that was on its way brings nothing back.
    await directory.apply_catalog(NVR, [camera(1), camera(2)], complete=True)
    assert (await directory.devices.get(NVR, EVERYWHERE)).total == 0
    assert await directory.verify_counts() == []


async def test_what_is_retired_by_hand_is_counted_no_more(directory: DirectoryService, database: Database) -> None:
    await directory.apply_catalog(NVR, [camera(1), camera(2)], complete=True)
    await directory.channels.edit(camera(1).device_id, {"life_cycle": "retired"}, AUTHOR, EVERYWHERE)
    async with database.reading() as session:
        assert await session.scalar(select(Node.total).where(Node.id == "d:9901")) == 1
    assert await directory.verify_counts() == []


async def test_two_peers_may_send_the_same_codes(directory: DirectoryService, database: Database) -> None:
    await directory.platforms.create(PlatformDraft(OTHER_COUNTY, "北山县", "lower", division="990102"), AUTHOR)
    await directory.apply_catalog(COUNTY, county_catalog([camera(1, SCHOOL)]), complete=True)
    theirs = [
        CatalogItem(device_id=TOWNSHIP, name="另一平台", parent_id=OTHER_COUNTY),
        CatalogItem(device_id=GROUP, name="另一分组", parent_id=TOWNSHIP),
        camera(1, GROUP, name="另一摄像机"),
    ]
    await directory.apply_catalog(OTHER_COUNTY, theirs, complete=True)
    async with database.reading() as session:
        rows = (
            await session.execute(select(Channel.peer, Channel.code, Channel.wire_code).order_by(Channel.peer))
        ).all()
        nodes = (await session.scalars(select(Node.code).where(Node.kind != "division"))).all()
    assert [row.wire_code for row in rows] == [camera(1).device_id] * 2
    assert rows[0].code == camera(1).device_id
    assert rows[1].code == "99010101001310900000"
    assert len(set(nodes)) == len(nodes)
    route = await directory.channel_route(rows[1].code)
    assert route is not None
    assert (route.peer.code, route.wire_code, route.name) == (OTHER_COUNTY, camera(1).device_id, "另一摄像机")
    # Taken again, each keeps the code it has.
    outcome = await directory.apply_catalog(OTHER_COUNTY, theirs, complete=True)
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 0, 1)


async def test_codes_that_are_none_are_kept_and_mapped(directory: DirectoryService) -> None:
    await directory.apply_catalog(
        NVR, [camera(0, device_id="1", name="通道一"), camera(0, device_id="ch-2", name="通道二")], complete=True
    )
    route = await directory.channel_route("99010101001310900000")
    assert route is not None
    assert (route.wire_code, route.name) == ("1", "通道一")
    outcome = await directory.apply_catalog(NVR, [camera(0, device_id="1", name="通道一")], complete=True)
    assert (outcome.removed, outcome.unchanged) == (1, 1)


async def test_a_status_that_changes_alone_is_no_change_of_the_record(
    directory: DirectoryService, database: Database, clock: ManualClock
) -> None:
    await directory.apply_transitions([transition(NVR, "online", "registered", clock.now_utc())])
    await directory.apply_catalog(NVR, [camera(1), camera(2)], complete=True)
    outcome = await directory.apply_catalog(NVR, [camera(1, status="OFF"), camera(2)], complete=True)
    assert (outcome.changed, outcome.unchanged) == (1, 1)
    async with database.reading() as session:
        assert (
            await session.scalar(select(func.count()).select_from(RecordChange).where(RecordChange.kind == "channel"))
            == 0
        )
        assert await session.scalar(select(Node.online).where(Node.id == "d:9901")) == 1


async def test_an_edited_field_stands_against_the_catalog_until_given_back(directory: DirectoryService) -> None:
    code = camera(1).device_id
    await directory.apply_catalog(NVR, [camera(1, longitude=110.0, latitude=30.0)], complete=True)
    await directory.channels.edit(code, {"longitude": 110.5, "latitude": 30.5}, AUTHOR, EVERYWHERE)
    await directory.apply_catalog(NVR, [camera(1, name="改名", longitude=111.0, latitude=31.0)], complete=True)
    kept = (await channel(directory, code)).channel
    assert (kept.name, kept.longitude, kept.latitude) == ("改名", 110.5, 30.5)
    await directory.channels.edit(code, {"longitude": None, "latitude": None}, AUTHOR, EVERYWHERE)
    given_back = (await channel(directory, code)).channel
    assert (given_back.longitude, given_back.latitude, given_back.overrides) == (111.0, 31.0, {})


async def test_all_fields_of_the_item_are_kept_but_its_password(directory: DirectoryService) -> None:
    item = camera(
        1,
        resolution="1/2",
        mac="00-11-22-33-44-55",
        horizontal_field_angle=90.5,
        password="secret",
        record_save_days=30,
    )
    await directory.apply_catalog(NVR, [item], complete=True)
    kept = (await channel(directory, item.device_id)).item
    assert kept is not None
    assert (kept.resolution, kept.mac, kept.horizontal_field_angle, kept.record_save_days) == (
        "1/2",
        "00-11-22-33-44-55",
        90.5,
        30,
    )
    assert kept.password is None


async def test_a_firmwares_idea_of_its_division_does_not_count_but_a_platforms_does(
    directory: DirectoryService,
) -> None:
    await directory.apply_catalog(NVR, [camera(1, civil_code="340200")], complete=True)
    assert (await channel(directory, camera(1).device_id)).channel.division == "99010101"
    items = [*county_catalog(), camera(2, COUNTY, civil_code="99010101"), camera(3, COUNTY, civil_code="990102")]
    await directory.apply_catalog(COUNTY, items, complete=True)
    assert (await channel(directory, camera(2).device_id)).channel.division == "99010101"
    outside = (await channel(directory, camera(3).device_id)).channel
    assert (outside.division, outside.violations) == ("990101", ["catalog_division_outside"])


async def test_notified_changes_are_applied_in_order(
    directory: DirectoryService, database: Database, clock: ManualClock
) -> None:
    await directory.apply_transitions([transition(COUNTY, "online", "registered", clock.now_utc(), "lower")])
    await directory.apply_catalog(COUNTY, county_catalog([camera(1, SCHOOL), camera(2, SCHOOL)]), complete=True)

    def told(event: str, item: CatalogItem) -> CatalogItem:
        fields: dict[str, Any] = {name: getattr(item, name) for name in ("name", "parent_id", "status")}
        return CatalogItem(device_id=item.device_id, event=event, **(fields if event in ("ADD", "UPDATE") else {}))

    notified = [
        told("OFF", camera(1)), told("VLOST", camera(2)), told("ADD", camera(3, SCHOOL)), told("DEL", camera(2)), told("OFF", camera(9)),
        told("UPDATE", camera(1, SCHOOL, name="新名", status="ON")),
    ]  # fmt: skip
    outcome = await directory.apply_catalog_notify(COUNTY, notified)
    assert (outcome.added, outcome.removed) == (1, 1)
    first = (await channel(directory, camera(1).device_id)).channel
    assert (first.name, first.online, first.fault) == ("新名", True, "")
    assert (await channel(directory, camera(3).device_id)).path[-1].code == SCHOOL
    async with database.reading() as session:
        assert (await session.execute(select(Node.total, Node.online).where(Node.id == "d:990101"))).one() == (2, 2)
    await directory.apply_catalog_notify(COUNTY, [told("DEFECT", camera(3))])
    third = (await channel(directory, camera(3).device_id)).channel
    assert (third.fault, third.online, third.last_event) == ("DEFECT", False, "DEFECT")
    await directory.apply_catalog_notify(COUNTY, [told("ON", camera(3))])
    third = (await channel(directory, camera(3).device_id)).channel
    assert (third.fault, third.online) == ("", True)
    assert await directory.verify_counts() == []


async def test_a_record_planned_before_its_device_joined_becomes_the_devices(
    directory: DirectoryService, database: Database
) -> None:
    code = camera(1).device_id
    table = "通道编码,名称,状态\n" + f"{code},规划摄像机,在建\n"
    report = await directory.exchange.take(table.encode(), AUTHOR, EVERYWHERE, dry_run=False)
    assert report.applied
    await directory.apply_catalog(NVR, [camera(1, name="IPC")], complete=True)
    joined = (await channel(directory, code)).channel
    assert (joined.peer, joined.life_cycle, joined.listed, joined.counted) == (NVR, "building", True, True)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Channel)) == 1
    assert await directory.verify_counts() == []


async def test_a_device_that_moves_takes_its_channels_and_counts_along(
    directory: DirectoryService, database: Database
) -> None:
    await directory.apply_catalog(NVR, [camera(1), camera(2)], complete=True)
    await directory.devices.edit(NVR, {"division": "990102"}, AUTHOR, EVERYWHERE)
    async with database.reading() as session:
        counts = dict((await session.execute(select(Node.id, Node.total))).all())
        assert set((await session.scalars(select(Channel.division))).all()) == {"990102"}
    assert (counts["d:990102"], counts["d:99010101"], counts["d:9901"]) == (2, 0, 2)
    assert await directory.verify_counts() == []


async def test_deleting_a_device_leaves_nothing_behind(
    directory: DirectoryService, database: Database, gateway: ToldGateway
) -> None:
    await directory.apply_catalog(NVR, [camera(1), camera(2)], complete=True)
    await directory.devices.delete(NVR, AUTHOR, EVERYWHERE)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Channel)) == 0
        assert await session.scalar(select(Node.total).where(Node.id == "d:9901")) == 0
    assert gateway.channels[-1] == [camera(1).device_id, camera(2).device_id]
    assert await directory.peer(NVR) is None
    # The code is free again.
    await directory.devices.create(DeviceDraft(NVR, "新录像机"), AUTHOR)


async def test_wrong_counts_are_found_and_mended(directory: DirectoryService, database: Database) -> None:
    await directory.apply_catalog(NVR, [camera(1)], complete=True)
    async with database.transaction() as session:
        node = await session.get_one(Node, "d:9901")
        node.total = 7
    wrong = await directory.verify_counts()
    assert [(each.node, each.total, each.counted_total) for each in wrong] == [("d:9901", 7, 1)]
    await directory.verify_counts(mend=True)
    assert await directory.verify_counts() == []

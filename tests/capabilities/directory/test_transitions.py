"""What a peer's change of state does to the records."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from tests.capabilities.directory.conftest import COUNTY, NVR, PROVINCE, ToldGateway, camera, transition

from anlan.capabilities.directory.drafts import RuleDraft
from anlan.capabilities.directory.models import Channel, Device, Node, PeerTransitionRow
from anlan.capabilities.directory.ports import Refusal
from anlan.capabilities.directory.service import DirectoryService
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox
from anlan.foundation.events.models import OutboxEvent
from anlan.protocols.wording import Sentence


async def counts(database: Database, node: str) -> tuple[int, int]:
    async with database.reading() as session:
        row = (await session.execute(select(Node.total, Node.online).where(Node.id == node))).one()
    return row.total, row.online


async def history(database: Database, code: str) -> list[tuple[str, str]]:
    query = select(PeerTransitionRow.state, PeerTransitionRow.reason).where(PeerTransitionRow.code == code)
    async with database.reading() as session:
        return [(state, reason) for state, reason in (await session.execute(query.order_by(PeerTransitionRow.id)))]


async def test_a_device_takes_its_channels_up_and_down(
    directory: DirectoryService, database: Database, clock: ManualClock, gateway: ToldGateway
) -> None:
    now = clock.now_utc()
    await directory.apply_transitions([transition(NVR, "online", "registered", now, host="10.0.0.9", port=5062)])
    await directory.apply_catalog(NVR, [camera(1), camera(2), camera(3, status="OFF")], complete=True)
    assert await counts(database, "d:9901") == (3, 2)
    await directory.apply_transitions([transition(NVR, "degraded", "keepalive_lost", now)])
    assert await counts(database, "d:9901") == (3, 2)
    await directory.apply_transitions([transition(NVR, "offline", "expired", now)])
    assert await counts(database, "d:9901") == (3, 0)
    assert gateway.channels[-1] == [camera(1).device_id, camera(2).device_id]
    await directory.apply_transitions([transition(NVR, "online", "registered", now)])
    assert await counts(database, f"v:{NVR}") == (3, 2)
    assert await directory.verify_counts() == []


async def test_a_refresh_moves_address_and_expiry_and_leaves_no_trace(
    directory: DirectoryService, database: Database, clock: ManualClock
) -> None:
    now = clock.now_utc()
    await directory.apply_transitions(
        [transition(NVR, "online", "registered", now, host="10.0.0.9", port=5062, user_agent="IPC")]
    )
    clock.jump(1800)
    refreshed = transition(
        NVR, "online", "refreshed", clock.now_utc(), host="10.0.0.10", port=6000, expires_utc=clock.now_utc()
    )
    async with database.reading() as session:
        events = await session.scalar(select(func.count()).select_from(OutboxEvent))
    await directory.apply_transitions([refreshed])
    record = await directory.peer(NVR)
    assert record is not None
    assert (record.host, record.port, record.expires_utc, record.state) == (
        "10.0.0.10",
        6000,
        clock.now_utc(),
        "online",
    )
    assert await history(database, NVR) == [("online", "registered")]
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(OutboxEvent)) == events
        assert await session.scalar(select(Device.user_agent).where(Device.code == NVR)) == "IPC"
        assert await session.scalar(select(Device.state_since_utc).where(Device.code == NVR)) == now


async def test_every_step_of_a_flapping_device_in_one_batch_is_kept(
    directory: DirectoryService, database: Database, clock: ManualClock
) -> None:
    now = clock.now_utc()
    steps = [
        ("online", "registered"),
        ("offline", "unregistered"),
        ("online", "registered"),
        ("degraded", "keepalive_lost"),
    ]
    await directory.apply_transitions([transition(NVR, state, reason, now) for state, reason in steps])  # type: ignore[arg-type]
    assert await history(database, NVR) == steps


async def test_what_was_refused_teaches_no_address(directory: DirectoryService, clock: ManualClock) -> None:
    await directory.apply_transitions(
        [transition(NVR, "refused", "wrong_password", clock.now_utc(), host="203.0.113.9", port=1)]
    )
    record = await directory.peer(NVR)
    assert record is not None
    assert (record.state, record.host) == ("refused", "")


async def test_an_upper_keeps_the_address_it_was_given(directory: DirectoryService, clock: ManualClock) -> None:
    now = clock.now_utc()
    await directory.apply_transitions(
        [transition(PROVINCE, "online", "registered", now, "upper", host="192.0.2.1", port=9)]
    )
    record = await directory.peer(PROVINCE)
    assert record is not None
    assert (record.state, record.host, record.port, record.kind) == ("online", "127.0.0.1", 5060, "upper")


async def test_a_peer_that_was_deleted_meanwhile_is_passed_over(
    directory: DirectoryService, database: Database, clock: ManualClock
) -> None:
    await directory.apply_transitions([transition("99010101001180000077", "online", "registered", clock.now_utc())])
    assert await history(database, "99010101001180000077") == []
    assert await directory.peer("99010101001180000077") is None


async def test_a_rule_admits_devices_up_to_its_bound(
    directory: DirectoryService, database: Database, clock: ManualClock
) -> None:
    rule = await directory.rules.create(RuleDraft("校园", "9901010100132", "rule-password", max_devices=2))
    codes = [f"9901010100132000000{serial}" for serial in range(1, 4)]
    offered = await directory.peer(codes[0])
    assert offered is not None
    assert (offered.rule, offered.password, offered.division) == (rule.id, "rule-password", "99010101")
    assert await directory.peer("99010101001180000077") is None
    await directory.apply_transitions(
        [transition(code, "online", "registered", clock.now_utc(), host="h", port=5) for code in codes]
    )
    admitted = {each.code for each in await directory.peers() if each.rule == rule.id}
    assert admitted == set(codes[:2])
    record = await directory.peer(codes[1])
    assert record is not None
    assert (record.state, record.password, record.host) == ("online", "rule-password", "h")
    async with database.reading() as session:
        assert await session.scalar(select(Node.parent_id).where(Node.id == f"v:{codes[1]}")) == "d:99010101"


async def test_a_lower_platform_takes_its_whole_tree_with_it(
    directory: DirectoryService, database: Database, clock: ManualClock
) -> None:
    now = clock.now_utc()
    await directory.apply_transitions([transition(COUNTY, "online", "registered", now, "lower")])
    await directory.apply_catalog(COUNTY, [camera(1, COUNTY)], complete=True)
    await directory.apply_transitions([transition(COUNTY, "offline", "keepalive_lost", now, "lower")])
    async with database.reading() as session:
        assert (await session.execute(select(Channel.online, Channel.reported, Channel.last_event))).one() == (
            False,
            True,
            "OFF",
        )
    assert await counts(database, "d:990101") == (1, 0)


async def test_the_state_of_peers_survives_a_restart(
    directory: DirectoryService, database: Database, outbox: Outbox, clock: ManualClock
) -> None:
    expires = clock.now_utc()
    await directory.apply_transitions(
        [transition(NVR, "online", "registered", clock.now_utc(), host="10.1.1.1", port=7, expires_utc=expires)]
    )
    again = DirectoryService(database, outbox, clock, password_key=b"k" * 32)
    records = {each.code: each for each in await again.peers()}
    assert set(records) == {NVR, COUNTY, PROVINCE}
    assert (records[NVR].state, records[NVR].host, records[NVR].expires_utc) == ("online", "10.1.1.1", expires)
    assert records[NVR].password == "open-sesame-1"
    assert records[COUNTY].kind == "lower"


async def test_refusals_are_kept_and_bounded(
    directory: DirectoryService, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anlan.capabilities.directory.transitions.KEPT_REFUSALS", 3)
    for number in range(5):
        refusal = Refusal(
            f"9901010100118000000{number}",
            "10.0.0.1",
            5060,
            "udp",
            "unknown",
            Sentence("未登记", "unknown"),
            clock.now_utc(),
        )
        await directory.record_refusals([refusal])
    kept = await directory.devices.refusals("", None, 100)
    assert [row.code[-1] for row in kept] == ["4", "3", "2"]
    assert [row.code[-1] for row in await directory.devices.refusals("10.0", None, 1)] == ["4"]

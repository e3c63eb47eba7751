"""Many devices on few sockets: registered, kept alive, gone."""

from __future__ import annotations

import pytest

from anlan.simulator.fleet import Fleet
from anlan.simulator.profile import ServerAddress
from anlan.simulator.upper import UpperPlatform

PLATFORM = "99010203002000000001"
FIRST = "99010203001320000001"


@pytest.fixture
def passwords() -> dict[str, str]:
    return {f"{FIRST[:14]}{serial:06d}": "fleet" for serial in range(1, 301)}


async def test_a_fleet_joins_keeps_alive_answers_and_leaves(passwords: dict[str, str]) -> None:
    upper = UpperPlatform(PLATFORM, passwords=passwords)
    await upper.start()
    fleet = Fleet(upper.address, 300, FIRST, "fleet", answers_queries=True)
    await fleet.open()
    joined = await fleet.register_all(concurrency=50)
    assert (joined.done, joined.failed, fleet.registered, len(upper.joined)) == (300, {}, 300, 300)
    kept = await fleet.keepalive_round()
    assert (kept.done, kept.failed) == (300, {})
    assert {one.keepalives for one in upper.joined.values()} == {1}
    result, items = await upper.catalog(fleet.code(7))
    assert (result.status, items[0].parent_id) == ("complete", fleet.code(7))
    left = await fleet.unregister_all()
    assert (left.done, fleet.registered, upper.joined) == (300, 0, {})
    await fleet.close()
    await upper.stop()


async def test_failures_are_counted_by_their_reason(passwords: dict[str, str]) -> None:
    upper = UpperPlatform(PLATFORM, passwords=dict(list(passwords.items())[:4]))
    await upper.start()
    fleet = Fleet(upper.address, 10, FIRST, "fleet")
    await fleet.open()
    report = await fleet.register_all(rate_per_s=1000)
    assert (report.done, report.failed, fleet.registered) == (4, {"403": 6}, 4)
    await fleet.close()
    await upper.stop()


async def test_a_platform_that_is_not_there() -> None:
    fleet = Fleet(ServerAddress(PLATFORM, PLATFORM[:10], "127.0.0.1", 9), 3, FIRST, "fleet", timeout_s=0.6)
    await fleet.open()
    report = await fleet.register_all()
    assert (report.done, report.failed) == (0, {"no answer": 3})
    await fleet.close()


@pytest.mark.parametrize(("count", "first"), [(0, FIRST), (100_001, FIRST), (2, "99010203001320999999")])
def test_a_fleet_that_cannot_be(count: int, first: str) -> None:
    with pytest.raises(ValueError):
        Fleet(ServerAddress(PLATFORM, PLATFORM[:10], "127.0.0.1", 9), count, first, "fleet")

"""The same feed through a real NATS server: kept over the absence of either side, and nothing believed that is not signed."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import nats
import pytest
from nats.js import JetStreamContext
from tests.capabilities.alarms.centre import HOLD_UP, person, signal
from tests.gateways.feeds.levels import COUNTY, TOWN, Level, Opener, connected, settled, until

from anlan.foundation.clock import SystemClock
from anlan.gateways.feeds.links import UpperDraft

pytestmark = pytest.mark.foreign
WANG, CHEN = person("wang"), person("chen", "990101")


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[str]:
    """A server with JetStream on a free port."""
    program = shutil.which("nats-server")
    if program is None:
        pytest.skip("nats-server is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        program, "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(tmp_path / "nats"),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    while b"Server is ready" not in (line := await process.stderr.readline()):
        assert line, "the server ended"
    draining = asyncio.create_task(process.stderr.read())
    yield f"nats://127.0.0.1:{port}"
    process.terminate()
    await process.wait()
    await draining


@pytest.fixture
async def pair(databases: Callable[[], Awaitable[Opener]], broker: str) -> AsyncIterator[tuple[Level, Level]]:
    """Township and county, by the clock of the machine."""
    clock = SystemClock()
    county = Level(COUNTY, await databases(), clock, broker=broker)
    town = Level(TOWN, await databases(), clock, above=county, broker=broker)
    town.town.settle(1)
    await county.start()
    await town.start()
    key = await county.feeds.admit_lower(TOWN)
    await town.feeds.set_upper(COUNTY, UpperDraft("", key=key))
    await until(lambda: connected(town, COUNTY) and connected(county, TOWN))
    yield town, county
    await town.drop()
    await county.drop()


async def raised(town: Level) -> str:
    receipt = await town.centre.intake.receive(signal("A1", HOLD_UP, town.clock.now_utc()))
    assert receipt.alarm is not None
    return receipt.alarm


async def test_a_case_goes_up_passes_over_and_comes_back(pair: tuple[Level, Level]) -> None:
    town, county = pair
    alarm = await raised(town)
    await town.centre.desk.claim(WANG, alarm, 1)
    await town.transfer.hand_up(WANG, alarm, 2, "需要县里处置")
    await settled(town)
    await county.transfer.take_over(CHEN, alarm, 3)
    await county.centre.desk.dispatch(CHEN, alarm, 4, "县巡逻队", "")
    await settled(county, town)
    assert [step[1:3] for step in await town.steps(alarm)] == [
        ("claim", ""), ("hand_up", ""), ("take_over", COUNTY), ("dispatch", COUNTY),
    ]  # fmt: skip


async def test_what_happens_while_the_county_is_away_comes_afterwards_once(pair: tuple[Level, Level]) -> None:
    town, county = pair
    await county.drop()
    alarm = await raised(town)
    await town.centre.desk.claim(WANG, alarm, 1)
    await county.start()
    await settled(town)
    assert [step[:2] for step in await county.steps(alarm)] == [(1, "claim")]


async def test_a_frame_without_the_links_signature_is_not_believed(pair: tuple[Level, Level], broker: str) -> None:
    town, county = pair
    alarm = await raised(town)
    await settled(town)
    client = await nats.connect(broker)
    stream: JetStreamContext = client.jetstream()
    ack = b'{"type":"ack","taken":[]}'
    await stream.publish(
        f"anlan.feed.{TOWN}.{COUNTY}.up.kept", ack, headers={"Anlan-Signature": "0" * 64, "Anlan-Time": "0"}
    )
    await client.close()
    await town.centre.desk.claim(WANG, alarm, 1)
    await settled(town)
    assert (await county.must(alarm)).state == "claimed"

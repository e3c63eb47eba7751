"""The short way of keepalives: taken where nothing changes, left to the long way in every other case."""

from __future__ import annotations

import pytest
from tests.gateways.gb28181.fakes import CAMERA, CAMERA_2, Device, Scene, record

from anlan.gateways.gb28181 import metrics
from anlan.gateways.sip import IncomingRequest
from anlan.protocols import manscdp
from anlan.protocols.sip import Response


class LongWay:
    """Counts what the gateway serves the long way."""

    def __init__(self, scene: Scene) -> None:
        self.served = 0
        self._handle = scene.gateway.handle
        scene.gateway.handle = self.handle  # type: ignore[method-assign]

    async def handle(self, incoming: IncomingRequest) -> Response | None:
        self.served += 1
        return await self._handle(incoming)


def keepalives() -> float:
    return metrics.KEEPALIVES._value.get()


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_keepalive_that_changes_nothing_is_taken_at_sight(transport: str) -> None:
    async with Scene(record(transport=transport)) as scene:
        device = await scene.joined(transport=transport)
        link = scene.gateway.presence.get(CAMERA)
        assert link is not None
        before, heard_s, way = keepalives(), link.heard_s, LongWay(scene)
        answer = await device.keepalive()
        assert (answer.status, answer.headers.get("Server")) == (200, "Anlan")
        assert way.served == 0
        assert keepalives() == before + 1
        assert link.heard_s > heard_s


PLAIN = manscdp.keepalive(CAMERA, 1)
MALFORMED = PLAIN.replace(b"</Notify>", b"")
OTHERS = [
    ("cut short", MALFORMED, 400),
    ("not a number in SN", PLAIN.replace(b"<SN>1</SN>", b"<SN>x</SN>"), 200),
    ("more in it", PLAIN.replace(b"<Status>", b"<Info><DeviceID>1</DeviceID></Info><Status>"), 200),
    ("a fault told", PLAIN.replace(b"OK", b"ERROR"), 200),
    ("something else", manscdp.catalog_query(CAMERA, 1), 501),
]


@pytest.mark.parametrize(("body", "status"), [case[1:] for case in OTHERS], ids=[case[0] for case in OTHERS])
async def test_any_other_body_goes_the_long_way(body: bytes, status: int) -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        way = LongWay(scene)
        assert (await device.message(body)).status == status
        assert way.served == 1


async def served_the_long_way(scene: Scene, device: Device) -> int:
    way = LongWay(scene)
    status = (await device.keepalive()).status
    assert way.served == 1
    return status


async def test_a_stranger_one_elsewhere_and_one_who_comes_back_go_the_long_way() -> None:
    async with Scene(record(), record(CAMERA_2)) as scene:
        device = await scene.joined()
        assert await served_the_long_way(scene, await scene.device(CAMERA_2)) == 403
        assert await served_the_long_way(scene, await scene.device(host="127.0.0.2")) == 403
        assert await served_the_long_way(scene, await scene.device()) == 200, "the same host, another port"
        assert await served_the_long_way(scene, device) == 200
        link = scene.gateway.presence.get(CAMERA)
        assert link is not None
        link.state = "offline"
        assert await served_the_long_way(scene, device) == 200
        assert scene.gateway.presence.get(CAMERA).state == "online"  # type: ignore[union-attr]
        await scene.directory.until(lambda: scene.directory.transitions[-1].reason == "keepalive_back")
        link.expires_s = float("-inf")
        assert await served_the_long_way(scene, device) == 403

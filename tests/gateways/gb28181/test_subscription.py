"""Who is asked to tell changes, how often, and what a recorder tells."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.gateways.gb28181.fakes import CAMERA, LOWER, OWN, PASSWORD, Scene, record
from tests.gateways.gb28181.real import RealScene
from tests.patience import PATIENCE_S

from anlan.foundation.clock import Clock, ManualClock
from anlan.gateways.gb28181.outgoing import Outgoing
from anlan.gateways.gb28181.presence import Link
from anlan.gateways.gb28181.subscription import Subscriptions, tells_changes
from anlan.gateways.sip import SipTimeout, Target
from anlan.protocols.sip import Request, Response, reply
from anlan.simulator import ChannelProfile, DeviceProfile, Faults, SimulatedDevice
from anlan.simulator.media.feeds import Feed
from anlan.simulator.profile import ServerAddress

NVR = "99010101001180000001"
CHANNELS = [f"9901010100131{serial:07d}" for serial in (1, 2, 3)]


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        (NVR, "device", True),
        ("99010101001110000001", "device", True),
        ("99010101001300000001", "device", True),
        (CAMERA, "device", False),
        ("99010101001340000001", "device", False),
        (LOWER, "lower", True),
    ],
)
def test_platforms_and_recorders_are_asked_and_cameras_are_not(code: str, kind: str, told: bool) -> None:
    assert tells_changes(Link(record(code, kind=kind), Target("udp", "127.0.0.1", 5060), 0.0, 60.0)) is told


class ScriptedPeer:
    """Answers the n-th SUBSCRIBE by the n-th status, the last one again and again; 0 is silence."""

    port = 5060

    def __init__(self, *statuses: int, granted_s: int = 3600) -> None:
        self.statuses = list(statuses)
        self.granted_s = granted_s
        self.asked: list[Request] = []

    def local_host_for(self, target: Target) -> str:
        return "127.0.0.1"

    async def request(self, request: Request, target: Target, *, timeout_s: float = 32.0) -> Response:
        status = self.statuses[min(len(self.asked), len(self.statuses) - 1)]
        self.asked.append(request)
        if status == 0:
            raise SipTimeout("silent")
        headers = [("Expires", str(self.granted_s)), ("Contact", "<sip:peer@127.0.0.1:5061>")] if status == 200 else []
        return reply(request, status, headers=headers, to_tag="their-tag")


def asking(peer: ScriptedPeer, clock: Clock, code: str = NVR, kind: str = "device") -> tuple[Subscriptions, Link]:
    link = Link(record(code, kind=kind), Target("udp", "127.0.0.1", 5061), 0.0, 60.0)
    link.state = "online"
    subscriptions = Subscriptions(clock=clock, outgoing=Outgoing(peer, own_code=OWN, domain=OWN[:10]))
    subscriptions.begin(link)
    return subscriptions, link


async def test_a_subscription_is_refreshed_in_its_dialog_before_it_ends() -> None:
    clock, peer = ManualClock(), ScriptedPeer(200, granted_s=600)
    subscriptions, _ = asking(peer, clock)
    for count in range(1, 4):
        await clock.advance(1 if count == 1 else 480)
        assert len(peer.asked) == count
    first, *refreshes = [each.headers for each in peer.asked]
    for each in refreshes:
        assert each.get("Call-ID") == first.get("Call-ID")
        assert "their-tag" in (each.get("To") or "")
    assert subscriptions.supported(NVR) is True
    await subscriptions.stop()
    assert peer.asked[-1].headers.get("Expires") == "0"


@pytest.mark.parametrize(
    ("statuses", "kind", "asked", "supported"),
    [
        ((489,), "device", 1, False),
        ((405,), "device", 1, False),
        ((501,), "device", 1, False),
        ((0,), "device", 3, False),
        ((0, 0, 200), "device", 24, True),
        # Platforms are few, and their changes matter: asked for as long as they stay silent.
        ((0,), "lower", 24, None),
        # One that took it once is tried again: it has forgotten, not refused.
        ((200, 481, 200), "device", 24, True),
    ],
)
async def test_who_cannot_tell_changes_is_left_in_peace(
    statuses: tuple[int, ...], kind: str, asked: int, supported: bool | None
) -> None:
    clock, peer = ManualClock(), ScriptedPeer(*statuses, granted_s=375)
    subscriptions, link = asking(peer, clock, kind=kind)
    await clock.advance(7199)
    assert (len(peer.asked), subscriptions.supported(NVR)) == (asked, supported)
    # Registered anew, it is asked anew.
    subscriptions.begin(link)
    await clock.advance(1)
    assert len(peer.asked) == asked + 1
    subscriptions.end(NVR)


async def test_nobody_is_asked_while_it_is_away() -> None:
    clock, peer = ManualClock(), ScriptedPeer(200, granted_s=375)
    subscriptions, link = asking(peer, clock)
    await clock.advance(1)
    link.state = "offline"
    await clock.advance(3600)
    assert len(peer.asked) == 1
    link.state = "online"
    await clock.advance(300)
    assert len(peer.asked) == 2
    subscriptions.end(NVR)


async def test_a_recorder_that_refuses_is_asked_again_when_it_registers_anew() -> None:
    async with Scene(record(NVR)) as scene:
        recorder = await scene.joined(NVR)
        await recorder.until("SUBSCRIBE")
        assert (await recorder.register()).status == 200
        assert (await recorder.keepalive()).status == 200
        assert scene.gateway._subscriptions[0].supported(NVR) is False
        assert sum(each.method == "SUBSCRIBE" for each in recorder.received) == 1
        await recorder.register(expires=0)
        await recorder.register()
        await recorder.until("SUBSCRIBE", 2)


class NoVideo:
    """A source of pictures that nobody looks at here."""

    async def prepare(self) -> None:
        return None

    def feed(self, channel: ChannelProfile, clock: Clock) -> Feed:
        raise AssertionError("nobody calls it")


def recorder(scene: RealScene, faults: Faults | None = None) -> SimulatedDevice:
    profile = DeviceProfile(
        code=NVR, name="录像机", password=PASSWORD, server=ServerAddress(OWN, OWN[:10], "127.0.0.1", scene.gateway.endpoint.port),
        channels=[ChannelProfile(code=code, name=f"通道{code[-1]}") for code in CHANNELS[:2]],
    )  # fmt: skip
    return SimulatedDevice(profile, NoVideo(), faults)


async def shown(scene: RealScene) -> dict[str, tuple[str, str]]:
    """Code → (name, status) of what hangs under the recorder."""
    items = await scene.directory.tree.children(f"v:{NVR}", ("",), None, 100)
    return {item.code: (item.name, item.status) for item in items}


async def test_what_a_recorder_tells_is_on_record_at_once(tmp_path: Path) -> None:
    async with RealScene(tmp_path / "r.db") as scene:
        await scene.put_on_record(NVR)
        device = recorder(scene)
        await device.start()
        await device.happenings.wait("subscribed", timeout_s=PATIENCE_S)
        one, two, three = CHANNELS
        assert await shown(scene) == {one: ("通道1", "ON"), two: ("通道2", "ON")}
        # Each is confirmed once it is in the database.
        await device.set_online(one, online=False)
        assert (await shown(scene))[one] == ("通道1", "OFF")
        await device.set_online(one, online=True)
        assert (await shown(scene))[one] == ("通道1", "ON")
        await device.rename_channel(two, "东门")
        await device.add_channel(ChannelProfile(code=three, name="西门"))
        await device.remove_channel(one)
        assert await shown(scene) == {two: ("东门", "ON"), three: ("西门", "ON")}
        assert (await scene.directory.devices.get(NVR, ("",))).total == 2
        assert await scene.directory.verify_counts() == []
        await device.stop()


@pytest.mark.parametrize("status", [489, 405, 501])
async def test_a_recorder_that_knows_no_subscription_works_all_the_same(tmp_path: Path, status: int) -> None:
    async with RealScene(tmp_path / "r.db") as scene:
        await scene.put_on_record(NVR)
        device = recorder(scene, Faults(subscribe_status=status))
        await device.start()
        await device.happenings.wait("subscription_refused", timeout_s=PATIENCE_S)
        async with asyncio.timeout(PATIENCE_S):
            while scene.gateway._subscriptions[0].supported(NVR) is None:
                await asyncio.sleep(0)
        assert scene.gateway._subscriptions[0].supported(NVR) is False
        assert await shown(scene) == {code: (f"通道{code[-1]}", "ON") for code in CHANNELS[:2]}
        await device.stop()

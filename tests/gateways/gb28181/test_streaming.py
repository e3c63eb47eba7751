"""Simulated cameras against the gateway, a real directory and the real media core: what plays plays, what fails says why."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.gateways.gb28181.fakes import CAMERA, DOMAIN, OWN, PASSWORD, FakeBook, Listener, Steps
from tests.gateways.gb28181.real import AUTHOR, RealScene
from tests.patience import PATIENCE_S

from anlan.capabilities.live.ports import StreamFailed, StreamRequest
from anlan.gateways.gb28181.gateway import Gb28181Gateway
from anlan.media import Core
from anlan.media.events import MediaEvent, MediaEvents
from anlan.simulator import ChannelProfile, ClipSource, DeviceProfile, Faults, SimulatedDevice
from anlan.simulator.profile import ServerAddress
from anlan.simulator.scene import make_clip

FRAME_RATE = 60.0


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of street in MP4."""
    return asyncio.run(make_clip(tmp_path_factory.mktemp("clip") / "street.mp4", seconds=2))


class Stage(RealScene):
    """The gateway over a real media core."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.media = Core(
            receive_host="127.0.0.1",
            receive_port=0,
            viewer_host="127.0.0.1",
            viewer_port=0,
            token_key=bytes(32),
            silence_ms=1000,
        )
        self.media_events = MediaEvents(self.media)
        # Shorter patience than a platform has.
        settings = self.settings.model_copy(
            update={
                "gb28181": self.settings.gb28181.model_copy(
                    update={"first_packet_timeout_s": 2, "first_key_frame_timeout_s": 2, "invite_timeout_s": 2}
                )
            }
        )
        self.gateway = Gb28181Gateway(
            settings, self.clock, self.directory, self.media, FakeBook(), media_events=self.media_events
        )
        self.directory.connect(self.gateway)
        self.listener = Listener()
        self.gateway.attach_listener(self.listener)
        self._devices = AsyncExitStack()
        self.seen: list[str] = []
        self._more = asyncio.Event()
        self.media_events.subscribe(self._see)

    def _see(self, event: MediaEvent) -> None:
        self.seen.append(event.name)
        self._more.set()

    async def until(self, name: str, seconds: float = PATIENCE_S) -> None:
        """Wait until the media core has told it."""
        async with asyncio.timeout(seconds):
            while name not in self.seen:
                self._more.clear()
                await self._more.wait()

    async def __aenter__(self) -> Stage:
        await super().__aenter__()
        self.media_events.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await super().__aexit__()
        await self._devices.aclose()
        self.media_events.stop()
        self.media.close()

    async def camera(
        self, clip: Path, faults: Faults | None = None, code: str = CAMERA, **changes: Any
    ) -> SimulatedDevice:
        """A camera of one channel, registered and its catalog taken."""
        await self.put_on_record(code)
        if changes:
            await self.directory.devices.edit(code, changes, AUTHOR, ("",))
        server = ServerAddress(OWN, DOMAIN, "127.0.0.1", self.gateway.endpoint.port)
        profile = DeviceProfile(
            code=code, name="camera", password=PASSWORD, server=server, register_retry_s=0.2, channels=[ChannelProfile(code=channel_of(code), name="街口")]
        )  # fmt: skip
        device = SimulatedDevice(profile, ClipSource(clip, FRAME_RATE), faults)
        await device.start()
        self._devices.push_async_callback(device.kill)
        await device.happenings.wait("registered")
        link = self.gateway.presence.get(code)
        assert link is not None
        assert await self.gateway.catalogs.schedule(link) == "complete"
        return device

    async def play(self, code: str = CAMERA, stream: str = "s1") -> Steps:
        steps = Steps()
        await self.gateway.invitations.start(StreamRequest(stream, f"attempt {stream}", channel_of(code)), steps)
        return steps


def channel_of(code: str) -> str:
    """The channel of a camera."""
    return code[:14] + f"{int(code[14:]) + 500_000:06d}"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with Stage(tmp_path / "anlan.db") as built:
        yield built


@pytest.mark.parametrize("media", ["udp", "tcp_passive", "tcp_active"])
async def test_a_camera_plays_over_each_transport_until_it_is_hung_up(stage: Stage, clip: Path, media: str) -> None:
    device = await stage.camera(clip, media_transport=media)
    steps = await stage.play()
    await stage.until("stream_parameters")
    assert [name for name in steps.names if name != "trying"] == [
        "signalled",
        "answered",
        "first_packet",
        "first_key_frame",
    ]
    (statistics,) = stage.media.stream_statistics()
    assert (statistics["video_codec"], statistics["transport"]) == ("h264", media)
    await stage.gateway.invitations.stop("s1", "enough")
    assert device.calls == []
    assert stage.media.stream_statistics() == []


FAULTS: list[tuple[str, Faults, dict[str, Any]]] = [
    ("wrong_ssrc", Faults(wrong_ssrc=True), {}),
    ("no_packet", Faults(no_media=True), {}),
    ("wrong_source", Faults(media_host="127.0.0.9"), {}),
    ("busy_486", Faults(refuse_status=486), {}),
    ("device_silent", Faults(ignore_invite=True), {}),
]


@pytest.mark.parametrize(("code", "faults", "changes"), FAULTS, ids=[row[0] for row in FAULTS])
async def test_each_fault_is_told_by_its_name(
    stage: Stage, clip: Path, code: str, faults: Faults, changes: dict[str, Any]
) -> None:
    device = await stage.camera(clip, faults, **changes)
    with pytest.raises(StreamFailed) as caught:
        await stage.play()
    assert caught.value.failure.code == code
    assert stage.media.stream_statistics() == []
    await stage.gateway.invitations.stop_all()
    assert device.calls == []


TOLERATED: list[tuple[str, Faults, dict[str, Any]]] = [
    ("an SSRC of its own, named in the answer", Faults(own_ssrc=True), {}),
    ("no y= in the answer", Faults(no_y=True), {}),
    ("a wrong SSRC where the record switches the check off", Faults(wrong_ssrc=True), {"check_ssrc": False}),
    ("another address where the record allows any", Faults(media_host="127.0.0.9"), {"any_source": True}),
]


@pytest.mark.parametrize(("name", "faults", "changes"), TOLERATED, ids=[row[0] for row in TOLERATED])
async def test_what_is_tolerated_plays(
    stage: Stage, clip: Path, name: str, faults: Faults, changes: dict[str, Any]
) -> None:
    await stage.camera(clip, faults, **changes)
    assert (await stage.play()).names[-1] in ("first_packet", "first_key_frame")
    await stage.gateway.invitations.stop_all()


async def test_a_stream_without_key_frames_is_lost_with_that_reason(stage: Stage, clip: Path) -> None:
    await stage.camera(clip, Faults(no_key_frame=True))
    await stage.play()
    await asyncio.wait_for(stage.listener.told.wait(), PATIENCE_S)
    assert [why.code for _, why in stage.listener.lost] == ["no_key_frame"]
    assert stage.media.stream_statistics() == []


async def test_two_cameras_never_show_each_other(stage: Stage, clip: Path) -> None:
    other = "99010101001320000002"
    await stage.camera(clip)
    await stage.camera(clip, code=other)
    await asyncio.gather(stage.play(), stage.play(other, "s2"))
    ssrcs = {str(each["id"]): each["ssrc"] for each in stage.media.stream_statistics()}
    assert len(set(ssrcs.values())) == 2
    first, second = (stage.gateway.invitations.session(stream) for stream in ("s1", "s2"))
    assert first is not None
    assert second is not None
    assert (first.wire_code, second.wire_code) == (channel_of(CAMERA), channel_of(other))
    await stage.gateway.invitations.stop_all()


async def test_a_camera_that_dies_is_noticed(stage: Stage, clip: Path) -> None:
    device = await stage.camera(clip)
    await stage.play()
    await stage.until("stream_parameters")
    await device.kill()
    await asyncio.wait_for(stage.listener.told.wait(), PATIENCE_S)
    assert [why.code for _, why in stage.listener.lost] == ["stopped_by_device"]

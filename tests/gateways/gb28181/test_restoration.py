"""The gateway on a real directory: what is acknowledged survives kill -9, and the next start takes up where it was."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import pytest
from tests.gateways.gb28181.fakes import CAMERA, LOWER, PASSWORD, Device, item_on
from tests.gateways.gb28181.real import AUTHOR, RealScene

from anlan.capabilities.directory.drafts import PlatformDraft
from anlan.gateways.gb28181.diagnosis import diagnose, gather
from anlan.gateways.sip import Target
from anlan.protocols import manscdp
from anlan.protocols.manscdp import Document


class Process:
    """The gateway as a process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.port = 0

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.gateways.gb28181.real", str(self.path), str(self.port),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        assert self._process.stdout is not None
        while not (line := (await self._process.stdout.readline()).strip()).isdigit():
            assert line, "the platform did not start"
        self.port = int(line)

    async def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()


async def states(path: Path) -> list[tuple[str, str]]:
    scene = RealScene(path)
    try:
        return [(row.state, row.reason) for row in await scene.directory.devices.transitions(CAMERA, None, 50)][::-1]
    finally:
        await scene.database.close()


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    found = tmp_path / "anlan.db"
    async with RealScene(found) as scene:
        await scene.put_on_record(CAMERA)
    return found


async def test_a_registration_that_was_acknowledged_survives_being_killed(path: Path) -> None:
    platform = Process(path)
    await platform.start()
    device = Device(CAMERA, Target("udp", "127.0.0.1", platform.port))
    await device.start()
    try:
        assert (await device.register()).status == 200
        await platform.kill()
        assert await states(path) == [("online", "registered")]
        await platform.start()
        assert (await device.keepalive()).status == 200, "the device goes on as if nothing had happened"
        assert await states(path) == [("online", "registered")]
    finally:
        await device.stop()
        await platform.kill()


async def test_a_catalog_goes_from_the_wire_into_the_directory(tmp_path: Path) -> None:
    codes = [f"9901010200132{serial:07d}" for serial in range(30)]

    def answer(device: Device, document: Document) -> list[bytes]:
        if document.cmd_type != "Catalog":
            return []
        items = [item_on(code) for code in codes]
        return [manscdp.catalog_response(document.sn, device.code, 30, items[n : n + 7]) for n in range(0, 30, 7)]

    async with RealScene(tmp_path / "anlan.db") as scene:
        await scene.directory.platforms.create(PlatformDraft(LOWER, "Below", "lower", password="correct-horse"), AUTHOR)
        platform = Device(LOWER, Target("udp", "127.0.0.1", scene.gateway.endpoint.port))
        platform.on_message = answer
        await platform.start()
        try:
            assert (await platform.register()).status == 200
            link = scene.gateway.presence.get(LOWER)
            assert link is not None
            assert await scene.gateway.catalogs.schedule(link) == "complete"
            route = await scene.directory.channel_route(codes[7])
            assert route is not None
            assert (route.peer.code, route.wire_code, route.status) == (LOWER, codes[7], "ON")
        finally:
            await platform.stop()


async def test_the_diagnosis_reads_what_was_kept(path: Path) -> None:
    async with RealScene(path) as scene:
        device = Device(CAMERA, Target("udp", "127.0.0.1", scene.gateway.endpoint.port))
        device.password = "guess"
        await device.start()
        try:
            assert (await device.register()).status == 403
            await scene.gateway._refusals.flush()
            evidence = await gather(CAMERA, scene.directory)
            assert [finding.code for finding in diagnose(evidence, scene.clock.now_utc())] == ["refused_wrong_password"]
        finally:
            await device.stop()


async def test_the_diagnosis_reads_the_same_of_a_platform_below(path: Path) -> None:
    async with RealScene(path) as scene:
        await scene.directory.platforms.create(PlatformDraft(LOWER, "lower", "lower", password=PASSWORD), AUTHOR)
        platform = Device(LOWER, Target("udp", "127.0.0.1", scene.gateway.endpoint.port))
        await platform.start()
        try:
            assert (await platform.register(version=None)).status == 200
            await scene.gateway.violations.flush()
            await scene.directory.apply_device_info(LOWER, {"clock_offset_s": "90"})
            await scene.directory.apply_catalog(LOWER, [item_on(CAMERA)], complete=False)
            evidence = await gather(LOWER, scene.directory)
            found = [finding.code for finding in diagnose(evidence, scene.clock.now_utc())]
            assert found == ["clock_off", "catalog_incomplete", "violation_register_without_version"]
        finally:
            await platform.stop()

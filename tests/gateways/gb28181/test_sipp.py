"""sipp, a SIP program we did not write, plays devices against the gateway with its real directory."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.gateways.gb28181.fakes import CAMERA, CAMERA_2, DOMAIN, OWN, PASSWORD
from tests.gateways.gb28181.real import RealScene

SCENARIOS = Path(__file__).parent / "sipp"

pytestmark = [pytest.mark.foreign, pytest.mark.skipif(shutil.which("sipp") is None, reason="sipp is not installed")]

# scenario, code, password, states that are kept afterwards, reasons of refusals
CASES: list[tuple[str, str, str, list[str], list[str]]] = [
    ("register", CAMERA, PASSWORD, ["online"], []),
    ("register_unregister", CAMERA, PASSWORD, ["online", "offline"], []),
    ("register_refused", CAMERA, "guess", [], ["wrong_password"]),
    ("register_unknown", CAMERA_2, PASSWORD, [], ["unknown"]),
    ("register_repeated", CAMERA, PASSWORD, ["online"], []),
    ("keepalive", CAMERA, PASSWORD, ["online"], []),
    ("keepalive_unknown", CAMERA_2, PASSWORD, [], ["unknown"]),
    ("keepalive_unknown", CAMERA, PASSWORD, [], ["not_registered"]),
    ("malformed_body", CAMERA, PASSWORD, ["online"], ["malformed"]),
    ("malformed_header", CAMERA, PASSWORD, [], []),
]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[RealScene]:
    async with RealScene(tmp_path / "anlan.db") as built:
        await built.put_on_record(CAMERA)
        yield built


async def play(scene: RealScene, scenario: Path, code: str, password: str, transport: str) -> str:
    """Run a scenario once; what sipp complains of, empty when every answer was the expected one."""
    keys = [word for key, value in (("server", OWN), ("domain", DOMAIN)) for word in ("-key", key, value)]
    process = await asyncio.create_subprocess_exec(
        "sipp", f"127.0.0.1:{scene.gateway.endpoint.port}", "-sf", str(scenario), "-m", "1", "-i", "127.0.0.1", "-t", transport,
        "-s", code, "-au", code, "-ap", password, *keys, "-nostdin", "-nr", "-timeout", "10", "-timeout_error", "-trace_err",
        "-error_file", str(scene.errors), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, told = await process.communicate()
    errors = scene.errors.read_text() if scene.errors.exists() else ""
    return "" if process.returncode == 0 else f"{process.returncode}: {told.decode()} {errors}"


@pytest.mark.parametrize("transport", ["u1", "t1"], ids=["udp", "tcp"])
@pytest.mark.parametrize(
    ("name", "code", "password", "states", "refused"), CASES, ids=[f"{row[0]}-{row[1][-1]}" for row in CASES]
)
async def test_each_scenario_gets_the_right_answers(
    scene: RealScene, name: str, code: str, password: str, states: list[str], refused: list[str], transport: str
) -> None:
    assert await play(scene, SCENARIOS / f"{name}.xml", code, password, transport) == ""
    await scene.gateway._refusals.flush()
    kept = await scene.directory.devices.transitions(code, None, 10)
    assert [row.state for row in kept][::-1] == states
    assert [row.reason for row in await scene.directory.devices.refusals("", None, 10)] == refused


async def test_an_oversized_message_is_refused_and_others_are_served(scene: RealScene, tmp_path: Path) -> None:
    small = (SCENARIOS / "keepalive_unknown.xml").read_text()
    oversized = tmp_path / "oversized.xml"
    oversized.write_text(small.replace("<Status>OK", f"<Status>{'x' * 62_000}").replace('"403"', '"413"'))
    for transport in ("u1", "t1"):
        assert await play(scene, oversized, CAMERA, PASSWORD, transport) == ""
    assert await play(scene, SCENARIOS / "register.xml", CAMERA, PASSWORD, "u1") == ""

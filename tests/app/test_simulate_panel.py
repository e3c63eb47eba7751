"""``anlan simulate panel`` against a receiver on this machine."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.patience import PATIENCE_S
from tests.simulator.panels.receiver import ScriptedReceiver
from typer.testing import CliRunner

from anlan.app.cli import app
from anlan.protocols.dc09 import open_sealed


@pytest.fixture
async def receiver() -> AsyncIterator[ScriptedReceiver]:
    scripted = ScriptedReceiver()
    await scripted.start()
    yield scripted
    await scripted.stop()


async def _start(receiver: ScriptedReceiver, data: Path, *words: str) -> Process:
    command = (sys.executable, "-m", "anlan", "simulate", *words, "--server", f"127.0.0.1:{receiver.port}")
    return await asyncio.create_subprocess_exec(
        *command, stdout=PIPE, stderr=PIPE, cwd=data, env={**os.environ, "COLUMNS": "200"}
    )


async def _run(receiver: ScriptedReceiver, data: Path, *words: str) -> tuple[int | None, str]:
    process = await _start(receiver, data, *words)
    output, complaint = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    return process.returncode, (output + complaint).decode()


async def test_events_are_sent_and_numbers_go_on_in_the_next_run(receiver: ScriptedReceiver, tmp_path: Path) -> None:
    words = (
        "panel",
        "--account",
        "0101a1",
        "--key",
        "00" * 15 + "ff",
        "--zone",
        "003",
        "--text",
        "柜台",
        "--token",
        "SIA-DCS",
    )
    status, told = await _run(receiver, tmp_path, *words, "--event", "hold_up", "--event", "BA")
    assert status == 0
    assert "✓ 0001 Nri1/HA003^柜台^  已确认 · acknowledged  1 ×" in told
    assert "✓ 0002 Nri1/BA003^柜台^" in told
    status, told = await _run(receiver, tmp_path, *words, "--event", "test")
    assert "✓ 0003 Nri1/RP003^柜台^" in told
    key = bytes(15) + b"\xff"
    assert [open_sealed(frame, key).data[:7] for frame in receiver.frames] == ["#0101A1"] * 3


async def test_what_nobody_answers_is_status_1(receiver: ScriptedReceiver, tmp_path: Path) -> None:
    receiver.script = lambda frame, count: None
    words = ("panel", "--account", "1234", "--event", "fire", "--transport", "udp", "--retry", "0.1", "--attempts", "2")
    status, told = await _run(receiver, tmp_path, *words)
    await receiver.until(lambda: len(receiver.frames) == 2)
    assert status == 1
    assert "✗ 0001 1110 01 001  无应答 · unanswered  2 ×" in told


async def test_a_panel_lives_and_polls_until_it_is_stopped(receiver: ScriptedReceiver, tmp_path: Path) -> None:
    process = await _start(receiver, tmp_path, "panel", "--account", "1234", "--interval", "0.05")
    await receiver.until(lambda: len(receiver.frames) >= 3)
    process.send_signal(signal.SIGINT)
    output, _ = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    assert process.returncode == 0
    assert {frame.token for frame in receiver.frames} == {"NULL"}
    assert output.decode().count("NULL") == 1


async def test_a_storm_is_told_in_figures(receiver: ScriptedReceiver, tmp_path: Path) -> None:
    words = ("panel-fleet", "--count", "20", "--rate", "100", "--seconds", "0.5", "--interval", "60")
    status, told = await _run(receiver, tmp_path, *words)
    assert status == 0
    assert "50 / 50 已确认 · acknowledged; p50" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--account", "12", "--event", "fire"], "account"),
        (["--account", "1234"], "give an event or an interval"),
        (["--account", "1234", "--event", "burglar"], "no such event"),
        (["--account", "1234", "--event", "ZZ"], "no code of ADM-CID"),
        (["--account", "1234", "--event", "fire", "--zone", "5"], "three"),
        (["--account", "1234", "--event", "fire", "--key", "00"], "16, 24 or 32 bytes"),
        (["--account", "1234", "--event", "fire", "--key", "xy"], "hexadecimal"),
        (["--account", "1234", "--event", "fire", "--fault", "bad_luck"], "no such fault"),
        (["--account", "1234", "--event", "fire", "--server", "nowhere"], "HOST:PORT"),
    ],
)
def test_wrong_words_end_in_a_sentence(words: list[str], told: str) -> None:
    result = CliRunner().invoke(
        app, ["simulate", "panel", "--server", "127.0.0.1:7700", *words], env={"COLUMNS": "200"}
    )
    assert result.exit_code == 2
    assert told in result.output


def test_the_lists_that_help_to_choose() -> None:
    events = CliRunner().invoke(app, ["simulate", "panel-events"])
    assert "hold_up          122  HA/HH  无声劫持报警" in events.output
    faults = CliRunner().invoke(app, ["simulate", "faults"])
    assert "packet_loss" in faults.output
    assert "wrong_crc" in faults.output


async def test_a_night_is_played_and_told(receiver: ScriptedReceiver, tmp_path: Path) -> None:
    words = ("night", "--township", "99010101", "--secret", "a secret", "--begin", "20:45", "--speed", "100000")
    status, told = await _run(receiver, tmp_path, *words)
    assert status == 0, told
    assert "疑似抢劫 · 郭记便利店: hold-up button pressed in zone 3  已确认 · acknowledged" in told
    first = told.splitlines()[0]
    assert first[:5] >= "20:45"
    events = {(frame.account, frame.sequence) for frame in receiver.frames if frame.token != "NULL"}
    assert told.count("acknowledged") - 1 == len(events)


async def test_one_night_follows_the_other_until_it_is_stopped(receiver: ScriptedReceiver, tmp_path: Path) -> None:
    words = ("--township", "99010101", "--secret", "a secret", "--begin", "20:45", "--speed", "100000", "--repeat")
    process = await _start(receiver, tmp_path, "night", *words)
    assert process.stdout is not None
    robbed, began_at_dusk = 0, False
    while robbed < 2:
        line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE_S)).decode()
        assert line, "it ended"
        robbed += "疑似抢劫" in line
        # The first night began at 20:45, the second at dusk.
        began_at_dusk = began_at_dusk or (robbed == 1 and line.startswith("18:"))
    process.send_signal(signal.SIGTERM)
    output, _ = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    assert process.returncode == 0
    assert began_at_dusk
    assert "已确认 · acknowledged" in output.decode().splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--township", "99999999"], "no such township"),
        (["--township", "99010101", "--begin", "12:00"], "from 18:00 to 07:59"),
        (["--township", "99010101", "--secret", ""], "a secret"),
    ],
)
def test_a_night_that_cannot_be(words: list[str], told: str) -> None:
    given = ["simulate", "night", "--server", "127.0.0.1:12300", "--secret", "x", *words]
    result = CliRunner().invoke(app, given, env={"COLUMNS": "200"})
    assert result.exit_code == 2
    assert told in result.output


def test_a_platform_that_cannot_be_reached_for_enrolment(tmp_path: Path) -> None:
    given = ["simulate", "night", "--server", "127.0.0.1:9", "--secret", "x", "--township", "99010101", "--enrol-at", "http://127.0.0.1:9", "--data", str(tmp_path)]  # fmt: skip
    result = CliRunner().invoke(app, given)
    assert result.exit_code == 1
    assert "http://127.0.0.1:9" in result.output

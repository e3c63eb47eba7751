"""The commands of ``anlan`` as somebody types them: help that teaches, faults as sentences, status for a timer."""

from __future__ import annotations

import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from anlan.app.cli import app

CODE = "99010101002000000001"
UNKNOWN_DEVICE = "99010101001320000001"
COMMANDS = [
    [], ["serve"], ["demo"], ["doctor"], ["simulate"], ["simulate", "camera"], ["simulate", "platform"], ["simulate", "fleet"],
    ["simulate", "faults"], ["simulate", "panel"], ["simulate", "panel-events"], ["simulate", "panel-fleet"], ["simulate", "night"], ["db"], ["db", "upgrade"], ["db", "check"], ["user"], ["user", "list"], ["user", "reset-password"],
    ["user", "first-admin"], ["audit"], ["audit", "verify"],
]  # fmt: skip


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "anlan.toml"
    path.write_text(f'data_directory = "{tmp_path / "data"}"\n[platform]\ncode = "{CODE}"\n', "utf-8")
    return path


def run(*words: str, config: Path | None = None) -> Result:
    options = ["--config", str(config)] if config else []
    return CliRunner().invoke(app, [*words, *options], env={"COLUMNS": "200", "ANLAN_CONFIG": ""})


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words) or "anlan")
def test_every_command_has_help_in_both_languages(words: list[str]) -> None:
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert re.search(r"[\u4e00-\u9fff]", result.output)
    assert re.search(r"[A-Za-z]{3,} [a-z]+ [a-z]+", result.output)


def test_what_is_in_force_is_printed_and_can_be_loaded_again(config: Path, tmp_path: Path) -> None:
    shown = run("serve", "--print-config", config=config)
    assert shown.exit_code == 0
    again = tmp_path / "again.toml"
    again.write_text(shown.stdout, "utf-8")
    assert run("serve", "--print-config", config=again).stdout == shown.stdout


def test_a_wrong_value_ends_with_key_value_and_range_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text('[platform]\ncode = "123"\n[http]\nport = 70000\n', "utf-8")
    result = run("serve", config=path)
    assert result.exit_code == 2
    for words in ("http.port = 70000 不可用；允许：0–65535", "http.port = 70000 is not allowed; allowed: 0–65535"):
        assert words in result.stderr
    assert "platform.code = '123'" in result.stderr


def test_records_are_made_checked_and_kept_from_others(config: Path, tmp_path: Path) -> None:
    assert run("db", "check", config=config).exit_code == 1, "there is no database yet"
    assert run("db", "upgrade", config=config).exit_code == 0
    assert run("db", "check", config=config).exit_code == 0
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_a_newer_versions_records_are_left_alone(config: Path, tmp_path: Path) -> None:
    run("db", "upgrade", config=config)
    with sqlite3.connect(tmp_path / "data" / "anlan.db") as records:
        records.execute("UPDATE alembic_version SET version_num = 'tomorrow'")
    for words in (("db", "upgrade"), ("db", "check"), ("user", "list"), ("serve",)):
        result = run(*words, config=config)
        assert result.exit_code == 1, words
        assert "tomorrow" in result.stderr
        assert "Traceback" not in result.output


def test_a_database_that_does_not_answer_is_told_without_its_password(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANLAN_DATABASE__URL", "postgresql+asyncpg://anlan:geheim@127.0.0.1:1/anlan")
    for words in (("db", "upgrade"), ("audit", "verify"), ("serve",)):
        result = run(*words, config=config)
        assert result.exit_code == 1, words
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert "✗" in result.stderr
        assert "geheim" not in result.output


def test_accounts_are_made_listed_and_given_a_new_password(config: Path) -> None:
    first = run("user", "first-admin", config=config)
    password = re.search(r"^ {4}(\S+)$", first.stdout, re.MULTILINE)
    assert password is not None
    assert password[1] not in run("user", "first-admin", config=config).stdout
    assert "admin" in run("user", "list", config=config).stdout
    again = re.search(r"^ {4}(\S+)$", run("user", "reset-password", "admin", config=config).stdout, re.MULTILINE)
    assert again is not None
    assert again[1] != password[1]
    missing = run("user", "reset-password", "nobody", config=config)
    assert missing.exit_code == 1
    assert "没有该用户" in missing.stderr


def test_verification_says_by_its_status_whether_the_log_is_proven(config: Path, tmp_path: Path) -> None:
    run("user", "first-admin", config=config)
    whole = run("audit", "verify", config=config)
    assert (whole.exit_code, "unchanged" in whole.stdout) == (0, True)
    shutil.move(tmp_path / "data" / "anchors", tmp_path / "elsewhere")
    unproven = run("audit", "verify", config=config)
    assert (unproven.exit_code, "unchanged" in unproven.stdout) == (1, False)
    assert "没有有效锚点" in unproven.stdout
    shutil.move(tmp_path / "elsewhere", tmp_path / "data" / "anchors")
    with sqlite3.connect(tmp_path / "data" / "anlan.db") as records:
        records.execute("DROP TRIGGER audit_lines_no_update")
        records.execute("UPDATE audit_lines SET actor_name = 'somebody' WHERE sequence = 1")
    changed = run("audit", "verify", config=config)
    assert changed.exit_code == 1
    assert "第 1 条内容被改动 · line 1: changed" in changed.stdout


def test_the_doctor_says_each_thing_once(config: Path) -> None:
    run("db", "upgrade", config=config)
    result = run("doctor", "--device", UNKNOWN_DEVICE, config=config)
    assert result.exit_code == 1
    assert result.stdout.count("编码未登记") == 1
    assert "→" in result.stdout


def test_a_fault_that_there_is_not_is_refused() -> None:
    result = run(
        "simulate", "camera", "--code", UNKNOWN_DEVICE, "--server", "127.0.0.1:5060", "--server-code", CODE, "--password", "x",
        "--fault", "rain",
    )  # fmt: skip
    assert result.exit_code == 2
    assert "no such fault: rain" in result.stderr

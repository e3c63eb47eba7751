"""Configuration: file, environment, derived values, errors that name key, value and range."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from anlan.foundation.config import ConfigError, PlatformSettings, Settings, load_settings, masked, sample_toml
from anlan.foundation.config.reference import configuration_reference
from anlan.foundation.config.settings import options

CODE = "99010100002000000001"
MINIMAL = f'[platform]\ncode = "{CODE}"\n'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "anlan.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_code_is_enough(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, MINIMAL), {})
    assert settings.platform.division == "990101"
    assert (settings.sip.domain, settings.sip.realm) == ("9901010000", "9901010000")
    assert settings.database.url == "sqlite+aiosqlite:///data/anlan.db"
    assert settings.audit.anchor_directory == "data/anchors"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, MINIMAL + "[http]\nport = 81\n")
    environ = {
        "ANLAN_HTTP__PORT": "9000",
        "ANLAN_HTTP__TRUSTED_PROXIES": "10.0.0.1, 10.1.0.0/16",
        "ANLAN_DATA_DIRECTORY": "/srv/anlan",
        "PATH": "/bin",
    }
    settings = load_settings(path, environ)
    assert (settings.http.port, settings.http.trusted_proxies) == (9000, ("10.0.0.1", "10.1.0.0/16"))
    assert settings.database.url == "sqlite+aiosqlite:////srv/anlan/anlan.db"


def test_settings_made_by_hand_are_filled_like_loaded_ones(tmp_path: Path) -> None:
    by_hand = Settings(data_directory=Path("data"), platform=PlatformSettings(code=CODE))
    assert by_hand == load_settings(written(tmp_path, MINIMAL), {})


@pytest.mark.parametrize(
    ("text", "environ", "expected"),
    [
        (MINIMAL + "[http]\nport = 70000\n", {}, [("http.port", "70000", "0–65535")]),
        (MINIMAL + "[gb28181]\ninvite_timeout_s = 0\n", {}, [("gb28181.invite_timeout_s", "0", "1–60 s")]),
        (MINIMAL + '[platform2]\na = "b"\n', {}, [("platform2", "", "")]),
        (MINIMAL + "[http]\nprot = 1\n", {}, [("http.prot", "", "")]),
        (MINIMAL, {"ANLAN_HTTP__PORT": "x"}, [("http.port", "'x'", "0–65535")]),
        (MINIMAL, {"ANLAN_NO__SUCH": "x"}, [("no.such", "", "")]),
        ("", {}, [("platform.code", "", "20 digits, 200 at places 11–13")]),
        ('[platform]\ncode = "123"\n[log]\nlevel = "loud"\n', {}, [
            ("platform.code", "'123'", "20 digits, 200 at places 11–13"), ("log.level", "'loud'", "debug | info | warning | error"),
        ]),
        (MINIMAL + '[database]\nurl = "mysql://u:geheim@h/d"\n', {}, [
            ("database.url", "***", "sqlite+aiosqlite://… or postgresql+asyncpg://…, or empty"),
        ]),
    ],
)  # fmt: skip
def test_every_fault_is_named_with_key_value_and_range(
    text: str, environ: dict[str, str], expected: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(written(tmp_path, text), environ)
    assert [(fault.key, fault.value, fault.allowed.en) for fault in caught.value.faults] == expected
    assert "geheim" not in str(caught.value)
    for fault, (key, value, _) in zip(caught.value.faults, expected, strict=True):
        for language in (fault.sentence.zh, fault.sentence.en):
            assert key in language
            assert value in language
        assert fault.source in (str(tmp_path / "anlan.toml"), *environ)


@pytest.mark.parametrize("content", [b"= 1", b"\xff\xfe"])
def test_a_file_that_is_not_toml_is_told_so(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "anlan.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="is not TOML"):
        load_settings(path, {})
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path / "none.toml", {})


def test_what_is_in_force_is_shown_without_secrets(tmp_path: Path) -> None:
    url = "postgresql+asyncpg://anlan:geheim@db/anlan?password=geheim&ssl=require"
    settings = load_settings(written(tmp_path, MINIMAL + f'[database]\nurl = "{url}"\n'), {})
    shown = masked(settings)
    assert "geheim" not in shown
    assert "geheim" not in repr(settings)
    assert tomllib.loads(shown)["database"]["url"].startswith("postgresql+asyncpg://anlan:***@db/anlan?")
    assert "ssl=require" in shown


def test_the_shown_configuration_can_be_loaded_again(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, MINIMAL), {"ANLAN_PLATFORM__NAME": '引号"与\\反斜杠'})
    assert load_settings(written(tmp_path, masked(settings)), {}) == settings


def test_the_sample_holds_every_option_and_loads(tmp_path: Path) -> None:
    sample = sample_toml()
    uncommented = "\n".join(
        line.removeprefix("# ") if " = " in line and line.startswith("# ") else line for line in sample.splitlines()
    )
    everything = tomllib.loads("\n".join(line for line in uncommented.splitlines() if not line.startswith("#")))
    for option in options():
        holder = everything[option.section] if option.section else everything
        assert option.name in holder, option.key
        assert option.sentence.zh, option.key
        assert option.sentence.en, option.key
    assert load_settings(written(tmp_path, sample), {}).platform.code


def test_the_reference_names_every_option() -> None:
    page = configuration_reference()
    assert not [option.key for option in options() if f"| `{option.name}` |" not in page]

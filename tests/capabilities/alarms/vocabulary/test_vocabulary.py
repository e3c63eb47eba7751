"""Codes and their meaning, and what a city may add to them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pysiaalarm.utils import ADM_MAPPING, SIA_CODES

from anlan.capabilities.alarms.vocabulary import ALARM_CLASSES, UNKNOWN, TableName, VocabularyError, load_vocabulary

OURS = load_vocabulary()


@pytest.mark.parametrize(
    ("table", "code", "qualifier", "kind", "told", "number"),
    [
        ("contact_id", "130", "new", "burglary", "new", "zone"),
        ("contact_id", "130", "restore", "burglary", "restore", "zone"),
        ("contact_id", "130", "status", "burglary", "status", "zone"),
        ("contact_id", "121", "new", "duress", "new", "user"),
        ("contact_id", "401", "new", "opening", "new", "user"),
        ("contact_id", "401", "restore", "closing", "restore", "user"),
        ("contact_id", "452", "restore", "closing_late", "restore", "user"),
        ("contact_id", "602", "new", "test_periodic", "new", "zone"),
        ("contact_id", "999", "restore", "unknown", "restore", "zone"),
        ("sia", "BA", None, "burglary", "new", "zone"),
        ("sia", "BH", None, "burglary", "restore", "zone"),
        ("sia", "BR", None, "burglary", "restore", "zone"),
        ("sia", "OP", None, "opening", "new", "user"),
        ("sia", "CL", None, "closing", "restore", "user"),
        ("sia", "AT", None, "ac_loss", "new", "none"),
        ("sia", "AR", None, "ac_loss", "restore", "none"),
        ("sia", "CA", None, "closing_automatic", "restore", "area"),
        ("sia", "QX", None, "unknown", "new", "zone"),
        ("sia", "", None, "unknown", "new", "zone"),
        ("gb28181", "2/2", "new", "device_tamper", "new", "zone"),
        ("gb28181", "5/6", None, "video_intrusion", "new", "zone"),
        ("gb28181", "5/77", None, "video_alarm", "new", "zone"),
        ("gb28181", "9", None, "unknown", "new", "zone"),
    ],
)
def test_what_a_code_says(table: TableName, code: str, qualifier: str, kind: str, told: str, number: str) -> None:
    meaning = OURS.meaning(table, code, qualifier)  # type: ignore[arg-type]
    assert (meaning.kind.code, meaning.qualifier, meaning.number) == (kind, told, number)
    assert OURS.kind_of(table, code).unknown_code == (kind == "unknown")


@pytest.mark.parametrize(
    ("table", "code", "alarm_class", "opens"),
    [
        ("contact_id", "122", "hold_up", True),
        ("contact_id", "110", "fire", True),
        ("contact_id", "151", "fire", True),
        ("contact_id", "100", "fire", True),
        ("contact_id", "134", "intrusion", True),
        ("contact_id", "137", "tamper", True),
        ("contact_id", "302", "fault", True),
        ("contact_id", "401", "open_close", False),
        ("contact_id", "454", "open_close", True),
        ("contact_id", "601", "test", False),
        ("contact_id", "570", "information", False),
        ("sia", "HA", "hold_up", True),
        ("sia", "QX", "information", False),
        ("gb28181", "6/1", "fault", True),
    ],
)
def test_classes_and_what_opens_an_alarm(table: TableName, code: str, alarm_class: str, opens: bool) -> None:
    kind = OURS.kind_of(table, code)
    assert (kind.alarm_class, kind.counts_as_detection) == (alarm_class, opens)
    assert ALARM_CLASSES[kind.rank] == alarm_class


def test_every_kind_is_named_in_both_languages_and_none_is_confirmed_by_a_table() -> None:
    for kind in OURS.kinds.values():
        assert re.search(r"[一-鿿]", kind.zh), kind
        assert kind.en.isascii(), kind
        assert kind.alarm_class != "confirmed_intrusion"


def test_no_two_kinds_have_one_name() -> None:
    assert len({kind.zh for kind in OURS.kinds.values()}) == len(OURS.kinds)


def test_codes_of_the_published_tables_are_known() -> None:
    # The tables of a receiver we did not write, makers' own letters among them.
    assert [code for code in ADM_MAPPING if OURS.kind_of("contact_id", code) is UNKNOWN] == []
    assert [code for code in SIA_CODES if OURS.kind_of("sia", code) is UNKNOWN] == []


def city(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "city.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_city_adds_kinds_and_codes_and_changes_ours(tmp_path: Path) -> None:
    path = city(
        tmp_path,
        """
        [kinds]
        village_button = { class = "hold_up", zh = "村级一键报警", en = "Village button" }
        opening = { class = "open_close", zh = "撤防", en = "Opening", detection = true }
        [contact_id]
        790 = "village_button"
        402 = { kind = "opening", restore = "closing", number = "area" }
        [sia]
        QX = { kind = "village_button", qualifier = "restore", number = "none" }
        """,
    )
    own = load_vocabulary(path)
    assert own.kind_of("contact_id", "790").zh == "村级一键报警"
    assert own.meaning("contact_id", "402").number == "area"
    assert own.meaning("sia", "QX").qualifier == "restore"
    assert own.kind("opening").counts_as_detection
    assert not OURS.kind("opening").counts_as_detection
    assert OURS.kind_of("contact_id", "790") is UNKNOWN


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("[kinds]\nvillage = 1", "kinds.village", "1"),
        ('[kinds]\nunknown = { class = "test", zh = "测", en = "t" }', "kinds.unknown", "'unknown'"),
        ('[kinds]\n"A-B" = { class = "test", zh = "测", en = "t" }', "kinds.A-B", "'A-B'"),
        ('[kinds]\nvillage = { class = "loud", zh = "村", en = "v" }', "kinds.village.class", "'loud'"),
        ('[kinds]\nvillage = { class = "confirmed_intrusion", zh = "村", en = "v" }', "kinds.village.class", "'confirmed_intrusion'"),
        ('[kinds]\nvillage = { class = "test", en = "v" }', "kinds.village.zh", "None"),
        ('[kinds]\nvillage = { class = "test", zh = "村", en = "" }', "kinds.village.en", "''"),
        ('[kinds]\nvillage = { class = "test", zh = "村", en = "v", detection = 1 }', "kinds.village.detection", "1"),
        ('[kinds]\nvillage = { class = "test", zh = "村", en = "v", sound = 1 }', "kinds.village.sound", "1"),
        ('[contact_id]\n13 = "burglary"', "contact_id.13", "'13'"),
        ('[sia]\nba = "burglary"', "sia.ba", "'ba'"),
        ('[gb28181]\n"2-1" = "burglary"', "gb28181.2-1", "'2-1'"),
        ('[sia]\nBA = "burglar"', "sia.BA.kind", "'burglar'"),
        ("[sia]\nBA = 5", "sia.BA", "5"),
        ("[sia]\nBA = { kind = [1] }", "sia.BA.kind", "[1]"),
        ('[sia]\nBA = { number = "zone" }', "sia.BA.kind", "None"),
        ('[sia]\nBA = { kind = "burglary", number = "door" }', "sia.BA.number", "'door'"),
        ('[sia]\nBA = { kind = "burglary", qualifier = "status" }', "sia.BA.qualifier", "'status'"),
        ('[sia]\nBA = { kind = "burglary", restore = "x" }', "sia.BA.restore", "'x'"),
        ('[sia]\nBA = { kind = "burglary", tone = "x" }', "sia.BA.tone", "'x'"),
        ("sia = 5", "sia", "5"),
        ("[sia_dcs]\n", "sia_dcs", "{}"),
    ],
)  # fmt: skip
def test_a_fault_of_a_citys_file_names_key_and_value(tmp_path: Path, text: str, key: str, value: str) -> None:
    with pytest.raises(VocabularyError) as raised:
        load_vocabulary(city(tmp_path, text))
    (fault,) = raised.value.faults
    assert f"city.toml: {key} = {value} is not allowed; allowed: " in fault.en
    assert f"city.toml：{key} = {value} 不可用；允许：" in fault.zh


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError) as raised:
        load_vocabulary(city(tmp_path, '[sia]\nBA = "x"\nBB = "y"\n[contact_id]\n1 = "burglary"'))
    assert len(raised.value.faults) == 3


@pytest.mark.parametrize(
    ("content", "told"), [(b"[sia", "not TOML"), (b"\xff", "not TOML"), (b"#" * 300_000, "more than 262144 bytes")]
)
def test_a_file_that_cannot_be_used_says_so(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "city.toml"
    path.write_bytes(content)
    with pytest.raises(VocabularyError, match=told):
        load_vocabulary(path)
    with pytest.raises(VocabularyError, match="cannot be read"):
        load_vocabulary(tmp_path / "missing.toml")

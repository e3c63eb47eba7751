"""What panels say, and how a person types it."""

from __future__ import annotations

import pytest

from anlan.protocols.dc09 import read_contents
from anlan.simulator.panels import CODES, PanelEvent, arming, disarming, event, parse_event


@pytest.mark.parametrize(
    ("said", "contact_id", "sia"),
    [
        (event("burglary", "005"), "1130 01 005", "Nri1/BA005"),
        (event("burglary", "005", restore=True), "3130 01 005", "Nri1/BH005"),
        (event("hold_up", "003", partition="02", text="柜台"), "1122 02 003", "Nri2/HA003^柜台^"),
        (arming("001"), "3401 01 001", "Nri1/CL001"),
        (disarming("001"), "1401 01 001", "Nri1/OP001"),
        (event("test"), "1602 01 000", "Nri1/RP000"),
    ],
)
def test_an_event_in_both_languages(said: PanelEvent, contact_id: str, sia: str) -> None:
    assert said.content("ADM-CID") == contact_id
    assert said.content("SIA-DCS") == sia


@pytest.mark.parametrize("name", CODES)
def test_receivers_read_what_is_said(name: str) -> None:
    said = event(name, "007", partition="03", text="说明")
    (read,) = read_contents("ADM-CID", "#1234|" + said.content("ADM-CID"))
    assert (read.code, read.qualifier, read.partition, read.number) == (CODES[name].contact_id, "new", "03", "007")
    (read,) = read_contents("SIA-DCS", "#1234|" + said.content("SIA-DCS"))
    assert (read.code, read.partition, read.number, read.text) == (CODES[name].sia, "3", "007", "说明")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("burglary", "1130 01 000"), ("burglary:restore", "3130 01 000"), ("arm", "3401 01 000"), ("disarm", "1401 01 000"),
        ("1130", "1130 01 000"), ("3130", "3130 01 000"), ("130", "1130 01 000"), ("HA", "1122 01 000"), ("bh", "3130 01 000"),
        ("1777", "1777 01 000"), ("3777", "3777 01 000"),
    ],
)  # fmt: skip
def test_events_as_one_types_them(word: str, expected: str) -> None:
    assert parse_event(word).content("ADM-CID") == expected


def test_a_code_without_a_twin_in_the_other_language() -> None:
    assert parse_event("ZZ", number="004").content("SIA-DCS") == "Nri1/ZZ004"
    with pytest.raises(ValueError, match="no code of ADM-CID"):
        parse_event("ZZ").content("ADM-CID")
    with pytest.raises(ValueError, match="no code of SIA-DCS"):
        parse_event("1777").content("SIA-DCS")


@pytest.mark.parametrize("word", ["", "burglar", "burglary:now", "12", "5130", "11300", "B", "test:restore"])
def test_words_that_are_none(word: str) -> None:
    with pytest.raises(ValueError):
        parse_event(word)


@pytest.mark.parametrize(
    "wrong", [{"number": "5"}, {"number": "1000"}, {"partition": "1"}, {"text": "a]b"}, {"text": "^"}, {"text": "\n"}, {"text": "长" * 61}]
)  # fmt: skip
def test_values_that_would_break_a_frame(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        event("burglary", **wrong)

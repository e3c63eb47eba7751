"""Events inside frames, as panels write them."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.dc09 import (
    CONTACT_ID,
    SIA_DCS,
    Content,
    Extended,
    Frame,
    account_of,
    path,
    position,
    read_contents,
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("#12345A|1110 00 129", Content("110", "1110", "new", "", "129")),
        ("#1234|3130 02 005", Content("130", "3130", "restore", "02", "005")),
        ("1602 00 000", Content("602", "1602", "new", "", "")),
        ("|6301 00 000", Content("301", "6301", "status", "", "")),
        ("#1234|2130 01 015", Content("130", "2130", "new", "01", "015")),
        ("#1234|1130 0a 0fF", Content("130", "1130", "new", "0A", "0FF")),
        ("#1234|118 1130 01 015", Content("", "118 1130 01 015")),
    ],
)
def test_contact_id(data: str, expected: Content) -> None:
    assert read_contents(CONTACT_ID, data) == [expected]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("#1234|Nri1/BA001", [Content("BA", "BA", partition="1", number="001")]),
        ("|Nri1/CL501", [Content("CL", "CL", partition="1", number="501")]),
        ("#123456A|NFA129", [Content("FA", "FA", number="129")]),
        ("#1234|BA001", [Content("BA", "BA", number="001")]),
        ("#1234|OP01", [Content("OP", "OP", number="01")]),
        ("#1234|NOP01", [Content("OP", "OP", number="01")]),
        ("#1234|NNA", [Content("NA", "NA")]),
        ("#1234|ObA", [Content("", "ObA")]),
        ("#1234|OBA7", [Content("BA", "BA", number="7")]),
        (
            "#1234|Nti22:15/da03-04-26/id7/pi2/ri5/BA0012^front door^",
            [Content("BA", "BA", None, "5", "0012", "7", "2", "front door", time(22, 15), date(2026, 3, 4))],
        ),
        ("#1234|NBA0001*'Zone 1'NM", [Content("BA", "BA", number="0001", text="Zone 1")]),
        ("#1234|Nri1/BA001/BA002", [Content("BA", "BA", None, "1", "001"), Content("BA", "BA", None, "1", "002")]),
        ("#1234|Nri1/BA001|Nri2/TA3", [Content("BA", "BA", None, "1", "001"), Content("TA", "TA", None, "2", "3")]),
        ("#1234|Nri1/BA001|AFRONT DOOR", [Content("BA", "BA", None, "1", "001", text="FRONT DOOR")]),
        ("#1234|Nri1/BA001|A'FRONT DOOR'", [Content("BA", "BA", None, "1", "001", text="FRONT DOOR")]),
        ("#1234|NBA001;odd", [Content("BA", "BA", number="001", text=";odd")]),
        ("#1234|Nti25:00/BA1", [Content("BA", "BA", number="1")]),
        ("#1234|???", [Content("", "???")]),
    ],
)
def test_sia_dcs(data: str, expected: list[Content]) -> None:
    assert read_contents(SIA_DCS, data) == expected


@pytest.mark.parametrize("data", ["", "#1234", "#1234|", " "])
@pytest.mark.parametrize("token", [CONTACT_ID, SIA_DCS])
def test_no_data_is_no_event(token: str, data: str) -> None:
    assert read_contents(token, data) == []


@given(st.sampled_from([CONTACT_ID, SIA_DCS]), st.text(max_size=120))
def test_nothing_that_was_said_is_dropped(token: str, data: str) -> None:
    contents = read_contents(token, "#1234|" + data)
    assert bool(contents) == bool(data.strip(" |") and data.strip()) or token == CONTACT_ID
    assert len(contents) <= 64
    assert all(content.code or content.original or token == CONTACT_ID for content in contents)


def test_the_head_tells_the_account_before_the_data() -> None:
    assert account_of(Frame(SIA_DCS, 1, account="1234", data="#9999|NBA1")) == "1234"
    assert account_of(Frame(SIA_DCS, 1, data="#9999|NBA1")) == "9999"
    assert account_of(Frame(SIA_DCS, 1, data="NBA1")) == ""


@pytest.mark.parametrize(
    ("longitude", "latitude", "expected"),
    [
        ("121E28.2", "31N13.8", (121.47, 31.23)),
        ("093W23.456", "45N23.456", (-93.390933, 45.390933)),
        ("013E30", "02S30", (13.5, -2.5)),
        ("121E28.2", None, None),
        ("31N13.8", "121E28.2", None),
        ("181E00", "31N00", None),
        ("121E60", "31N00", None),
        ("", "", None),
    ],
)
def test_a_place_is_told_in_degrees_and_minutes(
    longitude: str | None, latitude: str | None, expected: tuple[float, float] | None
) -> None:
    blocks = [
        Extended(kind, value) for kind, value in (("X", longitude), ("Y", latitude)) if value is not None
    ]  # fmt: skip
    found = position(Frame("NULL", 1, extended=tuple(blocks)))
    assert found is None if expected is None else found == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(("blocks", "expected"), [("", ""), ("G2", "2"), ("J1", "1"), ("J{}", ""), ("G12", "")])
def test_the_path_is_told_in_either_editions_block(blocks: str, expected: str) -> None:
    extended = (Extended(blocks[0], blocks[1:]),) if blocks else ()
    assert path(Frame("NULL", 1, extended=extended)) == expected

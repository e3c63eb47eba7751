"""Division codes: a subtree is a common prefix."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.gbcode import DivisionCode, DivisionLevel, GbCode, GbCodeError


@pytest.mark.parametrize(
    ("text", "code", "level", "parent"),
    [
        ("99", "99", DivisionLevel.PROVINCE, None),
        ("9901", "9901", DivisionLevel.CITY, "99"),
        ("990100", "9901", DivisionLevel.CITY, "99"),
        ("99010203", "99010203", DivisionLevel.GRASS_ROOTS, "990102"),
        ("99000000", "99", DivisionLevel.PROVINCE, None),
        # A city without counties: its units hang below the city.
        ("44190007", "44190007", DivisionLevel.GRASS_ROOTS, "4419"),
    ],
)
def test_a_division_knows_its_place(text: str, code: str, level: DivisionLevel, parent: str | None) -> None:
    division = DivisionCode.parse(text)
    assert (division, division.level, division.parent) == (code, level, parent)


@pytest.mark.parametrize("text", ["", "9", "990", "9901020304", "99a1", "00", "0001", "９９"])
def test_what_is_no_division_is_refused(text: str) -> None:
    with pytest.raises(GbCodeError):
        DivisionCode.parse(text)


def test_within() -> None:
    assert DivisionCode("99010203").is_within(DivisionCode("9901"))
    assert DivisionCode("9901").is_within("9901")
    assert not DivisionCode("99").is_within("9901")


@given(st.text("0123456789", min_size=20, max_size=20))
def test_the_centre_code_leads_to_the_division_and_back(text: str) -> None:
    code = GbCode(text)
    assert code.division.padded == code.centre
    assert code.division.is_within(code.centre[:2])

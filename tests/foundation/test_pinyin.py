"""How names are spelt for search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.foundation.pinyin import spelled


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("人民路3号", "renminlu3hao", "rml3h"),
        ("重庆银行", "chongqingyinhang", "cqyh"),
        ("重点行人", "zhongdianxingren", "zdxr"),
        ("A区-东门 Gate", "aqudongmengate", "aqdmgate"),
        ("女娲宫", "nvwagong", "nwg"),
        ("Camera 01", "camera01", "camera01"),
        ("", "", ""),
        ("（）—", "", ""),
    ],
)
def test_spelling(name: str, full: str, initials: str) -> None:
    assert spelled(name) == (full, initials)


@given(st.text(max_size=40))
def test_any_text_is_spelt_without_blanks_or_capitals(name: str) -> None:
    full, initials = spelled(name)
    assert len(initials) <= len(full) or not full
    assert not any(character.isspace() for character in full + initials)

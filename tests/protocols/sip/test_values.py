"""Lists and parameters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.sip.values import parse_parameters, quote, read_tag, split_outside, split_values, unquote


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []), ("a", ["a"]), (" a , b,,c ", ["a", "b", "c"]), ('"a,b",c', ['"a,b"', "c"]), ('"a\\",b",c', ['"a\\",b"', "c"]),
        ('x"a,b"y,"c,d",e', ['x"a,b"y', '"c,d"', "e"]), ("<a,b>,c", ["<a,b>", "c"]), ('"<",a', ['"<"', "a"]), ('"open,a', ['"open,a']), ("<open,a", ["<open,a"]),
    ],
)  # fmt: skip
def test_lists(text: str, parts: list[str]) -> None:
    assert split_values(text) == parts


@given(st.text('ab,;" ', max_size=30))
def test_the_quick_way_of_splitting_gives_what_the_careful_one_does(text: str) -> None:
    # A bracket at the end sends the text down the careful way; it is taken off again.
    careful = split_outside(text + "<", ",")
    careful[-1] = careful[-1][:-1].strip()
    assert split_outside(text, ",") == careful


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("<sip:a@b>;tag=1", "1"), ("sip:a@b ; TAG\t= 1;x", "1"), ("<sip:a@b;tag=uri>", ""), ("<sip:a@b>", ""), ('";tag=2" <sip:a@b>;tag=1', "1"),
        ('<sip:a@b>;tag=1;x=">"', "1"), ('<sip:a@b>;x=";tag=2"', ""), ('<sip:a@b>;tag="1"', "1"), ("", ""),
    ],
)  # fmt: skip
def test_tags(value: str, tag: str) -> None:
    assert read_tag(value) == tag


def test_parameters() -> None:
    assert parse_parameters('A=1;b ; c = "x;y" ;;d=') == (("a", "1"), ("b", None), ("c", "x;y"), ("d", ""))


@given(st.text(max_size=30))
def test_quoting_is_undone(text: str) -> None:
    assert unquote(quote(text)) == text

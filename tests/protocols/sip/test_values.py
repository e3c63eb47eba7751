"""Lists and parameters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.sip import SipSyntaxError, parse_name_address
from anlan.protocols.sip.values import LWS, parse_parameters, quote, read_tag, split_outside, split_values, unquote


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


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("<sip:a@b>;tag=1;x=>", "1"), ("<sip:a@b>;x=<;tag=2>;tag=1", "1"), ('a"b <sip:a@b>;tag=1', "1"), ('a;tag=2 "x" <sip:a@b>;tag=1', "1"),
        ('"a\\";tag=2" <sip:a@b>;tag=1', "1"), ("<sip:a@b>;tag=\u30001", "\u30001"), ("<sip:a@b>;tag;tag=1", ""),
    ],
)  # fmt: skip
def test_a_tag_is_read_as_the_address_reads_it(value: str, tag: str) -> None:
    assert read_tag(value) == tag
    assert (parse_name_address(value).tag or "") == tag


@given(st.text('ab<>";=\\ \u3000', max_size=12), st.text('ab<>";,=\\ \u3000tag', max_size=24))
def test_a_tag_is_read_in_one_way(display: str, tail: str) -> None:
    value = f"{display}<sip:a@b>;{tail};tag=1".strip(LWS)
    try:
        address = parse_name_address(value)
    except SipSyntaxError:
        return
    assert read_tag(value) == (address.tag or "")
    assert parse_name_address(str(address)) == address


def test_parameters() -> None:
    assert parse_parameters('A=1;b ; c = "x;y" ;;d=') == (("a", "1"), ("b", None), ("c", "x;y"), ("d", ""))


@pytest.mark.parametrize("part", ["=1", '"b"', "<sip:a@b?x=y>", "a b=1", "中=1", "\u212a=1", "\xa0", "[a]=1"])
def test_a_parameter_without_a_name_is_dropped(part: str) -> None:
    assert parse_parameters(f"x=1;{part};y") == (("x", "1"), ("y", None))


def test_only_white_space_of_the_grammar_is_taken_off() -> None:
    assert split_values("\u3000a\xa0, \tb\x85 ") == ["\u3000a\xa0", "b\x85"]
    assert parse_parameters('a=\u30001 ; b = "\xa0"') == (("a", "\u30001"), ("b", "\xa0"))


@given(st.text(max_size=30))
def test_quoting_is_undone(text: str) -> None:
    assert unquote(quote(text)) == text

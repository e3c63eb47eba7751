"""Addresses, and the Via header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.sip import NameAddress, SipSyntaxError, SipUri, parse_name_address, parse_uri, parse_via
from anlan.protocols.sip.via import note_source


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("sip:34020000001320000001@3402000000", SipUri("34020000001320000001", "3402000000")),
        (
            "sip:34020000001320000001@3402000000.spvmn.cn:5060",
            SipUri("34020000001320000001", "3402000000.spvmn.cn", 5060),
        ),
        ("SIP:10.1.2.3:15060", SipUri(None, "10.1.2.3", 15060)),
        (
            "sips:a@[2001:db8::1]:5061;transport=tcp;lr",
            SipUri("a", "2001:db8::1", 5061, (("transport", "tcp"), ("lr", None)), secure=True),
        ),
        ("sip:a%40b;x=1@h?Subject=x&Priority=y", SipUri("a@b;x=1", "h", headers="Subject=x&Priority=y")),
        ("sip:user:secret@h", SipUri("user", "h")),
        ("sip:%E4%B8%AD@h", SipUri("中", "h")),
        ("sip:my_host_1", SipUri(None, "my_host_1")),
        (
            "sip:a@h;[x]/:&+$%41=1;=2;é=3;q=%22a%22;lr=",
            SipUri("a", "h", None, (("[x]/:&+$%41", "1"), ("q", '"a"'), ("lr", ""))),
        ),
        ("sip:东门@h?x=门%20", SipUri("东门", "h", headers="x=%E9%97%A8%20")),
    ],
)
def test_addresses(text: str, uri: SipUri) -> None:
    assert parse_uri(text) == uri
    assert parse_uri(str(uri)) == uri


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 400), ("sip:", 400), ("sip:@h", 400), ("sip:a@", 400), ("sip:a@h:0", 400), ("sip:a@h:65536", 400), ("sip:a@h:x", 400), ("sip:a@h:", 400),
        ("sip:a@[::1", 400), ("sip:a@[zz]", 400), ("sip:a b@h", 400), ("sip:a@h h", 400), ("sip:<a@h>", 400), ("sip:%00@h", 400), ("sip:%ff@h", 400),
        ("tel:+8610", 416), ("http://h", 416), ("34020000001320000001@h", 400), ("sip:" + "a" * 2000 + "@h", 414), ("sip:a@中", 400), ("sip:a@h:٣", 400),
        ("sip:a\u3000b@h", 400), ("sip:a\x85@h", 400), ("sip:a\x01@h", 400), ("sip:a@h;x=\u2028", 400), ("sip:" + "门" * 200 + "@h", 414),
    ],
)  # fmt: skip
def test_refused_addresses(text: str, status: int) -> None:
    with pytest.raises(SipSyntaxError) as caught:
        parse_uri(text)
    assert caught.value.status == status


@pytest.mark.parametrize(
    ("text", "display", "user", "tag"),
    [
        ("<sip:a@h>;tag=1", "", "a", "1"),
        ("sip:a@h;tag=1", "", "a", "1"),
        ('"Wang, \\"x\\" <y>" <sip:a@h;tag=no>;tag=1', 'Wang, "x" <y>', "a", "1"),
        ("东门 <sip:a@h>", "东门", "a", None),
        ("  <sip:a@h> ; TAG = 1 ;x", "", "a", "1"),
        ('""<sip:a@h>', "", "a", None),
        ('"a, \\"b" <sip:a@h?x=y>;<sip:a@b?x=y>;q=0.1', 'a, "b', "a", None),
        ("东门\u3000 <sip:a@h>;tag=\xa0", "东门\u3000", "a", "\xa0"),
        ('a"b\\ <sip:a@h>;x="a"b;tag="\\"1', 'a"b\\', "a", '"\\"1'),
    ],
)
def test_name_addresses(text: str, display: str, user: str, tag: str | None) -> None:
    address = parse_name_address(text)
    assert (address.display, address.uri.user, address.tag) == (display, user, tag)
    assert parse_name_address(str(address)) == address


@pytest.mark.parametrize(
    "text", ["", "*", "<sip:a@h", '"a <sip:a@h>', '"a" sip:a@h', "<sip:a@h> x", '"a"b<sip:a@h>', "<>"]
)
def test_refused_name_addresses(text: str) -> None:
    with pytest.raises(SipSyntaxError):
        parse_name_address(text)


NAMES = st.text("abcdefghijkl-0123", min_size=1, max_size=8)
PRINTABLE = st.text(min_size=1, max_size=12).filter(str.isprintable)


@given(
    PRINTABLE, st.from_regex(r"[a-z0-9][a-z0-9.-]{0,20}", fullmatch=True), st.none() | st.integers(1, 65535),
    st.lists(st.tuples(NAMES, st.none() | PRINTABLE), max_size=4).map(tuple), st.text(max_size=12).filter(str.isprintable).map(str.strip),
)  # fmt: skip
def test_any_address_survives_writing(
    user: str, host: str, port: int | None, parameters: tuple[tuple[str, str | None], ...], display: str
) -> None:
    uri = SipUri(user, host, port, parameters)
    assert parse_uri(str(uri)) == uri
    address = NameAddress(uri, display, (("tag", "t"),))
    assert parse_name_address(str(address)) == address


@pytest.mark.parametrize(
    ("text", "transport", "host", "port", "branch", "rport"),
    [
        ("SIP/2.0/UDP 192.168.1.64:5060;rport;branch=z9hG4bK1", "UDP", "192.168.1.64", 5060, "z9hG4bK1", ""),
        ("SIP/2.0/TCP h;branch=z9hG4bK1;rport=99;received=1.2.3.4", "TCP", "h", None, "z9hG4bK1", "99"),
        ("SIP / 2.0 / udp  [::1]:5061 ; branch = x", "UDP", "::1", 5061, "x", None),
        ("sip/2.0/udp 3402000000", "UDP", "3402000000", None, "", None),
        ("SIP/2.0/ UDP h;branch=\u3000", "UDP", "h", None, "\u3000", None),
    ],
)
def test_vias(text: str, transport: str, host: str, port: int | None, branch: str, rport: str | None) -> None:
    via = parse_via(text)
    assert (via.transport, via.host, via.port, via.branch, via.rport) == (transport, host, port, branch, rport)


@pytest.mark.parametrize(
    "text", ["", "SIP/2.0/UDP", "SIP/3.0/UDP h", "UDP h", "SIP/2.0/UDP ;branch=1", "SIP/2.0/UDP h:x", ";;;"]
)
def test_refused_vias(text: str) -> None:
    with pytest.raises(SipSyntaxError):
        parse_via(text)


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("SIP/2.0/UDP 9.9.9.9:5060;branch=b", "SIP/2.0/UDP 9.9.9.9:5060;branch=b"),
        ("SIP/2.0/UDP 10.0.0.1:5060;branch=b", "SIP/2.0/UDP 10.0.0.1:5060;branch=b;received=9.9.9.9"),
        ("SIP/2.0/UDP 10.0.0.1;rport;branch=b", "SIP/2.0/UDP 10.0.0.1;branch=b;rport=777;received=9.9.9.9"),
        (
            "SIP/2.0/UDP 9.9.9.9;received=6.6.6.6;branch=b;rport=1",
            "SIP/2.0/UDP 9.9.9.9;branch=b;rport=777;received=9.9.9.9",
        ),
    ],
)
def test_the_true_source_is_noted_and_a_forged_one_replaced(text: str, noted: str) -> None:
    assert note_source(text, parse_via(text), "9.9.9.9", 777) == noted

"""Session descriptions with y= and f=: there and back, and as devices write them."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.sdp import SdpError, SessionDescription, Ssrc, parse_sdp

INVITE = SessionDescription(
    origin_user="99010203002000000001",
    host="192.0.2.1",
    port=30000,
    direction="recvonly",
    payloads={96: "PS/90000", 98: "H264/90000"},
    ssrc=Ssrc("0102030001"),
    format="v/2/5/25/1/4000a///",
)


def test_an_offer_as_text() -> None:
    assert INVITE.serialize().decode().split("\r\n") == [
        "v=0",
        "o=99010203002000000001 0 0 IN IP4 192.0.2.1",
        "s=Play",
        "c=IN IP4 192.0.2.1",
        "t=0 0",
        "m=video 30000 RTP/AVP 96 98",
        "a=recvonly",
        "a=rtpmap:96 PS/90000",
        "a=rtpmap:98 H264/90000",
        "y=0102030001",
        "f=v/2/5/25/1/4000a///",
        "",
    ]


BROADCAST = b"""v=0
o=64010600002020000001 0 0 IN IP4 172.20.16.3
s=Play
c=IN IP4 172.20.16.3
t=0 0
m=audio 8000 RTP/AVP 8
a=sendonly
a=rtpmap:8 PCMA/8000
y=0100000001
f=v/////a/1/8/1
"""


def test_the_standards_own_broadcast_example() -> None:
    read = parse_sdp(BROADCAST)
    assert (read.media, read.port, read.payloads, read.ssrc) == ("audio", 8000, {8: "PCMA/8000"}, "0100000001")
    assert (read.direction, read.format, read.is_live, read.violations) == ("sendonly", "v/////a/1/8/1", True, ())


def sdp(*lines: str, connection: str = "c=IN IP4 192.0.2.9", media: str = "m=video 6000 RTP/AVP 96") -> bytes:
    return "\r\n".join(
        ["v=0", "o=34020000001320000001 0 0 IN IP4 192.0.2.8", "s=Play", connection, "t=0 0", media, *lines]
    ).encode()


@pytest.mark.parametrize(
    ("body", "expected", "violations"),
    [
        (sdp("y=0102030001"), {"ssrc": "0102030001", "transport": "udp", "setup": None}, ()),
        (sdp(), {"ssrc": None}, ()),
        (sdp("y=102030001"), {"ssrc": "0102030001"}, ("sdp_ssrc_short",)),
        (sdp("y=99999999999"), {"ssrc": None}, ("sdp_ssrc_invalid",)),
        (sdp("y=4294967296"), {"ssrc": None}, ("sdp_ssrc_invalid",)),
        (sdp("a=filesize:-1"), {"filesize": None}, ()),
        (sdp("a=filesize:1234"), {"filesize": 1234}, ()),
        (sdp("a=streamnumber:1"), {"stream_number": 1}, ()),
        (sdp("a=downloadspeed:4"), {"download_speed": 4}, ()),
        (sdp("a=setup:ACTIVE", media="m=video 1 TCP/RTP/AVP 96"), {"transport": "tcp", "setup": "active"}, ()),
        (sdp("a=setup:holdconn"), {"setup": None}, ("sdp_setup_unknown",)),
        (sdp(connection="b=AS:64"), {"host": "192.0.2.8"}, ("sdp_no_connection",)),
        (sdp("a=rtpmap:96 PS/90000", "m=audio 7000 RTP/AVP 8"), {"port": 6000, "media": "video"}, ()),
        (sdp("m=video 7000 RTP/AVP 96", media="m=audio 6000 RTP/AVP 8"), {"port": 7000, "media": "video"}, ()),
        (sdp("m=audio 7000 RTP/AVP 8", media="m=video 0 RTP/AVP 96"), {"port": 7000, "media": "audio"}, ()),
        (sdp("t=5 6").replace(b"t=0 0", b"t=1735689600 1735693200").replace(b"s=Play", b"s=Playback"),
         {"time_start": 1735689600, "time_end": 1735693200, "is_live": False}, ()),
        (sdp().replace(b"t=0 0", b"t=x"), {"time_start": 0}, ("sdp_time_invalid",)),
        (sdp().replace(b"\r\n", b"\n"), {"port": 6000}, ()),
        (sdp(media="m=video 6000 RTP/AVP 96 97 200 x"), {"payloads": {96: "", 97: ""}}, ()),
        (sdp().replace(b"o=34020000001320000001", b"o=-"), {"origin_user": ""}, ()),
        (sdp("f=" + "a" * 1023 + " b"), {"format": "a" * 1023}, ()),
        (sdp("a=rtpmap:96 " + "P" * 63 + " S"), {"payloads": {96: "P" * 63}}, ()),
        (sdp().replace(b"s=Play", b"s=" + b"P" * 63 + b" x"), {"session_name": "P" * 63}, ()),
    ],
)  # fmt: skip
def test_what_devices_send(body: bytes, expected: dict[str, Any], violations: tuple[str, ...]) -> None:
    read = parse_sdp(body)
    assert {name: getattr(read, name) for name in expected} == expected
    assert read.violations == violations
    written = parse_sdp(read.serialize())
    assert written == dataclasses.replace(read, violations=())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_sdp"),
        (b"hello", "not_sdp"),
        (b"v=0\r\ns=Play\r\n", "no_media"),
        (sdp(media="m=video"), "media_line"),
        (sdp(media="m=video 70000 RTP/AVP 96"), "media_line"),
        (sdp(media="m="), "media_line"),
        (sdp(connection="c=IN IP4 bad host"), "accepted"),
        (sdp(connection="c=IN IP4 -x-"), "no_address"),
        (sdp(connection="c="), "no_address"),
        (sdp(connection="c=IN IP6 fe80::1%" + "x" * 300), "no_address"),
        (b"v=0\r\n" * 300, "not_sdp"),
        (b"v" * 20_000, "too_large"),
    ],
)
def test_what_is_refused(body: bytes, reason: str) -> None:
    if reason == "accepted":
        assert parse_sdp(body).host == "bad"
        return
    with pytest.raises(SdpError) as refused:
        parse_sdp(body)
    assert refused.value.code == reason


def test_a_value_cannot_break_out_of_its_line() -> None:
    with pytest.raises(SdpError):
        SessionDescription(origin_user="x\r\na=sendrecv", host="192.0.2.1", port=1).serialize()


@pytest.mark.parametrize(
    ("live", "domain", "serial", "text", "number"),
    [
        (True, "13010000002000000001", 1, "0100000001", 100000001),
        (False, "99010203002000000001", 9999, "1102039999", 1102039999),
    ],
)
def test_an_ssrc_is_allotted_from_the_domain(live: bool, domain: str, serial: int, text: str, number: int) -> None:
    ssrc = Ssrc.allot(live, domain, serial)
    assert (ssrc, ssrc.number, ssrc.is_live) == (text, number, live)


@pytest.mark.parametrize(("domain", "serial"), [("1301", 1), ("13010000002000000001", 10_000), ("130x0000002", 1)])
def test_an_ssrc_that_cannot_be_allotted(domain: str, serial: int) -> None:
    with pytest.raises(SdpError):
        Ssrc.allot(live=True, domain=domain, serial=serial)


_WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789/:", min_size=1, max_size=20)
_OPTIONAL_NUMBER = st.none() | st.integers(0, 10**12)


@given(
    st.builds(
        SessionDescription,
        origin_user=st.text("0123456789", min_size=20, max_size=20),
        host=st.ip_addresses().map(str),
        port=st.integers(1, 65535),
        session_name=st.sampled_from(["Play", "Playback", "Download", "Talk"]),
        media=st.sampled_from(["video", "audio"]),
        transport=st.sampled_from(["udp", "tcp"]),
        setup=st.sampled_from([None, "active", "passive"]),
        direction=st.sampled_from([None, "sendonly", "recvonly"]),
        payloads=st.dictionaries(st.integers(0, 127), st.sampled_from(["", "PS/90000"]), min_size=1, max_size=5),
        ssrc=st.none() | st.integers(0, 2**32 - 1).map(Ssrc.of_number),
        format=st.none() | _WORDS,
        time_start=st.integers(0, 2**40),
        time_end=st.integers(0, 2**40),
        uri=st.none() | _WORDS,
        stream_number=_OPTIONAL_NUMBER,
        download_speed=_OPTIONAL_NUMBER,
        filesize=_OPTIONAL_NUMBER,
    )
)
def test_descriptions_go_round(description: SessionDescription) -> None:
    assert parse_sdp(description.serialize()) == description


def everything(raw: bytes) -> None:
    try:
        read = parse_sdp(raw)
    except SdpError:
        return
    again = parse_sdp(read.serialize())
    assert (again.host, again.port, again.ssrc, again.transport) == (read.host, read.port, read.ssrc, read.transport)


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(raw: bytes) -> None:
    everything(raw)


_LINES = st.sampled_from(
    [b"v=0", b"o=1 0 0 IN IP4 192.0.2.1", b"o=", b"s=Play", b"s=", b"c=IN IP4 192.0.2.1", b"c=IN", b"t=0 0", b"t=9 a", b"m=video 1 RTP/AVP 96",
     b"m=", b"m=audio 0 TCP/RTP/AVP 8", b"a=setup:active", b"a=rtpmap:96 PS/90000", b"a=rtpmap:", b"y=1", b"y=", b"f=v/2", b"u=1:0", b"a=filesize:-1"]
)  # fmt: skip


@given(st.lists(_LINES | st.binary(max_size=6), max_size=20).map(b"\r\n".join))
def test_any_mixture_of_lines_is_taken_or_refused(raw: bytes) -> None:
    everything(raw)

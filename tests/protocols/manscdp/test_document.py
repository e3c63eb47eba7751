"""The envelope: charsets as sent, unescaped text, bounds; any bytes give a document or the codec's own error."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.manscdp import (
    Charset,
    Document,
    ManscdpError,
    child_text,
    decode,
    encode,
    parse_catalog,
    parse_catalog_query,
    parse_device_control,
    parse_device_info,
    parse_device_status,
    parse_keepalive,
    parse_media_status,
)
from anlan.protocols.manscdp.checks import VIOLATIONS
from anlan.protocols.manscdp.document import MAX_BODY_BYTES

NAME = "滨江街道派出所门口摄像机"
PARSERS = [
    parse_catalog, parse_catalog_query, parse_device_control, parse_device_info, parse_device_status,
    parse_keepalive, parse_media_status,
]  # fmt: skip


def body(declared: str | None, codec: str, name: str = NAME) -> bytes:
    head = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    text = f"{head}<Response><CmdType>DeviceInfo</CmdType><SN>3</SN><DeviceID>99</DeviceID><DeviceName>{name}</DeviceName></Response>"
    return text.encode(codec)


@pytest.mark.parametrize(
    ("declared", "codec", "used", "violations"),
    [
        ("GB2312", "gb2312", Charset.GB18030, ()),
        ("gb2312", "gb18030", Charset.GB18030, ()),
        ("GB18030", "gb18030", Charset.GB18030, ()),
        ("UTF-8", "utf-8", Charset.UTF8, ()),
        ("utf8", "utf-8-sig", Charset.UTF8, ()),
        (None, "gb18030", Charset.GB18030, ()),
        ("GB2312", "utf-8", Charset.UTF8, ("charset_declared_wrong",)),
        ("UTF-8", "gb18030", Charset.GB18030, ("charset_declared_wrong",)),
        ("ISO-8859-1", "gb18030", Charset.GB18030, ("charset_declared_wrong",)),
        (None, "utf-8", Charset.UTF8, ()),
    ],
)
def test_the_charset_is_found_whatever_is_declared(
    declared: str | None, codec: str, used: Charset, violations: tuple[str, ...]
) -> None:
    document = decode(body(declared, codec))
    assert child_text(document.root, "DeviceName") == NAME
    assert (document.charset, document.violations) == (used, violations)


@pytest.mark.parametrize("name", ["𠮷家庄", "镕基路", "㐂寿", "联通", "一"])
def test_hanzi_beyond_gb2312_survive_a_gb2312_declaration(name: str) -> None:
    assert child_text(decode(body("GB2312", "gb18030", name)).root, "DeviceName") == name


def test_a_name_cut_inside_a_character_keeps_the_rest() -> None:
    cut = body("GB2312", "gb18030").replace("机".encode("gb18030"), "机".encode("gb18030")[:1])
    document = decode(cut)
    assert child_text(document.root, "DeviceName") == NAME[:-1] + "�"
    assert "charset_damaged" in document.violations


@pytest.mark.parametrize("text", ["A&B", "1<2", "a < b & c <3", "&nbsp;", "&amp;&", "\x01x\x00", "<<"])
def test_unescaped_text_is_read_and_named(text: str) -> None:
    document = decode(body("GB2312", "gb18030", text))
    expected = text.replace("&amp;", "&").translate({0: None, 1: None})
    assert child_text(document.root, "DeviceName") == expected
    assert document.violations == ("xml_not_escaped",)


BOMB = "<!DOCTYPE a [" + "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 40)) + "]>"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not_xml"),
        (b"<Query>", "not_xml"),
        (b"<Foo><CmdType>x</CmdType></Foo>", "unknown_root"),
        (b"<Query><SN>1</SN></Query>", "no_cmd_type"),
        (BOMB.encode() + b"<Query><CmdType>&a39;</CmdType></Query>", "dtd_refused"),
        (b"<!DOCTYPE q SYSTEM 'file:///etc/passwd'><Query/>", "dtd_refused"),
        (b"<Query>" + b"<a>" * 20 + b"</a>" * 20 + b"</Query>", "too_deep"),
        (b"<Query>" + b" " * MAX_BODY_BYTES + b"</Query>", "too_large"),
        ("<Query/>".encode("utf-16"), "charset_unsupported"),
    ],
)
def test_what_is_refused_and_why(raw: bytes, reason: str) -> None:
    with pytest.raises(ManscdpError) as refused:
        decode(raw)
    assert refused.value.code == reason


@pytest.mark.parametrize(
    ("fields", "sn", "violations"),
    [
        ("<SN>17</SN><DeviceID>9</DeviceID>", 17, ()),
        ("<DeviceID>9</DeviceID>", 0, ("sn_missing",)),
        ("<SN>-1</SN><DeviceID>9</DeviceID>", 0, ("sn_invalid",)),
        ("<SN>" + "9" * 5000 + "</SN><DeviceID>9</DeviceID>", 0, ("sn_invalid",)),
        ("<SN>1</SN>", 1, ("device_id_missing",)),
    ],
)
def test_an_incomplete_envelope_is_kept_and_named(fields: str, sn: int, violations: tuple[str, ...]) -> None:
    document = decode(f"<Notify><CmdType>Keepalive</CmdType>{fields}</Notify>".encode())
    assert (document.sn, document.violations) == (sn, violations)


def everything(raw: bytes) -> None:
    try:
        document: Document = decode(raw)
    except ManscdpError:
        return
    assert set(document.violations) <= set(VIOLATIONS)
    decode(encode(document.root, Charset.UTF8))
    for parse in PARSERS:
        with contextlib.suppress(ManscdpError):
            parse(document)


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(raw: bytes) -> None:
    everything(raw)


_PIECES = st.sampled_from(
    [
        b"<Response>", b"</Response>", b"<Notify>", b"<CmdType>Catalog</CmdType>", b"<CmdType>Keepalive</CmdType>", b"<SN>1</SN>",
     b"<DeviceID>", b"</DeviceID>", b"<DeviceList Num='1'>", b"</DeviceList>", b"<Item>", b"</Item>", b"<Info>", b"</Info>",
     b"&", b"<", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?xml version='1.0' encoding='GB2312'?>", b"\xc4\xe3", b"\x84\x31\xa4\x37",
     b"<Longitude>1e309</Longitude>", b"<Status>ON</Status>", b"<a:b xmlns:a='x'/>", b"\xff", b"\x00"]
)  # fmt: skip


@given(st.lists(_PIECES | st.binary(max_size=4), max_size=30).map(b"".join))
def test_any_mixture_of_what_devices_send_is_taken_or_refused(raw: bytes) -> None:
    everything(raw)
    everything(b"<Response><CmdType>Catalog</CmdType><SN>1</SN><DeviceID>9</DeviceID>" + raw + b"</Response>")

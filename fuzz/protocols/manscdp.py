"""Fuzzes MANSCDP: any bytes give a document and records, or the codec's own error; what was read can be written."""

from __future__ import annotations

import contextlib
import sys

import atheris

with atheris.instrument_imports(include=["anlan"]):
    from anlan.protocols import manscdp
    from anlan.protocols.gbcode import Edition
    from anlan.protocols.manscdp import CatalogPart, Charset
    from anlan.protocols.manscdp.checks import check_item

PARSERS = (
    manscdp.parse_alarm,
    manscdp.parse_alarm_query,
    manscdp.parse_catalog_query,
    manscdp.parse_device_control,
    manscdp.parse_device_info,
    manscdp.parse_device_status,
    manscdp.parse_guarding,
    manscdp.parse_keepalive,
    manscdp.parse_media_status,
    manscdp.parse_outcome,
)


def one_input(data: bytes) -> None:
    try:
        document = manscdp.decode(data)
    except manscdp.ManscdpError:
        return
    for parse in PARSERS:
        with contextlib.suppress(manscdp.ManscdpError):
            parse(document)
    with contextlib.suppress(manscdp.ManscdpError):
        alarm = manscdp.parse_alarm(document)
        again = manscdp.parse_alarm(manscdp.decode(manscdp.alarm_notify(alarm)))
        if (again.method, again.alarm_type, again.priority) != (alarm.method, alarm.alarm_type, alarm.priority):
            raise AssertionError("an alarm that was read is not the one that was written")
    try:
        part = manscdp.parse_catalog(document)
    except manscdp.ManscdpError:
        return
    for edition in Edition:
        for charset in (Charset.GB18030, Charset.UTF8):
            write_and_read(part, edition, charset)
    for item in part.items:
        check_item(item)


def write_and_read(part: CatalogPart, edition: Edition, charset: Charset) -> None:
    """An edition does not know every field, so it is what was written that must be read, and be written again, as it stands."""
    body = write(part, edition, charset)
    again = manscdp.parse_catalog(manscdp.decode(body))
    if len(again.items) != len(part.items):
        raise AssertionError("a catalog that was read is not the one that was written")
    # Some texts in GB 18030 are bytes of UTF-8 as well; which of the two is meant can only be guessed.
    if (charset is Charset.UTF8 or not is_utf8(body)) and write(again, edition, charset) != body:
        raise AssertionError("an entry that was read is not the one that was written")


def write(part: CatalogPart, edition: Edition, charset: Charset) -> bytes:
    return manscdp.catalog_response(part.sn, part.device_id, part.sum_num, part.items, edition, charset)


def is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


atheris.Setup(sys.argv, one_input)
atheris.Fuzz()

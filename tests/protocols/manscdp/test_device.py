"""Keepalive, DeviceInfo, DeviceStatus, MediaStatus and control, there and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import (
    Charset,
    DeviceControl,
    DeviceInfo,
    DeviceStatus,
    Document,
    Keepalive,
    ManscdpError,
    MediaStatus,
    decode,
    device_info_query,
    device_info_response,
    device_status_query,
    device_status_response,
    iframe,
    keepalive,
    media_status,
    parse_device_control,
    parse_device_info,
    parse_device_status,
    parse_keepalive,
    parse_media_status,
    result_response,
)

CODE = "99010203001180000001"


@pytest.mark.parametrize("charset", Charset)
def test_device_info_survives_the_wire(charset: Charset) -> None:
    info = DeviceInfo(
        sn=4, device_id=CODE, name="滨江录像机", manufacturer="安澜", model="N-1", firmware="1.2", channels=16
    )
    assert parse_device_info(decode(device_info_response(info, charset))) == info


def test_device_status_survives_the_wire() -> None:
    status = DeviceStatus(
        sn=4, device_id=CODE, online=True, ok=False, reason="硬盘故障", encoding=True, recording=False,
        device_time_utc=datetime(2026, 1, 1, 16, 0, 1, tzinfo=UTC),
    )  # fmt: skip
    body = device_status_response(status)
    assert b"<DeviceTime>2026-01-02T00:00:01</DeviceTime>" in body
    assert parse_device_status(decode(body)) == status


def test_an_unreadable_device_clock_is_named_and_the_rest_is_kept() -> None:
    body = device_status_response(DeviceStatus(sn=1, device_id=CODE, online=True)).replace(
        b"<Online>", b"<DeviceTime>yesterday</DeviceTime><Online>"
    )
    status = parse_device_status(decode(body))
    assert (status.online, status.device_time_utc, status.violations) == (True, None, ("time_invalid",))


def test_a_keepalive_names_faulty_devices() -> None:
    read = parse_keepalive(decode(keepalive(CODE, 9, "ERROR", ["99010203001320000001", "99010203001320000002"])))
    assert read == Keepalive(9, CODE, "ERROR", ("99010203001320000001", "99010203001320000002"))


def test_media_status_121() -> None:
    assert parse_media_status(decode(media_status(CODE, 2))) == MediaStatus(2, CODE, 121)


@pytest.mark.parametrize(("edition", "spelt"), [(Edition.GB2016, b"IFameCmd"), (Edition.GB2022, b"IFrameCmd")])
def test_a_key_frame_is_asked_in_the_spelling_of_the_edition_and_read_in_both(edition: Edition, spelt: bytes) -> None:
    body = iframe(CODE, 3, edition)
    assert b"<" + spelt + b">Send<" in body
    assert parse_device_control(decode(body)) == DeviceControl(3, CODE, "IFrameCmd", "Send")


@pytest.mark.parametrize(
    ("body", "kind", "cmd_type"),
    [
        (device_info_query(CODE, 1), "Query", "DeviceInfo"),
        (device_status_query(CODE, 1), "Query", "DeviceStatus"),
        (result_response("DeviceControl", CODE, 1, "ERROR"), "Response", "DeviceControl"),
    ],
)
def test_plain_messages(body: bytes, kind: str, cmd_type: str) -> None:
    document = decode(body)
    assert (document.kind, document.cmd_type, document.sn, document.device_id) == (kind, cmd_type, 1, CODE)


@pytest.mark.parametrize(
    ("body", "parse"),
    [
        (keepalive(CODE, 1), parse_device_info),
        (keepalive(CODE, 1), parse_media_status),
        (device_info_query(CODE, 1), parse_device_info),
        (media_status(CODE, 1).replace(b"121", b"x"), parse_media_status),
        (iframe(CODE, 1).replace(b"IFrameCmd", b"Info"), parse_device_control),
    ],
)
def test_a_message_of_another_kind_is_refused(body: bytes, parse: Callable[[Document], object]) -> None:
    with pytest.raises(ManscdpError):
        parse(decode(body))

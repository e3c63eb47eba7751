"""Beijing time on the wire, UTC inside."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.manscdp import ManscdpError, format_date_header, format_time, parse_time

MOMENT = datetime(2025, 9, 1, 7, 23, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2025-09-01T15:23:20",
        "2025-09-01 15:23:20",
        "2025-9-1 15:23:20",
        "2025/09/01 15:23:20",
        "20250901T152320",
        "20250901152320",
        "2025-09-01T15:23:20.000",
        "2025-09-01T07:23:20Z",
        "20250901T072320Z",
        "2025-09-01T15:23:20+08:00",
        "2025-09-01T03:23:20-0400",
        " 2025-09-01T15:23:20 ",
    ],
)
def test_the_ways_devices_write_one_moment(text: str) -> None:
    assert parse_time(text) == MOMENT


def test_fractions() -> None:
    assert parse_time("2025-09-01T15:23:20.001").microsecond == 1000
    assert parse_time("2025-09-01T15:23").second == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2025-13-01T00:00:00",
        "2025-02-30 00:00:00",
        "0001-01-01T00:00:00",
        "1" * 40,
        "2025-09-01T00:00:00+99:00",
    ],
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ManscdpError):
        parse_time(text)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)))
def test_times_go_round(moment: datetime) -> None:
    assert parse_time(format_time(moment)) == moment.replace(microsecond=0)
    assert parse_time(format_date_header(moment)) == moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert parse_time(text).tzinfo is UTC
    except ManscdpError as error:
        assert error.code == "time_invalid"  # noqa: PT017

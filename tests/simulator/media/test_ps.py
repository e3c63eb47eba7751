"""PS and RTP bytes, and foreign readers over a whole stream."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.simulator.faults import Faults
from anlan.simulator.media.annexb import AccessUnit, access_units, detect_codec, join, split_nals
from anlan.simulator.media.ps import PsMuxer, crc32_mpeg, program_stream_map, pts, scr
from anlan.simulator.media.rtp import RtpPacketizer, framed
from anlan.simulator.scene import make_clip


def read_pts(data: bytes) -> int:
    assert data[0] >> 4 == 2
    assert data[0] & data[2] & data[4] & 1
    return (data[0] >> 1 & 7) << 30 | data[1] << 22 | (data[2] >> 1) << 15 | data[3] << 7 | data[4] >> 1


def read_scr(data: bytes) -> int:
    bits = int.from_bytes(data, "big")
    assert bits >> 46 == 1
    assert bits >> 42 & 1
    assert bits >> 26 & 1
    assert bits >> 10 & 1
    assert bits & 1
    return (bits >> 43 & 7) << 30 | (bits >> 27 & 0x7FFF) << 15 | bits >> 11 & 0x7FFF


@given(st.integers(0, 2**33 - 1))
def test_times_are_written_as_the_standard_cuts_them(time_90k: int) -> None:
    assert (read_pts(pts(time_90k)), read_scr(scr(time_90k))) == (time_90k, time_90k)


def test_the_map_checks_to_zero() -> None:
    assert crc32_mpeg(program_stream_map(0x1B)) == 0


@pytest.mark.parametrize("size", [1, 1000, 65_400, 65_401, 200_000])
def test_a_large_picture_is_split_into_pes_packets(size: int) -> None:
    unit = AccessUnit(bytes(range(256)) * (size // 256 + 1), key=True)
    data = PsMuxer("h264").mux(unit).data
    position, payload = data.index(b"\x00\x00\x01\xe0"), b""
    while position < len(data):
        assert data[position : position + 4] == b"\x00\x00\x01\xe0"
        length = int.from_bytes(data[position + 4 : position + 6], "big")
        payload += data[position + 9 + data[position + 8] : position + 6 + length]
        position += 6 + length
    assert payload == unit.data


@given(st.integers(0, 2**33 - 1), st.booleans())
def test_a_picture_moves_in_time(time_90k: int, key: bool) -> None:
    muxer = PsMuxer("h265")
    unit = AccessUnit(b"\x00\x00\x00\x01x", key)
    assert muxer.mux(unit, 0).at(time_90k) == muxer.mux(unit, time_90k).data


@given(st.integers(0, 2**32 - 1), st.integers(1, 20_000), st.integers(0, 0xFFFF))
def test_rtp_carries_the_whole_picture(ssrc: int, size: int, first: int) -> None:
    frame = PsMuxer("h264").mux(AccessUnit(b"x" * size, key=False))
    packets = RtpPacketizer(ssrc, first).packets(frame, 2**33 - 1)
    assert b"".join(packet[12:] for packet in packets) == frame.at(2**33 - 1)
    assert [packet[1] >> 7 for packet in packets] == [0] * (len(packets) - 1) + [1]
    assert [int.from_bytes(packet[2:4], "big") for packet in packets] == [
        (first + n) & 0xFFFF for n in range(len(packets))
    ]
    assert max(map(len, packets)) <= 1400
    assert len(framed(packets)) == sum(len(packet) + 2 for packet in packets)


def test_nal_units_of_both_start_codes() -> None:
    assert split_nals(b"\x00\x00\x01ab\x00\x00\x00\x01cd\x00\x00\x01e") == [b"ab", b"cd", b"e"]
    assert split_nals(b"junk") == []


def test_access_units_of_h264() -> None:
    sps, pps, idr, other, second_slice = b"\x67s", b"\x68p", b"\x65\x80i", b"\x41\x80p", b"\x41\x40q"
    units = access_units(join([sps, pps, idr, other, second_slice, other]), "h264")
    assert [(split_nals(unit.data), unit.key) for unit in units] == [
        ([sps, pps, idr], True),
        ([other, second_slice], False),
        ([other], False),
    ]


def test_what_is_no_video_is_refused() -> None:
    with pytest.raises(ValueError, match="neither"):
        detect_codec(b"\x00\x00\x01\x00\x00\x01hello")


def test_a_line_without_faults_changes_nothing_and_one_with_faults_repeats_itself() -> None:
    packets = [bytes([number]) for number in range(100)]
    assert Faults().line().carry(packets) is packets
    faults = Faults(packet_loss=0.2, duplicate=0.2, reorder=0.2, seed=5)
    assert faults.line().carry(packets) == faults.line().carry(packets) != packets
    assert Faults(packet_loss=1.0).line().carry(packets) == []


@pytest.mark.foreign
@pytest.mark.skipif(shutil.which("gst-launch-1.0") is None, reason="GStreamer is not installed")
@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_gstreamers_strict_demuxer_reads_the_stream(codec: str, tmp_path: Path) -> None:
    raw = asyncio.run(make_clip(tmp_path / f"street.{codec}", codec, seconds=1)).read_bytes()  # type: ignore[arg-type]
    units = access_units(raw, codec)  # type: ignore[arg-type]
    muxer = PsMuxer(codec)  # type: ignore[arg-type]
    stream = tmp_path / "street.ps"
    stream.write_bytes(b"".join(muxer.mux(unit, 90_000 + 6000 * number).data for number, unit in enumerate(units)))
    written = tmp_path / "out"
    subprocess.run(
        ["gst-launch-1.0", "-q", "filesrc", f"location={stream}", "!", "mpegpsdemux", "!", "filesink", f"location={written}"],
        check=True, capture_output=True,
    )  # fmt: skip
    assert len(access_units(written.read_bytes(), codec)) == len(units) == 15  # type: ignore[arg-type]

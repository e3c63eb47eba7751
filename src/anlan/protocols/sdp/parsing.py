"""Reading a session description; tolerant of what devices leave out or write oddly."""

from __future__ import annotations

import ipaddress
import re
from typing import cast

from anlan.protocols.sdp.description import Direction, SessionDescription, Setup
from anlan.protocols.sdp.errors import SdpError
from anlan.protocols.sdp.ssrc import Ssrc
from anlan.protocols.wording import Sentence

MAX_BYTES = 16_384
MAX_LINES = 200
MAX_PAYLOADS = 32
MAX_HOST = 255
MAX_NAME = 64
MAX_VALUE = 1024
_DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.\-]{0,253}[A-Za-z0-9])?", re.ASCII)
_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)


def parse_sdp(body: bytes) -> SessionDescription:
    """Read at most 16 KiB; the first media line that is not refused (port 0) counts. Raises ``SdpError`` and nothing else."""
    if len(body) > MAX_BYTES:
        raise SdpError("too_large", Sentence("SDP 超过 16 KiB。", "The SDP is larger than 16 KiB."))
    text = body.decode("utf-8", "replace") if _is_utf8(body) else body.decode("gb18030", "replace")
    lines = [line.strip() for line in re.split(r"[\r\n]+", text.replace("\x00", ""))]
    pairs = [(line[0].lower(), line[2:].strip()) for line in lines if len(line) >= 2 and line[1] == "="]
    if not pairs or len(pairs) > MAX_LINES:
        raise SdpError("not_sdp", Sentence("消息体不是 SDP。", "The body is not an SDP."))
    return _Reader(pairs).read()


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Reader:
    """Session lines, then the lines of the medium chosen; y= and f= may stand anywhere (devices differ)."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        first_medium = next((n for n, (key, _) in enumerate(pairs) if key == "m"), len(pairs))
        self._session = pairs[:first_medium]
        self._media: list[list[tuple[str, str]]] = []
        for key, value in pairs[first_medium:]:
            if key == "m":
                self._media.append([])
            self._media[-1].append((key, value))
        self._violations: list[str] = []

    def read(self) -> SessionDescription:
        medium = self._choose()
        kind, port, profile, numbers = self._media_line(medium[0][1])
        lines = [*self._session, *medium]
        origin = (_first(self._session, "o") or "").split()
        description = SessionDescription(
            origin_user=origin[0][:MAX_NAME] if origin and origin[0] != "-" else "",
            host=self._host(medium, origin),
            port=port,
            session_name=_cut(_first(self._session, "s") or "Play", MAX_NAME),
            media="audio" if kind == "audio" else "video",
            transport="tcp" if profile.upper().startswith("TCP") else "udp",
            payloads=_payloads(numbers, medium),
            ssrc=self._ssrc(lines),
            format=_cut_first(lines, "f"),
            uri=_cut_first(self._session, "u"),
        )
        description.time_start, description.time_end = self._times()
        self._attributes(description, lines)
        description.violations = tuple(self._violations)
        return description

    def _choose(self) -> list[tuple[str, str]]:
        if not self._media:
            raise SdpError("no_media", Sentence("SDP 中没有媒体行(m=)。", "The SDP has no media line (m=)."))
        by_port = [medium for medium in self._media if medium[0][1].split()[1:2] not in ([], ["0"])]
        by_kind = [medium for medium in by_port if medium[0][1].split()[0].lower() == "video"]
        return (by_kind or by_port or self._media)[0]

    def _media_line(self, value: str) -> tuple[str, int, str, list[str]]:
        parts = value.split()
        port = parts[1].split("/")[0] if len(parts) > 1 else ""
        if len(parts) < 3 or not (port.isascii() and port.isdigit() and len(port) <= 5 and int(port) <= 65535):
            raise SdpError("media_line", Sentence("媒体行(m=)无效。", "The media line (m=) is invalid."))
        return parts[0].lower(), int(port), parts[2], parts[3:][:MAX_PAYLOADS]

    def _host(self, medium: list[tuple[str, str]], origin: list[str]) -> str:
        connection = _first(medium, "c") or _first(self._session, "c")
        if connection is not None:
            parts = connection.split()
            host = parts[2] if len(parts) > 2 else ""
        else:
            # RFC 8866 wants c=; some devices give the address in o= only.
            self._violations.append("sdp_no_connection")
            host = origin[5] if len(origin) > 5 else ""
        host = host.split("/")[0]
        if not _is_host(host):
            raise SdpError("no_address", Sentence("SDP 中没有有效地址(c=)。", "The SDP has no valid address (c=)."))
        return host

    def _ssrc(self, lines: list[tuple[str, str]]) -> Ssrc | None:
        text = _first(lines, "y")
        if not text:
            return None
        try:
            ssrc = Ssrc.parse(text)
        except SdpError:
            self._violations.append("sdp_ssrc_invalid")
            return None
        if ssrc != text:
            self._violations.append("sdp_ssrc_short")
        return ssrc

    def _times(self) -> tuple[int, int]:
        parts = (_first(self._session, "t") or "0 0").split()
        numbers = [_integer(part) for part in parts[:2]]
        if len(numbers) != 2 or numbers[0] is None or numbers[1] is None or min(numbers[0], numbers[1]) < 0:
            self._violations.append("sdp_time_invalid")
            return 0, 0
        return numbers[0], numbers[1]

    def _attributes(self, description: SessionDescription, lines: list[tuple[str, str]]) -> None:
        for key, value in lines:
            if key != "a":
                continue
            name, _, rest = value.partition(":")
            name, rest = name.strip().lower(), rest.strip()
            if name in _DIRECTIONS:
                description.direction = cast(Direction, name)
            elif name == "setup":
                if rest.lower() in ("active", "passive"):
                    description.setup = cast(Setup, rest.lower())
                else:
                    self._violations.append("sdp_setup_unknown")
            elif name in ("streamnumber", "streamprofile"):
                description.stream_number = _not_negative(rest)
            elif name == "downloadspeed":
                description.download_speed = _not_negative(rest)
            elif name == "filesize":
                # Hikvision answers live requests with -1.
                description.filesize = _not_negative(rest)


def _first(lines: list[tuple[str, str]], key: str) -> str | None:
    return next((value for name, value in lines if name == key), None)


def _cut(text: str, letters: int) -> str:
    """At most so many letters, without white space at the end: none is told from the line's own."""
    return text[:letters].rstrip()


def _cut_first(lines: list[tuple[str, str]], key: str) -> str | None:
    value = _first(lines, key)
    return None if value is None else _cut(value, MAX_VALUE)


def _integer(text: str) -> int | None:
    return int(text) if _INTEGER.fullmatch(text) else None


def _not_negative(text: str) -> int | None:
    number = _integer(text)
    return number if number is not None and number >= 0 else None


def _is_host(text: str) -> bool:
    if len(text) > MAX_HOST:
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return _HOST_NAME.fullmatch(text) is not None
    return True


def _payloads(numbers: list[str], medium: list[tuple[str, str]]) -> dict[int, str]:
    """Payload type → rtpmap (empty where none was given), in the order of preference of the m= line."""
    payloads = {int(n): "" for n in numbers if n.isascii() and n.isdigit() and len(n) <= 3 and int(n) <= 127}
    for key, value in medium:
        if key == "a" and value.lower().startswith("rtpmap:"):
            number, _, name = value[7:].strip().partition(" ")
            if number.isascii() and number.isdigit() and len(number) <= 3 and int(number) in payloads:
                payloads[int(number)] = _cut(name.strip(), MAX_NAME)
    return payloads

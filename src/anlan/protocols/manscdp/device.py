"""DeviceInfo, DeviceStatus, Keepalive, MediaStatus and device control (GB/T 28181-2022 annex A.2.3 to A.2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp.charset import Charset
from anlan.protocols.manscdp.document import Document, Kind, child_text
from anlan.protocols.manscdp.errors import ManscdpError
from anlan.protocols.manscdp.times import format_time, parse_time
from anlan.protocols.manscdp.writing import envelope, tag, tags
from anlan.protocols.wording import Sentence

MAX_FAULTY = 1000
_MAX_TEXT = 1024
# "The sending of a recording has ended" (GB/T 28181-2022 annex A.2.5.5).
MEDIA_FINISHED = 121


@dataclass(frozen=True, slots=True)
class Keepalive:
    """A heartbeat; ``faulty`` lists devices behind the sender that do not work."""

    sn: int
    device_id: str
    status: str = "OK"
    faulty: tuple[str, ...] = ()
    violations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceInfo:
    """What a device says of itself. ``channels`` is its own count."""

    sn: int
    device_id: str
    result: str = "OK"
    name: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    firmware: str | None = None
    channels: int | None = None
    violations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStatus:
    """A device's state. ``device_time_utc`` is its own clock, None where absent or unreadable."""

    sn: int
    device_id: str
    result: str = "OK"
    online: bool | None = None
    ok: bool | None = None
    reason: str | None = None
    encoding: bool | None = None
    recording: bool | None = None
    device_time_utc: datetime | None = None
    violations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaStatus:
    """A sender tells about a stream; ``notify_type`` 121: all was sent."""

    sn: int
    device_id: str
    notify_type: int


@dataclass(frozen=True, slots=True)
class DeviceControl:
    """A control command: the element that carries it ("IFrameCmd", "PTZCmd", …) and its text."""

    sn: int
    device_id: str
    command: str
    value: str


def keepalive(
    device_id: str, sn: int, status: str = "OK", faulty: Sequence[str] = (), charset: Charset = Charset.GB2312
) -> bytes:
    """A heartbeat."""
    info = "".join(tag("DeviceID", code) for code in faulty)
    inner = tag("Status", status) + (f"<Info>\r\n{info}</Info>\r\n" if info else "")
    return envelope("Notify", "Keepalive", sn, device_id, inner, charset)


def parse_keepalive(document: Document) -> Keepalive:
    """Raises ``ManscdpError`` where it is none."""
    expect(document, "Notify", "Keepalive")
    faulty: list[str] = []
    info = document.root.find("Info")
    if info is not None:
        faulty = [(element.text or "").strip()[:64] for element in info.findall("DeviceID")[:MAX_FAULTY]]
    status = (child_text(document.root, "Status") or "OK").upper()[:16]
    return Keepalive(
        document.sn, document.device_id, status, tuple(code for code in faulty if code), document.violations
    )


def device_info_query(device_id: str, sn: int, charset: Charset = Charset.GB2312) -> bytes:
    """Ask a device what it is."""
    return envelope("Query", "DeviceInfo", sn, device_id, "", charset)


def device_info_response(info: DeviceInfo, charset: Charset = Charset.GB2312) -> bytes:
    """Tell what we are."""
    inner = tags(
        (
            ("DeviceName", info.name),
            ("Result", info.result),
            ("Manufacturer", info.manufacturer),
            ("Model", info.model),
            ("Firmware", info.firmware),
            ("Channel", info.channels),
        )
    )
    return envelope("Response", "DeviceInfo", info.sn, info.device_id, inner, charset)


def parse_device_info(document: Document) -> DeviceInfo:
    """Raises ``ManscdpError`` where it is none."""
    expect(document, "Response", "DeviceInfo")
    channels = _text(document, "Channel") or _text(document, "MaxCamera")
    return DeviceInfo(
        sn=document.sn,
        device_id=document.device_id,
        result=_result(document),
        name=_text(document, "DeviceName"),
        manufacturer=_text(document, "Manufacturer"),
        model=_text(document, "Model"),
        firmware=_text(document, "Firmware"),
        channels=int(channels)
        if channels and channels.isascii() and channels.isdigit() and len(channels) < 8
        else None,
        violations=document.violations,
    )


def device_status_query(device_id: str, sn: int, charset: Charset = Charset.GB2312) -> bytes:
    """Ask a device how it is."""
    return envelope("Query", "DeviceStatus", sn, device_id, "", charset)


def device_status_response(status: DeviceStatus, charset: Charset = Charset.GB2312) -> bytes:
    """Tell how we are."""
    inner = tags(
        (
            ("Result", status.result),
            ("Online", _word(status.online, "ONLINE", "OFFLINE")),
            ("Status", _word(status.ok, "OK", "ERROR")),
            ("Reason", status.reason),
            ("Encode", _word(status.encoding, "ON", "OFF")),
            ("Record", _word(status.recording, "ON", "OFF")),
            ("DeviceTime", format_time(status.device_time_utc) if status.device_time_utc else None),
        )
    )
    return envelope("Response", "DeviceStatus", status.sn, status.device_id, inner, charset)


def parse_device_status(document: Document) -> DeviceStatus:
    """Raises ``ManscdpError`` where it is none; a clock that cannot be read is a violation, not an error."""
    expect(document, "Response", "DeviceStatus")
    violations = list(document.violations)
    device_time = None
    written = _text(document, "DeviceTime")
    if written:
        try:
            device_time = parse_time(written)
        except ManscdpError:
            violations.append("time_invalid")
    return DeviceStatus(
        sn=document.sn,
        device_id=document.device_id,
        result=_result(document),
        online=_flag(document, "Online", "ONLINE", "OFFLINE"),
        ok=_flag(document, "Status", "OK", "ERROR"),
        reason=_text(document, "Reason"),
        encoding=_flag(document, "Encode", "ON", "OFF"),
        recording=_flag(document, "Record", "ON", "OFF"),
        device_time_utc=device_time,
        violations=tuple(violations),
    )


def media_status(
    device_id: str, sn: int, notify_type: int = MEDIA_FINISHED, charset: Charset = Charset.GB2312
) -> bytes:
    """Tell that a stream has ended."""
    return envelope("Notify", "MediaStatus", sn, device_id, tag("NotifyType", notify_type), charset)


def parse_media_status(document: Document) -> MediaStatus:
    """Raises ``ManscdpError`` where it is none."""
    expect(document, "Notify", "MediaStatus")
    written = child_text(document.root, "NotifyType") or ""
    if not (written.isascii() and written.isdigit() and len(written) <= 6):
        raise ManscdpError("notify_type", Sentence("NotifyType 无效。", "NotifyType is invalid."))
    return MediaStatus(document.sn, document.device_id, int(written))


def iframe(device_id: str, sn: int, edition: Edition = Edition.GB2022, charset: Charset = Charset.GB2312) -> bytes:
    """Ask for a key frame; the 2016 print spells the element IFameCmd, and its devices know no other."""
    name = "IFrameCmd" if edition is Edition.GB2022 else "IFameCmd"
    return envelope("Control", "DeviceControl", sn, device_id, tag(name, "Send"), charset)


def parse_device_control(document: Document) -> DeviceControl:
    """The command of a DeviceControl; ``IFameCmd`` reads as ``IFrameCmd``. Raises ``ManscdpError`` where there is none."""
    expect(document, "Control", "DeviceControl")
    for child in document.root:
        name = str(child.tag)
        if name not in ("CmdType", "SN", "DeviceID", "Info"):
            command = "IFrameCmd" if name == "IFameCmd" else name
            return DeviceControl(document.sn, document.device_id, command, (child.text or "").strip()[:_MAX_TEXT])
    raise ManscdpError("no_command", Sentence("控制消息中没有命令。", "The control message holds no command."))


def result_response(
    cmd_type: str, device_id: str, sn: int, result: str = "OK", charset: Charset = Charset.GB2312
) -> bytes:
    """The plain answer OK or ERROR to a command."""
    return envelope("Response", cmd_type, sn, device_id, tag("Result", result), charset)


def expect(document: Document, kind: Kind, cmd_type: str) -> None:
    """Raises ``ManscdpError`` where a document is of another kind."""
    if document.kind != kind or document.cmd_type.lower() != cmd_type.lower():
        raise ManscdpError(
            "unexpected",
            Sentence(f"消息不是 {kind}/{cmd_type}。", f"This is no {kind}/{cmd_type}."),
        )


def _text(document: Document, name: str) -> str | None:
    text = child_text(document.root, name)
    return text[:_MAX_TEXT] if text else None


def _result(document: Document) -> str:
    return (_text(document, "Result") or "OK").upper()[:16]


def _flag(document: Document, name: str, yes: str, no: str) -> bool | None:
    return {yes: True, no: False}.get((_text(document, name) or "").upper())


def _word(value: bool | None, yes: str, no: str) -> str | None:
    return None if value is None else (yes if value else no)

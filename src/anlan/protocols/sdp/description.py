"""A session of GB/T 28181 as a value, and its text (RFC 8866 with annex G's y= and f=)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from anlan.protocols.sdp.errors import SdpError
from anlan.protocols.sdp.ssrc import Ssrc
from anlan.protocols.wording import Sentence

Transport = Literal["udp", "tcp"]
Setup = Literal["active", "passive"]
Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]

# Payload types as annex C numbers them.
PS = {96: "PS/90000"}
# What we offer to receive: PS first, and nothing that the media core cannot read.
PCMA = {8: "PCMA/8000"}


@dataclass(slots=True, kw_only=True)
class SessionDescription:
    """One media session. ``host`` and ``port`` are where the describer sends from or receives at.

    ``origin_user`` is empty where the describer has none (``-`` on the wire, RFC 8866 §5.2). ``setup`` is from the describer's view. Times are Unix seconds, both 0 for live. ``format`` is the text behind f=.
    ``violations`` names what was tolerated while reading.
    """

    origin_user: str
    host: str
    port: int
    session_name: str = "Play"
    media: Literal["video", "audio"] = "video"
    transport: Transport = "udp"
    setup: Setup | None = None
    direction: Direction | None = None
    payloads: dict[int, str] = field(default_factory=lambda: dict(PS))
    ssrc: Ssrc | None = None
    format: str | None = None
    time_start: int = 0
    time_end: int = 0
    uri: str | None = None
    stream_number: int | None = None
    download_speed: int | None = None
    filesize: int | None = None
    violations: tuple[str, ...] = ()

    @property
    def is_live(self) -> bool:
        """Whether it asks for the picture of now."""
        return self.session_name not in ("Playback", "Download")

    def serialize(self) -> bytes:
        """The body, lines ended by CR LF. Raises ``SdpError`` where a value would break a line."""
        family = "IP6" if ":" in self.host else "IP4"
        profile = "TCP/RTP/AVP" if self.transport == "tcp" else "RTP/AVP"
        numbers = " ".join(str(number) for number in self.payloads)
        lines = [
            "v=0",
            f"o={self.origin_user or '-'} 0 0 IN {family} {self.host}",
            f"s={self.session_name}",
            f"u={self.uri}" if self.uri is not None else "",
            f"c=IN {family} {self.host}",
            f"t={self.time_start} {self.time_end}",
            f"m={self.media} {self.port} {profile} {numbers}",
            f"a={self.direction}" if self.direction else "",
            *(f"a=rtpmap:{number} {name}" for number, name in self.payloads.items() if name),
            *((f"a=setup:{self.setup}", "a=connection:new") if self.setup else ()),
            f"a=streamnumber:{self.stream_number}" if self.stream_number is not None else "",
            f"a=downloadspeed:{self.download_speed}" if self.download_speed is not None else "",
            f"a=filesize:{self.filesize}" if self.filesize is not None else "",
            f"y={self.ssrc}" if self.ssrc is not None else "",
            f"f={self.format}" if self.format is not None else "",
        ]
        kept = [line for line in lines if line]
        if any("\r" in line or "\n" in line or "\x00" in line for line in kept):
            raise SdpError(
                "value_breaks_line", Sentence("SDP 字段含换行符。", "A value of the SDP holds a line break.")
            )
        return ("\r\n".join(kept) + "\r\n").encode("utf-8", "replace")

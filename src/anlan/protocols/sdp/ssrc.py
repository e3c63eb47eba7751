"""The ten-digit SSRC of the y= line (GB/T 28181-2022 annex G)."""

from __future__ import annotations

from typing import Self

from anlan.protocols.sdp.errors import SdpError
from anlan.protocols.wording import Sentence

MAX_SERIAL = 9999


class Ssrc(str):
    """Ten decimal digits: live 0 or history 1, five of the domain, four unique in the domain.

    Devices also send shorter or other numbers; what fits 32 bits is kept, padded to ten digits.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Take one to ten digits whose number fits 32 bits. Raises ``SdpError``."""
        text = text.strip()
        if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= 0xFFFF_FFFF):
            raise SdpError(
                "ssrc_invalid", Sentence("y 字段不是有效的 10 位 SSRC。", "y= is not a valid ten-digit SSRC.")
            )
        return cls(text.rjust(10, "0"))

    @classmethod
    def allot(cls, live: bool, domain: str, serial: int) -> Self:
        """The SSRC of a domain: ``domain`` is the platform's 20-digit code (digits 4 to 8 count), ``serial`` 0 to 9999.

        Raises ``SdpError`` where the code is too short or the serial out of range.
        """
        if not (domain[3:8].isascii() and domain[3:8].isdigit() and len(domain) >= 8 and 0 <= serial <= MAX_SERIAL):
            raise SdpError(
                "ssrc_domain", Sentence("SSRC 的域编码或序号无效。", "The domain or serial of an SSRC is invalid.")
            )
        return cls(f"{0 if live else 1}{domain[3:8]}{serial:04d}")

    @classmethod
    def of_number(cls, number: int) -> Self:
        """The text of an RTP SSRC."""
        if not 0 <= number <= 0xFFFF_FFFF:
            raise SdpError("ssrc_invalid", Sentence("SSRC 超出 32 位。", "The SSRC does not fit 32 bits."))
        return cls(f"{number:010d}")

    @property
    def number(self) -> int:
        """The RTP SSRC, an unsigned 32-bit number."""
        return int(self)

    @property
    def is_live(self) -> bool:
        """First digit 0: live; 1: history."""
        return self[0] == "0"

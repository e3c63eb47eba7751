"""The editions of GB/T 28181 that are in use."""

from __future__ import annotations

from enum import StrEnum


class Edition(StrEnum):
    """An edition of GB/T 28181, by its year."""

    GB2016 = "2016"
    GB2022 = "2022"

    @property
    def x_gb_ver(self) -> str:
        """The value of the ``X-GB-Ver`` header (GB/T 28181-2022 annex I): 2.0 or 3.0."""
        return "3.0" if self is Edition.GB2022 else "2.0"

    @classmethod
    def from_x_gb_ver(cls, value: str | None) -> Edition | None:
        """The edition a peer names; 1.0 and 1.1 (2011) are spoken to as 2016, None where nothing readable was sent."""
        major, _, _ = (value or "").strip().partition(".")
        if not major.isascii() or not major.isdigit() or len(major) > 3 or int(major) == 0:
            return None
        return cls.GB2022 if int(major) >= 3 else cls.GB2016

"""What a simulated panel can do wrong, each fault by itself and on demand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class PanelFaults:
    """Faults of one panel; the default has none. Fields may be changed while the panel runs."""

    # Frames: CRC of another text, length of another text.
    wrong_crc: bool = False
    wrong_length: bool = False
    # Encrypts with a key that is not the registered one.
    wrong_key: bool = False
    # A token nobody knows.
    wrong_token: bool = False
    # The clock is off by so many seconds and a NAK does not set it.
    clock_off_s: float = 0.0
    # Every message carries the number of the one before.
    replayed_sequence: bool = False
    # Each accepted frame is sent a second time, as after a lost answer.
    repeats_accepted: bool = False
    # TCP only: pause between two bytes.
    slow_bytes_s: float = 0.0
    # Before each frame so many bytes without an end of line.
    huge_line_bytes: int = 0
    # TCP only: the connection ends in the middle of each frame.
    cut_mid_frame: bool = False
    # Neither sends nor polls any more so many seconds after the start.
    silent_after_s: float | None = None
    # The line fails and comes back at this interval.
    flapping_s: float | None = None

    @property
    def spoils_frames(self) -> bool:
        """Whether a frame leaves other than it was made."""
        return self.wrong_crc or self.wrong_length or self.huge_line_bytes > 0 or self.cut_mid_frame


def spoil(frame: bytes, faults: PanelFaults) -> bytes:
    """The frame (LF, CRC, length, text, CR) as the faults want it to leave."""
    if faults.wrong_crc:
        crc = int(frame[1:5], 16) ^ 0x0101
        frame = b"\n%04X" % crc + frame[5:]
    if faults.wrong_length:
        frame = frame[:5] + b"%04X" % ((int(frame[5:9], 16) + 7) & 0x0FFF) + frame[9:]
    if faults.huge_line_bytes:
        frame = b"\n" + b"A" * faults.huge_line_bytes + frame
    if faults.cut_mid_frame:
        frame = frame[: len(frame) // 2]
    return frame

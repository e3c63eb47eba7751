"""What a simulated device can do wrong, each fault by itself and on demand."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

CharsetLie = Literal["declares_gb2312_sends_utf8", "declares_utf8_sends_gb2312", "declares_nothing_sends_gb2312"]


@dataclass(slots=True, kw_only=True)
class Faults:
    """Faults of one device; the default has none. Fields may be changed while the device runs. Probabilities are 0 to 1."""

    # Media: what happens to RTP packets, decided by a generator seeded with ``seed``.
    seed: int = 1
    packet_loss: float = 0.0
    reorder: float = 0.0
    duplicate: float = 0.0
    # RTP carries another SSRC than the one agreed on.
    wrong_ssrc: bool = False
    # The answer's y= names an SSRC of the device's own, and RTP carries that one.
    own_ssrc: bool = False
    # The answer has no y=; RTP carries the one asked for.
    no_y: bool = False
    # Key pictures are left out: nothing can be decoded.
    no_key_frame: bool = False
    # No RTP is sent at all although the call stands.
    no_media: bool = False
    # RTP is sent from this address instead of the one in the SDP.
    media_host: str | None = None
    # After so many seconds of streaming: MediaStatus 121, then silence.
    media_status_after_s: float | None = None

    # Calls.
    answer_delay_s: float = 0.0
    refuse_status: int | None = None
    # Answers every SUBSCRIBE so: 489, 405, 501 are what devices without catalog notifications send.
    subscribe_status: int | None = None
    ignore_invite: bool = False
    # Answers GuardCmd and AlarmCmd by ERROR.
    refuse_guarding: bool = False

    # Signalling.
    wrong_password: bool = False
    wrong_realm: bool = False
    # Answers leave from another UDP port than requests came to.
    answer_from_other_port: bool = False
    # Neither answers nor sends anything so many seconds after registration.
    silent_after_s: float | None = None
    # Unregisters and registers again at this interval.
    flapping_s: float | None = None
    # The device's clock is off by so many seconds and ignores the platform's Date.
    clock_off_s: float = 0.0
    charset_lie: CharsetLie | None = None

    # Catalog parts, numbered from 0 in the order they would be sent.
    missing_parts: tuple[int, ...] = ()
    duplicated_parts: tuple[int, ...] = ()
    parts_reversed: bool = False
    # Added to SumNum.
    sum_num_off: int = 0

    def line(self) -> LossyLine:
        """A line for one session."""
        return LossyLine(self)


class LossyLine:
    """Loses, repeats and swaps packets as the faults say; keeps nothing back beyond one packet."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._random = random.Random(faults.seed)  # noqa: S311  # repeatable faults, no secret
        self._held: bytes | None = None

    def carry(self, packets: list[bytes]) -> list[bytes]:
        """What of these arrives, in the order it arrives."""
        faults = self._faults
        if not (faults.packet_loss or faults.reorder or faults.duplicate or self._held):
            return packets
        arriving: list[bytes] = []
        for packet in packets:
            if self._random.random() < faults.packet_loss:
                continue
            if self._held is None and self._random.random() < faults.reorder:
                self._held = packet
                continue
            arriving.append(packet)
            if self._random.random() < faults.duplicate:
                arriving.append(packet)
            if self._held is not None:
                arriving.append(self._held)
                self._held = None
        return arriving

"""One stream that was called: what is known of it from INVITE to BYE."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from anlan.capabilities.live.ports import Failure, StreamRequest, Trace
from anlan.gateways.gb28181.ports import MediaFacts, MediaTransport
from anlan.gateways.gb28181.presence import Link
from anlan.gateways.sip import Target
from anlan.protocols.sdp import SessionDescription, Ssrc
from anlan.protocols.sip import Dialog


@dataclass(slots=True, eq=False)
class InviteSession:
    """A called stream. ``arrived`` is done with None at the first packet, or with the failure that came instead."""

    request: StreamRequest
    link: Link
    wire_code: str
    trace: Trace
    transport: MediaTransport
    target: Target
    ssrc: Ssrc
    arrived: asyncio.Future[Failure | None]
    # Released together at the end: the one allotted and the one the sender chose.
    held: list[Ssrc] = field(default_factory=list)
    opened: bool = False
    port: int = 0
    expected_host: str | None = None
    dialog: Dialog | None = None
    answer: SessionDescription | None = None
    trying: bool = False
    wrong_ssrc: MediaFacts | None = None
    wrong_ssrc_count: int = 0
    wrong_source: MediaFacts | None = None
    source_changes: int = 0
    first_packet_s: float = -1.0
    key_frame_seen: bool = False
    key_frame_asked: bool = False
    silent_since_s: float = -1.0
    # Why the core cannot make pictures of it, until a platform below has had the time to say so itself.
    undecodable: Failure | None = None
    undecodable_since_s: float = -1.0
    # When its sender began anew, until it is seen to send on all the same; negative: it did not.
    suspect_since_s: float = -1.0
    running: bool = False
    closed: bool = False

    @property
    def stream(self) -> str:
        return self.request.stream

    def fail(self, failure: Failure) -> None:
        """What the caller waits for will not come."""
        if not self.arrived.done():
            self.arrived.set_result(failure)

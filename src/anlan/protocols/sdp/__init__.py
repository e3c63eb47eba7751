"""SDP (RFC 8866) with the y= and f= lines of GB/T 28181 annex G."""

from __future__ import annotations

from anlan.protocols.sdp.description import PCMA, PS, Direction, SessionDescription, Setup, Transport
from anlan.protocols.sdp.errors import SdpError
from anlan.protocols.sdp.parsing import parse_sdp
from anlan.protocols.sdp.ssrc import Ssrc

__all__ = ["PCMA", "PS", "Direction", "SdpError", "SessionDescription", "Setup", "Ssrc", "Transport", "parse_sdp"]

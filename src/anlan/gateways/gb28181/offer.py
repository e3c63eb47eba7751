"""The INVITE that asks for a live picture: subject and session description (GB/T 28181-2022 §9.2, annex G, annex K)."""

from __future__ import annotations

from anlan.gateways.gb28181.ports import MediaTransport
from anlan.protocols.sdp import SessionDescription, Setup, Ssrc


def live_offer(
    *, own_code: str, host: str, port: int, transport: MediaTransport, ssrc: Ssrc, edition: str, stream_number: int
) -> SessionDescription:
    """What we offer to receive. ``transport`` is our part: passive listens, active connects."""
    setups: dict[MediaTransport, Setup | None] = {"udp": None, "tcp_passive": "passive", "tcp_active": "active"}
    return SessionDescription(
        origin_user=own_code,
        host=host,
        # Who connects offers the discard port (RFC 4145 §4.1).
        port=port or 9,
        transport="udp" if transport == "udp" else "tcp",
        setup=setups[transport],
        direction="recvonly",
        ssrc=ssrc,
        # a=streamnumber is of 2022; an older device gets it only where a sub-stream is wanted, which it may know by custom.
        stream_number=stream_number if edition == "2022" or stream_number else None,
    )


def subject(channel: str, own_code: str, stream_number: int) -> str:
    """Sender and receiver with their stream ids.

    The sender's begins with 0 for live and is the same for the same stream each time: a device that still sends for a
    session that was lost ends that one instead of answering 486 (annex K).
    """
    return f"{channel}:0{stream_number:09d},{own_code}:0"

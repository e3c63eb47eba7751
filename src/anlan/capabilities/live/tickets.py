"""Tickets: what a person gets to look at one picture. A token is only ever made against the gate's permit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from anlan.foundation.access import Permit

# A stolen token must be worthless by the time it is read in a log.
LONGEST_LIFETIME_S = 30


class TokenMint(Protocol):
    """Signs a token that the media core will take (``anlan.media.tokens``)."""

    def __call__(
        self, *, stream: str, viewer: str, user: str, purpose: str, remote_host: str, expires_utc: datetime
    ) -> str:
        """The token; ``remote_host`` is the client's address, of which only the class is kept."""


@dataclass(frozen=True, slots=True)
class ViewerTicket:
    """A place at one stream. The token is good for one connection and is the only secret here; it is never logged."""

    attempt: str
    stream: str
    viewer: str
    token: str
    expires_utc: datetime
    watermark_user: str
    watermark_utc: datetime


class TicketOffice:
    """Makes tickets."""

    def __init__(self, mint: TokenMint, lifetime_s: int) -> None:
        self._mint = mint
        self._lifetime_s = min(lifetime_s, LONGEST_LIFETIME_S)

    def issue(self, permit: Permit, *, stream: str, viewer: str, attempt: str, now: datetime) -> ViewerTicket:
        """A ticket for the permit's actor. Raises ``ValueError`` for a permit of another kind of action."""
        if permit.action != "live.view" or permit.audit_sequence <= 0:
            raise ValueError("a ticket needs the gate's permit to look")
        expires_utc = now + timedelta(seconds=self._lifetime_s)
        token = self._mint(
            stream=stream,
            viewer=viewer,
            user=permit.actor.id,
            purpose=permit.purpose,
            remote_host=permit.actor.remote_host,
            expires_utc=expires_utc,
        )
        return ViewerTicket(attempt, stream, viewer, token, expires_utc, permit.actor.name, now)

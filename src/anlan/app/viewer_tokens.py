"""Viewer tokens as the live capability asks for them and the media core checks them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from anlan.foundation.addresses import address_class
from anlan.media.tokens import ViewerClaims, mint_viewer_token

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ViewerTokenMint:
    """Signs tokens with the key that the platform shares with its media core; ``live.tickets.TokenMint``."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(
        self, *, stream: str, viewer: str, user: str, purpose: str, remote_host: str, expires_utc: datetime
    ) -> str:
        """A token for one connection to one stream, from the client's address class, until it expires.

        Raises ``ValueError`` for what is no address: a token without a place to be used from is not made.
        """
        expires_us = (expires_utc - _EPOCH) // timedelta(microseconds=1)
        claims = ViewerClaims(stream, viewer, user, purpose, address_class(remote_host), expires_us)
        return mint_viewer_token(claims, self._key)

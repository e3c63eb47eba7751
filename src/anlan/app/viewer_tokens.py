"""Viewer tokens as the live capability asks for them and the media core checks them."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta

from anlan.media.tokens import ViewerClaims, mint_viewer_token

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# An IPv6 client changes its lower half at will (RFC 8981); an IPv4 one keeps its address from one request to the next.
IPV6_PREFIX = 64


class ViewerTokenMint:
    """Signs tokens with the key that the platform shares with its media core; ``live.tickets.TokenMint``."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(
        self, *, stream: str, viewer: str, user: str, purpose: str, remote_host: str, expires_utc: datetime
    ) -> str:
        """A token for one connection to one stream, from the client's address class, until it expires."""
        expires_us = (expires_utc - _EPOCH) // timedelta(microseconds=1)
        claims = ViewerClaims(stream, viewer, user, purpose, address_class(remote_host), expires_us)
        return mint_viewer_token(claims, self._key)


def address_class(host: str) -> str:
    """The addresses from which the holder may connect: the very one for IPv4, the /64 for IPv6.

    Raises ``ValueError`` for what is no address: a token without a place to be used from is not made.
    """
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
    return str(address)

"""Addresses of clients: which of them count as one."""

from __future__ import annotations

import ipaddress

# An IPv6 client changes its lower half at will (RFC 8981); an IPv4 one keeps its address from one request to the next.
IPV6_PREFIX = 64


def address_class(host: str) -> str:
    """The addresses that are one client: the very one for IPv4, the /64 for IPv6. Raises ``ValueError`` for what is no address."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
    return str(address)

"""Where may be posted to: every address of a name is judged, and the connection goes to one that was judged.

Otherwise whoever keeps a webhook could make the platform ask its own neighbours (server-side request forgery, CWE-918), or let a
name point elsewhere between the check and the connection.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from anlan.protocols.wording import Sentence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

RESOLVE_S: Final = 5.0
# IPv6 forms that carry an IPv4 address: RFC 6052 §2.1 (NAT64).
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


class NotPermitted(Exception):  # noqa: N818 - what happened
    """Nothing may be sent there, or nobody knows where it is. ``unknown``: the name may be known later."""

    def __init__(self, sentence: Sentence, *, unknown: bool = False) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence
        self.unknown = unknown


async def resolve_name(host: str, port: int) -> Sequence[str]:
    """The addresses of a name by the machine's own resolver. Raises ``OSError``."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class AddressBook:
    """Judges addresses: public ones, and those in the networks that the configuration names."""

    def __init__(self, allowed: Sequence[str], *, allow_plain: bool, resolve: Resolve = resolve_name) -> None:
        self._allowed: list[Network] = [ipaddress.ip_network(each) for each in allowed]
        self._allow_plain = allow_plain
        self._resolve = resolve

    async def permitted(self, scheme: str, host: str, port: int) -> Address:
        """An address of the host that may be posted to. Raises ``NotPermitted``, also where only one of several may not."""
        addresses = await self._addresses(host, port)
        for address in addresses:
            meant = embedded(address)
            if not (_public(meant) or any(meant.version == net.version and meant in net for net in self._allowed)):
                raise NotPermitted(
                    Sentence(
                        f"地址 {address} 不在允许推送的网段内（webhooks.allowed_networks）",
                        f"the address {address} is in no network that may be pushed to (webhooks.allowed_networks)",
                    )
                )
            if scheme == "http" and not (meant.is_loopback or self._allow_plain):
                raise NotPermitted(
                    Sentence(
                        "只允许 https；明文推送须由管理员开启（webhooks.allow_plain）",
                        "https only; plain http must be permitted (webhooks.allow_plain)",
                    )
                )
        return addresses[0]

    async def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            return [ipaddress.ip_address(host)]
        except ValueError:
            pass
        try:
            async with asyncio.timeout(RESOLVE_S):
                found = await self._resolve(host, port)
        except (OSError, TimeoutError, UnicodeError):
            found = ()
        if not found:
            raise NotPermitted(Sentence(f"域名 {host} 无法解析", f"the name {host} is not known"), unknown=True)
        # A scope ("%eth0") belongs to the link and is judged without it.
        return [ipaddress.ip_address(each.partition("%")[0]) for each in found]


def embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 one carries (mapped, 6to4, Teredo, NAT64), else itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address


def _public(address: Address) -> bool:
    return address.is_global and not address.is_multicast

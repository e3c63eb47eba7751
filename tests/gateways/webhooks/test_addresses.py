"""Where may be posted to."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

import pytest

from anlan.gateways.webhooks.addresses import AddressBook, NotPermitted, embedded


def book(*allowed: str, plain: bool = False, names: dict[str, list[str]] | None = None) -> AddressBook:
    async def resolve(host: str, _port: int) -> Sequence[str]:
        if names is None or host not in names:
            raise OSError("no such name")
        return names[host]

    return AddressBook(allowed, allow_plain=plain, resolve=resolve)


@pytest.mark.parametrize(
    ("host", "allowed", "fine"),
    [
        ("8.8.8.8", (), True),
        ("2606:4700:4700::1111", (), True),
        ("10.1.2.3", (), False),
        ("172.20.0.1", (), False),
        ("192.168.1.1", (), False),
        ("100.64.0.1", (), False),
        ("127.0.0.1", (), False),
        ("0.0.0.0", (), False),
        ("169.254.169.254", (), False),
        ("224.0.0.1", (), False),
        ("255.255.255.255", (), False),
        ("::1", (), False),
        ("fe80::1", (), False),
        ("fd00::1", (), False),
        ("ff0e::1", (), False),
        # An IPv4 address in IPv6's clothes.
        ("::ffff:127.0.0.1", (), False),
        ("::ffff:10.0.0.1", (), False),
        ("64:ff9b::a00:1", (), False),
        ("2002:0a00:0001::", (), False),
        ("10.1.2.3", ("10.0.0.0/8",), True),
        ("::ffff:10.1.2.3", ("10.0.0.0/8",), True),
        ("11.1.2.3", ("10.0.0.0/8",), True),
        ("192.168.1.1", ("10.0.0.0/8",), False),
        ("::1", ("::1/128",), True),
        ("127.0.0.1", ("127.0.0.0/8",), True),
    ],
)
async def test_an_address_is_public_or_in_a_network_that_is_allowed(
    host: str, allowed: tuple[str, ...], fine: bool
) -> None:
    if fine:
        assert await book(*allowed).permitted("https", host, 443) == ipaddress.ip_address(host)
    else:
        with pytest.raises(NotPermitted) as refused:
            await book(*allowed).permitted("https", host, 443)
        assert "webhooks.allowed_networks" in refused.value.sentence.zh


async def test_one_bad_address_of_a_name_spoils_it() -> None:
    names = {"good": ["8.8.8.8", "8.8.4.4"], "mixed": ["8.8.8.8", "127.0.0.1"], "scoped": ["fe80::1%eth0"], "empty": []}
    assert str(await book(names=names).permitted("https", "good", 443)) == "8.8.8.8"
    for name, unknown in (("mixed", False), ("scoped", False), ("empty", True), ("nowhere", True)):
        with pytest.raises(NotPermitted) as refused:
            await book(names=names).permitted("https", name, 443)
        assert refused.value.unknown == unknown


@pytest.mark.parametrize(
    ("host", "plain", "fine"), [("127.0.0.1", False, True), ("8.8.8.8", False, False), ("8.8.8.8", True, True)]
)
async def test_in_the_clear_only_to_this_machine_or_where_permitted(host: str, plain: bool, fine: bool) -> None:
    judged = book("127.0.0.0/8", plain=plain)
    if fine:
        assert await judged.permitted("http", host, 80)
    else:
        with pytest.raises(NotPermitted):
            await judged.permitted("http", host, 80)


def test_a_teredo_address_is_its_clients() -> None:
    assert embedded(ipaddress.ip_address("2001:0:4136:e378:8000:63bf:3fff:fdd2")) == ipaddress.ip_address("192.0.2.45")

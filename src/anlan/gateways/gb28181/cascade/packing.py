"""Catalog items into messages: within the MTU over UDP where possible, many at once over TCP (GB/T 28181-2022 annex M)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from anlan.protocols.manscdp import CatalogItem

# RFC 3261 §18.1.1: 1,300 bytes where the MTU of the way is not known; our headers take some 480.
UDP_BODY_BYTES = 820
# Half of the 64 KiB that most stacks read into, so that any of them takes it.
TCP_BODY_BYTES = 32_768
TCP_ITEMS = 100


@dataclass(frozen=True, slots=True)
class Packing:
    """How much one message may hold."""

    items: int
    body_bytes: int

    @classmethod
    def towards(cls, transport: Literal["udp", "tcp"], items_over_udp: int) -> Packing:
        """The bounds of a transport."""
        return cls(items_over_udp, UDP_BODY_BYTES) if transport == "udp" else cls(TCP_ITEMS, TCP_BODY_BYTES)


def parts(
    items: Sequence[CatalogItem],
    packing: Packing,
    write_item: Callable[[CatalogItem], str],
    write: Callable[[Sequence[str]], bytes],
) -> Iterator[tuple[int, bytes]]:
    """Bodies with the number of items in each, in order; an item larger than a message goes alone, nothing is left out.

    Each item is written once, shortly before it is sent; ``write`` makes a body of written ones.
    """
    position = 0
    count = packing.items
    written: list[str] = []
    while position < len(items):
        # Sizes change slowly along a catalog: begin with one more than fitted last, less until it fits.
        count = min(count + 1, packing.items, len(items) - position)
        written += map(write_item, items[position + len(written) : position + count])
        body = write(written[:count])
        while len(body) > packing.body_bytes and count > 1:
            count = max(1, min(count - 1, count * packing.body_bytes // len(body)))
            body = write(written[:count])
        yield count, body
        position += count
        del written[:count]

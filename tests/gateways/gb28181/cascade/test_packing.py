"""Nothing of a catalog is left out or sent twice, and messages keep their size where an item allows it."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from anlan.gateways.gb28181.cascade.packing import Packing, parts
from anlan.protocols.manscdp import CatalogItem


@given(st.lists(st.integers(1, 400), max_size=120), st.integers(1, 30), st.integers(50, 600))
def test_every_item_once_in_order_and_within_the_bounds(sizes: list[int], most: int, limit: int) -> None:
    items = [CatalogItem(device_id=f"{number:020d}", name="x" * size) for number, size in enumerate(sizes)]
    seen: list[str] = []
    written: list[str] = []

    def write_item(item: CatalogItem) -> str:
        written.append(item.device_id)
        return f"{item.device_id}{item.name}\n"

    def write(some: Sequence[str]) -> bytes:
        return "".join(some).encode()

    for count, body in parts(items, Packing(most, limit), write_item, write):
        lines = body.decode().splitlines()
        seen += [line[:20] for line in lines]
        assert count == len(lines) <= most
        assert len(body) <= limit or count == 1
    assert seen == written == [item.device_id for item in items]

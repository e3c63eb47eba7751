"""How each edition writes a Catalog Item, laid out once: a catalog has tens of thousands of them, with some forty fields each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp.catalog import CatalogItem
from anlan.protocols.manscdp.fields import INFO_2016, INFO_2022, ITEM_2016, ITEM_2022, Field
from anlan.protocols.manscdp.writing import value_text


@dataclass(frozen=True, slots=True)
class ItemLayout:
    """Elements of an Item and of its Info, in order."""

    own: Part
    info: Part | None

    def write(self, item: CatalogItem) -> str:
        """The whole ``<Item>``; absent fields are left out, never invented."""
        info = self.info.write(item) if self.info is not None else ""
        more = f"<Info>\r\n{info}</Info>\r\n" if info else ""
        return f"<Item>\r\n{self.own.write(item)}{more}</Item>\r\n"


class Part:
    """Some fields of an item as elements one after another."""

    __slots__ = ("_marks", "_values")

    def __init__(self, fields: Sequence[Field]) -> None:
        self._marks = [(f"<{field.tag}>", f"</{field.tag}>\r\n") for field in fields]
        self._values: Callable[[CatalogItem], tuple[Any, ...]] = attrgetter(*[field.attribute for field in fields])

    def write(self, item: CatalogItem) -> str:
        """Those that have a value."""
        return "".join(
            [
                opening + value_text(value) + closing
                for (opening, closing), value in zip(self._marks, self._values(item), strict=True)
                if value is not None
            ]
        )


LAYOUTS = {
    Edition.GB2016: ItemLayout(Part(ITEM_2016), Part(INFO_2016)),
    Edition.GB2022: ItemLayout(Part(ITEM_2022), Part(INFO_2022)),
}
# A virtual organisation has no Info; its group stands at the Item in 2016 as well (annex J).
ORGANISATION_2016 = ItemLayout(Part([*ITEM_2016, Field("BusinessGroupID", "business_group_id")]), None)

"""Catalogs written: queries, responses, notifications, each edition in its own order of fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from anlan.protocols.gbcode import Edition, NodeKind, node_kind
from anlan.protocols.manscdp.catalog import CatalogItem
from anlan.protocols.manscdp.charset import Charset
from anlan.protocols.manscdp.item_layout import LAYOUTS, ORGANISATION_2016
from anlan.protocols.manscdp.times import format_time
from anlan.protocols.manscdp.writing import envelope, tag, tags

# A notification of these tells DeviceID and Event only (GB/T 28181-2022 annex A.2.5).
_BARE_EVENTS = frozenset({"ON", "OFF", "VLOST", "DEFECT", "DEL"})


def catalog_query(
    device_id: str,
    sn: int,
    start_utc: datetime | None = None,
    end_utc: datetime | None = None,
    charset: Charset = Charset.GB2312,
) -> bytes:
    """Ask for the catalog of a device, system or division."""
    inner = tags(
        (
            ("StartTime", format_time(start_utc) if start_utc else None),
            ("EndTime", format_time(end_utc) if end_utc else None),
        )
    )
    return envelope("Query", "Catalog", sn, device_id, inner, charset)


def subscribe_catalog(
    device_id: str,
    sn: int,
    start_utc: datetime | None = None,
    end_utc: datetime | None = None,
    charset: Charset = Charset.GB2312,
) -> bytes:
    """The body of a SUBSCRIBE for catalog changes: the query itself (GB/T 28181-2022 annex N)."""
    return catalog_query(device_id, sn, start_utc, end_utc, charset)


def catalog_response(
    sn: int,
    device_id: str,
    sum_num: int,
    items: Sequence[CatalogItem | str],
    edition: Edition = Edition.GB2022,
    charset: Charset = Charset.GB2312,
) -> bytes:
    """One part of a catalog; an empty one has SumNum 0 and no list (annex M). Items may be as ``item_xml`` wrote them."""
    return envelope("Response", "Catalog", sn, device_id, _list(sum_num, items, edition), charset)


def catalog_notify(
    sn: int,
    device_id: str,
    items: Sequence[CatalogItem | str],
    edition: Edition = Edition.GB2022,
    charset: Charset = Charset.GB2312,
) -> bytes:
    """Changes of a catalog; each item carries its ``event``, or is as ``item_xml`` wrote it."""
    return envelope("Notify", "Catalog", sn, device_id, _list(len(items), items, edition), charset)


def _list(sum_num: int, items: Sequence[CatalogItem | str], edition: Edition) -> str:
    head = tag("SumNum", sum_num)
    if not items:
        return head
    written = "".join([item if isinstance(item, str) else item_xml(item, edition) for item in items])
    return f'{head}<DeviceList Num="{len(items)}">\r\n{written}</DeviceList>\r\n'


def item_xml(item: CatalogItem, edition: Edition) -> str:
    """One ``<Item>``; fields the edition does not know are left out, absent ones never invented."""
    if item.event in _BARE_EVENTS:
        return f"<Item>\r\n{tags((('DeviceID', item.device_id), ('Event', item.event)))}</Item>\r\n"
    if edition is Edition.GB2016 and node_kind(item.device_id) is NodeKind.VIRTUAL_ORGANISATION:
        return ORGANISATION_2016.write(item)
    return LAYOUTS[edition].write(item)

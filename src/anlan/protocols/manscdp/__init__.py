"""MANSCDP: the XML of GB/T 28181 (annex A) between bytes and records."""

from __future__ import annotations

from anlan.protocols.manscdp.assembly import AssemblyResult, CatalogAssembly
from anlan.protocols.manscdp.catalog import CatalogItem
from anlan.protocols.manscdp.catalogs import (
    catalog_notify,
    catalog_query,
    catalog_response,
    item_xml,
    subscribe_catalog,
)
from anlan.protocols.manscdp.charset import Charset
from anlan.protocols.manscdp.device import (
    MEDIA_FINISHED,
    DeviceControl,
    DeviceInfo,
    DeviceStatus,
    Keepalive,
    MediaStatus,
    device_info_query,
    device_info_response,
    device_status_query,
    device_status_response,
    iframe,
    keepalive,
    media_status,
    parse_device_control,
    parse_device_info,
    parse_device_status,
    parse_keepalive,
    parse_media_status,
    result_response,
)
from anlan.protocols.manscdp.document import Document, child_text, decode
from anlan.protocols.manscdp.errors import ManscdpError
from anlan.protocols.manscdp.reading import CatalogPart, CatalogQuery, parse_catalog, parse_catalog_query
from anlan.protocols.manscdp.times import BEIJING, format_date_header, format_time, parse_time
from anlan.protocols.manscdp.writing import encode

# Content-Type of every MANSCDP body (GB/T 28181-2022 annex A.1).
CONTENT_TYPE = "Application/MANSCDP+xml"

__all__ = [
    "BEIJING",
    "CONTENT_TYPE",
    "MEDIA_FINISHED",
    "AssemblyResult",
    "CatalogAssembly",
    "CatalogItem",
    "CatalogPart",
    "CatalogQuery",
    "Charset",
    "DeviceControl",
    "DeviceInfo",
    "DeviceStatus",
    "Document",
    "Keepalive",
    "ManscdpError",
    "MediaStatus",
    "catalog_notify",
    "catalog_query",
    "catalog_response",
    "child_text",
    "decode",
    "device_info_query",
    "device_info_response",
    "device_status_query",
    "device_status_response",
    "encode",
    "format_date_header",
    "format_time",
    "iframe",
    "item_xml",
    "keepalive",
    "media_status",
    "parse_catalog",
    "parse_catalog_query",
    "parse_device_control",
    "parse_device_info",
    "parse_device_status",
    "parse_keepalive",
    "parse_media_status",
    "parse_time",
    "result_response",
    "subscribe_catalog",
]

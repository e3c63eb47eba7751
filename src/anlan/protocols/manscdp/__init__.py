"""MANSCDP: the XML of GB/T 28181 (annex A) between bytes and records."""

from __future__ import annotations

from anlan.protocols.manscdp.alarms import (
    DEVICE_METHOD,
    Alarm,
    AlarmQuery,
    alarm_notify,
    alarm_query,
    parse_alarm,
    parse_alarm_query,
)
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
from anlan.protocols.manscdp.guarding import (
    AlarmReset,
    GuardCommand,
    Outcome,
    alarm_reset,
    guard_command,
    parse_guarding,
    parse_outcome,
)
from anlan.protocols.manscdp.reading import CatalogPart, CatalogQuery, parse_catalog, parse_catalog_query
from anlan.protocols.manscdp.times import BEIJING, format_date_header, format_time, parse_time
from anlan.protocols.manscdp.writing import encode

# Content-Type of every MANSCDP body (GB/T 28181-2022 annex A.1).
CONTENT_TYPE = "Application/MANSCDP+xml"

__all__ = [
    "BEIJING",
    "CONTENT_TYPE",
    "DEVICE_METHOD",
    "MEDIA_FINISHED",
    "Alarm",
    "AlarmQuery",
    "AlarmReset",
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
    "GuardCommand",
    "Keepalive",
    "ManscdpError",
    "MediaStatus",
    "Outcome",
    "alarm_notify",
    "alarm_query",
    "alarm_reset",
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
    "guard_command",
    "iframe",
    "item_xml",
    "keepalive",
    "media_status",
    "parse_alarm",
    "parse_alarm_query",
    "parse_catalog",
    "parse_catalog_query",
    "parse_device_control",
    "parse_device_info",
    "parse_device_status",
    "parse_guarding",
    "parse_keepalive",
    "parse_media_status",
    "parse_outcome",
    "parse_time",
    "result_response",
    "subscribe_catalog",
]

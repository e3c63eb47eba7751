"""The fields of a Catalog Item: name on the wire, attribute, type, where each edition writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ValueType = Literal["text", "integer", "decimal"]


@dataclass(frozen=True, slots=True)
class Field:
    """One element of an Item or of its Info."""

    tag: str
    attribute: str
    type: ValueType = "text"


def _texts(*pairs: tuple[str, str]) -> list[Field]:
    return [Field(tag, attribute) for tag, attribute in pairs]


def _integers(*pairs: tuple[str, str]) -> list[Field]:
    return [Field(tag, attribute, "integer") for tag, attribute in pairs]


def _decimals(*pairs: tuple[str, str]) -> list[Field]:
    return [Field(tag, attribute, "decimal") for tag, attribute in pairs]


_HEAD = _texts(("DeviceID", "device_id"), ("Event", "event"), ("Name", "name"))
_MAKE = _texts(("Manufacturer", "manufacturer"), ("Model", "model"))
_PLACE = [
    *_texts(("CivilCode", "civil_code"), ("Block", "block"), ("Address", "address")),
    Field("Parental", "parental", "integer"),
    Field("ParentID", "parent_id"),
]
_ADDRESS = [Field("IPAddress", "ip_address"), Field("Port", "port", "integer"), Field("Password", "password")]
_STATE = [
    Field("Status", "status"),
    Field("Longitude", "longitude", "decimal"),
    Field("Latitude", "latitude", "decimal"),
]
_GROUP = Field("BusinessGroupID", "business_group_id")

# GB/T 28181-2016 annex A.2.1.9, in the order of its schema.
ITEM_2016: list[Field] = [
    *_HEAD,
    *_MAKE,
    Field("Owner", "owner"),
    *_PLACE,
    *_integers(("SafetyWay", "safety_way"), ("RegisterWay", "register_way")),
    Field("CertNum", "certificate_number"),
    *_integers(("Certifiable", "certifiable"), ("ErrCode", "error_code")),
    Field("EndTime", "end_time"),
    Field("Secrecy", "secrecy", "integer"),
    *_ADDRESS,
    *_STATE,
]
INFO_2016: list[Field] = [
    *_integers(
        ("PTZType", "ptz_type"),
        ("PositionType", "position_type"),
        ("RoomType", "room_type"),
        ("UseType", "use_type"),
        ("SupplyLightType", "supply_light_type"),
        ("DirectionType", "direction_type"),
    ),
    Field("Resolution", "resolution"),
    _GROUP,
    Field("DownloadSpeed", "download_speed"),
    *_integers(
        ("SVCSpaceSupportMode", "svc_space_support_mode"),
        ("SVCTimeSupportMode", "svc_time_support_mode"),
    ),
]

# GB/T 28181-2022 annex A.2.1.9: BusinessGroupID has moved up to the Item.
ITEM_2022: list[Field] = [
    *_HEAD,
    *_MAKE,
    *_PLACE,
    Field("RegisterWay", "register_way", "integer"),
    Field("SecurityLevelCode", "security_level_code"),
    Field("Secrecy", "secrecy", "integer"),
    *_ADDRESS,
    *_STATE,
    _GROUP,
]
INFO_2022: list[Field] = [
    Field("PTZType", "ptz_type", "integer"),
    *_texts(
        ("PhotoelectricImagingType", "photoelectric_imaging_type"),
        ("CapturePositionType", "capture_position_type"),
    ),
    *_integers(
        ("RoomType", "room_type"),
        ("SupplyLightType", "supply_light_type"),
        ("DirectionType", "direction_type"),
    ),
    *_texts(
        ("Resolution", "resolution"),
        ("StreamNumberList", "stream_number_list"),
        ("DownloadSpeed", "download_speed"),
    ),
    *_integers(
        ("SVCSpaceSupportMode", "svc_space_support_mode"),
        ("SVCTimeSupportMode", "svc_time_support_mode"),
    ),
    Field("SSVCRatioSupportList", "ssvc_ratio_support_list"),
    Field("MobileDeviceType", "mobile_device_type", "integer"),
    *_decimals(
        ("HorizontalFieldAngle", "horizontal_field_angle"),
        ("VerticalFieldAngle", "vertical_field_angle"),
        ("MaxViewDistance", "max_view_distance"),
    ),
    Field("GrassrootsCode", "grassroots_code"),
    Field("PointType", "point_type", "integer"),
    *_texts(
        ("PointCommonName", "point_common_name"),
        ("MAC", "mac"),
        ("FunctionType", "function_type"),
        ("EncodeType", "encode_type"),
        ("InstallTime", "install_time"),
        ("ManagementUnit", "management_unit"),
        ("ContactInfo", "contact_info"),
    ),
    Field("RecordSaveDays", "record_save_days", "integer"),
    Field("IndustrialClassification", "industrial_classification"),
]

# Both editions' fields are read whatever the sender's edition, and wherever they stand.
BY_TAG: dict[str, Field] = {field.tag.lower(): field for field in [*ITEM_2016, *INFO_2016, *ITEM_2022, *INFO_2022]}
# As the standard spells them, which nearly all senders do.
BY_SPELLING: dict[str, Field] = {
    field.tag: BY_TAG[field.tag.lower()] for field in [*ITEM_2016, *INFO_2016, *ITEM_2022, *INFO_2022]
}

"""The Catalog Item (目录项) of GB/T 28181-2016 and -2022, annex A, as one record that carries both editions' fields."""

from __future__ import annotations

import msgspec


class CatalogItem(msgspec.Struct, omit_defaults=True, kw_only=True):
    """One entry of a catalog. Text fields are as sent, trimmed; a field that was absent is None (0 is never invented).

    ``event`` is set in Catalog notifications only: ON, OFF, VLOST, DEFECT, ADD, DEL, UPDATE.
    ``violations`` names what the entry breaks of the standard and was tolerated (stable codes, explained by ``checks``).
    """

    device_id: str
    name: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    owner: str | None = None
    civil_code: str | None = None
    block: str | None = None
    address: str | None = None
    parental: int | None = None
    parent_id: str | None = None
    safety_way: int | None = None
    register_way: int | None = None
    certificate_number: str | None = None
    certifiable: int | None = None
    error_code: int | None = None
    end_time: str | None = None
    security_level_code: str | None = None
    secrecy: int | None = None
    ip_address: str | None = None
    port: int | None = None
    password: str | None = None
    status: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    business_group_id: str | None = None
    # Info, 2016 and 2022
    ptz_type: int | None = None
    position_type: int | None = None
    room_type: int | None = None
    use_type: int | None = None
    supply_light_type: int | None = None
    direction_type: int | None = None
    resolution: str | None = None
    download_speed: str | None = None
    svc_space_support_mode: int | None = None
    svc_time_support_mode: int | None = None
    # Info, 2022 only
    photoelectric_imaging_type: str | None = None
    capture_position_type: str | None = None
    stream_number_list: str | None = None
    ssvc_ratio_support_list: str | None = None
    mobile_device_type: int | None = None
    horizontal_field_angle: float | None = None
    vertical_field_angle: float | None = None
    max_view_distance: float | None = None
    grassroots_code: str | None = None
    point_type: int | None = None
    point_common_name: str | None = None
    mac: str | None = None
    function_type: str | None = None
    encode_type: str | None = None
    install_time: str | None = None
    management_unit: str | None = None
    contact_info: str | None = None
    record_save_days: int | None = None
    industrial_classification: str | None = None
    event: str | None = None
    violations: tuple[str, ...] = ()

"""What a device or platform breaks of GB/T 28181 and is tolerated: stable codes, each with its sentence."""

from __future__ import annotations

from anlan.protocols.gbcode import VIOLATIONS as CODE_VIOLATIONS
from anlan.protocols.gbcode import Edition, GbCode, NodeKind, node_kind
from anlan.protocols.manscdp.catalog import CatalogItem
from anlan.protocols.wording import Sentence

_EQUIPMENT = frozenset({NodeKind.DEVICE, NodeKind.CHANNEL})
# Annex J: what an entry of equipment must carry, and whether 0 or "0" counts.
_REQUIRED = (
    "manufacturer",
    "model",
    "civil_code",
    "address",
    "parental",
    "parent_id",
    "register_way",
    "secrecy",
    "status",
)
_REQUIRED_TAGS = {
    "manufacturer": "Manufacturer",
    "model": "Model",
    "civil_code": "CivilCode",
    "address": "Address",
    "parental": "Parental",
    "parent_id": "ParentID",
    "register_way": "RegisterWay",
    "secrecy": "Secrecy",
    "status": "Status",
    "owner": "Owner",
    "grassroots_code": "GrassrootsCode",
    "point_type": "PointType",
}

VIOLATIONS: dict[str, Sentence] = {
    **CODE_VIOLATIONS,
    "name_missing": Sentence("缺少名称(Name)。", "The name (Name) is missing."),
    **{
        f"missing_{attribute}": Sentence(f"缺少必选字段 {tag}。", f"The required field {tag} is missing.")
        for attribute, tag in _REQUIRED_TAGS.items()
    },
    "kind_unexpected": Sentence(
        "目录项的编码类型不是设备、通道或组织节点。", "The type in the code is neither equipment nor a node of the tree."
    ),
    "division_has_parent": Sentence("行政区划节点不应带 ParentID。", "A division node carries no ParentID."),
    "group_missing": Sentence(
        "虚拟组织缺少所属业务分组(BusinessGroupID)。", "A virtual organisation lacks its business group (BusinessGroupID)."
    ),
    "group_wrong_kind": Sentence(
        "BusinessGroupID 不是业务分组(类型 215)的编码。", "BusinessGroupID is not the code of a business group (type 215)."
    ),
    "parent_wrong_code": Sentence("ParentID 不是有效编码。", "ParentID is not a valid code."),
    "parent_is_self": Sentence("ParentID 指向自身。", "ParentID points at the entry itself."),
    "civil_code_invalid": Sentence("CivilCode 不是 2 至 8 位行政区划编码。", "CivilCode is no division code of 2 to 8 digits."),
    "parental_not_flag": Sentence("Parental 应为 0 或 1,已按 1 处理。", "Parental should be 0 or 1; taken as 1."),
    "status_spelling": Sentence("Status 应写作 ON 或 OFF,已识别。", "Status should read ON or OFF; understood all the same."),
    "status_unknown": Sentence("Status 取值未定义。", "The value of Status is not defined."),
    "event_spelling": Sentence("Event 大小写不规范,已识别。", "Event is spelt oddly; understood all the same."),
    "event_unknown": Sentence("Event 取值未定义。", "The value of Event is not defined."),
    "alarm_method_invalid": Sentence(
        "报警方式(AlarmMethod)缺失或取值未定义。", "The method of an alarm (AlarmMethod) is missing or not defined."
    ),
    "alarm_priority_invalid": Sentence(
        "报警级别(AlarmPriority)缺失或不在 1 至 4 之间。", "The priority of an alarm (AlarmPriority) is missing or not 1 to 4."
    ),
    "alarm_time_missing": Sentence("报警通知缺少 AlarmTime。", "An alarm carries no AlarmTime."),
    "position_half": Sentence("经度、纬度只给出一项,已忽略。", "Only one of longitude and latitude is given; left out."),
    "position_zero": Sentence("经纬度为 0,视为未填写。", "Longitude and latitude are 0: taken as not entered."),
    "position_out_of_range": Sentence("经纬度超出取值范围,已忽略。", "The position is out of range; left out."),
    "number_invalid": Sentence("数值字段无法识别,已忽略。", "A numeric field cannot be read; left out."),
    "field_too_long": Sentence("字段超过 1024 个字符,已截断。", "A field is longer than 1024 characters; cut."),
    "sn_missing": Sentence("消息缺少 SN。", "The message lacks SN."),
    "sn_invalid": Sentence("SN 不是正整数。", "SN is not a positive integer."),
    "device_id_missing": Sentence("消息缺少 DeviceID。", "The message lacks DeviceID."),
    "charset_declared_wrong": Sentence(
        "声明的字符集与实际编码不符,已按实际编码识别。", "The declared charset is not the one used; read by the bytes."
    ),
    "charset_damaged": Sentence("文字含有残缺字符(常因按字节截断)。", "The text holds broken characters, often from cutting by bytes."),
    "xml_not_escaped": Sentence("XML 中的 & 或 < 未转义,已修正。", "& or < in the XML is not escaped; mended."),
    "sum_num_missing": Sentence("目录应答缺少 SumNum。", "The catalog lacks SumNum."),
    "sum_num_invalid": Sentence("SumNum 不是有效整数。", "SumNum is no valid number."),
    "sum_num_changed": Sentence("同一次应答的各条消息 SumNum 不一致。", "SumNum differs between parts of one catalog."),
    "sum_num_too_small": Sentence("实收目录项多于 SumNum。", "More entries arrived than SumNum announced."),
    "entry_repeated": Sentence("目录项重复上报。", "An entry was sent more than once."),
    "catalog_too_large": Sentence("目录项数量超过上限,超出部分已忽略。", "The catalog exceeds the bound; the rest was left out."),
    "time_invalid": Sentence("时间格式无法识别。", "A time cannot be read."),
    "period_reversed": Sentence("StartTime 晚于 EndTime,已忽略。", "StartTime is later than EndTime; left out."),
    "sdp_no_connection": Sentence("SDP 缺少 c= 行。", "The SDP lacks the c= line."),
    "sdp_ssrc_invalid": Sentence("SDP 的 y= 无法识别。", "The y= of the SDP cannot be read."),
    "sdp_ssrc_short": Sentence("SDP 的 y= 不足 10 位。", "The y= of the SDP has fewer than ten digits."),
    "sdp_time_invalid": Sentence("SDP 的 t= 无法识别。", "The t= of the SDP cannot be read."),
    "sdp_setup_unknown": Sentence("SDP 的 a=setup 取值未定义。", "The a=setup of the SDP is not defined."),
}  # fmt: skip


def explain(code: str) -> Sentence:
    """The sentence of a violation; an unknown code is told as such."""
    return VIOLATIONS.get(code) or Sentence(f"未知问题:{code}", f"unknown violation: {code}")


def check_item(item: CatalogItem, edition: Edition = Edition.GB2022) -> tuple[str, ...]:
    """Everything an entry breaks: what was tolerated while reading and what annex J and annex E demand of its kind."""
    found = dict.fromkeys(item.violations)
    kind = node_kind(item.device_id)
    if kind is not NodeKind.DIVISION:
        found.update(dict.fromkeys(GbCode.tolerate(item.device_id, edition)[1]))
    if not item.name and item.event in (None, "ADD", "UPDATE"):
        found["name_missing"] = None
    if item.event in (None, "ADD", "UPDATE"):
        found.update(dict.fromkeys(_of_kind(item, kind, edition)))
    return tuple(found)


def _of_kind(item: CatalogItem, kind: NodeKind, edition: Edition) -> list[str]:
    found: list[str] = []
    if kind is NodeKind.DIVISION:
        return ["division_has_parent"] if item.parent_id else []
    if kind in (NodeKind.USER, NodeKind.OTHER):
        found.append("kind_unexpected")
    if kind is NodeKind.VIRTUAL_ORGANISATION and not item.business_group_id:
        found.append("group_missing")
    if item.business_group_id and node_kind(item.business_group_id) is not NodeKind.BUSINESS_GROUP:
        found.append("group_wrong_kind")
    if item.civil_code and node_kind(item.civil_code) is not NodeKind.DIVISION:
        found.append("civil_code_invalid")
    parents = item.parent_id.split("/") if item.parent_id else []
    if item.device_id in parents:
        found.append("parent_is_self")
    if any(len(parent) != 20 and node_kind(parent) is not NodeKind.DIVISION for parent in parents):
        found.append("parent_wrong_code")
    if kind in _EQUIPMENT:
        found.extend(f"missing_{name}" for name in required(kind, edition) if getattr(item, name) is None)
    return found


def required(kind: NodeKind, edition: Edition) -> tuple[str, ...]:
    """The attributes an entry of equipment must carry besides DeviceID and Name."""
    if edition is Edition.GB2016:
        return ("owner", *_REQUIRED)
    return (*_REQUIRED, "grassroots_code", "point_type") if kind is NodeKind.CHANNEL else _REQUIRED

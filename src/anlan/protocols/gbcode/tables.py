"""Industry, type and network tables of GB/T 28181 by edition, as data.

The 2022 tables follow annex E. The 2016 industry and network tables could not be checked against a printed copy: they
serve explanation only, and a code is never refused for its meaning in them alone.
"""

from __future__ import annotations

from functools import cache

from anlan.protocols.gbcode.edition import Edition
from anlan.protocols.wording import Sentence

_Row = tuple[int, int, str, str]  # first, last, zh, en

_INDUSTRY_SHARED: list[_Row] = [
    (0, 0, "社会治安路面接入", "public order: streets and public areas"),
    (1, 1, "社会治安社区接入", "public order: communities"),
    (2, 2, "社会治安内部接入", "public order: internal premises"),
    (3, 3, "社会治安其他接入", "public order: other"),
    (4, 4, "交通路面接入", "traffic: roads"),
    (5, 5, "交通卡口接入", "traffic: checkpoints"),
    (6, 6, "交通内部接入", "traffic: internal premises"),
    (7, 7, "交通其他接入", "traffic: other"),
    (8, 8, "城市管理接入", "city management"),
    (9, 9, "卫生环保接入", "health and environment"),
    (10, 10, "商检海关接入", "inspection and customs"),
    (11, 11, "教育部门接入", "education authorities"),
]

_INDUSTRY_2022: list[_Row] = [
    *_INDUSTRY_SHARED,
    (12, 12, "民航接入", "civil aviation"),
    (13, 13, "铁路接入", "railways"),
    (14, 14, "航运接入", "shipping"),
    (15, 39, "预留", "reserved"),
    (40, 40, "农、林、牧、渔业接入", "agriculture, forestry, husbandry, fishery"),
    (41, 41, "采矿业接入", "mining"),
    (42, 42, "制造业接入", "manufacturing"),
    (43, 43, "电力、热力、燃气及水生产和供应业接入", "power, heat, gas and water supply"),
    (44, 44, "建筑业接入", "construction"),
    (45, 45, "批发和零售业接入", "wholesale and retail"),
    (46, 46, "交通运输、仓储和邮政业接入", "transport, storage and post"),
    (47, 47, "住宿和餐饮业接入", "lodging and catering"),
    (48, 48, "信息传输、软件和信息技术服务业接入", "information transmission, software and IT"),
    (49, 49, "金融业接入", "finance"),
    (50, 50, "房地产业接入", "real estate"),
    (51, 51, "租赁和商务服务业接入", "leasing and business services"),
    (52, 52, "科学研究和技术服务业接入", "research and technical services"),
    (53, 53, "水利、环境和公共设施管理业接入", "water, environment and public facilities"),
    (54, 54, "居民服务、修理和其他服务业接入", "residents' services, repair and other services"),
    (55, 55, "教育接入", "education"),
    (56, 56, "卫生和社会工作接入", "health and social work"),
    (57, 57, "文化、体育和娱乐业接入", "culture, sport and entertainment"),
    (58, 58, "公共管理、社会保障和社会组织接入", "public administration and social organisations"),
    (59, 59, "国际组织接入", "international organisations"),
    (60, 89, "预留", "reserved"),
    (90, 99, "用户自定义", "user-defined"),
]

_INDUSTRY_2016: list[_Row] = [
    *_INDUSTRY_SHARED,
    (12, 39, "预留", "reserved"),
    (40, 40, "农林牧渔业接入", "agriculture, forestry, husbandry, fishery"),
    (41, 41, "采矿企业接入", "mining"),
    (42, 42, "制造企业接入", "manufacturing"),
    (43, 43, "冶金企业接入", "metallurgy"),
    (44, 44, "电力企业接入", "electric power"),
    (45, 45, "燃气企业接入", "gas"),
    (46, 46, "建筑企业接入", "construction"),
    (47, 47, "物流企业接入", "logistics"),
    (48, 48, "邮政企业接入", "post"),
    (49, 49, "信息企业接入", "information"),
    (50, 50, "住宿和餐饮业接入", "lodging and catering"),
    (51, 51, "金融企业接入", "finance"),
    (52, 52, "房地产业接入", "real estate"),
    (53, 53, "商务服务业接入", "business services"),
    (54, 54, "水利企业接入", "water management"),
    (55, 55, "娱乐企业接入", "entertainment"),
    (56, 79, "预留", "reserved"),
    (80, 80, "居民自建接入", "built by residents"),
    (81, 89, "预留", "reserved"),
    (90, 99, "其他主体接入", "other owners"),
]

_TYPE_FRONT_END: list[_Row] = [
    (111, 111, "数字视频录像机(DVR)", "digital video recorder (DVR)"),
    (112, 112, "视频服务器", "video server"),
    (113, 113, "编码器", "encoder"),
    (114, 114, "解码器", "decoder"),
    (115, 115, "视频切换矩阵", "video matrix"),
    (116, 116, "音频切换矩阵", "audio matrix"),
    (117, 117, "报警控制器", "alarm controller"),
    (118, 118, "网络视频录像机(NVR)", "network video recorder (NVR)"),
]
_TYPE_MAIN_2022: list[_Row] = [
    (119, 119, "预留", "reserved"),
    (120, 120, "在线视频图像信息采集系统", "online video and image collection system"),
    (121, 121, "视频卡口", "video tollgate"),
    (122, 122, "多目设备", "multi-lens device"),
    (123, 123, "停车场出入口控制设备", "parking entrance and exit controller"),
    (124, 124, "人员出入口控制设备", "person access controller"),
    (125, 125, "安检设备", "security inspection device"),
    (126, 129, "扩展的前端主设备", "front-end main device (extension)"),
]
_TYPE_MAIN_2016: list[_Row] = [(119, 129, "扩展的前端主设备", "front-end main device (extension)")]
_TYPE_PERIPHERAL: list[_Row] = [
    (130, 130, "混合硬盘录像机(HVR)", "hybrid video recorder (HVR)"),
    (131, 131, "摄像机", "camera"),
    (132, 132, "网络摄像机(IPC)/在线视频图像信息采集设备", "network camera (IPC)"),
    (133, 133, "显示器", "display"),
    (134, 134, "报警输入设备", "alarm input"),
    (135, 135, "报警输出设备", "alarm output"),
    (136, 136, "语音输入设备", "audio input"),
    (137, 137, "语音输出设备", "audio output"),
    (138, 138, "移动传输设备", "mobile transmission device"),
    (139, 139, "其他外围设备", "other peripheral"),
]
_TYPE_PERIPHERAL_2022: list[_Row] = [
    (140, 140, "继电器或触发器控制的报警输出设备", "alarm output driven by relay or trigger"),
    (141, 141, "道闸", "barrier gate"),
    (142, 142, "智能门", "smart door"),
    (143, 143, "凭证识别单元", "credential reader"),
    (144, 199, "扩展的前端外围设备", "front-end peripheral (extension)"),
]
_TYPE_PERIPHERAL_2016: list[_Row] = [(140, 199, "扩展的前端外围设备", "front-end peripheral (extension)")]
_TYPE_REST: list[_Row] = [
    (200, 200, "中心信令控制服务器", "central signalling control server (system)"),
    (201, 201, "Web 应用服务器", "web application server"),
    # The 2022 print gives 201 twice; 202 is the media distribution server in every implementation.
    (202, 202, "媒体分发服务器", "media distribution server"),
    (203, 203, "代理服务器", "proxy server"),
    (204, 204, "安全服务器", "security server"),
    (205, 205, "报警服务器", "alarm server"),
    (206, 206, "数据库服务器", "database server"),
    (207, 207, "GIS 服务器", "GIS server"),
    (208, 208, "管理服务器", "management server"),
    (209, 209, "接入网关", "access gateway"),
    (210, 210, "媒体存储服务器", "media storage server"),
    (211, 211, "信令安全路由网关", "signalling security gateway"),
    (212, 214, "扩展的平台设备", "platform equipment (extension)"),
    (215, 215, "业务分组", "business group"),
    (216, 216, "虚拟组织", "virtual organisation"),
    (217, 299, "扩展的平台设备", "platform equipment (extension)"),
    (300, 300, "中心用户", "central user"),
    (301, 343, "行业角色用户", "industry role user"),
    (344, 399, "扩展的中心用户", "central user (extension)"),
    (400, 400, "终端用户", "terminal user"),
    (401, 443, "行业角色终端用户", "industry role terminal user"),
    (444, 499, "扩展的终端用户", "terminal user (extension)"),
    (500, 500, "视频图像信息综合应用平台", "integrated video application platform"),
    (501, 501, "视频图像信息运维管理平台", "video operation and maintenance platform"),
    (502, 502, "视频图像分析系统", "video analysis system"),
    (503, 503, "视频图像信息数据库(视图库)", "video and image information database (view library)"),
    (504, 504, "扩展的外部服务器", "external server (extension)"),
    (505, 505, "视频图像分析设备", "video analysis device"),
    (506, 599, "扩展的外部服务器", "external server (extension)"),
    (600, 999, "扩展类型", "extension"),
]

_NETWORK_2022: list[_Row] = [
    (0, 1, "公安视频传输网", "public-security video transmission network"),
    (2, 2, "行业专网", "industry private network"),
    (3, 3, "政法信息网", "politics-and-law information network"),
    (4, 4, "公安移动信息网", "police mobile information network"),
    (5, 5, "公安信息网", "police information network"),
    (6, 6, "电子政务外网", "e-government extranet"),
    (7, 7, "互联网等公共网络", "Internet and public networks"),
    (8, 8, "专线", "leased line"),
]
_NETWORK_2016: list[_Row] = [
    (0, 4, "监控报警专网", "surveillance and alarm private network"),
    (5, 5, "公安信息网", "police information network"),
    (6, 6, "政务网", "government network"),
    (7, 7, "Internet 网", "Internet"),
    (8, 8, "社会资源接入网", "social-resource access network"),
]

_INDUSTRIES = {Edition.GB2016: _INDUSTRY_2016, Edition.GB2022: _INDUSTRY_2022}
_NETWORKS = {Edition.GB2016: _NETWORK_2016, Edition.GB2022: _NETWORK_2022}
_TYPES = {
    Edition.GB2016: [*_TYPE_FRONT_END, *_TYPE_MAIN_2016, *_TYPE_PERIPHERAL, *_TYPE_PERIPHERAL_2016, *_TYPE_REST],
    Edition.GB2022: [*_TYPE_FRONT_END, *_TYPE_MAIN_2022, *_TYPE_PERIPHERAL, *_TYPE_PERIPHERAL_2022, *_TYPE_REST],
}


def _expand(rows: list[_Row], digits: int) -> dict[str, Sentence]:
    return {f"{n:0{digits}d}": Sentence(zh, en) for first, last, zh, en in rows for n in range(first, last + 1)}


@cache
def industries(edition: Edition) -> dict[str, Sentence]:
    """Every industry code (two digits) of the edition."""
    return _expand(_INDUSTRIES[edition], 2)


@cache
def types(edition: Edition) -> dict[str, Sentence]:
    """Every type code (three digits) of the edition."""
    return _expand(_TYPES[edition], 3)


@cache
def networks(edition: Edition) -> dict[str, Sentence]:
    """Every network digit of the edition that is not reserved."""
    return _expand(_NETWORKS[edition], 1)


def industry_reserved(code: str, edition: Edition) -> bool:
    """Whether an industry code is kept free by the edition; for 2016 only where 2022 keeps it free as well."""
    number = int(code)
    reserved = 15 <= number <= 39 or 60 <= number <= 89
    return reserved and not (edition is Edition.GB2016 and number == 80)


def industry_name(code: str, edition: Edition) -> Sentence | None:
    """What an industry code means, None where the edition does not define it."""
    return industries(edition).get(code)


def type_name(code: str, edition: Edition) -> Sentence | None:
    """What a type code means, None where the edition does not define it."""
    return types(edition).get(code)


def network_name(digit: str, edition: Edition) -> Sentence | None:
    """What a network digit means, None where it is reserved."""
    return networks(edition).get(digit)

"""The words that a subscriber's forms choose from."""

from __future__ import annotations

from typing import Final

from anlan.protocols.wording import Sentence

CATEGORIES: Final[dict[str, Sentence]] = {
    "household": Sentence("居民农户", "household"),
    "shop": Sentence("商业网点", "shop"),
    "institution": Sentence("机关企事业单位", "institution or enterprise"),
    "key_unit": Sentence("重点单位", "key protection unit"),
    "community": Sentence("居民小区", "residential community"),
    "other": Sentence("其他", "other"),
}

CONTACT_ROLES: Final[dict[str, Sentence]] = {
    "owner": Sentence("户主或负责人", "owner or person in charge"),
    "key_holder": Sentence("钥匙保管人", "key holder"),
    "guard": Sentence("保安或护卫", "guard"),
    "neighbour": Sentence("邻里联防", "neighbour"),
    "village": Sentence("村(居)联系人", "village contact"),
    "other": Sentence("其他", "other"),
}

# What a detector senses. Two that sense differently confirm each other (BS 8243 sequential confirmation).
PRINCIPLES: Final[dict[str, Sentence]] = {
    "passive_infrared": Sentence("被动红外", "passive infrared"),
    "active_infrared": Sentence("主动红外", "active infrared beam"),
    "microwave": Sentence("微波", "microwave"),
    "dual": Sentence("微波与被动红外复合", "microwave and passive infrared"),
    "contact": Sentence("磁开关", "magnetic contact"),
    "glass_break": Sentence("玻璃破碎", "glass break"),
    "vibration": Sentence("振动", "vibration"),
    "fence": Sentence("周界电子围栏", "perimeter fence"),
    "video": Sentence("视频侦测", "video detection"),
    "button": Sentence("紧急按钮", "hold-up button"),
    "smoke": Sentence("感烟", "smoke"),
    "heat": Sentence("感温", "heat"),
    "gas": Sentence("可燃气体", "combustible gas"),
    "water": Sentence("水浸", "water"),
    "other": Sentence("其他", "other"),
}

# EN 50136-1:2012 categories with the longest time until a loss must be reported, in seconds (primary path of dual ones).
SUPERVISION_CLASSES: Final[dict[str, int]] = {
    "SP1": 32 * 86_400,
    "SP2": 25 * 3_600,
    "SP3": 30 * 60,
    "SP4": 180,
    "SP5": 90,
    "SP6": 20,
    "DP1": 25 * 3_600,
    "DP2": 30 * 60,
    "DP3": 180,
    "DP4": 90,
    "C": 0,
}

# Devices whose messages are signed: without a key nothing of them can be believed.
SIGNED_PROTOCOLS: Final = frozenset({"http", "mqtt"})
PROTOCOLS: Final = ("dc09", "gb28181", "http", "mqtt", "button")

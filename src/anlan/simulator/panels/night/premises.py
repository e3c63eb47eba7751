"""Kinds of premises as a town has them: what they are called, which detectors they hold, when they open and close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from anlan.simulator.panels.profile import Token

Category = Literal["household", "shop", "institution", "key_unit", "community"]
Principle = Literal["contact", "passive_infrared", "glass_break", "vibration", "smoke", "gas", "button"]


@dataclass(frozen=True, slots=True)
class Zone:
    """A detector. ``number`` has no zeros before it."""

    number: str
    name: str
    principle: Principle
    partition: str = "1"


@dataclass(frozen=True, slots=True)
class Hours:
    """When premises are opened and closed: weekdays 1 Monday to 7 Sunday, minutes of the day (above 1440: the next)."""

    weekdays: str
    open_from: int
    open_until: int
    close_from: int
    close_until: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of premises. ``title`` takes a surname ({0}) or the township's name ({1}). ``partitions``: number → name."""

    category: Category
    title: str
    token: Token
    key_bytes: int
    supervision_class: str
    poll_s: int
    partitions: dict[str, str]
    zones: tuple[Zone, ...]
    hours: Hours | None
    plan: tuple[str, ...]


def _zones(*rows: tuple[str, Principle] | tuple[str, Principle, str]) -> tuple[Zone, ...]:
    return tuple(
        Zone(str(number), row[0], row[1], row[2] if len(row) == 3 else "1") for number, row in enumerate(rows, 1)
    )


def _hours(weekdays: str, opens: tuple[int, int], closes: tuple[int, int]) -> Hours:
    """Hours from (hour, hour) ranges: disarmed between the first two, armed between the last two."""
    return Hours(weekdays, *(hour * 60 for hour in (*opens, *closes)))


_SHOP_PLAN = (
    "调看关联摄像机，判断是否有人闯入",
    "按顺序电话联系店主，核对口令",
    "不能排除的，派出附近巡逻队员到场查看",
    "确认入侵的，转报公安机关",
)
_HOME_PLAN = ("电话联系户主，核对口令", "联系不上的，联系邻居或村（居）干部", "派网格员到场查看")
_KEY_PLAN = (
    "立即调看关联摄像机",
    "劫持、紧急报警不回拨现场电话",
    "符合条件的，立即转报公安机关并派保安队员到场",
    "通知单位值班领导",
)
_SHOP_HOURS = _hours("1234567", (5, 9), (19, 22))
_OFFICE_HOURS = _hours("12345", (7, 9), (17, 19))
_ONE = {"1": "全部"}

# In the order in which a township gets them; the list begins anew where a township has more.
KINDS: tuple[Kind, ...] = (
    Kind("shop", "{0}记便利店", "ADM-CID", 16, "SP4", 90, _ONE,
         _zones(("前门门磁", "contact"), ("店堂红外", "passive_infrared"), ("收银台紧急按钮", "button"), ("后库房红外", "passive_infrared")),
         _hours("1234567", (5, 9), (21, 24)), _SHOP_PLAN),
    Kind("household", "{0}家", "ADM-CID", 0, "SP2", 1800, {"1": "外围", "2": "室内"},
         _zones(("院门门磁", "contact"), ("正屋门磁", "contact"), ("客厅红外", "passive_infrared", "2"), ("床头紧急按钮", "button", "2"), ("厨房烟感", "smoke", "2")),
         None, _HOME_PLAN),
    Kind("institution", "{1}中心小学", "SIA-DCS", 16, "SP3", 300, {"1": "教学楼", "2": "财务室"},
         _zones(("教学楼大门门磁", "contact"), ("一楼走廊红外", "passive_infrared"), ("财务室门磁", "contact", "2"), ("财务室红外", "passive_infrared", "2"), ("门卫室紧急按钮", "button")),
         _OFFICE_HOURS, _SHOP_PLAN),
    Kind("shop", "{0}氏农资门市部", "ADM-CID", 0, "SP3", 180, _ONE,
         _zones(("卷帘门门磁", "contact"), ("门市红外", "passive_infrared"), ("农药仓库门磁", "contact"), ("农药仓库红外", "passive_infrared")),
         _SHOP_HOURS, _SHOP_PLAN),
    Kind("key_unit", "{1}信用社营业所", "SIA-DCS", 32, "SP5", 30, {"1": "营业厅", "2": "现金区"},
         _zones(("营业厅大门门磁", "contact"), ("营业厅红外", "passive_infrared"), ("一号柜台脚挑开关", "button", "2"), ("二号柜台脚挑开关", "button", "2"), ("现金区振动探测器", "vibration", "2"), ("现金区红外", "passive_infrared", "2")),
         _hours("123456", (7, 9), (17, 19)), _KEY_PLAN),
    Kind("household", "{0}家", "ADM-CID", 0, "SP2", 1800, _ONE,
         _zones(("大门门磁", "contact"), ("堂屋红外", "passive_infrared"), ("紧急按钮", "button")), None, _HOME_PLAN),
    Kind("shop", "{0}氏金银首饰店", "SIA-DCS", 24, "SP4", 60, {"1": "店堂", "2": "保险柜间"},
         _zones(("大门门磁", "contact"), ("橱窗玻璃破碎", "glass_break"), ("店堂红外", "passive_infrared"), ("柜台紧急按钮", "button"), ("保险柜振动", "vibration", "2"), ("保险柜间红外", "passive_infrared", "2")),
         _SHOP_HOURS, _KEY_PLAN),
    Kind("institution", "{1}卫生院", "SIA-DCS", 16, "SP3", 300, {"1": "药房", "2": "收费处"},
         _zones(("药房门磁", "contact"), ("药房红外", "passive_infrared"), ("收费处紧急按钮", "button", "2"), ("配电间烟感", "smoke")),
         None, _SHOP_PLAN),
    Kind("shop", "{0}家饭馆", "ADM-CID", 0, "SP3", 180, _ONE,
         _zones(("前门门磁", "contact"), ("大堂红外", "passive_infrared"), ("厨房燃气探测器", "gas"), ("后门门磁", "contact")),
         _hours("1234567", (6, 10), (21, 23)), _SHOP_PLAN),
    Kind("community", "{1}社区服务中心", "SIA-DCS", 0, "SP3", 300, _ONE,
         _zones(("大厅门磁", "contact"), ("大厅红外", "passive_infrared"), ("求助按钮", "button")), _OFFICE_HOURS, _HOME_PLAN),
    Kind("household", "{0}家", "ADM-CID", 0, "SP2", 1800, _ONE,
         _zones(("院门门磁", "contact"), ("堂屋红外", "passive_infrared"), ("求助按钮", "button"), ("厨房燃气探测器", "gas")), None, _HOME_PLAN),
    Kind("shop", "{0}氏药房", "ADM-CID", 16, "SP4", 90, _ONE,
         _zones(("前门门磁", "contact"), ("店堂红外", "passive_infrared"), ("收银台紧急按钮", "button")), _SHOP_HOURS, _SHOP_PLAN),
)  # fmt: skip

"""Place names that sound like places and are none: made of syllables, without repetition within a city."""

from __future__ import annotations

import random

FIRST = "青云白清长安永福德兴龙凤金玉石松柏桃柳梅兰竹荷莲星月春秋锦瑞祥和泰宁靖康文武明启新东南西北上下大小"
SECOND = "溪河湖泉潭湾洲浦渡桥塘堰岭峰坪坡冈岗峪台原川谷林庄堡寨集店铺营屯驿关门楼亭塔寺阁坊"
STREETS = (
    "人和路",
    "建安街",
    "文昌路",
    "滨河大道",
    "迎宾路",
    "学府街",
    "朝阳路",
    "青年路",
    "环城路",
    "中心街",
    "望江路",
    "广场东路",
)
SITES = ("路口", "广场", "农贸市场门前", "学校门前", "医院门前", "公园入口", "桥头", "汽车站", "小区东门", "政务中心", "商业街", "停车场")  # fmt: skip


# Combinations that some real county, district or well-known town bears.
REAL = frozenset(
    [
        "玉泉",
        "青浦",
        "青川",
        "青原",
        "白河",
        "白塔",
        "清河",
        "清原",
        "清溪",
        "清苑",
        "长岭",
        "长堰",
        "安溪",
        "安塘",
        "永川",
        "永泰",
        "永福",
        "福鼎",
        "德清",
        "兴隆",
        "龙泉",
        "龙川",
        "龙湾",
        "龙门",
        "龙岗",
        "龙湖",
        "龙亭",
        "凤台",
        "凤冈",
        "凤泉",
        "金湖",
        "金湾",
        "金川",
        "金坛",
        "金溪",
        "金口河",
        "玉山",
        "玉屏",
        "石门",
        "石泉",
        "石楼",
        "石林",
        "石台",
        "松溪",
        "松桃",
        "柏乡",
        "桃源",
        "柳林",
        "梅河",
        "兰溪",
        "竹溪",
        "竹山",
        "莲湖",
        "星子",
        "锦屏",
        "瑞安",
        "和林",
        "泰宁",
        "宁河",
        "宁津",
        "靖边",
        "康定",
        "文山",
        "武川",
        "武清",
        "明溪",
        "明光",
        "启东",
        "新河",
        "新林",
        "新浦",
        "东台",
        "东源",
        "东川",
        "东港",
        "南川",
        "南溪",
        "南湖",
        "西湖",
        "西峰",
        "北川",
        "北林",
        "大关",
        "大渡口",
        "上林",
        "下关",
        "春湾",
        "文峰",
        "新泰",
        "永和",
        "永平",
        "福泉",
        "白山",
        "白云",
        "青山",
        "云溪",
        "云林",
        "永新",
        "大坪",
        "新店",
        "龙林",
        "金门",
        "东坡",
        "西塘",
        "梅州",
        "石湾",
        "石岭",
    ]
)


class NameMaker:
    """Draws names of places; each at most once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._names = [first + second for first in FIRST for second in SECOND if first + second not in REAL]
        rng.shuffle(self._names)

    def place(self) -> str:
        """A two-character name that was not drawn before."""
        return self._names.pop()

    def camera(self, place: str, number: int) -> str:
        """The name of a camera's point, such as 青溪镇滨河大道桥头01."""
        return f"{place}{self._rng.choice(STREETS)}{self._rng.choice(SITES)}{number:02d}"

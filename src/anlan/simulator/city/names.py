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


class NameMaker:
    """Draws names of places; each at most once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._names = [first + second for first in FIRST for second in SECOND]
        rng.shuffle(self._names)

    def place(self) -> str:
        """A two-character name that was not drawn before."""
        return self._names.pop()

    def camera(self, place: str, number: int) -> str:
        """The name of a camera's point, such as 青溪镇滨河大道桥头01."""
        return f"{place}{self._rng.choice(STREETS)}{self._rng.choice(SITES)}{number:02d}"

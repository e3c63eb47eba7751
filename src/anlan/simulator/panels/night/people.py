"""People who do not exist: names put together from syllables, and telephone numbers nobody can have."""

from __future__ import annotations

import random

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
_GIVEN = ("桂兰", "秀英", "建国", "志强", "春梅", "海燕", "永福", "玉珍", "国庆", "明远", "小红", "丽华", "文斌", "德胜", "金凤", "宏伟", "素芳", "长林", "俊杰", "晓峰", "雪梅", "立新", "根生", "凤霞", "大勇", "彩云", "庆元", "水生", "阿珍", "学文", "慧敏", "保田")  # fmt: skip
# Area code 0600 is assigned to no city and no local number begins with 0 (it is the trunk prefix), so none of these can ring.
_PHONE = "0600-00{:06d}"
LAST_PHONE = 999_999


class People:
    """Draws names; telephone numbers count up, so that each is somebody's own."""

    def __init__(self, rng: random.Random, first_phone: int = 1) -> None:
        self._rng = rng
        self._phone = first_phone - 1

    def name(self) -> str:
        """Surname and given name."""
        return self._rng.choice(_SURNAMES) + self._rng.choice(_GIVEN)

    def phone(self) -> str:
        """The next number. Raises ``ValueError`` past the last."""
        self._phone += 1
        if self._phone > LAST_PHONE:
            raise ValueError("no telephone numbers are left")
        return _PHONE.format(self._phone)

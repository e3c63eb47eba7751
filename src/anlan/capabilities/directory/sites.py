"""Where a camera stands, by the policy on public-safety video: who must build it and who may look."""

from __future__ import annotations

from anlan.protocols.wording import Sentence

SITE_CATEGORIES: dict[str, Sentence] = {
    "public_area": Sentence("公共区域", "public area"),
    "key_unit": Sentence("重点单位", "key protection unit"),
    "institution": Sentence("机关企事业单位", "institution or enterprise"),
    "community": Sentence("住宅小区", "residential community"),
    "shop": Sentence("商铺", "shop"),
    "household": Sentence("居民家庭", "household"),
    "checkpoint": Sentence("卡口", "checkpoint"),
}

"""What an entry can break by its place in the catalog, beside what it breaks by itself (``protocols.manscdp.checks``)."""

from __future__ import annotations

from anlan.protocols.wording import Sentence

_ANNEX_J = "GB/T 28181-2022 annex J"
CATALOG_VIOLATIONS: dict[str, tuple[Sentence, str]] = {
    "catalog_repeated": (
        Sentence("同一编码在目录中出现多次，以最后一条为准。", "A code stands more than once in the catalog; the last entry counts."), ""),
    "catalog_parent_ring": (
        Sentence("上级节点互相循环，已挂在平台或设备下。", "Branches are each other's parents; hung under the peer itself."), _ANNEX_J),
    "catalog_parent_unknown": (
        Sentence("ParentID 指向目录中不存在的节点。", "ParentID names something the catalog does not list."), _ANNEX_J),
    "catalog_division_outside": (
        Sentence("CivilCode 不在该平台的行政区划内，已归入平台区划。", "CivilCode lies outside the platform's division; put into the platform's."), _ANNEX_J),
    "catalog_position": (
        Sentence("经纬度超出取值范围，已忽略。", "Longitude or latitude is out of range; left out."), "GB/T 28181-2022 annex A.2.1"),
}  # fmt: skip

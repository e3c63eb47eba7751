"""A big, regular tree for catalog load tests: divisions, systems, recorders, groups, virtual organisations, cameras."""

from __future__ import annotations

from anlan.protocols.manscdp import CatalogItem

CAMERAS_A_RECORDER = 32
CAMERAS_AN_ORGANISATION = 50
_UNITS_A_COUNTY = 99


def big_tree(platform_code: str, cameras: int, *, units: int = 20) -> list[CatalogItem]:
    """Entries for ``cameras`` cameras spread over ``units`` grass-roots units of the platform's county (1 to 99).

    Each unit has a division node, a system, a business group with virtual organisations in two levels, and recorders; a
    camera stands below its recorder and its organisation at once.
    """
    if not 1 <= units <= _UNITS_A_COUNTY:
        raise ValueError("a county has 1 to 99 grass-roots units")
    county = platform_code[:6]
    items = [CatalogItem(device_id=county, name="模拟县")]
    share, rest = divmod(cameras, units)
    for unit in range(1, units + 1):
        items += _unit(platform_code, f"{county}{unit:02d}", unit, share + (unit <= rest))
    return items


def _unit(platform_code: str, division: str, unit: int, cameras: int) -> list[CatalogItem]:
    def code(type_code: str, serial: int) -> str:
        return f"{division}00{type_code}0{serial:06d}"

    system, group = code("200", 1), code("215", 1)
    items = [
        CatalogItem(device_id=division, name=f"模拟街道{unit}"),
        CatalogItem(
            device_id=system, name=f"街道{unit}平台", manufacturer="Anlan", model="SIM", civil_code=division, address=f"街道{unit}",
            parent_id=platform_code, register_way=1, secrecy=0, status="ON",
        ),
        CatalogItem(device_id=group, name=f"街道{unit}业务分组", civil_code=division, parent_id=system),
        CatalogItem(device_id=code("216", 1), name="按位置", business_group_id=group),
    ]  # fmt: skip
    items += [
        CatalogItem(
            device_id=code("216", serial), name=f"片区{serial - 1}", parent_id=code("216", 1), business_group_id=group
        )
        for serial in range(2, 2 + -(-cameras // CAMERAS_AN_ORGANISATION))
    ]
    items += [
        _equipment(code("118", serial), f"录像机{serial}", division, system, parental=1)
        for serial in range(1, 1 + -(-cameras // CAMERAS_A_RECORDER))
    ]
    for number in range(cameras):
        parents = (
            f"{code('118', 1 + number // CAMERAS_A_RECORDER)}/{code('216', 2 + number // CAMERAS_AN_ORGANISATION)}"
        )
        camera = _equipment(code("132", number + 1), f"街道{unit}路口{number + 1}", division, parents, parental=0)
        camera.longitude = round(110.0 + unit * 0.01 + number % 100 * 0.0001, 6)
        camera.latitude = round(30.0 + number // 100 * 0.0001, 6)
        camera.ptz_type = 3
        items.append(camera)
    return items


def _equipment(device_id: str, name: str, division: str, parent_id: str, *, parental: int) -> CatalogItem:
    return CatalogItem(
        device_id=device_id, name=name, manufacturer="Anlan", model="SIM", owner="Anlan", civil_code=division, address=name,
        parental=parental, parent_id=parent_id, safety_way=0, register_way=1, secrecy=0, status="ON",
        grassroots_code="000000", point_type=9,
    )  # fmt: skip


def below(items: list[CatalogItem], code: str) -> list[CatalogItem]:
    """The entries a query for ``code`` names: a division's by its prefix, another node's with all that hangs below it."""
    if len(code) <= 8:
        return [item for item in items if item.device_id.startswith(code) or (item.civil_code or "").startswith(code)]
    wanted = {code}
    children: dict[str, list[str]] = {}
    for item in items:
        for parent in (*(item.parent_id or "").split("/"), item.business_group_id if not item.parent_id else None):
            if parent:
                children.setdefault(parent, []).append(item.device_id)
    pending = [code]
    while pending:
        for child in children.get(pending.pop(), ()):
            if child not in wanted:
                wanted.add(child)
                pending.append(child)
    return [item for item in items if item.device_id in wanted]

"""Where the entries of a catalog hang."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.capabilities.directory.catalog.placement import Known, Owner, place
from anlan.protocols.manscdp.catalog import CatalogItem

P = "99010100002000000001"
LOWER = Owner(P, "lower", "990101", f"p:{P}")
NVR = "99010101001180000001"
DEVICE = Owner(NVR, "device", "99010101", f"v:{NVR}")
SYSTEM = "99010101002000000009"
COUNTY_SYSTEM = "99010100002000000002"
GROUP = "99010101002150000001"
ORGANISATION = "99010101002160000001"
CAMERA = "99010101001310000001"
BRANCHES = [
    CatalogItem(device_id="99010101"),
    CatalogItem(device_id=SYSTEM, parent_id=P, civil_code="99010101"),
    CatalogItem(device_id=COUNTY_SYSTEM, parent_id=P, civil_code="990101"),
    CatalogItem(device_id=GROUP, parent_id=SYSTEM),
    CatalogItem(device_id=ORGANISATION, business_group_id=GROUP),
]


@pytest.mark.parametrize(
    ("fields", "under"),
    [
        ({"parent_id": SYSTEM}, SYSTEM),
        ({"parent_id": f"{SYSTEM}/{ORGANISATION}"}, ORGANISATION),
        ({"parent_id": f" {ORGANISATION} / {SYSTEM}"}, ORGANISATION),
        ({"parent_id": P, "business_group_id": GROUP}, GROUP),
        ({"parent_id": P, "civil_code": "99010101"}, "d:99010101"),
        # The platform's own division is where its branch stands; that holds what is no further down.
        ({"parent_id": P, "civil_code": "990101"}, None),
        ({"parent_id": "99010101", "civil_code": "99010102"}, "d:99010101"),
        ({"parent_id": SYSTEM, "civil_code": "99010102"}, SYSTEM),
        ({"civil_code": "99010102"}, "d:99010102"),
        ({"civil_code": "99010100"}, None),
        ({"parent_id": "990101"}, None),
        # A system above another passes on what lies in a finer division, and keeps the rest.
        ({"parent_id": COUNTY_SYSTEM, "civil_code": "99010101"}, "d:99010101"),
        ({"parent_id": COUNTY_SYSTEM, "civil_code": "990101"}, COUNTY_SYSTEM),
        ({"parent_id": COUNTY_SYSTEM}, COUNTY_SYSTEM),
        ({"parent_id": f"{COUNTY_SYSTEM}/{ORGANISATION}", "civil_code": "99010102"}, ORGANISATION),
        ({"civil_code": "9901010100"}, None),
        ({"civil_code": "9901"}, None),
        ({"civil_code": "990102"}, None),
        ({"parent_id": CAMERA}, None),
        ({"parent_id": "nonsense"}, None),
        ({}, None),
    ],
)
def test_a_camera_hangs_under_the_finest_branch_it_names(fields: dict[str, str], under: str | None) -> None:
    placed = place([CatalogItem(device_id=CAMERA, **fields), *BRANCHES], LOWER, {}).leaves[0]
    ours = under is not None and under.startswith("d:")
    assert placed.parent == (under if ours else f"n:{P}:{under}" if under else f"p:{P}")
    assert ("catalog_parent_unknown" in placed.violations) == (fields.get("parent_id") == "nonsense")


def test_what_names_no_division_belongs_to_that_of_its_branch() -> None:
    placed = place([*BRANCHES, CatalogItem(device_id=CAMERA, parent_id=ORGANISATION)], LOWER, {})
    assert {each.item.device_id: each.division for each in placed.branches}[ORGANISATION] == "99010101"
    assert placed.leaves[0].division == "99010101"
    later = place(
        [CatalogItem(device_id=CAMERA, parent_id=ORGANISATION)],
        LOWER,
        {ORGANISATION: Known("virtual_organisation", "99010101")},
    )
    assert later.leaves[0].division == "99010101"


@pytest.mark.parametrize("sent_with", [True, False])
def test_a_system_is_known_by_its_code_where_it_names_no_division(sent_with: bool) -> None:
    """A single change finds only the record of the system: both must place alike."""
    item = CatalogItem(device_id=CAMERA, parent_id=SYSTEM, civil_code="99010101")
    system = [CatalogItem(device_id=SYSTEM, parent_id=P)] if sent_with else []
    placed = place([*system, item], LOWER, {SYSTEM: Known("system", "990101")})
    assert placed.leaves[0].parent == f"n:{P}:{SYSTEM}"


def test_branches_come_parents_first_whatever_the_order_sent() -> None:
    placed = place(list(reversed(BRANCHES)), LOWER, {}).branches
    assert [each.item.device_id for each in placed] == [SYSTEM, GROUP, ORGANISATION, COUNTY_SYSTEM]
    assert placed[0].parent == "d:99010101"


def test_branches_that_are_each_others_parents_hang_under_the_peer() -> None:
    ring = [
        CatalogItem(device_id=f"9901010100216000000{n}", parent_id=f"9901010100216000000{(n + 1) % 3}")
        for n in range(3)
    ]
    below = CatalogItem(device_id="99010101002160000009", parent_id="99010101002160000000")
    placed = {each.item.device_id: each for each in place([*ring, below], LOWER, {}).branches}
    assert {placed[item.device_id].parent for item in ring} == {f"p:{P}"}
    assert placed[ring[0].device_id].violations == ("catalog_parent_ring",)
    assert placed[below.device_id].parent == f"n:{P}:99010101002160000000"


def test_a_device_that_lists_itself_is_its_branch_but_a_camera_is_its_own_channel() -> None:
    assert place([CatalogItem(device_id=NVR)], DEVICE, {}).leaves == []
    ipc = Owner("99010101001320000001", "device", "99010101", "v:99010101001320000001")
    placed = place([CatalogItem(device_id=ipc.code, parent_id=ipc.code)], ipc, {})
    assert [each.parent for each in placed.leaves] == [ipc.root]


def test_divisions_of_ours_are_meant_not_repeated_and_others_stay_the_peers() -> None:
    items = [
        CatalogItem(device_id="9901", name="市"),
        CatalogItem(device_id="990101", name="县"),
        CatalogItem(device_id="99010101", name="镇"),
        CatalogItem(device_id="990102", name="邻县"),
        CatalogItem(device_id=CAMERA, civil_code="99010109"),
        CatalogItem(device_id="99010100001310000002", civil_code="990102"),
    ]
    placed = place(items, LOWER, {})
    assert placed.divisions == {"990101": "县", "99010101": "镇", "99010109": ""}
    assert [(each.item.device_id, each.parent, each.violations) for each in placed.branches] == [
        ("990102", f"p:{P}", ("catalog_division_outside",))
    ]
    assert [(each.parent, each.division) for each in placed.leaves] == [
        ("d:99010109", "99010109"),
        (f"n:{P}:990102", "990101"),
    ]


def test_a_division_that_a_recorder_names_is_not_ours() -> None:
    placed = place(
        [CatalogItem(device_id="99010101", name="镇"), CatalogItem(device_id=CAMERA, civil_code="99010101")],
        DEVICE,
        {},
    )
    assert placed.divisions == {}
    assert {each.parent for each in placed.leaves} == {DEVICE.root}


def test_a_code_in_the_form_of_a_branch_takes_nothing_out_of_the_peers_division() -> None:
    for wire in ("d:9902", "d:990101"):
        leaf = CatalogItem(device_id=wire, parent_id=SYSTEM)
        placed = place([CatalogItem(device_id=SYSTEM, civil_code="990101"), leaf], LOWER, {})
        assert [(each.parent, each.division) for each in placed.leaves] == [(f"n:{P}:{SYSTEM}", "990101")]
        assert placed.branches[0].violations == ()


CODES = st.sampled_from(
    [
        "9901",
        "990101",
        "99010101",
        "99010102",
        P,
        SYSTEM,
        GROUP,
        ORGANISATION,
        NVR,
        CAMERA,
        "99010101002160000002",
        "x",
        "",
    ]
)
ITEMS = st.builds(
    CatalogItem,
    device_id=CODES.filter(bool),
    parent_id=st.one_of(st.none(), CODES, st.tuples(CODES, CODES).map("/".join)),
    business_group_id=st.one_of(st.none(), CODES),
    civil_code=st.one_of(st.none(), CODES),
    parental=st.sampled_from([None, 0, 1]),
)


@given(st.lists(ITEMS, max_size=14), st.sampled_from([LOWER, DEVICE]))
def test_whatever_is_sent_every_entry_ends_up_under_the_peer_or_a_division_of_its(
    items: list[CatalogItem], owner: Owner
) -> None:
    placement = place(items, owner, {})
    assert all(division.startswith(owner.division) for division in placement.divisions)
    known = {owner.root} | {f"d:{division}" for division in placement.divisions}
    for branch in placement.branches:
        assert branch.parent in known
        known.add(f"n:{owner.code}:{branch.item.device_id}")
    assert all(leaf.parent in known for leaf in placement.leaves)
    placed = [each.item.device_id for each in (*placement.branches, *placement.leaves)]
    assert len(set(placed)) == len(placed)
    assert all(each.division.startswith(owner.division) for each in (*placement.branches, *placement.leaves))

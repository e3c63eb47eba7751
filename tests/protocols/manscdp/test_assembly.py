"""A catalog in parts: complete is proved, incomplete says what is missing."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.manscdp import CatalogAssembly, CatalogItem, CatalogPart


def part(sum_num: int, *serials: int, sn: int = 1) -> CatalogPart:
    return CatalogPart(sn, "99", sum_num, [CatalogItem(device_id=str(serial)) for serial in serials])


def test_parts_out_of_order_and_repeated_make_a_complete_catalog() -> None:
    assembly = CatalogAssembly(1, 0)
    assert assembly.add(part(5, 5), 1).status == "waiting"
    assert assembly.add(part(5, 3, 4), 2).status == "waiting"
    assert assembly.add(part(5, 3, 4), 3).received == 3
    result = assembly.add(part(5, 1, 2), 4)
    assert (result.status, result.missing, result.violations) == ("complete", 0, ("entry_repeated",))
    assert assembly.codes == {"1", "2", "3", "4", "5"}


def test_a_missing_part_is_reported_with_its_count_and_filled_by_a_second_query() -> None:
    assembly = CatalogAssembly(1, 0, first_part_wait_s=30, next_part_wait_s=10)
    assembly.add(part(4, 1, 2), 5)
    assert assembly.state(14.9).status == "waiting"
    late = assembly.state(15)
    assert (late.status, late.missing, late.received) == ("incomplete", 2, 2)
    assembly.ask_again(2, 15)
    assert assembly.state(44).status == "waiting"
    assert assembly.add(part(4, 1, 2, 3, 4, sn=2), 20).status == "complete"


def test_silence_is_incomplete_after_the_first_wait() -> None:
    assembly = CatalogAssembly(1, 100, first_part_wait_s=30)
    assert assembly.state(129).status == "waiting"
    assert assembly.state(130).status == "incomplete"
    assert assembly.state(130).expected is None


def test_a_part_of_another_query_changes_nothing() -> None:
    assembly = CatalogAssembly(1, 0)
    assert assembly.add(part(1, 1, sn=9), 1).expected is None


def test_an_empty_catalog_is_complete() -> None:
    assert CatalogAssembly(1, 0).add(part(0), 1).status == "complete"


def test_a_sum_num_that_changes_is_named_and_the_highest_counts() -> None:
    assembly = CatalogAssembly(1, 0)
    assembly.add(part(2, 1), 1)
    result = assembly.add(part(3, 2), 2)
    assert (result.status, result.expected, result.violations) == ("waiting", 3, ("sum_num_changed",))


def test_more_than_announced_is_kept_and_named() -> None:
    result = CatalogAssembly(1, 0).add(part(1, 1, 2), 1)
    assert (result.status, result.received, result.violations) == ("complete", 2, ("sum_num_too_small",))


def test_a_camera_in_two_places_counts_twice_and_stands_once() -> None:
    assembly = CatalogAssembly(1, 0)
    items = [CatalogItem(device_id="1", parent_id=parent) for parent in ("10", "10/20")]
    assert assembly.add(CatalogPart(1, "99", 2, items), 1).status == "complete"
    assert [(item.device_id, item.parent_id) for item in assembly.items] == [("1", "10/20")]


def test_a_catalog_beyond_the_bound_never_counts_as_complete() -> None:
    assembly = CatalogAssembly(1, 0, max_items=2, next_part_wait_s=5)
    result = assembly.add(part(3, 1, 2, 3), 1)
    assert (result.status, result.violations) == ("waiting", ("catalog_too_large",))
    assert assembly.state(6).status == "incomplete"


@pytest.mark.parametrize("seed", range(3))
def test_a_big_catalog_in_any_order(seed: int) -> None:
    chunks = [range(start, start + 4) for start in range(0, 2000, 4)]
    random.Random(seed).shuffle(chunks)
    assembly = CatalogAssembly(1, 0)
    states = [assembly.add(part(2000, *chunk), 1).status for chunk in chunks]
    assert states == ["waiting"] * 499 + ["complete"]


@given(st.lists(st.lists(st.integers(0, 30), max_size=6), max_size=12), st.integers(0, 31))
def test_complete_means_that_as_many_as_announced_arrived(parts: list[list[int]], total: int) -> None:
    assembly = CatalogAssembly(1, 0)
    for serials in parts:
        result = assembly.add(part(total, *serials), 1)
        distinct = len(assembly.codes)
        assert (result.status == "complete") == (distinct >= total)
        assert len(assembly.items) == distinct

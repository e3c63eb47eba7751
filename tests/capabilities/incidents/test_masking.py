"""Names and numbers in a report for who has no right to them."""

from __future__ import annotations

import pytest

from anlan.capabilities.incidents.report.masking import masked_name, masked_phone, masked_text


@pytest.mark.parametrize(
    ("name", "shown"), [("王小明", "王**"), ("李四", "李*"), ("欧阳娜娜", "欧**"), ("张", "张"), ("", "")]
)
def test_a_name_keeps_its_first_character(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800138000", "138****8000"),
        ("0571-88888888", "057****8888"),
        ("110", "*10"),
        ("8612345", "*****45"),
        ("", ""),
    ],
)
def test_a_number_keeps_its_ends(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请联系 13800138000", "请联系 138****8000"),
        ("电话+86 13800138000。", "电话138****8000。"),
        ("0571-88888888 转 8", "057****8888 转 8"),
        ("编号 99010100001310000001", "编号 99010100001310000001"),
        ("王小明报告，火势已控制", "王**报告，火势已控制"),
        ("受伤 3 人", "受伤 3 人"),
    ],
)
def test_numbers_and_known_names_are_masked_within_a_text(text: str, shown: str) -> None:
    assert masked_text(text, frozenset({"王小明"})) == shown

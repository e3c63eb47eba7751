"""20-digit codes: taken apart, explained, refused with the reason, generated without collision."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from anlan.protocols.gbcode import VIOLATIONS, Edition, GbCode, GbCodeError, NodeKind, generate, node_kind


def test_a_code_is_taken_apart() -> None:
    code = GbCode.parse("34020000001320000001")
    assert (code.centre, code.industry, code.type_code, code.network, code.serial) == ("34020000", "00", "132", "0", 1)
    assert code.division == "3402"
    assert code.domain == "3402000000"
    assert code.kind is NodeKind.CHANNEL


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3402000000132000001", "code_length"),
        ("340200000013200000011", "code_length"),
        ("", "code_not_digits"),
        ("3402000000132000000x", "code_not_digits"),
        ("３402000000132000000", "code_not_digits"),
        ("00020000001320000001", "code_province"),
        ("34020000201320000001", "code_industry"),
        ("34020000001100000001", "code_type"),
        ("34020000001329000001", "code_network"),
        (" 34020000001320000001", "code_blanks"),
    ],
)
def test_a_wrong_code_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(GbCodeError) as refused:
        GbCode.parse(text)
    assert refused.value.code == reason
    assert refused.value.sentence == VIOLATIONS[reason]


@pytest.mark.parametrize(
    ("text", "kept", "broken"),
    [
        ("34020000001320000001", "34020000001320000001", ()),
        (" 34020000001320000001\n", "34020000001320000001", ("code_blanks",)),
        ("34020000201009000001", "34020000201009000001", ("code_industry", "code_type", "code_network")),
        ("340200000013200001", None, ("code_length",)),
        ("camera-7", None, ("code_not_digits", "code_length")),
    ],
)
def test_a_devices_code_is_kept_where_usable_and_flagged(text: str, kept: str | None, broken: tuple[str, ...]) -> None:
    assert GbCode.tolerate(text) == (kept, broken)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("34", NodeKind.DIVISION),
        ("34020001", NodeKind.DIVISION),
        ("340", NodeKind.OTHER),
        ("34020000002000000001", NodeKind.SYSTEM),
        ("34020000002150000001", NodeKind.BUSINESS_GROUP),
        ("34020000002160000001", NodeKind.VIRTUAL_ORGANISATION),
        ("34020000001180000001", NodeKind.DEVICE),
        ("34020000001300000001", NodeKind.DEVICE),
        ("34020000001310000001", NodeKind.CHANNEL),
        ("34020000001340000001", NodeKind.ALARM_INPUT),
        ("34020000001370000001", NodeKind.AUDIO_OUTPUT),
        ("34020000001380000001", NodeKind.PERIPHERAL),
        ("34020000005030000001", NodeKind.SERVER),
        ("34020000004000000001", NodeKind.USER),
        ("34020000000000000001", NodeKind.OTHER),
    ],
)
def test_the_kind_of_a_node(code: str, kind: NodeKind) -> None:
    assert node_kind(code) is kind


def test_an_industry_means_what_its_edition_says() -> None:
    code = GbCode("34020000431320000001")
    meanings = {edition: code.explain(edition)[4][2].en for edition in Edition}
    assert meanings == {Edition.GB2016: "metallurgy", Edition.GB2022: "power, heat, gas and water supply"}


def test_generation_takes_the_lowest_free_serial() -> None:
    assert generate("340201", "00", "132", "0", {1, 2, 4}) == "34020100001320000003"


@pytest.mark.parametrize(
    ("division", "industry", "type_code", "network", "taken", "reason"),
    [
        ("3402011", "00", "132", "0", (), "division_length"),
        ("340201", "0", "132", "0", (), "code_length"),
        ("340201", "00", "009", "0", (), "code_type"),
        ("340201", "00", "132", "0", range(1_000_000), "serials_used_up"),
    ],
)
def test_what_cannot_be_generated(
    division: str, industry: str, type_code: str, network: str, taken: range, reason: str
) -> None:
    with pytest.raises(GbCodeError) as refused:
        generate(division, industry, type_code, network, taken)
    assert refused.value.code == reason


@given(st.text(max_size=30), st.sampled_from(Edition))
def test_any_text_is_taken_or_refused_and_never_breaks(text: str, edition: Edition) -> None:
    code, broken = GbCode.tolerate(text, edition)
    assert (code is None) == bool({"code_length", "code_not_digits"} & set(broken))
    assert set(broken) <= set(VIOLATIONS)
    if code is not None:
        assert "".join(digits for digits, _, _ in code.explain(edition)) == code
    node_kind(text)


@given(
    st.from_regex(
        r"[1-9][0-9]{7}[01][0-9](11[1-8]|13[0-9]|2[0-9]{2})[0-8][0-9]{6}", fullmatch=True, alphabet="0123456789"
    ),
    st.sampled_from(Edition),
)
def test_a_code_that_parses_is_generated_again_from_its_parts(text: str, edition: Edition) -> None:
    code, broken = GbCode.tolerate(text, edition)
    assume(code is not None and not broken)
    code = GbCode.parse(text, edition)
    again = generate(
        code.centre, code.industry, code.type_code, code.network, first_serial=code.serial, edition=edition
    )
    assert again == code


@pytest.mark.parametrize(
    ("header", "edition"),
    [
        ("3.0", Edition.GB2022),
        ("2.0", Edition.GB2016),
        ("1.1", Edition.GB2016),
        ("4.0", Edition.GB2022),
        ("", None),
        (None, None),
        ("x", None),
        ("0", None),
        ("9" * 5000, None),
    ],
)
def test_the_version_header_names_the_edition(header: str | None, edition: Edition | None) -> None:
    assert Edition.from_x_gb_ver(header) is edition

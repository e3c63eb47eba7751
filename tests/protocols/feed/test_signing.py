"""Who may join: the key, the time and each number once."""

from __future__ import annotations

import pytest

from anlan.protocols.feed import (
    MAX_SKEW_S,
    Claim,
    NonceMemory,
    accepts,
    headers_of,
    new_key,
    proof,
    proves,
    read_claim,
    seal_frame,
    sealed_by,
)

KEY, TOWN, PATH, NOW_S = "k" * 43, "99010101002000000001", "/api/v1/feed", 1_800_000_000


def claim(**changes: object) -> Claim:
    values = headers_of(KEY, TOWN, PATH, NOW_S, "n1")
    found = read_claim(values)
    assert found is not None
    fields = {"platform": found.platform, "time_s": found.time_s, "nonce": found.nonce, "signature": found.signature}
    return Claim(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "key", "path", "now_s", "good"),
    [
        (claim(), KEY, PATH, NOW_S, True),
        (claim(), KEY, PATH, NOW_S + MAX_SKEW_S, True),
        (claim(), KEY, PATH, NOW_S + MAX_SKEW_S + 1, False),
        (claim(), KEY, PATH, NOW_S - MAX_SKEW_S - 1, False),
        (claim(), "other" * 9, PATH, NOW_S, False),
        (claim(), "", PATH, NOW_S, False),
        (claim(), KEY, "/api/v1/events", NOW_S, False),
        (claim(platform="99010102002000000001"), KEY, PATH, NOW_S, False),
        (claim(nonce="n2"), KEY, PATH, NOW_S, False),
        (claim(time_s=NOW_S + 1), KEY, PATH, NOW_S, False),
    ],
)
def test_a_handshake_is_believed_with_key_and_time(what: Claim, key: str, path: str, now_s: int, good: bool) -> None:
    assert accepts(key, what, path, now_s) is good


def test_a_handshake_counts_once() -> None:
    memory = NonceMemory()
    assert memory.first_use(claim(), NOW_S)
    assert not memory.first_use(claim(), NOW_S + 1)
    assert memory.first_use(claim(nonce="n2"), NOW_S)


@pytest.mark.parametrize(
    "headers",
    [{}, {"anlan-platform": TOWN}, headers_of(KEY, TOWN, PATH, NOW_S, "n" * 200), headers_of(KEY, TOWN, PATH, -5, "n")],
)
def test_what_is_no_claim_is_none(headers: dict[str, str]) -> None:
    assert read_claim(headers) is None


def test_the_hello_proves_the_key_over_the_nonce() -> None:
    shown = proof(KEY, TOWN, "n1")
    assert proves(KEY, TOWN, "n1", shown)
    assert not proves(KEY, TOWN, "n2", shown)
    assert not proves(new_key(), TOWN, "n1", shown)


def test_a_frame_is_sealed_for_its_subject() -> None:
    seal = seal_frame(KEY, "up", b"frame")
    assert sealed_by(KEY, "up", b"frame", seal)
    assert not sealed_by(KEY, "down", b"frame", seal)
    assert not sealed_by(KEY, "up", b"Frame", seal)

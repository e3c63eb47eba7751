"""Key files: made once, whole, private, and the same for all who start at once."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from anlan.foundation.key_file import load_or_make


def fresh() -> bytes:
    return secrets.token_bytes(32)


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "one.key"
    first = load_or_make(path, fresh)
    assert len(first) == 32
    assert load_or_make(path, fresh) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_start_that_dies_while_it_makes_a_key_leaves_none(tmp_path: Path) -> None:
    path = tmp_path / "one.key"

    def dying() -> bytes:
        assert not path.exists(), "a half-made key must not stand under its name"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_or_make(path, dying)
    assert list(tmp_path.iterdir()) == []
    assert len(load_or_make(path, fresh)) == 32


def test_all_who_start_at_once_have_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "one.key"
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: load_or_make(path, fresh), range(64)))
    assert found == {path.read_bytes()}

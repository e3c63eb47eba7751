"""What the documentation takes from the code equals the code."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def reference_files() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "tools/reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    files: dict[str, str] = module.reference_files()
    return files


FILES = reference_files()


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_committed_reference_equals_the_code(name: str) -> None:
    committed = ROOT / name
    assert committed.exists(), "run `make reference`"
    assert committed.read_text("utf-8") == FILES[name], "run `make reference`"

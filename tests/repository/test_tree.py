"""The repository checks itself: rules of the house that no compiler knows."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE_ENDINGS = {".py", ".rs", ".ts", ".vue"}
LINE_CAP = 600
BUCKET_NAMES = {"utils", "util", "common", "misc", "helpers", "helper", "manager", "base"}
# Generated from the API's own description, or rows of data.
CAP_EXEMPT = {"console/src/api/schema.d.ts", "console/src/locales/zh.ts", "console/src/locales/en.ts"}


def tracked() -> list[Path]:
    output = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return [ROOT / name for name in output.split("\0") if name and (ROOT / name).is_file()]


FILES = tracked()


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix in CODE_ENDINGS], ids=relative)
def test_a_file_says_one_thing_and_stays_under_the_cap(path: Path) -> None:
    if relative(path) in CAP_EXEMPT or "migrations/versions" in relative(path):
        pytest.skip("generated, or a data table")
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LINE_CAP, f"{lines} lines: find the seam and split by meaning"


def test_no_bucket_names() -> None:
    found = [
        relative(p)
        for p in FILES
        if p.suffix in CODE_ENDINGS and ({p.stem, *p.relative_to(ROOT).parts[:-1]} & BUCKET_NAMES)
    ]
    assert not found, "a name must say what is inside"


def test_no_large_or_built_file_is_tracked() -> None:
    large = [relative(p) for p in FILES if p.stat().st_size > 1_000_000]
    assert not large
    assert not [relative(p) for p in FILES if p.suffix in {".so", ".pyc", ".pcap", ".mp4", ".db"}]


def test_every_package_tells_what_it_is() -> None:
    silent = [
        relative(p)
        for p in FILES
        if p.name == "__init__.py" and "src" in p.parts and not p.read_text("utf-8").lstrip().startswith('"""')
    ]
    assert not silent


def test_no_file_names_a_package_index_or_mirror() -> None:
    pattern = re.compile(
        r"(?<!no-emit-)index-url|extra-index|find-links|registry *= *[\"']?https?://|\"resolved\": *\"https?://"
    )
    own = relative(Path(__file__))
    named = [
        relative(p)
        for p in FILES
        if relative(p) != own and p.suffix not in {".png"} and pattern.search(p.read_text("utf-8", "replace"))
    ]
    assert not named


def test_npm_lock_records_no_download_address() -> None:
    lock = json.loads((ROOT / "console/package-lock.json").read_text("utf-8"))
    assert not [name for name, entry in lock["packages"].items() if str(entry.get("resolved", "")).startswith("http")]


LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix == ".md"], ids=relative)
def test_links_in_documents_lead_somewhere(path: Path) -> None:
    dead = []
    for match in LINK.finditer(path.read_text("utf-8")):
        target = (match.group(1) or match.group(2)).split("#")[0]
        if not target or re.match(r"[a-z]+:", target):
            continue
        if not (path.parent / target).exists():
            dead.append(target)
    assert not dead


def test_what_documents_call_proved_is_there() -> None:
    named = {
        (relative(path), name)
        for path in FILES
        if path.suffix == ".md"
        for name in re.findall(r"`((?:tests|fuzz|bench|native|tools)/[\w./-]+)`", path.read_text("utf-8"))
    }
    assert any(document == "docs/threat-model.md" for document, _ in named)
    assert not [(document, name) for document, name in named if not (ROOT / name).exists()]

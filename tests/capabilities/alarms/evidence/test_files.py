"""Evidence in files: whole, named by its hash, checked before it is shown."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from anlan.capabilities.alarms.evidence.files import EvidenceFiles
from anlan.foundation.errors import TooMany, Unavailable


async def pieces(*content: bytes) -> AsyncIterator[bytes]:
    for each in content:
        yield each


async def read(content: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in content])


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


async def test_content_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    files = EvidenceFiles(tmp_path / "evidence")
    kept = await files.keep(pieces(b"one ", b"clip"), 100)
    again = await files.keep(pieces(b"one clip"), 100)
    digest = hashlib.sha256(b"one clip").hexdigest()
    assert kept == again
    assert (kept.location, kept.sha256, kept.size_bytes) == (f"{digest[:2]}/{digest}", digest, 8)
    assert await read(await files.open(kept.location, kept.sha256)) == b"one clip"
    assert names(tmp_path / "evidence") == [digest]


async def test_what_is_too_large_leaves_nothing(tmp_path: Path) -> None:
    files = EvidenceFiles(tmp_path)
    with pytest.raises(TooMany):
        await files.keep(pieces(b"12345", b"67890"), 9)
    assert names(tmp_path) == []


async def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("a file where the folder should be")
    with pytest.raises(Unavailable) as refused:
        await EvidenceFiles(tmp_path / "evidence").keep(pieces(b"x"), 9)
    assert refused.value.code == "alarms.evidence_not_written"


@pytest.mark.parametrize(
    ("damage", "code"),
    [("altered", "alarms.evidence_altered"), ("gone", "alarms.evidence_gone"), ("elsewhere", "alarms.evidence_gone")],
)
async def test_what_is_not_what_was_kept_is_not_shown(tmp_path: Path, damage: str, code: str) -> None:
    files = EvidenceFiles(tmp_path)
    kept = await files.keep(pieces(b"clip"), 9)
    location = kept.location
    if damage == "altered":
        (tmp_path / location).write_bytes(b"clop")
    elif damage == "gone":
        (tmp_path / location).unlink()
    else:
        location = "../keys/alarm-secrets.key"
    with pytest.raises(Unavailable) as refused:
        await files.open(location, kept.sha256)
    assert refused.value.code == code


async def test_a_start_takes_away_what_a_kill_left(tmp_path: Path) -> None:
    files = EvidenceFiles(tmp_path)
    kept = await files.keep(pieces(b"clip"), 9)
    (tmp_path / ".unfinished-abc").write_bytes(b"half")
    files.forget_drafts()
    assert names(tmp_path) == [kept.sha256]

"""Evidence in files, each named by the hash of its content: what stands there under a name can only be that content."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from anlan.capabilities.alarms.evidence.ports import KeptFile
from anlan.foundation.errors import TooMany, Unavailable
from anlan.protocols.wording import Sentence

_PIECE_BYTES: Final = 262_144
_LOCATION: Final = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}")
_UNFINISHED: Final = ".unfinished-"


class EvidenceFiles:
    """``EvidenceStore`` in a folder of the data directory. A kill leaves whole files and drafts, which a start takes away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, content: AsyncIterator[bytes], limit_bytes: int) -> KeptFile:
        """Keep it; on disk when this returns. Raises ``TooMany`` beyond the limit, ``Unavailable`` where it cannot be written."""
        hashed, size = hashlib.sha256(), 0
        try:
            draft, name = await asyncio.to_thread(self._draft)
        except OSError as error:
            raise _not_written(error) from None
        try:
            async for piece in content:
                size += len(piece)
                if size > limit_bytes:
                    raise TooMany(
                        "alarms.evidence_too_large",
                        Sentence(f"文件超过 {limit_bytes} 字节", f"the content is larger than {limit_bytes} bytes"),
                    )
                hashed.update(piece)
                await asyncio.to_thread(draft.write, piece)
            digest = hashed.hexdigest()
            await asyncio.to_thread(self._finish, draft, name, digest)
        except OSError as error:
            raise _not_written(error) from None
        finally:
            draft.close()
            with suppress(FileNotFoundError):
                os.unlink(name)
        return KeptFile(f"{digest[:2]}/{digest}", digest, size)

    async def open(self, location: str, sha256: str) -> AsyncIterator[bytes]:
        """The content, read once to see that it is what was kept, then given in pieces."""
        if not _LOCATION.fullmatch(location):
            raise _gone()
        path = self._folder / location
        try:
            found = await asyncio.to_thread(_hash_of, path)
        except OSError:
            raise _gone() from None
        if found != sha256:
            raise Unavailable(
                "alarms.evidence_altered",
                Sentence("证据文件与入库时的摘要不符", "the file is not what was kept: its hash differs"),
                remedy=Sentence("请勿使用该文件，并报告系统管理员", "do not use it, and tell the administrator"),
            )
        return _pieces(path)

    def forget_drafts(self) -> None:
        """Take away what a kill left half-written. Called before anything is kept."""
        for path in self._folder.glob(f"{_UNFINISHED}*"):
            path.unlink(missing_ok=True)

    def _draft(self) -> tuple[Any, str]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=_UNFINISHED)
        return os.fdopen(handle, "wb"), name

    def _finish(self, draft: Any, name: str, digest: str) -> None:
        draft.flush()
        os.fsync(draft.fileno())
        folder = self._folder / digest[:2]
        folder.mkdir(mode=0o700, exist_ok=True)
        # The same content stands there already: it stays, and the draft goes.
        with suppress(FileExistsError):
            os.link(name, folder / digest)
        for each in (folder, self._folder):
            _keep_entry(each)


def _keep_entry(folder: Path) -> None:
    """A new name is durable only with its folder (fsync(2))."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    try:
        while piece := await asyncio.to_thread(file.read, _PIECE_BYTES):
            yield piece
    finally:
        file.close()


def _not_written(error: OSError) -> Unavailable:
    reason = error.strerror or type(error).__name__
    return Unavailable(
        "alarms.evidence_not_written",
        Sentence(f"证据文件写入失败：{reason}", f"the evidence could not be written: {reason}"),
        remedy=Sentence("请检查数据目录的磁盘空间与权限", "look at the room and the rights of the data directory"),
    )


def _gone() -> Unavailable:
    return Unavailable(
        "alarms.evidence_gone",
        Sentence("证据文件已不在存储中", "the file is no longer in the store"),
        remedy=Sentence("请从备份恢复数据目录", "restore the data directory from a backup"),
    )

"""Anchors: the head of the log, signed and written outside the database, so that a rewritten tail is found."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from anlan.foundation.audit.line import canonical
from anlan.foundation.clock import Clock
from anlan.foundation.config import Settings
from anlan.foundation.key_file import load_or_make

log = structlog.get_logger("anlan.audit")

PUBLIC_KEY_FILE = "public-key.pem"
_PATTERN = "anchors-*.jsonl"
_MAX_LINE = 4096


@dataclass(frozen=True, slots=True)
class Anchor:
    """One signed head: line ``sequence`` had this hash at that time. ``place`` names file and line for a report."""

    sequence: int
    hash: str
    signed_utc: datetime
    place: str
    genuine: bool


class Anchors:
    """Signs the head every so many lines and minutes, at stop too. One file a month, one JSON object a line."""

    def __init__(self, directory: Path, key_file: Path, clock: Clock, *, every_lines: int, every_minutes: int) -> None:
        self._directory = directory
        self._key_file = key_file
        self._clock = clock
        self._every_lines = every_lines
        self._every_s = every_minutes * 60.0
        self._head: tuple[int, str] | None = None
        self._anchored = 0
        self._due = asyncio.Event()
        self._signed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._writing = asyncio.Lock()

    @classmethod
    def for_settings(cls, settings: Settings, clock: Clock) -> Anchors:
        """Where the configuration wants them; the key stays in the data directory."""
        audit = settings.audit
        key_file = settings.data_directory / "keys" / "audit-anchor.pem"
        return cls(
            Path(audit.anchor_directory),
            key_file,
            clock,
            every_lines=audit.anchor_every_lines,
            every_minutes=audit.anchor_every_minutes,
        )

    @property
    def directory(self) -> Path:
        """Where the anchors are kept."""
        return self._directory

    @property
    def key_file(self) -> Path:
        """The signing key's file."""
        return self._key_file

    def note(self, sequence: int, line_hash: str) -> None:
        """A line was committed (``AuditLog``'s ``on_written``)."""
        if self._head is None or sequence > self._head[0]:
            self._head = (sequence, line_hash)
        if sequence - self._anchored >= self._every_lines:
            self._due.set()

    async def start(self) -> None:
        """Make the key at the first start and begin to sign."""
        await asyncio.to_thread(self._prepare)
        self._tasks = [
            asyncio.create_task(self._run(), name="audit-anchors"),
            asyncio.create_task(self._tick(), name="audit-anchor-timer"),
        ]

    async def stop(self) -> None:
        """Sign the last head."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self.sign()

    async def sign(self) -> None:
        """Sign the head now, where it has moved since the last anchor. Raises ``OSError`` where it cannot be written."""
        async with self._writing:
            if self._head is None or self._head[0] <= self._anchored:
                return
            sequence, line_hash = self._head
            await asyncio.to_thread(self._append, sequence, line_hash, self._clock.now_utc())
            self._anchored = sequence
            signed, self._signed = self._signed, asyncio.Event()
            signed.set()

    async def wait_signed(self, sequence: int) -> None:
        """Return once an anchor at or beyond the line is written."""
        while self._anchored < sequence:
            await self._signed.wait()

    def _prepare(self) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        public = load_key(self._key_file).public_key()
        path = self._directory / PUBLIC_KEY_FILE
        text = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        if not path.exists():
            path.write_bytes(text)
        elif path.read_bytes() != text:
            log.error("audit_anchor_key_differs", file=str(path))

    def _append(self, sequence: int, line_hash: str, signed_utc: datetime) -> None:
        statement = {
            "sequence": sequence,
            "hash": line_hash,
            "signed_utc": signed_utc.astimezone(UTC).isoformat(timespec="microseconds"),
        }
        signature = load_key(self._key_file).sign(canonical(statement).encode())
        line = canonical({**statement, "signature": base64.b64encode(signature).decode()}) + "\n"
        path = self._directory / f"anchors-{signed_utc:%Y-%m}.jsonl"
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(descriptor, line.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    async def _run(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await self.sign()
            except OSError as error:
                # The directory may be a share that is away; the next line or minute tries again.
                log.error("audit_anchor_unwritten", error=repr(error))

    async def _tick(self) -> None:
        while True:
            await self._clock.sleep(self._every_s)
            self._due.set()


def load_key(path: Path) -> Ed25519PrivateKey:
    """The signing key, made at first use; readable by the owner alone."""
    key = load_pem_private_key(load_or_make(path, _fresh_key), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} holds no Ed25519 key")
    return key


def _fresh_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def read_anchors(directory: Path, key_file: Path | None = None) -> Iterator[Anchor]:
    """Every anchor kept in a directory, each with whether its signature is genuine.

    The key in our own key file is believed before the public key beside the anchors, which whoever forges anchors can replace.
    """
    files = sorted(directory.glob(_PATTERN)) if directory.is_dir() else []
    if not files:
        return
    public: object
    if key_file is not None and key_file.exists():
        public = load_key(key_file).public_key()
    else:
        public = load_pem_public_key((directory / PUBLIC_KEY_FILE).read_bytes())
    if not isinstance(public, Ed25519PublicKey):
        raise TypeError(f"{directory / PUBLIC_KEY_FILE} holds no Ed25519 key")
    for path in files:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(_MAX_LINE):
                number += 1
                yield _parse(line, public, f"{path.name}:{number}")


def _parse(line: bytes, public: Ed25519PublicKey, place: str) -> Anchor:
    try:
        statement = json.loads(line)
        signature = base64.b64decode(statement.pop("signature"))
        public.verify(signature, canonical(statement).encode())
        return Anchor(
            int(statement["sequence"]),
            str(statement["hash"]),
            datetime.fromisoformat(statement["signed_utc"]),
            place,
            genuine=True,
        )
    except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
        return Anchor(0, "", datetime.fromtimestamp(0, UTC), place, genuine=False)

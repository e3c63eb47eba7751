"""Verifying the whole log against its chain and its anchors, page by page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from anlan.foundation.audit.anchors import Anchor, read_anchors
from anlan.foundation.audit.chain import Chain, Finding, Findings
from anlan.foundation.audit.models import AuditLine
from anlan.foundation.database import Database

_PAGE = 500
# The newest anchors are enough to prove every line before them; more than these are not held in memory.
_MAX_ANCHORS = 200_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it. ``whole``: nothing was found. ``anchors``: how many genuine ones were compared; without any, a tail
    that was rewritten or cut off cannot be told."""

    lines: int
    anchors: int
    findings: tuple[Finding, ...]
    more: int

    @property
    def whole(self) -> bool:
        return not self.findings and not self.more

    @property
    def proven(self) -> bool:
        """Nothing was found, and there was an anchor to prove the end of the log by (an empty log needs none)."""
        return self.whole and bool(self.anchors or not self.lines)


async def verify(database: Database, anchor_directory: Path | None, key_file: Path | None = None) -> Verdict:
    """Walk every line in order. Memory does not grow with the log; about 10,000 lines a second."""
    findings = Findings()
    anchors = (
        await asyncio.to_thread(_load, anchor_directory, key_file, findings) if anchor_directory is not None else {}
    )
    chain = Chain(findings)
    lines, position, proven = 0, -(2**63) + 1, 0
    while True:
        async with database.reading() as session:
            query = (
                select(AuditLine.__table__)
                .where(AuditLine.sequence > position)
                .order_by(AuditLine.sequence)
                .limit(_PAGE)
            )
            rows: list[Mapping[str, Any]] = [dict(row._mapping) for row in (await session.execute(query)).all()]
        if not rows:
            break
        proven = await asyncio.to_thread(_judge, chain, rows, anchors, findings, proven)
        lines += len(rows)
        position = int(rows[-1]["sequence"])
    chain.finish(max(anchors, default=0))
    return Verdict(lines, len(anchors), tuple(findings.kept), findings.more)


def _load(directory: Path, key_file: Path | None, findings: Findings) -> dict[int, Anchor]:
    found: dict[int, Anchor] = {}
    for anchor in read_anchors(directory, key_file):
        if not anchor.genuine:
            findings.add("bad_anchor", 0, place=anchor.place)
            continue
        found[anchor.sequence] = anchor
        if len(found) > _MAX_ANCHORS:
            del found[next(iter(found))]
    return found


def _judge(
    chain: Chain, rows: list[Mapping[str, Any]], anchors: dict[int, Anchor], findings: Findings, proven: int
) -> int:
    """Feed a page; return the newest anchored sequence that holds."""
    for row in rows:
        original = chain.feed(row)
        anchor = anchors.get(original) if original is not None else None
        if anchor is None or original is None:
            continue
        if anchor.hash != row["hash"]:
            findings.add("rewritten", proven + 1, original, anchor.place)
        else:
            proven = original
    return proven

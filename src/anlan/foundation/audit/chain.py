"""Judging a chain line by line in bounded memory: which lines were changed, removed, inserted or moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from anlan.foundation.audit.line import GENESIS, line_hash
from anlan.protocols.wording import Sentence

FindingKind = Literal["changed", "removed", "inserted", "reordered", "rewritten", "bad_anchor"]

_MAX_FINDINGS = 1000
_MAX_PENDING = 1000
# A moved line is looked for this far from where it stands, and so many times in all: each look costs that many hashes.
_SEARCH = 500
_MAX_SEARCHES = 100


@dataclass(slots=True)
class Finding:
    """One thing that is wrong with lines ``first`` to ``last``; ``place`` names an anchor's file."""

    kind: FindingKind
    first: int
    last: int
    place: str = ""

    @property
    def sentence(self) -> Sentence:
        """For the report."""
        lines_zh = f"第 {self.first} 条" if self.first == self.last else f"第 {self.first}—{self.last} 条"
        lines_en = f"line {self.first}" if self.first == self.last else f"lines {self.first}–{self.last}"
        return {
            "changed": Sentence(f"{lines_zh}内容被改动", f"{lines_en}: changed"),
            "removed": Sentence(f"{lines_zh}被删除", f"{lines_en}: removed"),
            "inserted": Sentence(f"{lines_zh}为事后插入", f"{lines_en}: inserted afterwards"),
            "reordered": Sentence(f"{lines_zh}被调换位置", f"{lines_en}: moved from its place"),
            "rewritten": Sentence(
                f"{lines_zh}被整体重写，与锚点 {self.place} 不符",
                f"{lines_en}: rewritten; the anchor at {self.place} says otherwise",
            ),
            "bad_anchor": Sentence(f"锚点 {self.place} 签名无效", f"the anchor at {self.place} has no valid signature"),
        }[self.kind]


class Findings:
    """Findings with neighbours joined; beyond the bound they are counted."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.more = 0

    def add(self, kind: FindingKind, first: int, last: int | None = None, place: str = "") -> None:
        last = first if last is None else last
        newest = self.kept[-1] if self.kept else None
        if newest is not None and newest.kind == kind and not place and newest.last + 1 == first:
            newest.last = last
        elif len(self.kept) < _MAX_FINDINGS:
            self.kept.append(Finding(kind, first, last, place))
        else:
            self.more += 1


@dataclass(slots=True)
class _Proven:
    position: int
    original: int
    hash: str


class Chain:
    """Fed with the table's rows in their order.

    A line proves by its hash which sequence it was written under, whatever sequence it carries now. What cannot prove
    anything was changed, or never belonged; the proven lines around it tell which.
    """

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._expected = 1
        # How far lines stand from where they were written, after an insertion or removal that renumbered the rest.
        self._shift = 0
        self._last = _Proven(0, 0, GENESIS)
        self._twin: _Proven | None = None
        self._pending: list[int] = []
        self._missing: list[list[int]] = []
        self._searches = 0

    @property
    def last_original(self) -> int:
        """The highest sequence proven so far."""
        return self._last.original

    def feed(self, row: Mapping[str, Any]) -> int | None:
        """Take the next row; return the sequence it was written under, where it can prove one."""
        original = self._original(row)
        position = int(row["sequence"])
        if original is None:
            self._pending.append(position)
            if len(self._pending) >= _MAX_PENDING:
                self._give_up_pending()
            return None
        line = _Proven(position, original, str(row["hash"]))
        if original < self._expected:
            self._older(line)
        else:
            self._newer(line, str(row["previous_hash"]))
        return original

    def finish(self, anchored: int) -> None:
        """No more rows; ``anchored`` is the highest sequence that an anchor has seen (0: none)."""
        self._give_up_pending()
        if self._twin is not None:
            self._findings.add("inserted", self._twin.position)
        if anchored >= self._expected:
            self._missing.append([self._expected, anchored])
        for first, last in self._missing:
            self._findings.add("removed", first, last)

    def _original(self, row: Mapping[str, Any]) -> int | None:
        carried = int(row["sequence"])
        kept = row["hash"]
        for candidate in {carried - self._shift: None, carried: None, self._expected: None}:
            if line_hash({**row, "sequence": candidate}) == kept:
                return candidate
        if self._searches >= _MAX_SEARCHES:
            return None
        self._searches += 1
        for distance in range(1, _SEARCH + 1):
            for candidate in (carried - distance, carried + distance):
                if candidate > 0 and line_hash({**row, "sequence": candidate}) == kept:
                    return candidate
        return None

    def _older(self, line: _Proven) -> None:
        for gap in self._missing:
            if gap[0] <= line.original <= gap[1]:
                self._missing.remove(gap)
                rest = [[gap[0], line.original - 1], [line.original + 1, gap[1]]]
                self._missing += [part for part in rest if part[0] <= part[1]]
                self._findings.add("reordered", line.original)
                return
        if line.original == self._expected - 1 and self._twin is None:
            # Two lines claim one place; the next line's previous_hash tells which of them is genuine.
            self._twin = line
        else:
            self._findings.add("inserted", line.position)

    def _newer(self, line: _Proven, previous_hash: str) -> None:
        if self._twin is not None:
            self._judge_twins(previous_hash)
        elif line.original == self._expected and not self._pending and self._last.hash not in ("", previous_hash):
            # Each is whole by itself, but they do not belong together: the one before was rewritten with a fresh hash.
            self._findings.add("changed", max(1, self._expected - 1))
        self._settle_pending(line.original)
        self._shift = line.position - line.original
        self._expected = line.original + 1
        self._last = line

    def _judge_twins(self, previous_hash: str) -> None:
        assert self._twin is not None
        forged = self._last if previous_hash == self._twin.hash else self._twin
        self._findings.add("inserted", forged.position)
        self._twin = None

    def _settle_pending(self, next_original: int) -> None:
        vacant = set(range(self._expected, min(next_original, self._expected + 10 * _MAX_PENDING)))
        for position in self._pending:
            place = position - self._shift
            if place in vacant:
                vacant.discard(place)
                self._findings.add("changed", place)
            else:
                self._findings.add("inserted", position)
        beyond = self._expected + 10 * _MAX_PENDING
        for place in sorted(vacant):
            self._miss(place, place)
        if next_original > beyond:
            self._miss(beyond, next_original - 1)
        self._pending = []

    def _miss(self, first: int, last: int) -> None:
        if self._missing and self._missing[-1][1] + 1 == first:
            self._missing[-1][1] = last
        elif len(self._missing) < _MAX_FINDINGS:
            self._missing.append([first, last])
        else:
            self._findings.add("removed", first, last)

    def _give_up_pending(self) -> None:
        for position in self._pending:
            self._findings.add("changed", position - self._shift)
            self._expected = max(self._expected, position - self._shift + 1)
        if self._pending:
            # What stands before the next line is not known any more, so its link cannot be judged.
            self._last = _Proven(self._last.position, self._last.original, "")
        self._pending = []

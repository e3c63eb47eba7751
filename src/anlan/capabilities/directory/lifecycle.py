"""The life of a camera or device: planned → building → accepted → active ⇄ suspended → retired."""

from __future__ import annotations

from anlan.foundation.errors import Conflict
from anlan.protocols.wording import Sentence

LIFE_CYCLES: dict[str, Sentence] = {
    "planned": Sentence("规划", "planned"),
    "building": Sentence("在建", "building"),
    "accepted": Sentence("已验收", "accepted"),
    "active": Sentence("在用", "active"),
    "suspended": Sentence("停用", "suspended"),
    "retired": Sentence("报废", "retired"),
}
# From each status, where one may go. What was planned or half built can be given up; what is retired stays so.
MOVES: dict[str, frozenset[str]] = {
    "planned": frozenset({"building", "retired"}),
    "building": frozenset({"accepted", "retired"}),
    "accepted": frozenset({"active", "retired"}),
    "active": frozenset({"suspended", "retired"}),
    "suspended": frozenset({"active", "retired"}),
    "retired": frozenset(),
}
# In these, there is nothing to look at yet or any more.
NOT_SHARED = ("planned", "building", "retired")


def check_move(before: str, after: str) -> None:
    """Raise ``Conflict`` unless the move is allowed; staying where it is always is."""
    if before == after or after in MOVES[before]:
        return
    allowed = sorted(MOVES[before])
    zh = "、".join(LIFE_CYCLES[each].zh for each in allowed) or "无"
    raise Conflict(
        "directory.life_cycle",
        Sentence(
            f"状态不能由“{LIFE_CYCLES[before].zh}”改为“{LIFE_CYCLES[after].zh}”。",
            f"The status cannot go from {before} to {after}.",
        ),
        remedy=Sentence(f"可改为：{zh}。", f"Allowed: {', '.join(allowed) or 'none'}."),
    )


def is_counted(kind: str, life_cycle: str, *, listed: bool) -> bool:
    """Whether a channel counts in the tree: video that is in use, or that its peer already lists."""
    if kind != "channel" or life_cycle == "retired":
        return False
    return listed or life_cycle not in ("planned", "building")

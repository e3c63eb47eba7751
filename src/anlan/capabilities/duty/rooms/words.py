"""Values that forms choose from."""

from __future__ import annotations

from typing import Final

from anlan.protocols.wording import Sentence

LEAVING: Final[dict[str, Sentence]] = {
    "resigned": Sentence("辞职", "Resigned"),
    "transferred": Sentence("调岗", "Transferred"),
    "retired": Sentence("退休", "Retired"),
    "dismissed": Sentence("辞退", "Dismissed"),
    "contract_end": Sentence("合同期满", "End of contract"),
    "other": Sentence("其他", "Other"),
}
ABSENCES: Final[dict[str, Sentence]] = {
    "leave": Sentence("请假", "Leave"),
    "wish": Sentence("希望休息", "Wish to be off"),
}

"""People of a duty room, and what stands in for the directory, live pictures and the alarm centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from anlan.capabilities.duty.patrols.ports import PlacedChannel, SeenPicture
from anlan.foundation.access.actor import Actor

COUNTY, TOWNSHIP, OTHER = "990101", "99010101", "990102"
EAST, WEST, FAR = "99010101001310000001", "99010101001310000002", "99010201001310000001"

LEADER = Actor(
    id="u1", name="王敏", kind="user", organisation="南山县公安局", divisions=(COUNTY,),
    permissions=frozenset({"directory.read", "duty.read", "duty.work", "duty.manage", "alarms.handle"}),
)  # fmt: skip
OPERATOR = replace(
    LEADER, id="u2", name="李强", permissions=frozenset({"directory.read", "duty.read", "duty.work", "alarms.handle"})
)
COLLEAGUE = replace(OPERATOR, id="u3", name="赵云", permissions=frozenset({"directory.read", "duty.read", "duty.work"}))
STRANGER = replace(LEADER, id="u4", name="外县", divisions=(OTHER,))


@dataclass
class Cameras:
    """``PatrolledChannels`` without a directory."""

    known: dict[str, PlacedChannel] = field(
        default_factory=lambda: {
            EAST: PlacedChannel(EAST, "南山东门", TOWNSHIP, True, 110.1, 30.1),  # noqa: FBT003
            WEST: PlacedChannel(WEST, "南山西门", TOWNSHIP, False, None, None),  # noqa: FBT003
            FAR: PlacedChannel(FAR, "北山东门", OTHER, True, 110.2, 30.2),  # noqa: FBT003
        }
    )

    async def channels(self, codes: Sequence[str]) -> Mapping[str, PlacedChannel]:
        return {code: self.known[code] for code in codes if code in self.known}


@dataclass
class Traces:
    """``WatchedPictures`` without a player."""

    pictures: dict[str, SeenPicture] = field(default_factory=dict)

    async def seen(self, attempt: str) -> SeenPicture | None:
        return self.pictures.get(attempt)


@dataclass
class Alarms:
    """``AlarmOpening`` without an alarm centre; ``fail`` once makes the next one fail."""

    opened: list[tuple[str, str, str, str]] = field(default_factory=list)
    fail: Exception | None = None

    async def open_alarm(self, actor: Actor, channel: PlacedChannel, alarm_class: str, text: str) -> str:
        if self.fail is not None:
            failure, self.fail = self.fail, None
            raise failure
        self.opened.append((actor.id, channel.code, alarm_class, text))
        return f"alarm-{len(self.opened)}"

"""Cases packed for a neighbour: read as they are now, only what is shared, in batches by count and size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from anlan.capabilities.alarms.models import Alarm
from anlan.foundation.database import Database
from anlan.gateways.feeds.links import Link
from anlan.gateways.feeds.ports import Cases, Directory
from anlan.gateways.feeds.queue import Mark
from anlan.protocols.feed import MAX_BATCH, MAX_BATCH_BYTES, CaseBody, Message, encode_message


@dataclass(frozen=True, slots=True)
class Packed:
    """A message ready to go. ``mark`` is None where it is not the last part of its case."""

    id: str
    alarm: str
    newest_step: int
    mark: Mark | None
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Load:
    """What goes now, and what the neighbour is not shown at all."""

    batches: list[list[Packed]]
    not_shown: list[Mark]


class Sharing:
    """Whether platforms above are shown what lies in a division; below, whatever came from there."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def shows(self, link: Link, division: str, source: str) -> bool:
        """``source``: as in ``alarms.source``."""
        if link.role == "lower":
            return True
        protocol, _, rest = source.partition("|")
        account = rest.rpartition("|")[2] if protocol == "gb28181" else ""
        return await self._directory.code_for_upper(link.code, account, division) is not None

    async def shows_row(self, link: Link, row: Alarm) -> bool:
        """Of a case."""
        return await self.shows(link, row.division, row.source)


class Packing:
    """Packs. What is shared is asked anew for every load, so that a change of it counts at once."""

    def __init__(self, database: Database, cases: Cases, sharing: Sharing) -> None:
        self._database = database
        self._cases = cases
        self._sharing = sharing

    async def pack(self, link: Link, marks: Sequence[Mark], known_steps: Mapping[str, int]) -> Load:
        """In the order of the marks. A mark whose case is gone or not shown goes to ``not_shown``."""
        async with self._database.reading() as session:
            bodies = await self._cases.read(session, link.code, [mark.alarm for mark in marks], known_steps)
        shown: dict[tuple[str, str], bool] = {}
        load = Load([], [])
        batch: list[Packed] = []
        size = 0
        for mark in marks:
            parts = bodies.get(mark.alarm, [])
            if not parts or not await self._shown(link, parts[0], shown):
                load.not_shown.append(mark)
                continue
            for packed in _messages(mark, parts):
                if batch and (len(batch) >= MAX_BATCH or size + len(packed.content) > MAX_BATCH_BYTES):
                    load.batches.append(batch)
                    batch, size = [], 0
                batch.append(packed)
                size += len(packed.content)
        if batch:
            load.batches.append(batch)
        return load

    async def _shown(self, link: Link, body: CaseBody, remembered: dict[tuple[str, str], bool]) -> bool:
        place = (body.division, body.source if body.source.startswith("gb28181|") else "")
        if place not in remembered:
            remembered[place] = await self._sharing.shows(link, body.division, body.source)
        return remembered[place]


def _messages(mark: Mark, parts: Sequence[CaseBody]) -> list[Packed]:
    found = []
    for number, body in enumerate(parts, 1):
        last = number == len(parts) and (not body.step_list or body.step_list[-1].sequence == body.steps)
        identity = mark.stamp if last else f"{mark.stamp}.{number}"
        newest = body.step_list[-1].sequence if body.step_list else body.steps
        content = encode_message(Message(identity, "case", body.id, body))
        found.append(Packed(identity, body.id, newest, mark if last else None, content))
    return found

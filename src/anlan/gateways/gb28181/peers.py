"""The peers' records as signalling needs them, kept at hand so that a registration asks the database for nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from anlan.capabilities.directory.ports import PeerRecord
from anlan.foundation.clock import Clock
from anlan.gateways.gb28181.ports import Directory

# How long a code is remembered as unknown, so that a stranger who asks all the time costs one query in this many seconds.
UNKNOWN_LIFETIME_S = 5.0
MAX_UNKNOWN = 10_000


class PeerBook:
    """Records by code. The directory tells by ``peers_changed`` when they change."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self._records: dict[str, PeerRecord] = {}
        self._unknown: OrderedDict[str, float] = OrderedDict()

    async def load(self) -> list[PeerRecord]:
        """Take all records up (at start)."""
        records = await self._directory.peers()
        self._records = {record.code: record for record in records}
        return records

    def known(self, code: str) -> PeerRecord | None:
        """The record if it is at hand."""
        return self._records.get(code)

    async def find(self, code: str) -> PeerRecord | None:
        """The record, or the rule's that admits the code; None where there is neither."""
        record = self._records.get(code)
        if record is not None:
            return record
        now_s = self._clock.monotonic_s()
        if self._unknown.get(code, 0.0) > now_s:
            return None
        record = await self._directory.peer(code)
        if record is not None:
            self._records[code] = record
            self._unknown.pop(code, None)
            return record
        self._unknown[code] = now_s + UNKNOWN_LIFETIME_S
        self._unknown.move_to_end(code)
        if len(self._unknown) > MAX_UNKNOWN:
            self._unknown.popitem(last=False)
        return None

    async def reload(self, codes: Iterable[str]) -> dict[str, PeerRecord | None]:
        """Read changed records anew; None for those that are gone. All codes may be new, so none counts as unknown any more.

        Rules may have changed as well: what a rule admitted is looked up again when it comes next.
        """
        self._unknown.clear()
        self._records = {code: record for code, record in self._records.items() if record.rule is None}
        found: dict[str, PeerRecord | None] = {}
        for code in codes:
            record = await self._directory.peer(code)
            found[code] = record
            if record is None:
                self._records.pop(code, None)
            else:
                self._records[code] = record
        return found

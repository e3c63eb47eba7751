"""The calls that run, as the database has them: written a moment after the answer, deleted after the BYE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import delete, insert, select

from anlan.foundation.clock import Clock
from anlan.foundation.database import BatchWriter, Database
from anlan.foundation.errors import Unavailable
from anlan.gateways.gb28181.models import MAX_ADDRESS, OpenCall
from anlan.protocols.sip import Dialog, SipSyntaxError, parse_name_address

log = structlog.get_logger(__name__)

# Who looks does not wait for these writes, so that many may gather into one.
GATHER_S = 0.2
MAX_BATCH = 500
MAX_WAITING = 20_000
MAX_ROUTES = 8
# A sender that was away for so long has given up by itself.
KEPT = timedelta(days=7)
MAX_LEFT_OVER = 10_000


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A call of a process that is no more."""

    id: str
    peer: str
    dialog: Dialog


class CallBook:
    """Keeps the dialogs of running calls. ``began`` and ``ended`` never wait and never raise."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        # An id with its row, or with None where the call is over.
        self._commits: BatchWriter[tuple[str, dict[str, Any] | None]] = BatchWriter(
            "open calls", self._write, gather_s=GATHER_S, max_batch=MAX_BATCH, max_waiting=MAX_WAITING
        )

    def began(self, call: str, peer: str, dialog: Dialog, *, spare_cseq: int = 0) -> None:
        """The call was answered. ``spare_cseq``: how many more requests may be sent inside it without being written down."""
        row = {
            "id": call, "peer": peer, "call_id": dialog.call_id, "local_address": str(dialog.local), "remote_address": str(dialog.remote),
            "cseq": dialog.local_cseq + spare_cseq, "remote_target": dialog.remote_target, "route_set": list(dialog.route_set),
            "began_utc": self._clock.now_utc(),
        }  # fmt: skip
        texts = [dialog.call_id, str(dialog.local), str(dialog.remote), dialog.remote_target, *dialog.route_set]
        if len(dialog.route_set) > MAX_ROUTES or max(map(len, texts)) > MAX_ADDRESS:
            log.warning("call_not_kept", call=call, peer=peer)
            return
        self._put(call, row)

    def ended(self, call: str) -> None:
        """The call was hung up, from whichever side."""
        self._put(call, None)

    async def left_over(self) -> list[LeftOver]:
        """The calls of processes before this one, newest first; those that are too old, too many or unreadable are dropped."""
        async with self._database.transaction() as session:
            await session.execute(delete(OpenCall).where(OpenCall.began_utc < self._clock.now_utc() - KEPT))
            rows = list(
                await session.scalars(
                    select(OpenCall).order_by(OpenCall.began_utc.desc(), OpenCall.id).limit(MAX_LEFT_OVER)
                )
            )
            if len(rows) == MAX_LEFT_OVER:
                await session.execute(delete(OpenCall).where(OpenCall.began_utc < rows[-1].began_utc))
        found = []
        for row in rows:
            try:
                found.append(LeftOver(row.id, row.peer, _dialog(row)))
            except SipSyntaxError:
                self.ended(row.id)
        return found

    async def flush(self) -> None:
        """Write what waits."""
        await self._commits.flush()

    def _put(self, call: str, row: dict[str, Any] | None) -> None:
        try:
            self._commits.put((call, row))
        except Unavailable:
            log.warning("call_not_kept", call=call)

    async def _write(self, batch: list[tuple[str, dict[str, Any] | None]]) -> None:
        # Deleted first, as a batch whose outcome was never learnt is written again.
        last = dict(batch)
        rows = [row for row in last.values() if row is not None]
        async with self._database.transaction() as session:
            await session.execute(delete(OpenCall).where(OpenCall.id.in_(list(last))))
            if rows:
                await session.execute(insert(OpenCall), rows)


def _dialog(row: OpenCall) -> Dialog:
    return Dialog(
        call_id=row.call_id,
        local=parse_name_address(row.local_address),
        remote=parse_name_address(row.remote_address),
        local_cseq=row.cseq,
        remote_cseq=None,
        remote_target=row.remote_target,
        route_set=list(row.route_set),
    )

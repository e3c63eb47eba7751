"""Which code an entry gets here: the peer's own, unless another had it first or it is no code of the standard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.bulk import among
from anlan.capabilities.directory.models import Channel, Node
from anlan.capabilities.directory.scope import within
from anlan.protocols.gbcode import GbCode

# Codes that we give stand at the upper end of the serials, away from those that owners give.
FIRST_OWN_SERIAL = 900_000
_LAST_SERIAL = 999_999
_TYPES = {
    "channel": "131", "alarm_input": "134", "alarm_output": "135", "audio_input": "136", "audio_output": "137", "peripheral": "139",
    "system": "200", "business_group": "215", "virtual_organisation": "216", "device": "118",
}  # fmt: skip


async def local_codes(
    session: AsyncSession, peer: str, wanted: Sequence[tuple[str, str]], *, branches: bool
) -> dict[str, str]:
    """Wire code → code here, for new entries of a peer given as (wire code, kind)."""
    column: Any = Node.code if branches else Channel.code
    taken_query = select(column).where(among(session, column, [wire for wire, _ in wanted]))
    if branches:
        taken_query = taken_query.where(Node.kind != "division")
    taken = set((await session.scalars(taken_query)).all())
    given: dict[str, str] = {}
    serials: dict[str, set[int]] = {}
    for wire, kind in wanted:
        parsed, _ = GbCode.tolerate(wire)
        if kind == "division" or (parsed == wire and wire not in taken):
            given[wire] = wire
            continue
        prefix = parsed[:14] if parsed is not None else _prefix_from(peer, kind)
        if prefix not in serials:
            used = (await session.scalars(select(column).where(within(column, prefix)))).all()
            listed = [each for each, _ in wanted if each.startswith(prefix)]
            serials[prefix] = {int(code[14:]) for code in (*used, *listed) if len(code) == 20 and code[14:].isdigit()}
        given[wire] = _next(prefix, serials[prefix])
    return given


def _prefix_from(peer: str, kind: str) -> str:
    parsed, _ = GbCode.tolerate(peer)
    centre_and_industry = parsed[:10] if parsed is not None else "9900000000"
    return f"{centre_and_industry}{_TYPES.get(kind, '139')}{parsed.network if parsed is not None else '0'}"


def _next(prefix: str, taken: set[int]) -> str:
    serial = next(number for number in range(FIRST_OWN_SERIAL, _LAST_SERIAL + 1) if number not in taken)
    taken.add(serial)
    return f"{prefix}{serial:06d}"

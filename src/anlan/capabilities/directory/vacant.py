"""Divisions that only a peer's catalog named: they leave the tree once it names them no more and nothing stands in them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from anlan.capabilities.directory.branches import division_node
from anlan.capabilities.directory.bulk import among
from anlan.capabilities.directory.models import Channel, Division, Node, Share


async def named_only_by(session: AsyncSession, peer: str, still: Collection[str] = ()) -> set[str]:
    """Divisions known by a peer's word alone, without those it ``still`` names and those above these."""
    codes = set((await session.scalars(select(Division.code).where(Division.named_by == peer))).all())
    return codes - {code[:length] for code in still for length in range(2, len(code) + 1, 2)}


async def drop_vacant(session: AsyncSession, codes: Collection[str]) -> None:
    """Take those out in which nothing stands and which nobody shares. Call once counts are carried over."""
    child, leaf = aliased(Node), aliased(Channel)
    # From below, so that a division is vacant once the last below it is gone.
    for length in sorted({len(code) for code in codes}, reverse=True):
        nodes = [division_node(code) for code in codes if len(code) == length]
        vacant = select(Node.code).where(
            among(session, Node.id, nodes),
            ~exists().where(child.parent_id == Node.id).correlate(Node),
            ~exists().where(leaf.node_id == Node.id).correlate(Node),
            ~exists().where(Share.node == Node.id).correlate(Node),
        )
        gone = (await session.scalars(vacant)).all()
        if gone:
            await session.execute(delete(Node).where(among(session, Node.id, [division_node(code) for code in gone])))
            await session.execute(delete(Division).where(among(session, Division.code, gone)))

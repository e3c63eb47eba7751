"""The tree, one level at a time, and the search across it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from anlan.api.context import Context
from anlan.api.directory import READ, Reader, SearchQuery, directory_of
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.capabilities.directory.tree import TreeItem

router = APIRouter(tags=["directory"])


class TreeNode(BaseModel):
    """A branch or channel of the tree."""

    id: str
    code: str
    name: str
    kind: str = Field(description="division, platform, system, business_group, virtual_organisation, device, channel …")
    has_children: bool
    online: int
    total: int
    status: str | None = Field(description="ON or OFF; null for branches without a state of their own")
    life_cycle: str | None
    platform: str | None = Field(description="Code of the lower platform it belongs to")
    division: str


class SearchHit(BaseModel):
    """Something found."""

    kind: str
    id: str
    code: str
    name: str
    division: str
    status: str | None


class Hits(BaseModel):
    items: list[SearchHit]


@router.get("/tree", summary="What lies below a branch")
async def list_children(
    actor: Reader,
    context: Context,
    parent: Annotated[str, Query(max_length=160, description="Id of a branch; empty for the uppermost")] = "",
    cursor: Cursor = None,
    limit: Limit = 500,
) -> Page[TreeNode]:
    """Branches first, then channels, each by name. Not counted in all: a branch shows its total itself.

    Below a lower platform come the divisions into which it delivers, narrowed to what it sends; their ids and all below begin with ``s:``.
    """
    after = decode_cursor(cursor, str, int, str, str)
    scope = context.gate.scope(actor, READ)
    position = (after[0], after[1], after[2], after[3]) if after else None
    items = await directory_of(context).tree.children(parent, scope, position, limit + 1)
    following = encode_cursor(items[limit - 1].position) if len(items) > limit else None
    return Page(items=[_node(item) for item in items[:limit]], next_cursor=following)


@router.get("/search", summary="Find branches and channels")
async def search(
    actor: Reader, context: Context, q: SearchQuery = "", limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> Hits:
    """By name, pinyin, initials or the beginning of a code; at most ``limit`` branches and as many channels."""
    hits = await directory_of(context).tree.search(q, context.gate.scope(actor, READ), limit)
    return Hits(
        items=[
            SearchHit(
                kind=hit.kind, id=hit.id, code=hit.code, name=hit.name, division=hit.division, status=hit.status or None
            )
            for hit in hits
        ]
    )


def _node(item: TreeItem) -> TreeNode:
    return TreeNode(
        id=item.id,
        code=item.code,
        name=item.name,
        kind=item.kind,
        has_children=item.has_children,
        online=item.online,
        total=item.total,
        status=item.status or None,
        life_cycle=item.life_cycle or None,
        platform=item.platform or None,
        division=item.division,
    )

"""What the directory's routes share, and the words and codes a form needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from anlan.api.access import requires
from anlan.api.context import ApiContext, Context
from anlan.api.times import UtcTime
from anlan.capabilities.directory.changes import Author
from anlan.capabilities.directory.lifecycle import LIFE_CYCLES, MOVES
from anlan.capabilities.directory.models import PeerTransitionRow
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.directory.sites import SITE_CATEGORIES
from anlan.foundation.access.actor import Actor
from anlan.foundation.errors import Invalid
from anlan.protocols.gbcode import Edition, GbCode, GbCodeError
from anlan.protocols.wording import Sentence

router = APIRouter(tags=["directory"])
READ, WRITE, PLATFORMS = "directory.read", "directory.write", "platforms.write"
Reader = Annotated[Actor, Depends(requires(READ))]
Writer = Annotated[Actor, Depends(requires(WRITE))]
# Of a route whose answer is no more than its status: JSON's null.
NOTHING: dict[int | str, dict[str, Any]] = {202: {"content": {"application/json": {"schema": {"type": "null"}}}}}
PlatformWriter = Annotated[Actor, Depends(requires(PLATFORMS))]
Code = Annotated[str, Path(max_length=64, description="20-digit code")]
DivisionQuery = Annotated[str, Query(pattern=r"^(\d{2}){0,4}$", description="Subtree of a division; empty for all")]
SearchQuery = Annotated[str, Query(max_length=64, description="Name, pinyin, initials or the beginning of a code")]


class Body(BaseModel):
    """A request's body: an unknown field is an error."""

    model_config = ConfigDict(extra="forbid")


class Words(BaseModel):
    """A sentence in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, sentence: Sentence) -> Words:
        """From the domain's sentence."""
        return cls(zh=sentence.zh, en=sentence.en)


class Choice(Words):
    """A value of a field with its name."""

    id: str


def choices(words: Mapping[Any, Sentence]) -> list[Choice]:
    """The values with their names, in the order given."""
    return [Choice(id=key, zh=sentence.zh, en=sentence.en) for key, sentence in words.items()]


class LifeCycleChoice(Choice):
    """A life-cycle status and where one may go from it."""

    moves: list[str]


class Vocabulary(BaseModel):
    """The values that forms choose from."""

    life_cycles: list[LifeCycleChoice]
    site_categories: list[Choice]


class CodePart(BaseModel):
    """A part of a 20-digit code."""

    digits: str
    name: Words
    meaning: Words


class CodeExplanation(BaseModel):
    """What a code says."""

    code: str
    kind: str
    division: str
    parts: list[CodePart]


class NamedDivision(BaseModel):
    """A division."""

    code: str
    name: str


class DivisionList(BaseModel):
    items: list[NamedDivision]


def directory_of(context: ApiContext) -> DirectoryService:
    """The directory behind the application."""
    return cast(DirectoryService, context.directory)


def author_of(actor: Actor) -> Author:
    """The actor as the histories name it."""
    return Author(actor.id, actor.name)


def explained(code: GbCode, edition: Edition) -> list[CodePart]:
    """The parts of a code, left to right."""
    return [
        CodePart(digits=digits, name=Words.of(name), meaning=Words.of(meaning))
        for digits, name, meaning in code.explain(edition)
    ]


class CatalogProgress(BaseModel):
    """How the last catalog went. Counts of a running one come as ``directory.catalog`` events."""

    state: str = Field(description="complete or incomplete")
    received: int | None = None
    expected: int | None = None
    at_utc: UtcTime | None = None


class TransitionView(BaseModel):
    """A change of a peer's state."""

    id: int
    state: str
    code: str = Field(description="Stable code of the reason")
    reason: Words
    at_utc: str
    address: str


def transition_view(row: PeerTransitionRow, at_utc: str) -> TransitionView:
    """A row of the history as JSON."""
    address = f"{row.host}:{row.port}" if row.host else ""
    reason = Words(zh=row.zh, en=row.en)
    return TransitionView(id=row.id, state=row.state, code=row.reason, reason=reason, at_utc=at_utc, address=address)


@router.get("/directory/vocabulary", summary="Values that forms choose from")
async def read_vocabulary(_actor: Reader) -> Vocabulary:
    """Life-cycle statuses with their moves, and site categories."""
    return Vocabulary(
        life_cycles=[
            LifeCycleChoice(id=key, zh=words.zh, en=words.en, moves=sorted(MOVES[key]))
            for key, words in LIFE_CYCLES.items()
        ],
        site_categories=choices(SITE_CATEGORIES),
    )


@router.get("/divisions", summary="Divisions by code and name")
async def list_divisions(actor: Reader, context: Context) -> DivisionList:
    """All in the actor's scope; they are few enough for one answer."""
    found = await directory_of(context).divisions.list(context.gate.scope(actor, READ))
    return DivisionList(items=[NamedDivision(code=code, name=name) for code, name in found])


@router.get("/codes/{code}", summary="What a 20-digit code says")
async def explain_code(code: Code, _actor: Reader, edition: Edition = Edition.GB2022) -> CodeExplanation:
    """Refuses a code that breaks a rule of the edition, with the reason."""
    try:
        parsed = GbCode.parse(code, edition)
    except GbCodeError as error:
        raise Invalid("directory.code", error.sentence, fields={"code": error.sentence}) from None
    return CodeExplanation(
        code=code, kind=parsed.kind.value, division=parsed.division, parts=explained(parsed, edition)
    )

"""Giving a report out: gathered, masked by right, audited, and written to the log."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Final, Literal

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image

from anlan.capabilities.incidents.files import IncidentFiles
from anlan.capabilities.incidents.models import IncidentEntry, IncidentFile
from anlan.capabilities.incidents.reading import IncidentReading
from anlan.capabilities.incidents.records import COMMAND, READ, IncidentRecords
from anlan.capabilities.incidents.report.content import report_content
from anlan.capabilities.incidents.report.typeset import as_pdf
from anlan.capabilities.incidents.report.word import as_word
from anlan.foundation.access.actor import Actor, Resource

MOST_ENTRIES: Final = 1_000
MOST_PICTURES: Final = 12
# A small file can unfold into a huge picture; a camera's 4K has 8 million points.
MOST_PIXELS: Final = 40_000_000
_WRITERS: Final = {"docx": as_word, "pdf": as_pdf}
# How many are written at once; each takes a core for a while.
_AT_ONCE: Final = 2

ReportKind = Literal["docx", "pdf"]
NameOf = Callable[[str], Awaitable[str]]


class ReportDesk:
    """Writes reports."""

    def __init__(
        self, records: IncidentRecords, reading: IncidentReading, files: IncidentFiles, unit: str, division_name: NameOf
    ) -> None:
        self._records = records
        self._reading = reading
        self._files = files
        self._unit = unit
        self._division_name = division_name
        self._writing = asyncio.Semaphore(_AT_ONCE)

    async def give(self, actor: Actor, incident: str, kind: ReportKind) -> tuple[str, bytes]:
        """The incident's number and its report. Names and telephone numbers are whole for who commands there, else masked."""
        detail = await self._reading.detail(actor, incident)
        row = detail.row
        given = Resource("incident", row.id, row.division, f"{row.number} report {kind}")
        await self._records.gate.authorize(actor, READ, given)
        masked = not actor.may_in(COMMAND, row.division)
        entries: list[IncidentEntry] = []
        while len(entries) < MOST_ENTRIES:
            more = await self._reading.log(actor, incident, entries[-1].sequence if entries else 0, 500)
            entries += more
            if len(more) < 500:
                break
        content = report_content(
            detail, entries, await self._pictures(incident, actor), unit=self._unit,
            division=await self._division_name(row.division), now_utc=self._records.clock.now_utc(), masked=masked,
        )  # fmt: skip
        async with self._writing:
            made = await asyncio.to_thread(_WRITERS[kind], content)
        async with self._records.database.transaction() as session:
            facts = {"format": kind, "masked": masked, "size_bytes": len(made)}
            said = f"导出报告（{'Word' if kind == 'docx' else 'PDF'}）"
            await self._records.enter(session, actor, row, "report", said, facts, also_closed=True)
        return row.number, made

    async def _pictures(self, incident: str, actor: Actor) -> list[IncidentFile]:
        row = await self._reading.row(actor, incident)
        return [file for file in await self._files.pictures(row, MOST_PICTURES) if _fits(file.content)]


def _fits(content: bytes) -> bool:
    """Whether it is a picture that can be read and is not out of all measure."""
    try:
        image = Image.from_file(io.BytesIO(content))
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
        return False
    return bool(0 < image.px_width * image.px_height <= MOST_PIXELS)

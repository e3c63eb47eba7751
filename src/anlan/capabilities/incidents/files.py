"""Pictures and documents of an incident, told apart by their content and kept with their SHA-256."""

from __future__ import annotations

import hashlib
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from anlan.capabilities.incidents.models import Incident, IncidentFile
from anlan.capabilities.incidents.records import HANDLE, READ, IncidentRecords, resource_of, shown_name
from anlan.capabilities.incidents.refusals import not_there, wrong
from anlan.foundation.access.actor import Actor
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

MOST_BYTES: Final = 5_000_000
MOST_FILES: Final = 40
# What a file begins with, and what it is then. Nothing else is taken: no script reaches a browser from here.
_SIGNATURES: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)


class IncidentFiles:
    """Takes files in and gives them out."""

    def __init__(self, records: IncidentRecords) -> None:
        self._records = records

    async def add(
        self, actor: Actor, incident: str, name: str, content: bytes, *, note: str = "", channel: str = ""
    ) -> str:
        """Keep a file, by who handles or takes part; its id. Raises ``Invalid`` for what is neither JPEG, PNG nor PDF or is too large."""
        row = await self._records.readable(actor, incident)
        takes_part = row.id in actor.things_held(READ, "incident")
        await self._records.gate.authorize(actor, READ if takes_part else HANDLE, resource_of(row))
        media_type = next((kind for begins, kind in _SIGNATURES if content.startswith(begins)), "")
        if not media_type or len(content) > MOST_BYTES:
            raise wrong("file", Sentence("仅限 5 MB 以内的 JPEG、PNG、PDF 文件", "JPEG, PNG or PDF of at most 5 MB"))
        now = self._records.clock.now_utc()
        digest = hashlib.sha256(content).hexdigest()
        async with self._records.database.transaction() as session:
            facts = {"name": name, "sha256": digest, "size_bytes": len(content), "channel": channel, "note": note}
            text = f"附件：{name}" + (f"（{note}）" if note else "")
            await self._records.enter(session, actor, row, "file", text, facts)
            held = await session.scalar(
                select(func.count()).select_from(IncidentFile).where(IncidentFile.incident == row.id)
            )
            if (held or 0) >= MOST_FILES:
                raise wrong("file", Sentence(f"一个事件至多 {MOST_FILES} 个附件", f"at most {MOST_FILES} files"))
            shown = await shown_name(session, actor)
            file = new_id(now)
            session.add(
                IncidentFile(
                    id=file, incident=row.id, name=name, media_type=media_type, size_bytes=len(content), sha256=digest, note=note,
                    channel=channel, added_by=actor.id[:64], added_by_name=shown[:255], added_utc=now, content=content,
                )
            )  # fmt: skip
        return file

    async def of(self, row: Incident) -> list[IncidentFile]:
        """An incident's files without their content, in the order they came."""
        query = select(IncidentFile).where(IncidentFile.incident == row.id).order_by(IncidentFile.id)
        async with self._records.database.reading() as session:
            return list((await session.scalars(query)).all())

    async def content(self, actor: Actor, incident: str, file: str) -> IncidentFile:
        """One file with its content; audited. Raises ``NotFound``."""
        row = await self._records.readable(actor, incident)
        async with self._records.database.reading() as session:
            query = select(IncidentFile).where(IncidentFile.id == file, IncidentFile.incident == row.id)
            found = (await session.scalars(query.options(undefer(IncidentFile.content)))).one_or_none()
        if found is None:
            raise not_there("file", Sentence("附件", "file"))
        await self._records.gate.authorize(actor, READ, resource_of(row))
        return found

    async def pictures(self, row: Incident, limit: int) -> list[IncidentFile]:
        """The first pictures with their content, for the report."""
        query = (
            select(IncidentFile)
            .where(IncidentFile.incident == row.id, IncidentFile.media_type.startswith("image/"))
            .order_by(IncidentFile.id)
            .options(undefer(IncidentFile.content))
            .limit(limit)
        )
        async with self._records.database.reading() as session:
            return list((await session.scalars(query)).all())

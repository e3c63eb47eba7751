"""Why something cannot be done with an incident."""

from __future__ import annotations

from anlan.capabilities.incidents.models import Incident
from anlan.foundation.errors import Conflict, Invalid, NotFound
from anlan.protocols.wording import Sentence


class IncidentConflict(Conflict):
    """It came too late or out of turn; ``incident`` is the one whose present state the caller should be shown."""

    def __init__(self, incident: str, code: str, sentence: Sentence) -> None:
        super().__init__(code, sentence)
        self.incident = incident


def no_incident() -> NotFound:
    """There is no such incident, or not for this actor."""
    return NotFound("incidents.no_incident", Sentence("没有该应急事件", "there is no such incident"))


def out_of_turn(row: Incident) -> IncidentConflict:
    """It is closed already, or was changed meanwhile."""
    if row.state != "open":
        return IncidentConflict(
            row.id,
            "incidents.closed",
            Sentence("事件已结案，只能补充记录与更正", "closed; only remarks and corrections"),
        )
    return IncidentConflict(
        row.id,
        "incidents.changed",
        Sentence("事件已被他人更新，请查看最新情况后再操作", "the incident has changed meanwhile; look at it again"),
    )


def not_there(code: str, what: Sentence) -> NotFound:
    """A part of an incident that is not there."""
    return NotFound(f"incidents.no_{code}", Sentence(f"没有该{what.zh}", f"there is no such {what.en}"))


def wrong(field: str, sentence: Sentence) -> Invalid:
    """A field that says what cannot be."""
    return Invalid(f"incidents.{field}", sentence, fields={field: sentence})

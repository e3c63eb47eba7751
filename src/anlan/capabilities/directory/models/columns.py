"""Column types that several of the directory's tables use."""

from __future__ import annotations

from sqlalchemy import JSON, String
from sqlalchemy.types import TypeEngine


def digits(length: int = 20) -> TypeEngine[str]:
    """Digits and ids that are compared by prefix range: byte order on both engines, whatever the database's locale."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


# A peer may send codes that are not 20 digits; they are kept and flagged up to this length.
WIRE_CODE_LENGTH = 64
# "n:" + peer (20) + ":" + wire code
NODE_ID_LENGTH = 96

json_document = JSON(none_as_null=True)

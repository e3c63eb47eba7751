"""Which code of which protocol means what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from anlan.capabilities.alarms.vocabulary.kind import UNKNOWN, EventKind
from anlan.capabilities.alarms.vocabulary.tables import Number, TableName, Tables, add, read_file

Qualifier = Literal["new", "restore", "status"]

_HERE: Final = Path(__file__).parent
# Kinds first: the rows name them.
_OURS: Final = ("kinds.toml", "contact_id.toml", "sia.toml", "gb28181.toml")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code says: the kind, whether it begins or ends, and what the number beside it names."""

    kind: EventKind
    qualifier: Qualifier
    number: Number


class Vocabulary:
    """The tables in force. Immutable."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.rows
        self.kinds: Mapping[str, EventKind] = MappingProxyType(tables.kinds)

    def kind(self, code: str) -> EventKind:
        """The kind with our own code, ``UNKNOWN`` where there is none (any more)."""
        return self.kinds.get(code, UNKNOWN)

    def kind_of(self, table: TableName, code: str) -> EventKind:
        """The kind of a protocol's code ("130", "BA", "5/2"), ``UNKNOWN`` where it stands in no table."""
        return self.meaning(table, code).kind

    def meaning(self, table: TableName, code: str, qualifier: Qualifier | None = None) -> Meaning:
        """What a code says. ``qualifier`` as sent, None where the protocol leaves it to the code."""
        rows = self._rows[table]
        entry = rows.get(code)
        if entry is None and table == "gb28181":
            # A type we do not know: its method still tells the class.
            entry = rows.get(code.partition("/")[0])
        if entry is None:
            return Meaning(UNKNOWN, qualifier or "new", "zone")
        told: Qualifier = qualifier or ("restore" if entry.is_restore else "new")
        kind = entry.restored_kind if told == "restore" else entry.kind
        return Meaning(self.kind(kind), told, entry.number)


def load_vocabulary(city_file: Path | None = None) -> Vocabulary:
    """Our tables, with a city's own over them. Raises ``VocabularyError``."""
    tables = Tables({UNKNOWN.code: UNKNOWN}, {"contact_id": {}, "sia": {}, "gb28181": {}})
    for name in _OURS:
        add(tables, read_file(_HERE / name), name)
    if city_file is not None:
        add(tables, read_file(city_file), str(city_file))
    return Vocabulary(tables)

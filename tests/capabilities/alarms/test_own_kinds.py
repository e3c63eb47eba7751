"""The kinds that the centre itself raises are those of the vocabulary, word for word."""

from __future__ import annotations

import pytest

from anlan.capabilities.alarms.service import MISSED_CLOSING, MISSED_OPENING
from anlan.capabilities.alarms.supervision import LINK_LOST
from anlan.capabilities.alarms.vocabulary import EventKind, load_vocabulary


@pytest.mark.parametrize("kind", [LINK_LOST, MISSED_OPENING, MISSED_CLOSING], ids=lambda kind: kind.code)
def test_our_own_kind_stands_in_the_vocabulary(kind: EventKind) -> None:
    assert load_vocabulary().kinds[kind.code] == kind

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.capabilities.live.fakes import Scene


@pytest.fixture
async def scene(database_url: str) -> AsyncIterator[Scene]:
    """Live viewing on a database of each engine."""
    built = await Scene.build(database_url)
    yield built
    await built.close()

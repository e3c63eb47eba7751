from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.capabilities.live.fakes import Scene


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    built = await Scene.build(f"sqlite+aiosqlite:///{tmp_path / 'live.db'}")
    yield built
    await built.close()

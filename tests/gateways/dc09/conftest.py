"""What every test of the receiver is given."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.gateways.dc09.panels import House


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    yield house
    await house.close()

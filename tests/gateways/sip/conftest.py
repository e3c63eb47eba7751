"""What every test of the endpoint is given."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.gateways.sip.peers import House


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    yield house
    await house.close()

"""Back-off is bounded and jittered over its whole width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from anlan.gateways.gb28181.cascade.backoff import Backoff


def test_the_ceiling_doubles_up_to_the_cap_and_a_success_starts_anew() -> None:
    backoff = Backoff(lambda _low, high: high, first_s=1, cap_s=8)
    assert [backoff.next_s() for _ in range(6)] == [1, 2, 4, 8, 8, 8]
    backoff.reset()
    assert backoff.next_s() == 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=2000))
def test_no_wait_is_longer_than_the_cap_however_long_it_fails(chances: list[float]) -> None:
    draws = iter(chances)
    backoff = Backoff(lambda low, high: low + next(draws) * (high - low), first_s=1, cap_s=8)
    assert all(0 <= backoff.next_s() <= 8 for _ in chances)

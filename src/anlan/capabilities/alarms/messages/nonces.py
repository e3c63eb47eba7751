"""Nonces that were used: a signed request counts once."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from prometheus_client import Counter

FORGOTTEN = Counter("anlan_device_nonces_forgotten_total", "Nonces forgotten before their time because the bound bit")
# Of one device, and of how many devices. What is forgotten early is still known by the ids of its messages.
PER_ACCOUNT: Final = 1_024
MAX_ACCOUNTS: Final = 50_000


class Nonces:
    """Remembers each account's nonces for as long as the time beside them would be believed."""

    def __init__(self) -> None:
        self._accounts: OrderedDict[str, OrderedDict[str, float]] = OrderedDict()

    def first(self, account: str, nonce: str, now_s: float, keep_s: float) -> bool:
        """Whether a nonce is used for the first time; it is remembered for ``keep_s`` from ``now_s`` on."""
        used = self._accounts.get(account)
        if used is None:
            used = self._accounts[account] = OrderedDict()
        self._accounts.move_to_end(account)
        if used.get(nonce, float("-inf")) > now_s:
            return False
        used[nonce] = now_s + keep_s
        used.move_to_end(nonce)
        while used and next(iter(used.values())) <= now_s:
            used.popitem(last=False)
        if len(used) > PER_ACCOUNT:
            used.popitem(last=False)
            FORGOTTEN.inc()
        if len(self._accounts) > MAX_ACCOUNTS:
            self._accounts.popitem(last=False)
            FORGOTTEN.inc()
        return True

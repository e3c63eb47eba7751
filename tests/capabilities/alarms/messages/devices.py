"""Devices that sign what they send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import count
from typing import Any

from anlan.capabilities.alarms.messages.reception import Protocol, SignedDocument
from anlan.capabilities.alarms.ports import Account
from anlan.foundation.clock import Clock
from anlan.protocols.alarm_message import Head, sign
from anlan.protocols.alarm_message.signing import Method

KEY = bytes(range(32))
_nonces = count(1)


def account(number: int = 1, *, window: tuple[int, int] = (40, 20), enabled: bool = True, key: bytes = KEY) -> Account:
    return Account(f"b{number}", f"s{number}", "99010101", key, True, "", 0, window, enabled)  # noqa: FBT003


def event(identity: str = "e-1", kind: str = "one_key", **facts: Any) -> dict[str, Any]:
    return {"type": "event", "id": identity, "kind": kind} | facts


def heartbeat(identity: str = "h-1", **facts: Any) -> dict[str, Any]:
    return {"type": "heartbeat", "id": identity} | facts


def document(account: str, *messages: dict[str, Any], **changes: Any) -> bytes:
    return json.dumps({"version": 1, "account": account, "messages": list(messages)} | changes).encode()


@dataclass
class Device:
    """One button. ``lag_s``: by how much its clock is behind."""

    clock: Clock
    account: str = "BTN-1"
    key: bytes = KEY
    protocol: Protocol = "http"
    lag_s: int = 0

    @property
    def target(self) -> tuple[Method, str]:
        if self.protocol == "http":
            return "POST", "/api/v1/alarm-messages"
        return "PUBLISH", f"anlan/test/messages/{self.account}"

    def head(self, body: bytes) -> Head:
        method, target = self.target
        sent_s = int(self.clock.now_utc().timestamp()) - self.lag_s
        return sign(self.key, method, target, sent_s, f"nonce-{next(_nonces):06}", body)

    def signed(self, *messages: dict[str, Any], **changes: Any) -> SignedDocument:
        return self.sealed(document(self.account, *messages, **changes))

    def sealed(self, body: bytes) -> SignedDocument:
        method, target = self.target
        return SignedDocument(
            self.protocol, method, target, self.account, self.head(body), body, "192.0.2.1", encrypted=True
        )

"""How many listen for events: bounded in all, for one person, and for one API token."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter as Metric
from prometheus_client import Gauge

from anlan.foundation.access.actor import Actor
from anlan.foundation.config import HttpSettings
from anlan.foundation.errors import TooMany
from anlan.protocols.wording import Sentence

OPEN = Gauge("anlan_event_listeners", "Open event connections")
REFUSED = Metric("anlan_event_listeners_refused_total", "Event connections refused for a bound", ["bound"])

Holder = tuple[str, str]


class Listeners:
    """The open event connections of one platform. A program by its token does not take the windows of its owner."""

    def __init__(self) -> None:
        self._held: Counter[Holder] = Counter()

    @contextmanager
    def place(self, actor: Actor, limits: HttpSettings) -> Iterator[None]:
        """A place as long as the block lasts. Raises ``TooMany`` with the bound that is reached."""
        holder = _holder(actor)
        refusal = self._refusal(holder, limits)
        if refusal is not None:
            raise refusal
        self._held[holder] += 1
        OPEN.inc()
        try:
            yield
        finally:
            OPEN.dec()
            self._held[holder] -= 1
            if not self._held[holder]:
                del self._held[holder]

    def _refusal(self, holder: Holder, limits: HttpSettings) -> TooMany | None:
        if self._held.total() >= limits.max_event_listeners:
            REFUSED.labels("all").inc()
            return TooMany(
                "events.too_many_listeners",
                Sentence("平台的事件订阅连接已达上限。", "The platform has as many listeners as it takes."),
                remedy=Sentence("请稍后再试，或联系系统管理员。", "Try again later, or ask the administrator."),
            )
        most = limits.max_event_listeners_per_user
        if self._held[holder] < most:
            return None
        REFUSED.labels(holder[0]).inc()
        if holder[0] == "token":
            return TooMany(
                "events.too_many_of_token",
                Sentence(f"同一令牌最多保持 {most} 个事件订阅连接。", f"One token may hold {most} event connections."),
                remedy=Sentence("请关闭不用的连接后再试。", "Close connections that are not needed and try again."),
            )
        return TooMany(
            "events.too_many_windows",
            Sentence(
                f"同一账号最多在 {most} 个窗口中接收实时消息。",
                f"One account may receive live events in {most} windows.",
            ),
            remedy=Sentence(
                "请关闭不用的窗口，本窗口将自动恢复。", "Close windows you do not need; this one then recovers."
            ),
        )


def _holder(actor: Actor) -> Holder:
    if actor.kind == "token" and actor.credential is not None:
        return "token", actor.credential.id
    return "user", actor.id

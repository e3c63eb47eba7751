"""Alarms told to uppers that subscribed to them: what each asked for, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from anlan.foundation.clock import Clock
from anlan.gateways.gb28181.cascade.calling import Caller, charset_of
from anlan.gateways.gb28181.cascade.metrics import ALARMS
from anlan.gateways.gb28181.cascade.ports import Directory
from anlan.gateways.gb28181.cascade.subscriptions import Subscription
from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import Alarm, AlarmQuery, alarm_notify

MAX_WAITING = 1_000


class AlarmSubscription(Subscription):
    """One upper's wish to hear of alarms. ``left`` is given each alarm that no NOTIFY brought there."""

    def __init__(
        self, query: AlarmQuery, *, caller: Caller, clock: Clock, directory: Directory, left: Callable[[str, Alarm], None]
    ) -> None:  # fmt: skip
        super().__init__(caller, clock)
        self._query = query
        self._directory = directory
        self._left = left
        self._waiting: deque[Alarm] = deque()

    async def wants(self, alarm: Alarm) -> bool:
        """Whether the alarm lies below what was subscribed to and within its priorities, methods and times."""
        if not self._query.wants(alarm):
            return False
        own, asked = self._caller.own_code, self._query.device_id
        if asked in (own, own[:10], alarm.device_id):
            return True
        below = await self._directory.shared_catalog(self.standing.upper.code, asked)
        return any(item.device_id == alarm.device_id for item in below)

    def put(self, alarm: Alarm) -> None:
        """Have it told."""
        if len(self._waiting) >= MAX_WAITING:
            ALARMS.labels("too_many").inc()
            return
        self._waiting.append(alarm)
        self.standing.wake.set()

    async def begin(self) -> bool:
        """RFC 6665 §4.2.1.3 has a NOTIFY follow at once; of what was before there is nothing to tell.

        A platform that dislikes an empty one has its subscription all the same.
        """
        await self.notify(b"")
        return True

    async def tell(self) -> bool:
        """The alarms that wait."""
        upper = self.standing.upper
        edition = Edition(self._caller.edition_towards(upper))
        while self._waiting:
            alive = await self.notify(alarm_notify(self._waiting[0], edition, charset_of(upper)))
            ALARMS.labels("notified" if alive else "unanswered").inc()
            if not alive:
                for alarm in self._waiting:
                    self._left(upper.code, alarm)
                return False
            self._waiting.popleft()
        return True

    def parting(self) -> bytes:
        """Nothing."""
        return b""

"""The alarms of a simulated device: raised, told, cleared; and what it guards."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable

from anlan.foundation.clock import Clock
from anlan.protocols.manscdp import DEVICE_METHOD, Alarm, AlarmReset, GuardCommand, alarm_notify
from anlan.protocols.sip import Response
from anlan.simulator.happenings import Happenings
from anlan.simulator.profile import DeviceProfile
from anlan.simulator.signalling.agent import NoAnswer
from anlan.simulator.subscriptions import Subscriptions


class Alarms:
    """``guarded`` are the codes that are armed, ``alarming`` those whose device alarm nobody has cleared."""

    def __init__(
        self,
        profile: DeviceProfile,
        subscriptions: Subscriptions,
        happenings: Happenings,
        clock: Clock,
        *,
        has: Callable[[str], bool],
        send: Callable[[bytes], Awaitable[Response]],
    ) -> None:
        self.guarded: set[str] = set()
        self.alarming: set[str] = set()
        self._profile = profile
        self._subscriptions = subscriptions
        self._happenings = happenings
        self._clock = clock
        self._has = has
        self._send = send
        self._sn = itertools.count(1)

    async def raise_alarm(
        self, code: str, *, method: int, alarm_type: int | None, priority: int, description: str | None
    ) -> bool:  # fmt: skip
        """Tell subscribers, else the platform by MESSAGE; whether it was acknowledged."""
        if code in self.alarming:
            # GB/T 28181-2022 §9.4: no new one of a device before ResetAlarm.
            return False
        alarm = Alarm(
            sn=next(self._sn), device_id=code, priority=priority, method=method, alarm_type=alarm_type,
            time_utc=self._clock.now_utc().replace(microsecond=0), description=description,
        )  # fmt: skip
        taken = await self._subscriptions.alarm(alarm)
        if taken is None:
            try:
                response = await self._send(alarm_notify(alarm, self._profile.edition, self._profile.charset))
                taken = response.status == 200
            except NoAnswer:
                taken = False
        if taken and method == DEVICE_METHOD:
            self.alarming.add(code)
        self._happenings.record("alarm_taken" if taken else "alarm_untaken")
        return taken

    def obey(self, command: GuardCommand | AlarmReset) -> bool:
        """Arm, disarm or clear; False for a code that is not the device's."""
        code = command.device_id
        if code != self._profile.code and not self._has(code):
            return False
        if isinstance(command, AlarmReset):
            # The device's own code means all of it.
            self.alarming = set() if code == self._profile.code else self.alarming - {code}
            self._happenings.record("alarm_reset")
        else:
            self.guarded = self.guarded | {code} if command.on else self.guarded - {code}
            self._happenings.record("guarded" if command.on else "unguarded")
        return True

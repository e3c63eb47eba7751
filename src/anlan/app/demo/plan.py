"""What the demo city consists of: seven platforms, their links and ports, the cameras under the townships.

The plan is made once and kept beside the data, so that a second start finds the same codes, ports and passwords.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from anlan.foundation.errors import Unavailable
from anlan.protocols.wording import Sentence

Level = Literal["city", "county", "township"]
# Where the demo listens when nothing else does.
FIRST_PORT = 18080


class DeskAccount(msgspec.Struct, frozen=True):
    """An account that every township of the demo has for its alarms: sign-in name, name shown, role."""

    name: str
    shown: str
    role: str


OPERATOR = DeskAccount("operator", "值机员", "operator")
DUTY_LEADER = DeskAccount("leader", "值班长", "duty_leader")


class ChannelPlan(msgspec.Struct, frozen=True):
    """A camera's picture: code, name and place (WGS-84)."""

    code: str
    name: str
    longitude: float
    latitude: float
    direction: int


class DevicePlan(msgspec.Struct, frozen=True):
    """A simulated camera or recorder and how it speaks."""

    code: str
    name: str
    password: str
    edition: Literal["2016", "2022"]
    charset: Literal["GB2312", "GB18030", "UTF-8"]
    transport: Literal["udp", "tcp"]
    media_transport: Literal["udp", "tcp_passive", "tcp_active"]
    video_codec: Literal["h264", "h265"]
    channels: tuple[ChannelPlan, ...]


class PlatformPlan(msgspec.Struct, frozen=True):
    """One platform: who it is, where it listens, who is above it. ``dc09_port``: for alarm panels, at the townships."""

    code: str
    name: str
    level: Level
    division: str
    http_port: int
    viewer_port: int
    sip_port: int
    receive_port: int
    dc09_port: int | None
    upper: str | None
    upper_password: str | None
    devices: tuple[DevicePlan, ...]

    def folder(self, data: Path) -> Path:
        """Where this platform keeps its configuration, records and log."""
        return data / f"{self.level}-{self.division}"


class CityPlan(msgspec.Struct, frozen=True):
    """The whole demo: platforms from the top down, the administrator's name and the password of every account.

    The alarm panels' keys and the verbal passwords are derived from ``panel_secret``.
    """

    seed: int
    admin_name: str
    admin_password: str
    panel_secret: str
    platforms: tuple[PlatformPlan, ...]

    @property
    def top(self) -> PlatformPlan:
        """The city's platform."""
        return self.platforms[0]

    def townships(self) -> list[PlatformPlan]:
        """The platforms that have cameras."""
        return [platform for platform in self.platforms if platform.level == "township"]

    def channels(self) -> list[ChannelPlan]:
        """Every camera picture of the city."""
        return [channel for platform in self.platforms for device in platform.devices for channel in device.channels]


def load_or_make_plan(data: Path, *, seed: int, first_port: int = FIRST_PORT) -> CityPlan:
    """The plan kept in ``data``, or a new one; ports that are taken are passed over. Raises ``Unavailable`` for a plan of another version."""
    kept = data / "plan.json"
    if kept.exists():
        try:
            return msgspec.json.decode(kept.read_bytes(), type=CityPlan)
        except msgspec.ValidationError:
            raise Unavailable(
                "demo.other_version",
                Sentence(
                    f"{data} 中的演示城市由另一版本生成。", f"The demo city in {data} was made by another version."
                ),
                remedy=Sentence("请删除该目录后重新启动。", "Delete that folder and start again."),
            ) from None
    # Every command of the program knows the plan; only the first start of a demo makes one.
    from anlan.app.demo.planning import make_plan

    plan = make_plan(seed=seed, first_port=first_port)
    data.mkdir(parents=True, exist_ok=True)
    content = msgspec.json.format(msgspec.json.encode(plan))
    kept.touch(mode=0o600)
    kept.write_bytes(content)
    return plan

"""What the demo city consists of: seven platforms, their links and ports, the cameras under the townships.

The plan is made once and kept beside the data, so that a second start finds the same codes, ports and passwords.
"""

from __future__ import annotations

import random
import secrets
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import msgspec

from anlan.foundation.access.passwords import random_password
from anlan.foundation.access.service import FIRST_ADMIN
from anlan.protocols.gbcode import GbCode
from anlan.simulator.city import Township, generate_city
from anlan.simulator.city.names import NameMaker

Level = Literal["city", "county", "township"]
CAMERAS_PER_TOWNSHIP = 3
RECORDER_CHANNELS = 3
# Where the demo listens when nothing else does; each platform takes four ports in a row.
FIRST_PORT = 18080
PORTS_PER_PLATFORM = 4


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
    """One platform: who it is, where it listens, who is above it."""

    code: str
    name: str
    level: Level
    division: str
    http_port: int
    viewer_port: int
    sip_port: int
    receive_port: int
    upper: str | None
    upper_password: str | None
    devices: tuple[DevicePlan, ...]

    def folder(self, data: Path) -> Path:
        """Where this platform keeps its configuration, records and log."""
        return data / f"{self.level}-{self.division}"


class CityPlan(msgspec.Struct, frozen=True):
    """The whole demo: platforms from the top down, and the demo's one account."""

    seed: int
    admin_name: str
    admin_password: str
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
    """The plan kept in ``data``, or a new one; ports that are taken are passed over."""
    kept = data / "plan.json"
    if kept.exists():
        return msgspec.json.decode(kept.read_bytes(), type=CityPlan)
    plan = make_plan(seed=seed, first_port=first_port)
    data.mkdir(parents=True, exist_ok=True)
    content = msgspec.json.format(msgspec.json.encode(plan))
    kept.touch(mode=0o600)
    kept.write_bytes(content)
    return plan


def make_plan(*, seed: int = 1, first_port: int = FIRST_PORT, counties: int = 2, townships_each: int = 2) -> CityPlan:
    """Choose two counties of the fictional city and two townships of each. ``first_port`` 0 takes any free ports."""
    city = generate_city(seed)
    ports = _port_blocks(first_port, 1 + counties + counties * townships_each)
    top_code = _platform_code(city.code)
    platforms = [_platform(top_code, city.name, "city", city.code, next(ports), None, ())]
    below: list[PlatformPlan] = []
    for county in city.counties[:counties]:
        county_code = _platform_code(county.code)
        platforms.append(_platform(county_code, county.name, "county", county.code, next(ports), top_code, ()))
        for township in county.townships[:townships_each]:
            devices = _devices(township, len(below))
            below.append(
                _platform(
                    _platform_code(township.code),
                    township.name,
                    "township",
                    township.code,
                    next(ports),
                    county_code,
                    devices,
                )
            )
    return CityPlan(seed, FIRST_ADMIN, random_password(), (*platforms, *below))


def _platform_code(division: str) -> str:
    return f"{division:0<8}002000000001"


def _platform(
    code: str,
    place: str,
    level: Level,
    division: str,
    ports: list[int],
    upper: str | None,
    devices: tuple[DevicePlan, ...],
) -> PlatformPlan:
    http_port, viewer_port, sip_port, receive_port = ports
    return PlatformPlan(
        code=code,
        name=f"{place}视频共享平台",
        level=level,
        division=division,
        http_port=http_port,
        viewer_port=viewer_port,
        sip_port=sip_port,
        receive_port=receive_port,
        upper=upper,
        upper_password=secrets.token_urlsafe(12) if upper else None,
        devices=devices,
    )


def _devices(township: Township, number: int) -> tuple[DevicePlan, ...]:
    """Cameras of both editions and all transports, and a recorder with several channels."""
    rng = random.Random(township.code)  # noqa: S311 - places and names, not secrets
    names = NameMaker(rng)
    ways: list[
        tuple[
            Literal["2016", "2022"],
            Literal["GB2312", "GB18030"],
            Literal["udp", "tcp"],
            Literal["udp", "tcp_passive", "tcp_active"],
        ]
    ] = [
        ("2022", "GB18030", "udp", "udp"),
        ("2016", "GB2312", "udp", "udp"),
        ("2022", "GB18030", "tcp", "tcp_passive"),
    ]
    devices = []
    for serial in range(1, CAMERAS_PER_TOWNSHIP + 1):
        edition, charset, transport, media = ways[(serial - 1) % len(ways)]
        channel = _channel(township, "132", serial, names, rng)
        # One camera of the city sends H.265, so that its handling can be seen as well.
        codec: Literal["h264", "h265"] = "h265" if number == 1 and serial == CAMERAS_PER_TOWNSHIP else "h264"
        devices.append(
            DevicePlan(
                channel.code,
                channel.name,
                secrets.token_urlsafe(9),
                edition,
                charset,
                transport,
                media,
                codec,
                (channel,),
            )
        )
    channels = tuple(_channel(township, "131", serial, names, rng) for serial in range(1, RECORDER_CHANNELS + 1))
    recorder = str(GbCode.parse(f"{township.code}001180000001"))
    devices.append(
        DevicePlan(
            recorder,
            f"{township.name}录像机",
            secrets.token_urlsafe(9),
            "2016",
            "GB2312",
            "udp",
            "tcp_active",
            "h264",
            channels,
        )
    )
    return tuple(devices)


def _channel(township: Township, type_code: str, serial: int, names: NameMaker, rng: random.Random) -> ChannelPlan:
    longitude, latitude = township.centre
    return ChannelPlan(
        code=f"{township.code}00{type_code}0{serial:06d}",
        name=names.camera(township.name, serial),
        longitude=round(longitude + rng.uniform(-0.012, 0.012), 6),
        latitude=round(latitude + rng.uniform(-0.010, 0.010), 6),
        direction=rng.randint(1, 8),
    )


def _port_blocks(first: int, count: int) -> Iterator[list[int]]:
    """Blocks of ports that are free now for TCP and UDP alike."""
    with ExitStack() as held:
        blocks = []
        candidate = first
        for _ in range(count):
            block: list[int] = []
            while len(block) < PORTS_PER_PLATFORM:
                port = _hold(held, candidate)
                candidate = candidate + 1 if candidate else 0
                if port:
                    block.append(port)
            blocks.append(block)
    return iter(blocks)


def _hold(held: ExitStack, port: int) -> int | None:
    """Hold a port until all are chosen; None where it is taken."""
    tcp = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
    udp = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    try:
        tcp.bind(("127.0.0.1", port))
        chosen = int(tcp.getsockname()[1])
        udp.bind(("127.0.0.1", chosen))
    except OSError:
        return None
    return chosen

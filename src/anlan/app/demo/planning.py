"""Makes the plan of a demo city: which places, which ports are free, which cameras, and their passwords."""

from __future__ import annotations

import random
import secrets
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Literal

from anlan.app.demo.plan import FIRST_PORT, ChannelPlan, CityPlan, DevicePlan, Level, PlatformPlan
from anlan.foundation.access.passwords import random_password
from anlan.foundation.access.service import FIRST_ADMIN
from anlan.protocols.gbcode import GbCode
from anlan.simulator.city import Township, generate_city
from anlan.simulator.city.names import NameMaker

CAMERAS_PER_TOWNSHIP = 3
RECORDER_CHANNELS = 3
# Each platform takes so many in a row.
PORTS_PER_PLATFORM = 5


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
    return CityPlan(seed, FIRST_ADMIN, random_password(), secrets.token_urlsafe(16), (*platforms, *below))


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
    http_port, viewer_port, sip_port, receive_port, dc09_port = ports
    return PlatformPlan(
        code=code,
        name=f"{place}视频共享平台",
        level=level,
        division=division,
        http_port=http_port,
        viewer_port=viewer_port,
        sip_port=sip_port,
        receive_port=receive_port,
        dc09_port=dc09_port if level == "township" else None,
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

"""The sections of the alarm centre's receivers."""

from __future__ import annotations

from anlan.foundation.config.option import Section, option
from anlan.foundation.config.sections import HOST, PORT


class Dc09Settings(Section):
    """Receiver for alarm panels by SIA DC-09, TCP and UDP."""

    enabled: bool = option(False, "启用 DC-09 报警接收", "Receive alarms by DC-09")  # noqa: FBT003 - a default
    host: str = option("0.0.0.0", "DC-09 监听地址", "Address to listen on for DC-09", **HOST)  # noqa: S104 - panels must reach it
    tcp_port: int = option(12_300, "DC-09 TCP 端口", "TCP port for DC-09", **PORT)
    udp_port: int = option(12_300, "DC-09 UDP 端口", "UDP port for DC-09", **PORT)
    max_connections: int = option(20_000, "TCP 连接上限", "TCP connections at once", ge=10, le=200_000)
    max_connections_per_address: int = option(
        4_096,
        "单个地址的 TCP 连接上限；多台主机可能在同一地址之后",
        "TCP connections of one address; many panels may stand behind one",
        ge=1,
        le=200_000,
    )
    idle_s: int = option(
        3_600,
        "TCP 连接无数据多久后关闭",
        "A TCP connection without a byte for so long is closed",
        unit="s",
        ge=10,
        le=86_400,
    )
    line_bytes_limit: int = option(
        1_024, "单帧长度上限", "Longest frame taken; a longer one ends its connection", unit="bytes", ge=128, le=4_105
    )
    poll_s: int = option(
        90,
        "账号未规定时的巡检周期",
        "Interval of supervision where an account says nothing else",
        unit="s",
        ge=5,
        le=86_400,
    )
    clock_behind_s: int = option(
        40,
        "账号未规定时，加密报文的时间允许落后多少",
        "How far the clock of an encrypted message may be behind where an account says nothing else",
        unit="s",
        ge=1,
        le=86_400,
    )
    clock_ahead_s: int = option(
        20,
        "账号未规定时，加密报文的时间允许超前多少",
        "How far the clock of an encrypted message may be ahead where an account says nothing else",
        unit="s",
        ge=1,
        le=86_400,
    )
    unknown_per_minute: int = option(
        120,
        "单个地址每分钟接受的未登记账号报文数，超出不予应答",
        "Messages of unregistered accounts taken of one address in a minute; more are met with silence",
        ge=1,
        le=100_000,
    )
    legacy_heartbeat: bool = option(
        True,  # noqa: FBT003 - a default
        "应答旧式主机的 SR…L… 心跳",
        "Answer the SR…L… heartbeat of old panels",
    )

"""The sections of the alarm centre and its receivers."""

from __future__ import annotations

from typing import Literal

from anlan.foundation.config.option import Section, option
from anlan.foundation.config.sections import HOST, PORT
from anlan.protocols.wording import Sentence


class AlarmsSettings(Section):
    """The alarm centre: intake, queue and clocks."""

    merge_s: int = option(
        600, "同一用户同类报警合并的时间窗口", "Detections of one subscriber and family within this are one alarm", unit="s", ge=10, le=86_400
    )  # fmt: skip
    confirmation_s: int = option(
        1800, "第二防区或不同原理报警即视为复核确认的时间窗口", "A second zone or principle within this confirms an intrusion",
        unit="s", ge=60, le=7200,
    )  # fmt: skip
    storm_count: int = option(
        20, "同一区划同类故障超过此数即合并为一组", "More faults of one kind in one division than this become a group",
        ge=2, le=1000,
    )  # fmt: skip
    storm_s: int = option(
        60, "统计故障风暴的时间窗口", "The window in which faults are counted", unit="s", ge=5, le=3600
    )
    ageing_s: int = option(
        120, "等待超过此时长即提升一级", "Waiting longer than this raises the rank by one", unit="s", ge=10, le=86_400
    )  # fmt: skip
    escalate_urgent_s: int = option(
        180, "劫盗、火警无人受理多久后升级至县级", "Hold-up and fire that nobody took are escalated after this",
        unit="s", ge=30, le=86_400,
    )  # fmt: skip
    escalate_other_s: int = option(
        600, "其他警情无人受理多久后升级至县级", "Other alarms that nobody took are escalated after this",
        unit="s", ge=30, le=86_400,
    )  # fmt: skip
    claim_s: int = option(
        300, "受理后多久没有处置动作即收回", "A claimed alarm without any further step goes back to the queue after this",
        unit="s", ge=30, le=86_400,
    )  # fmt: skip
    archive_days: int = option(30, "办结多少天后归档", "Closed alarms are archived after this", unit="d", ge=1, le=3650)
    repeat_s: int = option(
        900, "同一设备重发同一报文视为重复的时间", "The same message of a device within this is a repeat", unit="s", ge=60, le=86_400
    )  # fmt: skip
    device_documents_per_minute: int = option(
        120, "单台签名上报设备每分钟报文数上限", "Signed documents taken of one device in a minute; more are refused", ge=1, le=100_000
    )  # fmt: skip
    max_waiting: int = option(
        20_000, "等待入库的信号上限，超出即让设备重发", "Signals waiting for the database; beyond, devices must repeat",
        ge=100, le=1_000_000,
    )  # fmt: skip
    vocabulary_file: str = option(
        "",
        "本市报警代码表，留空只用内置代码",
        "The city's own table of alarm codes; empty for ours alone",
        max_length=1024,
    )
    forward_conditions: tuple[str, ...] = option(
        ("confirmed_by_user", "user_unreachable", "two_zones", "two_principles", "confirmed_on_site", "suspicious_on_video", "emergency"),
        "转公安的条件（编号）", "Conditions under which the police are called, by id", min_length=1, max_length=50,
    )  # fmt: skip


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


class MqttSettings(Section):
    """Client of an MQTT broker, for devices that publish their alarms there."""

    enabled: bool = option(False, "启用 MQTT 报警接收", "Receive alarms over MQTT")  # noqa: FBT003 - a default
    host: str = option("127.0.0.1", "MQTT 服务器地址", "Address of the broker", **HOST)
    port: int = option(
        1883, "MQTT 服务器端口，TLS 通常为 8883", "Port of the broker; with TLS usually 8883", ge=1, le=65535
    )
    tls: bool = option(False, "与 MQTT 服务器之间使用 TLS", "Speak TLS with the broker")  # noqa: FBT003 - a default
    tls_ca: str = option(
        "", "签发服务器证书的 CA 文件（PEM），留空用系统的", "File of the authority that signed the broker's certificate (PEM); empty for the system's",
        max_length=1024,
    )  # fmt: skip
    username: str = option("", "登录 MQTT 服务器的用户名", "Name to sign in to the broker with", max_length=255)
    password: str = option(
        "", "登录 MQTT 服务器的口令", "Password to sign in to the broker with", secret=True, max_length=255
    )
    client_id: str = option(
        "", "客户端标识，留空用平台编码", "Client id; empty for the platform's code", pattern=r"^[0-9A-Za-z_-]{0,64}$",
        allowed=Sentence("至多 64 位字母、数字、_ 或 -", "at most 64 letters, digits, _ or -"),
    )  # fmt: skip
    topic_prefix: str = option(
        "", "主题前缀，留空用 anlan/平台编码", "Before every topic; empty for anlan/<platform's code>",
        pattern=r"^([0-9A-Za-z_-]+(/[0-9A-Za-z_-]+)*)?$", max_length=128,
        allowed=Sentence("字母、数字、_ 或 -，以 / 分级", "letters, digits, _ or -, levels parted by /"),
    )  # fmt: skip
    keepalive_s: int = option(30, "心跳周期", "Interval of the keepalive", unit="s", ge=5, le=3600)
    session_hours: int = option(
        24, "断开后服务器为本平台保留报文的时间", "How long the broker keeps messages for us while we are away", unit="h", ge=0, le=720
    )  # fmt: skip
    late_s: int = option(
        86_400, "服务器代存的报文最多迟到多久仍予接收", "A message that the broker kept is taken up to this old", unit="s", ge=60, le=2_592_000
    )  # fmt: skip
    max_in_flight: int = option(
        100, "未确认报文上限，达到后服务器暂停发送", "Messages not yet acknowledged; the broker waits beyond", ge=1, le=10_000
    )  # fmt: skip
    reconnect_max_s: int = option(
        30, "重连间隔上限", "Longest wait between tries to connect", unit="s", ge=1, le=600
    )  # fmt: skip


class FeedSettings(Section):
    """The feed of alarms between platforms; each link is set up on the platform's page."""

    transport: Literal["websocket", "nats"] = option(
        "websocket",
        "承载方式：websocket 直连，或经 nats（JetStream）",
        "What carries it: a WebSocket, or a NATS broker with JetStream",
    )
    nats_url: str = option(
        "", "NATS 服务地址，仅 transport 为 nats 时使用", "Address of the NATS servers, where transport is nats", max_length=512,
        allowed=Sentence("nats:// 或 tls:// 开头，或留空", "begins with nats:// or tls://, or empty"), pattern=r"^$|^(nats|tls)://[^\s]+$",
        example="tls://broker.example:4222", secret=True,
    )  # fmt: skip
    nats_credentials: str = option(
        "", "NATS 凭据文件（.creds）", "File with NATS credentials (.creds)", max_length=1024
    )
    max_waiting: int = option(
        200_000, "每个平台待传警情上限；超出即停止排队，恢复后按记录补传",
        "Alarms that wait for one platform; beyond, queueing stops and it is brought up to date from the records",
        ge=1_000, le=10_000_000,
    )  # fmt: skip
    state_s: float = option(5.0, "状态与心跳周期", "Interval of state and signs of life", unit="s", ge=0.5, le=60)
    allow_plain: bool = option(
        False,  # noqa: FBT003 - a default
        "允许以 ws:// 明文连接非本机的上级平台", "Join platforms above by ws:// in the clear beyond this machine",
    )  # fmt: skip

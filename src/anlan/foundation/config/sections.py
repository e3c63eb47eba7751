"""The sections of the configuration, field by field."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator

from anlan.foundation.config.option import Section, option
from anlan.protocols.wording import Sentence

Port = dict[str, Any]
PORT: Port = {"ge": 0, "le": 65535}
HOST: dict[str, Any] = {"max_length": 255}


def trimmed_division(code: str) -> str:
    """The division in the first eight digits of a 20-digit code, without trailing "00" pairs."""
    division = code[:8]
    while division.endswith("00") and len(division) > 2:
        division = division[:-2]
    return division


class PlatformSettings(Section):
    """Who this platform is."""

    code: str = option(
        ..., "本平台的 20 位国标编码，类型码为 200", "The platform's own 20-digit code, type 200",
        allowed=Sentence("20 位数字，第 11—13 位为 200", "20 digits, 200 at places 11–13"), pattern=r"^\d{10}200\d{7}$", example="99010000002000000001",
    )  # fmt: skip
    name: str = option(
        "安澜平台",
        "平台名称，显示在控制台与目录中",
        "Name of the platform, shown in the console and in catalogs",
        min_length=1,
        max_length=64,
    )
    level: Literal["city", "county", "township", "other"] = option("city", "平台层级", "Level of the platform")
    division: str = option(
        "",
        "所属行政区划代码（2—8 位），留空则取自平台编码",
        "Division the platform stands for, 2–8 digits; empty takes it from the code",
        allowed=Sentence("2、4、6 或 8 位数字，或留空", "2, 4, 6 or 8 digits, or empty"),
        pattern=r"^(\d{2}){0,4}$",
    )
    edition: Literal["2022", "2016"] = option(
        "2022", "本平台采用的 GB/T 28181 版本", "Edition of GB/T 28181 the platform itself speaks"
    )

    @model_validator(mode="before")
    @classmethod
    def _division_from_code(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("division"):
            code = data.get("code")
            if isinstance(code, str) and len(code) == 20:
                return {**data, "division": trimmed_division(code)}
        return data


class DatabaseOptions(Section):
    """Where the records are."""

    url: str = option(
        "", "数据库地址；留空则使用数据目录中的 SQLite 文件", "Database URL; empty is a SQLite file in the data directory",
        secret=True, max_length=1024, allowed=Sentence("sqlite+aiosqlite://… 或 postgresql+asyncpg://…，或留空", "sqlite+aiosqlite://… or postgresql+asyncpg://…, or empty"), pattern=r"^$|^(sqlite\+aiosqlite|postgresql\+asyncpg)://", example="postgresql+asyncpg://anlan:…@127.0.0.1/anlan",
    )  # fmt: skip
    pool_size: int = option(10, "PostgreSQL 连接池大小", "Connections kept to PostgreSQL", ge=1, le=200)


class HttpSettings(Section):
    """Console and API."""

    host: str = option(
        "127.0.0.1", "监听地址；对外提供服务时改为 0.0.0.0", "Address to listen on; 0.0.0.0 to serve others", **HOST
    )
    port: int = option(8080, "监听端口，0 表示任取空闲端口", "Port to listen on; 0 takes a free one", **PORT)
    public_url: str = option(
        "",
        "用户访问控制台的地址；为 https 时 Cookie 仅走加密通道",
        "Address under which users reach the console; https makes cookies Secure",
        max_length=255,
        allowed=Sentence(
            "http:// 或 https:// 加主机与端口，不带路径，或留空",
            "http:// or https:// with host and port and no path, or empty",
        ),
        pattern=r"^$|^https?://[^/\s]+$",
    )
    tls_certificate: str = option(
        "", "TLS 证书链文件（PEM）", "File with the TLS certificate chain (PEM)", max_length=1024
    )
    tls_key: str = option("", "TLS 私钥文件（PEM）", "File with the TLS private key (PEM)", max_length=1024)
    trusted_proxies: tuple[str, ...] = option(
        (),
        "可信反向代理的地址或网段，仅采信其 X-Forwarded-For",
        "Addresses or networks of reverse proxies whose X-Forwarded-For is believed",
        max_length=32,
    )
    allowed_origins: tuple[str, ...] = option(
        (),
        "除本站外允许发起写操作与事件订阅的网页来源",
        "Web origins, besides our own, whose pages may write and listen for events",
        max_length=32,
    )
    max_body_bytes: int = option(
        1_048_576,
        "请求体上限（文件导入除外）",
        "Largest request body, but for imports of files",
        unit="bytes",
        ge=1024,
        le=67_108_864,
    )
    max_upload_bytes: int = option(
        33_554_432, "导入文件上限", "Largest file to import", unit="bytes", ge=1024, le=1_073_741_824
    )
    max_event_listeners: int = option(
        1000, "同时订阅事件的连接上限", "Connections that listen for events at once", ge=1, le=100_000
    )
    max_event_listeners_per_user: int = option(
        8,
        "每名用户（及每个 API 令牌）同时订阅事件的连接上限，即控制台窗口数",
        "Connections for events that one user, and one API token, may hold: windows of the console",
        ge=1,
        le=1000,
    )
    max_connections: int = option(
        4000, "同时处理的 HTTP 连接上限", "HTTP connections served at once", ge=10, le=100_000
    )
    max_connections_per_address: int = option(
        256,
        "单个地址的 HTTP 连接上限（IPv6 按 /64 计），可信反向代理除外",
        "HTTP connections from one address (IPv6: one /64) at once; trusted proxies aside",
        ge=1,
        le=100_000,
    )
    request_timeout_s: float = option(
        15.0,
        "等待请求头的最长时间；请求体可停顿同样时间，此后不得慢于每秒 16 KiB",
        "How long a request's head may take; its body may pause as long and be no slower than 16 KiB/s beyond",
        unit="s",
        ge=0.1,
        le=300,
    )
    keep_alive_s: int = option(
        30, "空闲连接保持时间", "How long a connection is kept between two requests", unit="s", ge=1, le=600
    )


class SipSettings(Section):
    """SIP signalling, UDP and TCP on one port."""

    host: str = option("0.0.0.0", "SIP 监听地址", "Address to listen on for SIP", **HOST)  # noqa: S104 - devices must reach it
    port: int = option(5060, "SIP 监听端口（UDP 与 TCP）", "Port for SIP, UDP and TCP", **PORT)
    advertised_host: str = option(
        "",
        "告知设备的本机地址；留空则按对端逐一选取",
        "Our address as told to devices; empty chooses it per peer",
        **HOST,
    )
    domain: str = option(
        "",
        "SIP 域，留空取平台编码前 10 位",
        "SIP domain; empty takes the first ten digits of the code",
        allowed=Sentence("8—20 位数字，或留空", "8–20 digits, or empty"),
        pattern=r"^$|^\d{8,20}$",
    )
    realm: str = option(
        "", "摘要认证域，留空与 SIP 域相同", "Realm of the digest; empty equals the domain", max_length=64
    )
    max_message_bytes: int = option(
        1_048_576,
        "单条 SIP 消息体上限",
        "Largest body of a SIP message; over TCP a catalog may be long",
        unit="bytes",
        ge=4096,
        le=8_388_608,
    )
    max_tcp_connections: int = option(20_000, "SIP TCP 连接上限", "SIP connections over TCP at once", ge=10, le=200_000)
    max_transactions: int = option(50_000, "同时进行的 SIP 事务上限", "SIP transactions at once", ge=100, le=1_000_000)
    digest_algorithms: tuple[Literal["MD5", "SHA-256"], ...] = option(
        ("MD5",),
        "注册质询提供的摘要算法，按先后顺序；部分设备只认第一个",
        "Digest algorithms offered to devices, in this order; some devices read only the first",
        min_length=1,
        max_length=2,
    )
    requests_per_second_per_peer: int = option(
        200,
        "单个地址每秒请求上限，超出即丢弃",
        "Requests a second taken from one address; more are dropped",
        ge=1,
        le=100_000,
    )


class MediaSettings(Section):
    """The media core: receiving, viewers, forwarding."""

    receive_host: str = option("0.0.0.0", "收流监听地址", "Address that receives streams", **HOST)  # noqa: S104 - devices must reach it
    receive_port: int = option(
        10_000, "收流复用端口（UDP 与 TCP）", "Port that receives all streams, UDP and TCP, told apart by SSRC", **PORT
    )
    viewer_host: str = option("0.0.0.0", "播放服务监听地址", "Address that serves viewers", **HOST)  # noqa: S104 - browsers must reach it
    viewer_port: int = option(8090, "播放服务端口", "Port that serves viewers", **PORT)
    advertised_host: str = option(
        "",
        "SDP 中告知设备的收流地址；留空则按对端逐一选取",
        "Receiving address as told in SDP; empty chooses it per peer",
        **HOST,
    )
    viewer_public_url: str = option(
        "",
        "浏览器连接播放服务的地址，如 wss://city.example:8090；留空取请求的主机名",
        "Address under which browsers reach the viewers' port; empty takes the request's host",
        max_length=255,
        allowed=Sentence(
            "ws:// 或 wss:// 加主机与端口，不带路径，或留空", "ws:// or wss:// with host and port and no path, or empty"
        ),
        pattern=r"^$|^wss?://[^/\s]+$",
    )
    own_port_first: int = option(
        0, "独占收流端口范围起点，0 表示任取", "First port for streams that need one of their own; 0 takes any", **PORT
    )
    own_port_last: int = option(0, "独占收流端口范围终点", "Last port for streams that need one of their own", **PORT)
    silence_ms: int = option(
        5000,
        "多久收不到数据即判为断流",
        "Without a packet for this long a stream is silent",
        unit="ms",
        ge=500,
        le=120_000,
    )
    max_streams: int = option(2000, "同时收流上限", "Streams received at once", ge=1, le=100_000)
    max_viewers: int = option(5000, "同时观看上限", "Viewers at once", ge=1, le=1_000_000)
    reorder_window_ms: int = option(
        200, "乱序重排窗口", "How long a packet out of order is waited for", unit="ms", ge=0, le=2000
    )
    gop_bytes_limit: int = option(
        8_388_608,
        "每路缓存的最近一个 GOP 上限",
        "Largest group of pictures kept per stream",
        unit="bytes",
        ge=65_536,
        le=268_435_456,
    )
    worker_threads: int = option(
        0, "媒体核心线程数，0 表示按处理器核数", "Threads of the media core; 0 follows the processor", ge=0, le=256
    )


class Gb28181Settings(Section):
    """Devices and cascade by GB/T 28181."""

    register_expires_min_s: int = option(
        60, "注册有效期下限，更短的按此值答复", "Shortest registration granted", unit="s", ge=10, le=86_400
    )
    register_expires_max_s: int = option(
        86_400, "注册有效期上限", "Longest registration granted", unit="s", ge=60, le=604_800
    )
    register_expires_default_s: int = option(
        3600,
        "设备未给出有效期时的默认值；向上级注册亦用此值",
        "Registration granted when the device names none; also asked of upper platforms",
        unit="s",
        ge=60,
        le=604_800,
    )
    keepalive_interval_s: int = option(60, "心跳周期", "Keepalive interval", unit="s", ge=5, le=3600)
    keepalive_interval_min_s: int = option(
        5, "接受的设备心跳周期下限", "Shortest keepalive interval believed of a device", unit="s", ge=1, le=3600
    )
    keepalive_interval_max_s: int = option(
        300, "接受的设备心跳周期上限", "Longest keepalive interval believed of a device", unit="s", ge=10, le=86_400
    )
    keepalive_misses: int = option(
        3, "连续丢失几次心跳判为离线", "Keepalives missed in a row until a peer is offline", ge=1, le=20
    )
    catalog_first_part_timeout_s: int = option(
        15, "目录查询等待首包的时限", "How long to wait for the first part of a catalog", unit="s", ge=1, le=600
    )
    catalog_part_timeout_s: int = option(
        10, "目录分包之间的时限", "How long to wait between parts of a catalog", unit="s", ge=1, le=600
    )
    invite_timeout_s: int = option(
        8, "点播信令等待应答的时限", "How long to wait for the answer to an INVITE", unit="s", ge=1, le=60
    )
    first_packet_timeout_s: int = option(
        6, "应答后等待首个媒体包的时限", "How long to wait for the first packet after the answer", unit="s", ge=1, le=60
    )
    first_key_frame_timeout_s: int = option(
        6,
        "首包后等待首个关键帧的时限",
        "How long to wait for the first key frame after the first packet",
        unit="s",
        ge=1,
        le=60,
    )
    catalog_items_per_message: int = option(
        4, "上报目录时每条消息的条目数", "Items in one message when a catalog is sent", ge=1, le=100
    )
    max_registered: int = option(100_000, "注册设备数上限", "Devices registered at once", ge=1, le=1_000_000)


class LiveSettings(Section):
    """Live viewing."""

    grace_s: int = option(
        10,
        "最后一名观看者离开后保留流的时间",
        "How long a stream is kept after its last viewer",
        unit="s",
        ge=0,
        le=3600,
    )
    token_lifetime_s: int = option(
        30, "播放令牌有效期", "How long a media token may wait for its use", unit="s", ge=5, le=600
    )
    max_viewers_per_user: int = option(
        64, "每名用户同时观看路数上限", "Pictures one user may watch at once", ge=1, le=1024
    )


class AccessSettings(Section):
    """Signing in."""

    session_hours: int = option(12, "登录最长有效时间，一个班次", "Longest session: one shift", unit="h", ge=1, le=168)
    session_idle_minutes: int = option(
        240, "多久无操作自动退出", "A session without any request ends after this", unit="min", ge=5, le=10_080
    )
    lockout_failures: int = option(
        5, "连续输错几次密码锁定账号", "Wrong passwords in a row until the account is locked", ge=3, le=100
    )
    lockout_minutes: int = option(10, "锁定时长", "How long an account stays locked", unit="min", ge=1, le=1440)
    login_rate: int = option(
        30, "每个地址每分钟登录次数上限", "Sign-ins tried from one address in a minute", unit="/min", ge=3, le=10_000
    )
    password_min_length: int = option(10, "密码最短长度", "Shortest password", unit="characters", ge=8, le=128)
    max_sessions_per_user: int = option(
        10,
        "每名用户同时登录数上限，超出即注销最早的",
        "Sessions one user may have; beyond, the oldest ends",
        ge=1,
        le=1000,
    )
    token_max_days: int = option(365, "API 令牌最长有效期", "Longest life of an API token", unit="d", ge=1, le=3650)


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
    max_waiting: int = option(
        20_000, "等待入库的信号上限，超出即让设备重发", "Signals waiting for the database; beyond, devices must repeat",
        ge=100, le=1_000_000,
    )  # fmt: skip
    forward_conditions: tuple[str, ...] = option(
        ("confirmed_by_user", "user_unreachable", "two_zones", "two_principles", "confirmed_on_site", "suspicious_on_video", "emergency"),
        "转公安的条件（编号）", "Conditions under which the police are called, by id", min_length=1, max_length=50,
    )  # fmt: skip


class AuditSettings(Section):
    """Anchors of the audit log."""

    anchor_every_lines: int = option(
        1000, "每多少条日志签一次锚点", "An anchor is signed after this many lines", ge=1, le=1_000_000
    )
    anchor_every_minutes: int = option(
        60,
        "至少每隔多久签一次锚点（有新日志时）",
        "An anchor is signed at least this often while lines come",
        unit="min",
        ge=1,
        le=10_080,
    )
    anchor_directory: str = option(
        "",
        "锚点目录，留空取数据目录下的 anchors；宜放在另一台存储上",
        "Where anchors are written; empty is anchors/ in the data directory; best kept on another machine's storage",
        max_length=1024,
    )


class EventsSettings(Section):
    """How long events are kept for listeners that come back."""

    keep_events: int = option(200_000, "保留的事件条数上限", "Events kept at most", ge=1000, le=10_000_000)
    keep_hours: int = option(72, "事件保留时长", "How long events are kept", unit="h", ge=1, le=720)


class LogSettings(Section):
    """Logs on standard error."""

    level: Literal["debug", "info", "warning", "error"] = option("info", "日志级别", "Least level that is written")
    format: Literal["json", "console"] = option(
        "json", "日志格式：json 供采集，console 供人阅读", "json for collectors, console for people"
    )


class MapSettings(Section):
    """The console's map."""

    tile_url: str = option(
        "",
        "底图瓦片地址模板，含 {z}/{x}/{y}；留空用本市边界绘制",
        "Template of a tile service with {z}/{x}/{y}; empty draws the city's own boundaries",
        max_length=1024,
        allowed=Sentence("http:// 或 https:// 开头，或留空", "begins with http:// or https://, or empty"),
        pattern=r"^$|^https?://",
    )

"""What may be wrong with this platform's set-up, looked for from the command line."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509

from anlan.app.records import check_records, open_database, open_directory
from anlan.capabilities.live.journal import AttemptFilter, Journal
from anlan.foundation.clock import SystemClock
from anlan.foundation.config import Settings
from anlan.foundation.events import Outbox
from anlan.gateways.gb28181.diagnosis import Finding, diagnose, gather
from anlan.protocols.wording import Sentence

FREE_BYTES_WANTED = 2 * 1024**3
CERTIFICATE_DAYS_WANTED = 30


@dataclass(frozen=True, slots=True)
class Examination:
    """One thing looked at; ``fault`` is None where it is well."""

    subject: Sentence
    fault: Sentence | None = None


Check = Callable[[Settings], Awaitable[list[Examination]]]


async def examine(settings: Settings) -> list[Examination]:
    """Every check in turn; one that itself fails is told as a fault and keeps no other from running."""
    found: list[Examination] = []
    for check in (_data_directory, _database, _service, _certificate):
        try:
            found += await check(settings)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are still worth knowing
            subject = Sentence(f"检查 {check.__name__.strip('_')}", f"check {check.__name__.strip('_')}")
            found.append(Examination(subject, Sentence(f"检查未能完成：{error}", f"could not be completed: {error}")))
    return found


async def examine_device(settings: Settings, code: str) -> list[Finding]:
    """What stands between a device or platform (or a channel's) and its picture, from the records; the console shows the same."""
    clock = SystemClock()
    async with open_database(settings) as database, open_directory(settings) as directory:
        journal = Journal(database, Outbox(database, clock), clock)

        async def attempts(peer: str, limit: int) -> Sequence[Mapping[str, Any]]:
            return (await journal.page(AttemptFilter(("",), peer=peer), cursor=None, limit=limit)).items

        route = await directory.channel_route(code)
        peer = route.peer.code if route is not None else code
        evidence = await gather(peer, directory, attempts)
        return diagnose(evidence, clock.now_utc())


async def _data_directory(settings: Settings) -> list[Examination]:
    subject = Sentence(f"数据目录 {settings.data_directory}", f"data directory {settings.data_directory}")
    if not settings.data_directory.is_dir():
        return [Examination(subject, Sentence("不存在，首次启动时建立", "is not there yet; the first start makes it"))]
    free = shutil.disk_usage(settings.data_directory).free
    if free < FREE_BYTES_WANTED:
        return [Examination(subject, Sentence(f"仅剩 {free // 1024**2} MB", f"has only {free // 1024**2} MB left"))]
    mode = settings.data_directory.stat().st_mode
    if mode & 0o007:
        return [
            Examination(
                subject,
                Sentence(
                    "其他用户可以读取，请改为仅本服务可读", "can be read by every user; make it the service's alone"
                ),
            )
        ]
    return [Examination(subject)]


async def _database(settings: Settings) -> list[Examination]:
    subject = Sentence("数据库", "database")
    async with open_database(settings) as database:
        await database.ping()
    return [Examination(subject, fault) for fault in await check_records(settings)] or [Examination(subject)]


async def _service(settings: Settings) -> list[Examination]:
    """A running platform tells about itself; where none runs, its ports must be free."""
    scheme = "https" if settings.http.tls_certificate else "http"
    host = "127.0.0.1" if settings.http.host in ("0.0.0.0", "::") else settings.http.host  # noqa: S104 - compared, not bound
    subject = Sentence("平台服务", "running platform")
    try:
        # The platform's own certificate need not name the loopback address.
        async with httpx.AsyncClient(verify=False, trust_env=False, timeout=5) as client:  # noqa: S501
            answer = await client.get(f"{scheme}://{host}:{settings.http.port}/readyz")
    except httpx.HTTPError:
        taken = [name for name, kind, address, port in _doors(settings) if not _is_free(kind, address, port)]
        fault = Sentence(
            "未运行，且下列端口已被占用：" + "、".join(taken),
            "does not run, and these ports are taken: " + ", ".join(taken),
        )
        return [
            Examination(subject, fault if taken else Sentence("未运行，端口均空闲", "does not run; its ports are free"))
        ]
    if answer.status_code == 200:
        return [Examination(subject)]
    return [Examination(subject, Sentence(f"未就绪：{answer.text[:300]}", f"is not ready: {answer.text[:300]}"))]


async def _certificate(settings: Settings) -> list[Examination]:
    subject = Sentence("证书", "certificate")
    path = settings.http.tls_certificate
    if not path:
        if settings.http.host.startswith("127."):
            return []
        return [
            Examination(
                subject,
                Sentence(
                    "未配置，登录口令将以明文传输", "none is configured: passwords cross the network in the clear"
                ),
            )
        ]
    content = await asyncio.to_thread(Path(path).read_bytes)
    days = (x509.load_pem_x509_certificate(content).not_valid_after_utc - SystemClock().now_utc()).days
    if days < CERTIFICATE_DAYS_WANTED:
        return [Examination(subject, Sentence(f"{days} 天后到期", f"expires in {days} days"))]
    return [Examination(subject)]


def _doors(settings: Settings) -> list[tuple[str, socket.SocketKind, str, int]]:
    sip, media, http = settings.sip, settings.media, settings.http
    return [
        (f"http.port {http.port}", socket.SOCK_STREAM, http.host, http.port),
        (f"media.viewer_port {media.viewer_port}", socket.SOCK_STREAM, media.viewer_host, media.viewer_port),
        (f"sip.port {sip.port}/udp", socket.SOCK_DGRAM, sip.host, sip.port),
        (f"sip.port {sip.port}/tcp", socket.SOCK_STREAM, sip.host, sip.port),
        (f"media.receive_port {media.receive_port}/udp", socket.SOCK_DGRAM, media.receive_host, media.receive_port),
        (f"media.receive_port {media.receive_port}/tcp", socket.SOCK_STREAM, media.receive_host, media.receive_port),
    ]


def _is_free(kind: socket.SocketKind, host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, kind)) as trial:
        if kind == socket.SOCK_STREAM:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True

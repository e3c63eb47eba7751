"""The HTTP server inside the platform's loop: a free port, TLS, a taken port, stopping in time."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from fastapi import FastAPI

from anlan.api.server import HttpServer
from anlan.foundation.config import HttpSettings, Settings


def with_http(settings: Settings, **values: object) -> Settings:
    return settings.model_copy(update={"http": HttpSettings.model_validate({"port": 0, **values})})


def certificate(directory: Path) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (directory / "c.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (directory / "k.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(directory / "c.pem"), str(directory / "k.pem")


async def test_it_serves_on_a_free_port_as_soon_as_start_returns(platform: Any) -> None:
    server = HttpServer(with_http(platform.context.settings), platform.app)
    await server.start()
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{server.port}/healthz")
    assert answer.json() == {"status": "alive"}
    assert "server" not in answer.headers
    await server.stop()
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", server.port)


async def test_a_taken_port_is_an_error_at_start(platform: Any) -> None:
    first = HttpServer(with_http(platform.context.settings), platform.app)
    await first.start()
    with pytest.raises(OSError):
        await HttpServer(with_http(platform.context.settings, port=first.port), platform.app).start()
    await first.stop()


async def test_with_a_certificate_it_speaks_tls(platform: Any, tmp_path: Path) -> None:
    chain, key = certificate(tmp_path)
    server = HttpServer(with_http(platform.context.settings, tls_certificate=chain, tls_key=key), platform.app)
    await server.start()
    async with httpx.AsyncClient(verify=ssl.create_default_context(cafile=chain)) as client:
        assert (await client.get(f"https://127.0.0.1:{server.port}/healthz")).status_code == 200
    await server.stop()


@pytest.mark.parametrize(
    ("trusted", "expected"), [((), "127.0.0.1"), (("127.0.0.1",), "198.51.100.9"), (("10.0.0.0/8",), "127.0.0.1")]
)
async def test_only_a_trusted_proxy_may_tell_the_clients_address(
    trusted: tuple[str, ...], expected: str, platform: Any
) -> None:
    server = HttpServer(with_http(platform.context.settings, trusted_proxies=trusted), platform.app)
    await server.start()
    async with httpx.AsyncClient() as client:
        url = f"http://127.0.0.1:{server.port}/api/v1/session"
        await client.post(url, json={"name": "x", "password": "y"}, headers={"x-forwarded-for": "198.51.100.9"})
    await server.stop()
    assert [line["remote_host"] for line in await platform.audit_lines(outcome="refused")] == [expected]


async def test_a_request_in_hand_is_finished_at_stop(platform: Any) -> None:
    entered, leave = asyncio.Event(), asyncio.Event()
    app = FastAPI()

    @app.get("/slow")
    async def slow() -> str:
        entered.set()
        await leave.wait()
        return "done"

    server = HttpServer(with_http(platform.context.settings), app)
    await server.start()
    async with httpx.AsyncClient() as client:
        request = asyncio.create_task(client.get(f"http://127.0.0.1:{server.port}/slow"))
        await entered.wait()
        stopping = asyncio.create_task(server.stop())
        await asyncio.sleep(0)
        leave.set()
        assert (await request).json() == "done"
    await stopping

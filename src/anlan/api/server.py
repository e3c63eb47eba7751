"""Serving the application with uvicorn inside the platform's own event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import uvicorn
from starlette.types import ASGIApp

from anlan.api.connections import Connections, ImpatientProtocol
from anlan.foundation.config import Settings

log = structlog.get_logger("anlan.http")

_BACKLOG = 1024
_STOP_S = 2


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers, for the platform decides when to stop; and with a protocol that does not wait for ever."""

    def __init__(self, config: uvicorn.Config, places: Connections, request_timeout_s: float) -> None:
        super().__init__(config)
        self._places = places
        self._request_timeout_s = request_timeout_s

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen on the one socket, with our protocol; a TLS handshake must not take longer than a request's head."""
        assert sockets is not None
        listening = await asyncio.get_running_loop().create_server(
            self._protocol,
            sock=sockets[0],
            ssl=self.config.ssl,
            backlog=_BACKLOG,
            ssl_handshake_timeout=self._request_timeout_s if self.config.ssl else None,
        )
        self.servers = [listening]
        self.started = True

    def _protocol(self) -> ImpatientProtocol:
        return ImpatientProtocol(
            places=self._places,
            request_timeout_s=self._request_timeout_s,
            config=self.config,
            server_state=self.server_state,
            app_state={},
        )

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class HttpServer:
    """Binds at ``start``, serves until ``stop``; ``port`` is the real one where 0 was configured."""

    def __init__(self, settings: Settings, app: ASGIApp) -> None:
        http = settings.http
        config = uvicorn.Config(
            app,
            host=http.host,
            port=http.port,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            # Compression per message costs 25 times the CPU and buys nothing on small JSON.
            ws_per_message_deflate=False,
            ws_max_size=65_536,
            ws_max_queue=8,
            ws_ping_interval=20.0,
            ws_ping_timeout=20.0,
            timeout_keep_alive=http.keep_alive_s,
            timeout_graceful_shutdown=_STOP_S,
            limit_concurrency=http.max_connections,
            backlog=_BACKLOG,
            proxy_headers=bool(http.trusted_proxies),
            forwarded_allow_ips=list(http.trusted_proxies),
            ssl_certfile=http.tls_certificate or None,
            ssl_keyfile=http.tls_key or None,
        )
        self._host = http.host
        self._wanted_port = http.port
        places = Connections(http.max_connections, http.max_connections_per_address, http.trusted_proxies)
        self._server = _Server(config, places, http.request_timeout_s)
        self._config = config
        self._socket: socket.socket | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port that is served, after ``start``."""
        assert self._socket is not None
        number: int = self._socket.getsockname()[1]
        return number

    async def start(self) -> None:
        """Bind and serve. Raises ``OSError`` where the port is taken or the certificate cannot be read."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((self._host, self._wanted_port))
            self._config.load()
        except BaseException:
            bound.close()
            raise
        self._socket = bound
        self._task = asyncio.create_task(self._server.serve(sockets=[bound]), name="http-server")
        # Connections that come before uvicorn accepts wait in the backlog; we return once it listens.
        bound.listen(_BACKLOG)
        log.info("http_listening", host=self._host, port=self.port, tls=bool(self._config.ssl_certfile))

    async def stop(self) -> None:
        """Take no more requests, let those in hand finish for two seconds, close."""
        if self._task is None:
            return
        self._server.should_exit = True
        try:
            async with asyncio.timeout(_STOP_S + 2):
                await asyncio.shield(self._task)
        except TimeoutError:
            self._server.force_exit = True
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._task = None
        if self._socket is not None:
            self._socket.close()

"""A PostgreSQL server of our own, from the programs that are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import asyncpg


class PostgresqlServer:
    """A server in a temporary directory on a free port of the loopback; ``durable`` where every commit shall be synced to a disk."""

    def __init__(self, programs: Path, *, durable: bool = False) -> None:
        self._programs = programs
        in_memory = not durable and Path("/dev/shm").is_dir()
        self._directory = Path(tempfile.mkdtemp(prefix="anlan-postgresql-", dir="/dev/shm" if in_memory else None))
        # PostgreSQL refuses to run as root.
        self._as: list[str] = []
        if os.geteuid() == 0:
            account = next(
                name for name in ("postgres", "nobody") if any(entry.pw_name == name for entry in pwd.getpwall())
            )
            self._as = ["runuser", "-u", account, "--"]
            shutil.chown(self._directory, account)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        data = self._directory / "data"
        # The collation of the field, not C: what relies on the order of bytes must say so.
        self._call(
            "initdb",
            "-D",
            str(data),
            "-U",
            "anlan",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--locale-provider=icu",
            "--icu-locale=zh-Hans-CN",
            "--no-sync",
        )
        options = ["-c", "max_connections=200"]
        if not durable:
            options += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        options += [
            "-p",
            str(self.port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            f"unix_socket_directories={self._directory}",
        ]
        self._log = (self._directory / "log").open("wb")
        self._process = subprocess.Popen(
            [*self._as, str(programs / "postgres"), "-D", str(data), *options],
            stdout=self._log,
            stderr=self._log,
            cwd="/",
        )
        self._wait_until_it_answers()

    def _call(self, program: str, *arguments: str) -> None:
        subprocess.run([*self._as, str(self._programs / program), *arguments], check=True, capture_output=True, cwd="/")

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 60
        while subprocess.run(
            [str(self._programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False
        ).returncode:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self._directory / "log").read_text())
            time.sleep(0.05)

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://anlan@127.0.0.1:{self.port}/{name}"

    async def execute(self, statement: str) -> None:
        connection = await asyncpg.connect(host="127.0.0.1", port=self.port, user="anlan", database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def close(self) -> None:
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        # Under runuser the server is the child; SIGINT is its fast shutdown.
        pids = [int(pid) for pid in children.read_text().split()] if self._as else [self._process.pid]
        for pid in pids:
            subprocess.run(["kill", "-INT", str(pid)], check=False)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._log.close()
        shutil.rmtree(self._directory, ignore_errors=True)


def postgresql_programs() -> Path | None:
    """The folder of the newest server programs that are installed; None without any."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None

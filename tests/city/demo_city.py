"""The demo city as a process under test: its plan, its processes, what it says, how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from anlan.app.demo.configuration import CONFIG_FILE
from anlan.app.demo.plan import CityPlan, PlatformPlan
from anlan.app.demo.progress import READY_LINE

# What a loaded machine needs to bring twelve processes up; only reached when something is wrong.
START_LIMIT_S = 240
STOP_LIMIT_S = 30


class DemoCity:
    """The running demo: its plan, its process, and what it says line by line."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.lines: list[str] = []
        self.start()

    def start(self) -> None:
        """Run ``anlan demo`` over the data, old or new."""
        self._news = threading.Condition()
        self._over = False
        self.process = subprocess.Popen(
            [sys.executable, "-m", "anlan", "demo", "--plain", "--first-port", "0", "--data", str(self.data)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self.lines = []
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()

    def wait_ready(self) -> float:
        """Until the whole city is there; returns how many seconds that took."""
        began = time.monotonic()
        self.wait_for(READY_LINE, START_LIMIT_S)
        return time.monotonic() - began

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            with self._news:
                self.lines.append(line.rstrip())
                self._news.notify_all()
        with self._news:
            self._over = True
            self._news.notify_all()

    def wait_for(self, text: str, limit_s: float, since: int = 0) -> str:
        """The first line after ``since`` of them that holds the text; fails with all it said when it ends or takes too long."""
        deadline = time.monotonic() + limit_s
        with self._news:
            while True:
                for line in self.lines[since:]:
                    if text in line:
                        return line
                left = deadline - time.monotonic()
                if self._over or left <= 0:
                    why = "the demo ended" if self._over else f"after {limit_s} s"
                    pytest.fail(f"no line with {text!r}, {why}:\n" + "\n".join(self.lines[-40:]))
                self._news.wait(left)

    @property
    def plan(self) -> CityPlan:
        """What the demo consists of."""
        return msgspec.json.decode((self.data / "plan.json").read_bytes(), type=CityPlan)

    @property
    def console(self) -> str:
        """Address of the city's console."""
        return f"http://127.0.0.1:{self.plan.top.http_port}"

    def configuration(self, platform: PlatformPlan) -> Path:
        """The platform's configuration file."""
        return platform.folder(self.data) / CONFIG_FILE

    def pids(self) -> dict[str, int]:
        """Process id by the name the demo gives the process; what has ended is left out."""
        found = ((self._name(words), pid) for pid, words in processes_about(self.data))
        return {name: pid for name, pid in found if name}

    def _name(self, words: list[str]) -> str:
        if "serve" in words:
            return Path(words[words.index("--config") + 1]).parent.name
        if "township" in words:
            code = words[words.index("--code") + 1]
            return "cameras-" + next(each.division for each in self.plan.platforms if each.code == code)
        return "panels" if "town-panels" in words else ""

    def strike(self, name: str, number: signal.Signals) -> int:
        """Send a signal to one process of the demo; returns how many lines the demo had said before."""
        said = len(self.lines)
        os.kill(self.pids()[name], number)
        return said

    def stop(self) -> int:
        """Ctrl-C, and how it ended."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_LIMIT_S)


def processes_about(data: Path) -> Iterator[tuple[int, list[str]]]:
    """Every process whose arguments name the folder: its id and arguments."""
    for folder in Path("/proc").glob("[0-9]*"):
        # It may end while one looks.
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
            if any(str(data) in word for word in words) and "State:\tZ" not in (folder / "status").read_text():
                yield int(folder.name), words

"""The demo city as a process under test: its plan, what it says, how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue

import msgspec
import pytest

from anlan.app.demo.plan import CityPlan


class DemoCity:
    """The running demo: its plan, its process, and what it says line by line."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.process = subprocess.Popen(
            [sys.executable, "-m", "anlan", "demo", "--plain", "--first-port", "0", "--data", str(data)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self.lines: list[str] = []
        self._heard: Queue[str] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            self._heard.put(line.rstrip())
        self._heard.put("(ended)")

    def wait_for(self, text: str, limit_s: float) -> None:
        """Return when the demo says so; fail with all it said when it ends or takes too long."""
        while True:
            try:
                line = self._heard.get(timeout=limit_s)
            except Empty:
                pytest.fail(f"no line with {text!r} after {limit_s} s:\n" + "\n".join(self.lines[-40:]))
            if text in line:
                return
            if line == "(ended)":
                pytest.fail("the demo ended:\n" + "\n".join(self.lines[-40:]))

    @property
    def plan(self) -> CityPlan:
        """What the demo consists of."""
        return msgspec.json.decode((self.data / "plan.json").read_bytes(), type=CityPlan)

    @property
    def console(self) -> str:
        """Address of the city's console."""
        return f"http://127.0.0.1:{self.plan.top.http_port}"

    def stop(self) -> int:
        """Ctrl-C, and how it ended."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

"""How far the demo is: bars on a terminal, plain lines elsewhere; then where to look and with which account."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Protocol

from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from anlan.app.demo.plan import DUTY_LEADER, OPERATOR, CityPlan
from anlan.app.demo.supervisor import Child
from anlan.protocols.wording import Sentence

READY_LINE = "demo city ready"


class Progress(Protocol):
    """Told what happens while the city comes up."""

    def begin(self, step: str, total: int) -> None:
        """A step begins that has so many parts."""

    def advance(self, step: str, completed: int | None = None) -> None:
        """One part more is done, or so many in all."""

    def child_changed(self, child: Child, what: str) -> None:
        """A process started, is ready, ended or stopped."""

    def ready(self, plan: CityPlan, *, night: bool) -> None:
        """The city is whole: say where it is, and whether alarms come in by themselves."""

    def failed(self, why: str) -> None:
        """It cannot come up."""

    def stopping(self) -> None:
        """Everything is being stopped."""


def make_progress(steps: Mapping[str, Sentence], *, plain: bool) -> Progress:
    """Bars where somebody looks, lines where it is written to a file."""
    return Lines(steps) if plain or not sys.stdout.isatty() else Screen(steps)


def addresses(plan: CityPlan) -> list[tuple[str, str]]:
    """Name and console address of every platform, from the top down."""
    return [(platform.name, f"http://127.0.0.1:{platform.http_port}/") for platform in plan.platforms]


def desk(*, night: bool) -> list[str]:
    """Who takes alarms, and where they show."""
    names = f"{OPERATOR.name}（{OPERATOR.shown}）{DUTY_LEADER.name}（{DUTY_LEADER.shown}）"
    lines = [f"乡镇平台另有账号 townships also have: {names} 密码相同 same password"]
    if night:
        lines.append(
            "报警陆续到达各乡镇平台，约一分钟内有一起紧急求助，见“报警→接警台” · alarms come in at the townships, a hold-up within "
            "about a minute: Alarms → Desk"
        )
    return lines


class Lines:
    """One line a change."""

    def __init__(self, steps: Mapping[str, Sentence]) -> None:
        self._steps = steps
        self._done: dict[str, int] = {}
        self._total: dict[str, int] = {}

    def begin(self, step: str, total: int) -> None:
        self._done[step], self._total[step] = 0, total
        self._show(step)

    def advance(self, step: str, completed: int | None = None) -> None:
        before = self._done[step]
        self._done[step] = before + 1 if completed is None else completed
        if self._done[step] != before:
            self._show(step)

    def _show(self, step: str) -> None:
        sentence = self._steps[step]
        print(f"{sentence.zh} {sentence.en}: {self._done[step]}/{self._total[step]}", flush=True)

    def child_changed(self, child: Child, what: str) -> None:
        if child.starts > 1 or what.startswith("ended"):
            print(f"{child.name}: {what}", flush=True)

    def ready(self, plan: CityPlan, *, night: bool) -> None:
        for name, address in addresses(plan):
            print(f"{name}  {address}", flush=True)
        print(f"账号 account: {plan.admin_name}  密码 password: {plan.admin_password}", flush=True)
        print(*desk(night=night), sep="\n", flush=True)
        print(READY_LINE, flush=True)

    def failed(self, why: str) -> None:
        print(f"✗ {why}", file=sys.stderr, flush=True)

    def stopping(self) -> None:
        print("正在停止 stopping", flush=True)


class Screen:
    """Bars, then a panel with addresses and account."""

    def __init__(self, steps: Mapping[str, Sentence]) -> None:
        self._steps = steps
        self._console = Console()
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
        )
        self._tasks: dict[str, TaskID] = {}
        self._bars.start()

    def begin(self, step: str, total: int) -> None:
        sentence = self._steps[step]
        self._tasks[step] = self._bars.add_task(f"{sentence.zh} {sentence.en}", total=total)

    def advance(self, step: str, completed: int | None = None) -> None:
        if completed is None:
            self._bars.advance(self._tasks[step])
        else:
            self._bars.update(self._tasks[step], completed=completed)

    def child_changed(self, child: Child, what: str) -> None:
        if what.startswith("ended"):
            self._console.print(f"[yellow]{child.name}: {what}，重新启动 starting it again[/]")
        elif child.starts > 1 and what == "ready":
            self._console.print(f"[green]{child.name}: 已恢复 ready again[/]")

    def ready(self, plan: CityPlan, *, night: bool) -> None:
        self._bars.stop()
        rows = "\n".join(f"{name}  [link={address}]{address}[/link]" for name, address in addresses(plan))
        rows_below = "\n".join(desk(night=night))
        account = f"账号 account [bold]{plan.admin_name}[/]   密码 password [bold]{plan.admin_password}[/]"
        self._console.print(
            Panel(
                f"{rows}\n\n{account}\n{rows_below}\n按 Ctrl-C 停止 · Ctrl-C stops everything",
                title="安澜演示城市 · Anlan demo city",
            )
        )

    def failed(self, why: str) -> None:
        self._bars.stop()
        self._console.print(f"[red]✗ {why}[/]")

    def stopping(self) -> None:
        self._bars.stop()
        self._console.print("正在停止 stopping …")

"""``anlan demo``: the three-level demo city."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from anlan.app.cli.options import told_plainly
from anlan.app.demo.plan import FIRST_PORT

DataOption = Annotated[
    Path,
    typer.Option(
        "--data", file_okay=False, help="数据目录 · where the demo keeps its records; delete it to begin anew."
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", help="虚构城市的种子 · which fictional city.")]
PortOption = Annotated[
    int,
    typer.Option("--first-port", min=0, max=60000, help="起始端口，0 为任取空闲端口 · first port to try; 0 takes any that are free."),
]  # fmt: skip
QuietOption = Annotated[
    bool,
    typer.Option("--plain", help="不显示进度条，逐行输出 · lines instead of a progress display (for logs and tests)."),
]


NightOption = Annotated[
    bool,
    typer.Option("--no-night", help="不演报警之夜，报警主机只报平安 · no night of alarms; the panels only report that they live."),
]  # fmt: skip


def demo(
    data: DataOption = Path("demo-data"),
    seed: SeedOption = 1,
    first_port: PortOption = FIRST_PORT,
    plain: QuietOption = False,
    no_night: NightOption = False,
) -> None:
    """启动演示城市 · Start a whole city: one city, two counties, four townships, as seven real platforms with simulated cameras and alarm panels.

    Every platform is a process of its own with its own records; they are joined by real GB/T 28181 cascades on the loopback
    address. A night of alarms is played to the townships, faster than in life and over and over. Addresses and the account are printed when the city's platform has the complete catalog. Ctrl-C stops everything;
    the next start takes up where it was left.
    """
    import uvloop

    from anlan.app.demo.run import run_demo

    with told_plainly(), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        raise typer.Exit(
            runner.run(run_demo(data.resolve(), seed=seed, first_port=first_port, plain=plain, night=not no_night))
        )

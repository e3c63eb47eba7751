"""``anlan serve``: run a platform."""

from __future__ import annotations

import asyncio
import gc
import signal
from typing import Annotated

import typer

from anlan.app.cli.ending import CertainEnd, certain_end
from anlan.app.cli.options import ConfigOption, settings_or_exit, told_plainly
from anlan.foundation.config import Settings, masked

# Allocations between two looks at the youngest objects; a platform makes hundreds for each message and frees them at once.
GC_THRESHOLD = 50_000

PrintOption = Annotated[
    bool,
    typer.Option("--print-config", help="显示生效的配置后退出，密钥以 *** 代替 · print what is in force, secrets masked, and leave."),
]  # fmt: skip


def serve(config: ConfigOption = None, print_config: PrintOption = False) -> None:
    """启动平台 · Run a platform until SIGTERM or Ctrl-C.

    The least it needs is its own 20-digit code: `ANLAN_PLATFORM__CODE=99010101002000000001 anlan serve`.
    Records go to SQLite in the data directory unless `database.url` names PostgreSQL; the schema is brought up to date first.
    The first start makes the account `admin` and prints its one-time password.

    On SIGTERM it leaves its uppers, hangs up its streams and writes out what it holds, within five seconds.
    What does not stop is named in the log and left behind: the process ends all the same, with status 1.
    """
    settings = settings_or_exit(config)
    if print_config:
        print(masked(settings))
        return
    import uvloop

    with told_plainly(), certain_end() as end, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        if not runner.run(_run(settings, end)):
            raise typer.Exit(1)


async def _run(settings: Settings, end: CertainEnd) -> bool:
    """Whether everything stopped in its time."""
    # What is loaded now stays for good; looking through it again and again for garbage is a fifth of the start.
    gc.disable()
    from anlan.app.notify import tell_supervisor
    from anlan.app.platform import Platform

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    platform = Platform(settings)
    try:
        first_admin = await platform.start()
    except BaseException:
        end.begin()
        await platform.stop()
        raise
    if first_admin is not None:
        print(
            f"首次启动，管理员 {first_admin.name} 的一次性密码（仅显示一次，登录后须修改） · "
            f"first start: one-time password of {first_admin.name}, shown once, to be changed at login:\n\n    {first_admin.password}\n",
            flush=True,
        )
    # What stands after the start stands for good: the collector need not walk it again with every device that registers.
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
    gc.enable()
    print(f"安澜已就绪 · ready: {platform.console_url}", flush=True)
    tell_supervisor("READY=1")
    await stop.wait()
    tell_supervisor("STOPPING=1")
    end.begin()
    await platform.stop()
    await end.tasks()
    return not platform.unstopped

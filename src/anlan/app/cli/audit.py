"""``anlan audit``: prove that the audit log was not changed."""

from __future__ import annotations

import asyncio

import typer

from anlan.app.cli.options import ConfigOption, settings_or_exit, told_plainly

app = typer.Typer(help="审计日志 · The audit log.")


@app.callback()
def audit() -> None:
    """Keeps ``verify`` a command of its own; with a single command Typer would drop its name."""


@app.command()
def verify(config: ConfigOption = None) -> None:
    """校验审计日志 · Walk the hash chain and the signed anchors; name every line that was changed, removed, inserted or moved.

    Leaves with status 1 when anything is wrong, or when no anchor is left to prove the end of the log by, so that a timer can
    raise an alarm by it. The platform may run meanwhile.
    """
    from anlan.app.records import open_database
    from anlan.foundation.audit.anchors import Anchors
    from anlan.foundation.audit.verification import Verdict
    from anlan.foundation.audit.verification import verify as verify_log
    from anlan.foundation.clock import SystemClock

    settings = settings_or_exit(config)
    anchors = Anchors.for_settings(settings, SystemClock())

    async def run() -> Verdict:
        async with open_database(settings) as database:
            return await verify_log(database, anchors.directory, anchors.key_file)

    with told_plainly():
        verdict = asyncio.run(run())
    for finding in verdict.findings:
        print(f"✗ {finding.sentence.zh} · {finding.sentence.en}")
    if verdict.more:
        print(f"✗ 另有 {verdict.more} 处 · {verdict.more} more")
    print(f"{verdict.lines} 条记录，{verdict.anchors} 个锚点 · {verdict.lines} lines, {verdict.anchors} anchors")
    if verdict.lines and not verdict.anchors:
        print(
            f"! {anchors.directory} 中没有有效锚点，无法判断末尾记录是否被删除或重写 · "
            "there is no valid anchor in it: whether the end was cut off or rewritten cannot be told"
        )
    if not verdict.proven:
        raise typer.Exit(1)
    print("✓ 未发现改动 · unchanged")

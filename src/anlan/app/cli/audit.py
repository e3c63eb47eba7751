"""``anlan audit``: prove that the audit log was not changed."""

from __future__ import annotations

import asyncio

import typer

from anlan.app.cli.options import ConfigOption, settings_or_exit

app = typer.Typer(no_args_is_help=True, help="审计日志 · The audit log.")


@app.command()
def verify(config: ConfigOption = None) -> None:
    """校验审计日志 · Walk the hash chain and the signed anchors; name every line that was changed, removed, inserted or moved.

    Leaves with status 1 when anything is wrong, so that a timer can raise an alarm by it.
    """
    from anlan.app.records import verify_audit

    report = asyncio.run(verify_audit(settings_or_exit(config)))
    for fault in report.faults:
        print(f"✗ #{fault.sequence}: {fault.sentence.zh} · {fault.sentence.en}")
    print(f"{report.lines} 条记录，{report.anchors} 个锚点 · {report.lines} lines, {report.anchors} anchors")
    if report.faults:
        raise typer.Exit(1)
    print("✓ 未发现改动 · unchanged")

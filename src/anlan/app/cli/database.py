"""``anlan db``: the schema of the records."""

from __future__ import annotations

import asyncio

import typer

from anlan.app.cli.options import ConfigOption, settings_or_exit, told_plainly

app = typer.Typer(no_args_is_help=True, help="数据库结构 · The schema of the records: bring it up to date, check it.")


@app.command()
def upgrade(config: ConfigOption = None) -> None:
    """升级数据库结构 · Bring the schema up to date. `anlan serve` does the same when it starts; it is safe to repeat."""
    from anlan.app.records import make_data_directory, open_database
    from anlan.foundation.database.migrations import migrate

    settings = settings_or_exit(config)

    async def run() -> str | None:
        make_data_directory(settings)
        async with open_database(settings) as database:
            return await migrate(database)

    with told_plainly():
        print(f"数据库结构版本 · schema revision: {asyncio.run(run())}")


@app.command()
def check(config: ConfigOption = None) -> None:
    """核对数据库 · Check that the schema is the one this version expects and that the counts at every tree node equal a recount."""
    from anlan.app.records import check_records

    settings = settings_or_exit(config)
    with told_plainly():
        faults = asyncio.run(check_records(settings))
    for fault in faults:
        print(f"✗ {fault.zh} · {fault.en}")
    if faults:
        raise typer.Exit(1)
    print("✓ 一致 · consistent")

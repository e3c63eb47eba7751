"""The command ``anlan``. Each command stands in a module of its own and imports what it needs only when it runs."""

from __future__ import annotations

import typer

from anlan.app.cli import audit, database, simulate, user
from anlan.app.cli.demo import demo
from anlan.app.cli.doctor import doctor
from anlan.app.cli.serve import serve

app = typer.Typer(
    name="anlan",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="安澜：城市社会治安技术防控平台 · Anlan, the platform of a city's technical public-safety protection.\n\n"
    "Run one copy per level (city, county, township); join them by GB/T 28181. "
    "To see a whole city at work: `anlan demo`. To run a platform: `anlan serve --config FILE`.",
)
app.command("serve")(serve)
app.command("demo")(demo)
app.add_typer(simulate.app, name="simulate")
app.command("doctor")(doctor)
app.add_typer(database.app, name="db")
app.add_typer(user.app, name="user")
app.add_typer(audit.app, name="audit")


def main() -> None:
    """Entry point of the program."""
    app()

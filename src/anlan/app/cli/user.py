"""``anlan user``: accounts, from the platform's own machine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from anlan.app.cli.options import ConfigOption, settings_or_exit, told_plainly
from anlan.foundation.access.service import AccessService
from anlan.foundation.config import Settings

app = typer.Typer(
    no_args_is_help=True, help="用户账号 · Accounts: list them, make a first one, give a new one-time password."
)
NameArgument = Annotated[str, typer.Argument(help="账号名 · the account's name.")]


@app.command("list")
def list_users(config: ConfigOption = None) -> None:
    """列出账号 · List the accounts with organisation, roles and state."""

    async def run(access: AccessService) -> None:
        records, total = await access.users.page(("",), "", None, 500)
        for record in records:
            roles = ", ".join(f"{role}@{division or '*'}" for role, division in record.roles)
            state = "启用 enabled" if record.user.enabled else "停用 disabled"
            print(f"{record.user.name:<24} {record.organisation.name:<24} {state:<14} {roles}")
        if total > len(records):
            print(f"… 共 {total} 个，其余请在控制台查看 · {total} in all, the rest in the console")

    _with_access(settings_or_exit(config), run)


@app.command("reset-password")
def reset_password(name: NameArgument, config: ConfigOption = None) -> None:
    """重置密码 · Give an account a new random password, printed once and to be changed at the next login. Also lifts a lock-out.

    The act is written to the audit log in the name of the machine's administrator.
    """

    async def run(access: AccessService) -> None:
        password = await access.reset_password(name)
        print(f"{name} 的一次性密码 · one-time password of {name}:\n\n    {password}\n")

    _with_access(settings_or_exit(config), run)


@app.command("first-admin")
def first_admin(config: ConfigOption = None) -> None:
    """首个管理员 · Make the account `admin` where there is none yet and print its password once; `anlan serve` does the same."""

    async def run(access: AccessService) -> None:
        password = await access.ensure_first_admin()
        if password is None:
            print("已有账号，未作改动 · there are accounts already; nothing was changed")
        else:
            print(f"admin 的一次性密码 · one-time password of admin:\n\n    {password}\n")

    _with_access(settings_or_exit(config), run)


def _with_access(settings: Settings, act: Callable[[AccessService], Awaitable[None]]) -> None:
    from anlan.app.records import open_access

    async def run() -> None:
        async with open_access(settings) as access:
            await act(access)

    with told_plainly():
        asyncio.run(run())

"""``anlan simulate panel``: an alarm panel to try a receiver with, and many of them."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from anlan.app.cli.faults import parse_faults
from anlan.app.cli.options import told_plainly

if TYPE_CHECKING:
    from anlan.simulator.panels import Delivery, Panel, PanelEvent, PanelProfile

ServerOption = Annotated[
    str,
    typer.Option(
        "--server", help="接警中心地址 · the receiver's address, HOST:PORT; see `[dc09]` in the configuration."
    ),
]
TokenOption = Annotated[
    Literal["SIA-DCS", "ADM-CID"],
    typer.Option("--token", help="报文格式 · SIA DCS with texts, or Contact ID (ADM-CID) as most panels in China."),
]  # fmt: skip
OUTCOMES = {"acknowledged": "已确认", "not understood": "接警中心不理解", "unanswered": "无应答"}


def panel(
    account: Annotated[
        str, typer.Option("--account", help="用户编号 · the account, 3 to 16 hex digits, such as 0101A1.")
    ],
    server: ServerOption,
    transport: Annotated[
        Literal["tcp", "tcp_per_message", "udp"],
        typer.Option("--transport", help="传输方式 · TCP kept open, TCP opened for each message, or UDP."),
    ] = "tcp",
    token: TokenOption = "ADM-CID",  # noqa: S107 - a message format
    key: Annotated[
        str,
        typer.Option("--key", envvar="ANLAN_PANEL_KEY", help="密钥 · 32, 48 or 64 hex digits for AES-128, -192, -256; without: plain."),
    ] = "",
    receiver: Annotated[str, typer.Option("--receiver", help="接收机号 · receiver number R, hex.")] = "0",
    line: Annotated[str, typer.Option("--line", help="线路号 · account prefix L, hex.")] = "0",
    event: Annotated[
        list[str] | None,
        typer.Option("--event", metavar="NAME|CODE", help="事件，可多次 · hold_up, burglary, burglary:restore, arm, 1130, BA …; `anlan simulate panel-events` lists the names."),
    ] = None,
    zone: Annotated[str, typer.Option("--zone", help="防区或用户号 · zone, or user for arm and disarm: three digits.")] = "001",
    partition: Annotated[str, typer.Option("--partition", help="分区 · two digits.")] = "01",
    text: Annotated[str, typer.Option("--text", help="文字 · shown to the operator.")] = "",
    interval: Annotated[
        float, typer.Option("--interval", min=0, max=86_400, help="巡检间隔（秒）· poll every so many seconds until Ctrl-C; 0: send the events and end.")
    ] = 0.0,
    retry: Annotated[float, typer.Option("--retry", min=0.1, max=600, help="重发间隔（秒）· an unanswered frame goes out again after so many seconds.")] = 20.0,
    attempts: Annotated[int, typer.Option("--attempts", min=1, max=100_000, help="最多发送次数 · how often at most.")] = 5,
    clock_error: Annotated[float, typer.Option("--clock-error", help="时钟误差（秒）· how far the panel's clock is ahead, negative: behind.")] = 0.0,
    data: Annotated[Path, typer.Option("--data", file_okay=False, help="保存序号的目录 · where the message number is kept from run to run.")] = Path("demo-data"),
    fault: Annotated[
        list[str] | None,
        typer.Option("--fault", metavar="NAME[=VALUE]", help="故障，可多次 · a fault, may be repeated; `anlan simulate faults` lists them."),
    ] = None,
) -> None:  # fmt: skip
    """报警主机 · An alarm panel that reports over SIA DC-09: sends events and waits for each answer, or lives and polls.

    Register the account first (*Subscribers* in the console), or see what becomes of one nobody registered. Status 1 if an event was
    not acknowledged. Examples:

    `anlan simulate panel --account 0101A1 --server 127.0.0.1:12300 --event hold_up --zone 003`

    `anlan simulate panel --account 0101A1 --server 127.0.0.1:12300 --transport udp --key 000102030405060708090A0B0C0D0E0F --interval 90`
    """
    from anlan.simulator.panels import PanelFaults, PanelProfile, parse_event

    if not event and not interval:
        raise typer.BadParameter("给出事件或巡检间隔 · give an event or an interval", param_hint="--event")
    host, port = receiver_address(server)
    try:
        events = [parse_event(word, number=zone, partition=partition, text=text) for word in event or []]
        for each in events:
            each.content(token)
        profile = PanelProfile(
            account=account, host=host, port=port, receiver=receiver, line=line, key=bytes.fromhex(key) or None, token=token,
            transport=transport, retry_s=retry, attempts=attempts, clock_error_s=clock_error,
        )  # fmt: skip
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    faults = parse_faults(fault or [], PanelFaults)
    with told_plainly():
        status = asyncio.run(_run(profile, faults, events, interval, data))
    raise typer.Exit(status)


def panel_events() -> None:
    """事件一览 · List the names that `--event` takes, with their codes in Contact ID and SIA."""
    from anlan.simulator.panels import CODES

    for code in CODES.values():
        ends = f"{code.sia}/{code.restore}" if code.restore else code.sia
        print(f"{code.name:<16} {code.contact_id}  {ends:<6} {code.wording.zh} · {code.wording.en}")
    print("arm, disarm      401  CL, OP 布防、撤防 · armed, disarmed (--zone is the user)")


def panel_fleet(
    count: Annotated[int, typer.Option("--count", min=1, max=100_000, help="主机数 · how many panels.")],
    server: ServerOption,
    first_account: Annotated[
        str, typer.Option("--first-account", help="首个用户编号 · account of the first; the others count on from it in hex.")
    ] = "A00001",
    token: TokenOption = "SIA-DCS",  # noqa: S107 - a message format
    transport: Annotated[Literal["udp", "tcp"], typer.Option("--transport", help="传输方式 · over a few shared sockets.")] = "udp",
    rate: Annotated[float, typer.Option("--rate", min=0.1, max=100_000, help="每秒报警数 · alarms a second, of all together.")] = 50.0,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, max=86_400, help="持续秒数 · for how long.")] = 10.0,
    interval: Annotated[float, typer.Option("--interval", min=0, max=86_400, help="巡检间隔（秒）· each panel also polls at this interval; 0: none.")] = 0.0,
    retry: Annotated[float, typer.Option("--retry", min=0.1, max=600, help="重发间隔（秒）· as of one panel.")] = 5.0,
) -> None:  # fmt: skip
    """大批报警主机 · Thousands of panels on a few sockets and a storm of alarms, for load tests on this machine; status 1 if one was
    never acknowledged."""
    import uvloop

    from anlan.simulator.panels.fleet import PanelFleet

    host, port = receiver_address(server)

    async def run() -> int:
        fleet = PanelFleet(
            host, port, count, first_account=first_account, token=token, transport=transport, retry_s=retry
        )
        try:
            if interval:
                await fleet.start_polling(interval)
            report = await fleet.storm(rate, seconds)
        finally:
            await fleet.close()
        print(report)
        percentiles = ", ".join(f"p{percent} {report.percentile_ms(percent):.1f} ms" for percent in (50, 99, 99.9))
        print(f"{report.acknowledged} / {report.raised} 已确认 · acknowledged; {percentiles}")
        print(fleet.counts)
        return int(report.acknowledged < report.raised)

    with told_plainly(), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            status = runner.run(run())
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    raise typer.Exit(status)


async def _run(profile: PanelProfile, faults: Any, events: list[PanelEvent], interval_s: float, data: Path) -> int:
    from anlan.simulator.panels import KeptSequence, Panel

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    panel = Panel(profile, faults, sequence=KeptSequence(data / "panels" / f"{profile.account}.sequence"))
    await panel.start()
    working = asyncio.create_task(_work(panel, events, interval_s))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else 0
    finally:
        working.cancel()
        stopped.cancel()
        await panel.stop()


async def _work(panel: Panel, events: list[PanelEvent], interval_s: float) -> int:
    """Send the events, then poll; a poll is told when its outcome is another than the last one's."""
    failed = 0
    for each in events:
        delivery = await panel.send(each)
        failed |= delivery.outcome != "acknowledged"
        _tell(each.content(panel.profile.token), delivery)
    last = ""
    while interval_s:
        delivery = await panel.poll()
        if delivery.outcome != last:
            _tell("NULL", delivery)
        last = delivery.outcome
        await asyncio.sleep(interval_s)
    return failed


def _tell(what: str, delivery: Delivery) -> None:
    mark = "✓" if delivery.outcome == "acknowledged" else "✗"
    print(
        f"{mark} {delivery.sequence:04d} {what}  {OUTCOMES[delivery.outcome]} · {delivery.outcome}"
        f"  {delivery.attempts} × {delivery.seconds * 1000:.0f} ms",
        flush=True,
    )


def receiver_address(server: str) -> tuple[str, int]:
    """Host and port of ``--server``."""
    host, _, port = server.rpartition(":")
    with contextlib.suppress(ValueError):
        if host and 0 < int(port) < 65536:
            return host, int(port)
    raise typer.BadParameter("应为 主机:端口 · expected HOST:PORT", param_hint="--server")

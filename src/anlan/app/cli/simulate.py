"""``anlan simulate``: devices to try a platform with, without hardware."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from anlan.app.cli import simulate_night, simulate_panel, simulate_village
from anlan.app.cli.faults import fault_lines, parse_faults
from anlan.app.demo.plan import CityPlan
from anlan.simulator.faults import Faults

app = typer.Typer(
    no_args_is_help=True,
    help="模拟设备 · Simulated cameras, recorders, lower platforms and fleets that speak GB/T 28181, and alarm panels that speak SIA DC-09, "
    "with faults on demand.",
)
app.command("panel")(simulate_panel.panel)
app.command("panel-events")(simulate_panel.panel_events)
app.command("panel-fleet")(simulate_panel.panel_fleet)
app.command("night")(simulate_night.night)
app.command("village-devices")(simulate_village.village_devices)
ServerOption = Annotated[str, typer.Option("--server", help="平台地址 · the platform's SIP address, HOST:PORT.")]
ServerCodeOption = Annotated[str, typer.Option("--server-code", help="平台 20 位编码 · the platform's own code.")]
PasswordOption = Annotated[
    str, typer.Option("--password", envvar="ANLAN_TEST_PASSWORD", help="注册密码 · as registered on the platform.")
]
TransportOption = Annotated[Literal["udp", "tcp"], typer.Option("--transport", help="信令传输 · SIP over UDP or TCP.")]
EditionOption = Annotated[Literal["2016", "2022"], typer.Option("--edition", help="标准版本 · edition of GB/T 28181.")]
CodecOption = Annotated[
    Literal["h264", "h265"],
    typer.Option("--codec", help="视频编码 · encoded live with name, clock and colour code; h265 takes four times the CPU."),
]  # fmt: skip
DataOption = Annotated[
    Path, typer.Option("--data", file_okay=False, help="存放样片的目录 · where the sample clip is kept.")
]
FaultOption = Annotated[
    list[str] | None,
    typer.Option("--fault", metavar="NAME[=VALUE]", help="故障，可多次 · a fault, may be repeated; `anlan simulate faults` lists them."),
]  # fmt: skip


@app.command()
def camera(
    code: Annotated[
        str, typer.Option("--code", help="设备编码 · the camera's 20-digit code, such as 99010101001320000001.")
    ],
    server: ServerOption,
    server_code: ServerCodeOption,
    password: PasswordOption,
    name: Annotated[
        str, typer.Option("--name", help="名称 · as told in the catalog and drawn into the picture.")
    ] = "模拟摄像机",
    channels: Annotated[
        int, typer.Option("--channels", min=1, max=256, help="通道数 · more than one makes it a recorder.")
    ] = 1,
    transport: TransportOption = "udp",
    edition: EditionOption = "2022",
    codec: CodecOption = "h264",
    data: DataOption = Path("demo-data"),
    fault: FaultOption = None,
) -> None:
    """摄像机或录像机 · A camera, or a recorder with several channels, until Ctrl-C.

    Example: `anlan simulate camera --code 99010101001320000009 --server 127.0.0.1:5060 --server-code 99010101002000000001
    --password … --fault packet_loss=0.02`
    """
    from anlan.app.simulation import clip_in, run_devices
    from anlan.protocols.gbcode import Edition
    from anlan.simulator.device import SimulatedDevice
    from anlan.simulator.media.live import LiveSource
    from anlan.simulator.profile import ChannelProfile, DeviceProfile

    pictures = [
        ChannelProfile(code=code if channels == 1 else f"{code[:10]}131{code[13:17]}{number:03d}", name=f"{name}{number:02d}" if channels > 1 else name)
        for number in range(1, channels + 1)
    ]  # fmt: skip
    profile = DeviceProfile(
        code=code, name=name, password=password, server=_server(server, server_code), transport=transport, edition=Edition(edition), channels=pictures
    )  # fmt: skip
    faults = parse_faults(fault or [], Faults)

    async def run() -> None:
        source = LiveSource(await clip_in(data, "h264"), codec=codec)
        await run_devices([SimulatedDevice(profile, source, faults)])

    asyncio.run(run())


@app.command()
def platform(
    code: Annotated[
        str, typer.Option("--code", help="平台编码 · the lower platform's 20-digit code, such as 99010200002000000001.")
    ],
    server: ServerOption,
    server_code: ServerCodeOption,
    password: PasswordOption,
    name: Annotated[str, typer.Option("--name", help="名称 · as it tells it.")] = "模拟下级平台",
    cameras: Annotated[int, typer.Option("--cameras", min=1, max=50_000, help="摄像机数 · cameras in its tree.")] = 40,
    units: Annotated[
        int, typer.Option("--units", min=1, max=99, help="街道数 · grass-roots units over which they are spread.")
    ] = 2,
    transport: TransportOption = "udp",
    edition: EditionOption = "2022",
    data: DataOption = Path("demo-data"),
    fault: FaultOption = None,
) -> None:
    """下级平台 · A lower platform with a whole tree (divisions, systems, business groups, virtual organisations, recorders,
    cameras) and a picture of every camera, until Ctrl-C.

    Put its code on record at the upper side as a lower platform first. Example: `anlan simulate platform --code
    99010200002000000001 --server 127.0.0.1:5060 --server-code 99010000002000000001 --password … --cameras 200`
    """
    from anlan.app.simulation import clip_in, run_devices
    from anlan.protocols.gbcode import Edition
    from anlan.simulator.media.live import LiveSource
    from anlan.simulator.platform import LowerPlatform
    from anlan.simulator.profile import DeviceProfile
    from anlan.simulator.tree import big_tree

    profile = DeviceProfile(
        code=code, name=name, password=password, server=_server(server, server_code), transport=transport, edition=Edition(edition)
    )  # fmt: skip
    tree, faults = big_tree(code, cameras, units=units), parse_faults(fault or [], Faults)

    async def run() -> None:
        source = LiveSource(await clip_in(data, "h264"), codec="h264")
        await run_devices([LowerPlatform(profile, tree, source, faults)])

    asyncio.run(run())


@app.command()
def faults() -> None:
    """故障一览 · List the faults that `--fault` takes, with their types and values when absent."""
    from anlan.simulator.panels.faults import PanelFaults

    print("摄像机、录像机、平台 · cameras, recorders, platforms")
    print(*fault_lines(Faults), sep="\n")
    print("\n报警主机 · alarm panels")
    print(*fault_lines(PanelFaults), sep="\n")


@app.command()
def fleet(
    count: Annotated[int, typer.Option("--count", min=1, max=100_000, help="设备数 · how many devices.")],
    first_code: Annotated[
        str, typer.Option("--first-code", help="首个编码 · code of the first; the others count on from it.")
    ],
    server: ServerOption,
    server_code: ServerCodeOption,
    password: PasswordOption,
    keepalive_rounds: Annotated[
        int, typer.Option("--keepalive-rounds", min=0, help="心跳轮数 · how many rounds of keepalives follow.")
    ] = 1,
) -> None:
    """只有信令的设备群 · Thousands of devices that register and keep alive and send no video, for load tests on this machine."""
    from anlan.simulator.fleet import Fleet

    async def run() -> None:
        devices = Fleet(_server(server, server_code), count, first_code=first_code, password=password)
        try:
            print(await devices.register_all())
            for _ in range(keepalive_rounds):
                print(await devices.keepalive_round())
        finally:
            await devices.close()

    asyncio.run(run())


@app.command(hidden=True)
def township(
    plan: Annotated[Path, typer.Option("--plan", exists=True, dir_okay=False)],
    code: Annotated[str, typer.Option("--code")],
) -> None:
    """The devices of one township of the demo city; started by `anlan demo`."""
    import msgspec
    import uvloop

    from anlan.app.simulation import run_devices, township_devices

    city = msgspec.json.decode(plan.read_bytes(), type=CityPlan)
    wanted = next(platform for platform in city.platforms if platform.code == code)

    async def run() -> None:
        await run_devices(await township_devices(city, wanted, plan.parent))

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


@app.command("town-panels", hidden=True)
def town_panels(
    plan: Annotated[Path, typer.Option("--plan", exists=True, dir_okay=False)],
    quiet: Annotated[bool, typer.Option("--quiet")] = False,
) -> None:
    """The alarm panels of all townships of the demo city; started by `anlan demo`."""
    import msgspec

    from anlan.app.demo.night import run_panels
    from anlan.app.night import unless_stopped

    city = msgspec.json.decode(plan.read_bytes(), type=CityPlan)
    told = simulate_night.Told()
    village = simulate_village.tell_night
    asyncio.run(unless_stopped(run_panels(city, plan.parent, quiet=quiet, listener=told, village_listener=village)))


def _server(address: str, code: str) -> Any:
    from anlan.simulator.profile import ServerAddress

    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        raise typer.BadParameter("应为 主机:端口 · expected HOST:PORT", param_hint="--server")
    return ServerAddress(code, code[:10], host, int(port))

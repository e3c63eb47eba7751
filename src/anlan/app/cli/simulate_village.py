"""``anlan simulate village-devices``: one-key buttons, RFID readers and detectors that sign JSON messages."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.app.cli.options import told_plainly

if TYPE_CHECKING:
    from anlan.protocols.alarm_message import Event
    from anlan.simulator.village import Delivery, VillageDevice, VillageEvent

OUTCOMES = {
    "accepted": "已受理", "malformed": "报文有误", "signature": "签名不符", "clock": "时钟偏差过大", "replayed": "重放", "rate": "过于频繁",
    "busy": "平台忙", "unanswered": "无应答",
}  # fmt: skip


def village_devices(
    server: Annotated[
        str, typer.Option("--server", metavar="URL", help="平台或 MQTT 服务器 · http://127.0.0.1:8080, or mqtt://[user:password@]127.0.0.1:1883 (mqtts:// with TLS).")
    ],
    device: Annotated[
        list[str], typer.Option("--device", metavar="ACCOUNT:KEY", envvar="ANLAN_DEVICES", help="设备编号和密钥，可多次 · account and key (hex) as the subscriber's page showed them, may be repeated.")
    ],
    event: Annotated[
        list[str] | None,
        typer.Option("--event", metavar="KIND[:restore]", help="事件，可多次 · a kind of the vocabulary (one_key, rfid_left, smoke …), contact_id:130 or sia:BA; each device sends each."),
    ] = None,
    zone: Annotated[str, typer.Option("--zone", help="防区 · zone, up to 8 letters or digits.")] = "",
    tag: Annotated[str, typer.Option("--tag", help="标签号 · number of an RFID tag.")] = "",
    text: Annotated[str, typer.Option("--text", help="文字 · shown to the operator.")] = "",
    position: Annotated[str, typer.Option("--position", metavar="LON,LAT", help="位置 · WGS-84 degrees.")] = "",
    battery: Annotated[int, typer.Option("--battery", min=0, max=100, help="电量（%）· charge in percent.")] = 100,
    interval: Annotated[float, typer.Option("--interval", min=0, max=86_400, help="心跳周期（秒）· heartbeat every so many seconds until Ctrl-C; 0: send the events and end.")] = 0.0,
    prefix: Annotated[str, typer.Option("--prefix", help="MQTT 主题前缀 · before every topic: anlan/<platform's code>.")] = "",
    ca: Annotated[str, typer.Option("--ca", help="CA 文件 · file of the authority that signed the server's certificate.")] = "",
    clock_error: Annotated[float, typer.Option("--clock-error", help="时钟误差（秒）· how far the device's clock is ahead, negative: behind.")] = 0.0,
    attempts: Annotated[int, typer.Option("--attempts", min=1, max=1000, help="最多发送次数 · how often at most.")] = 5,
) -> None:  # fmt: skip
    """村居设备 · Cheap devices that send signed messages over HTTP or MQTT: events at once, then heartbeats. Status 1 if one was not
    accepted.

    Put the device on record first (*Subscribers* in the console): its key is shown there once. Examples:

    `anlan simulate village-devices --server http://127.0.0.1:8080 --device BTN-1:9F86… --event one_key --text 求助`

    `anlan simulate village-devices --server mqtt://127.0.0.1 --prefix anlan/99010101002000000001 --device RFID-1:60D5… --event rfid_left --tag E20012`
    """
    if not event and not interval:
        raise typer.BadParameter("给出事件或心跳周期 · give an event or an interval", param_hint="--event")
    from anlan.simulator.village import VillageDevice, VillageProfile, courier_of

    messages = [_event(word, zone, tag, text, position, battery) for word in event or []]
    wanted = [_profile(word) for word in device]

    async def run() -> int:
        devices = []
        for account, key in wanted:
            profile = VillageProfile(
                account=account, key=key, heartbeat_s=interval, attempts=attempts, battery_percent=battery
            )
            courier = courier_of(server, account, prefix=prefix, ca_file=ca)
            devices.append(VillageDevice(profile, courier, clock_error_s=clock_error))
        return await _run(devices, messages, interval)

    with told_plainly():
        try:
            status = asyncio.run(run())
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--server") from None
    raise typer.Exit(status)


async def _run(devices: list[VillageDevice], events: list[Event], interval_s: float) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    working = asyncio.create_task(_send_all(devices, events))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            return 1
        if interval_s:
            for device in devices:
                await device.start()
            await stopped
        return int(not working.result())
    finally:
        working.cancel()
        stopped.cancel()
        await asyncio.gather(working, stopped, return_exceptions=True)
        await asyncio.gather(*(device.stop() for device in devices))


async def _send_all(devices: list[VillageDevice], events: list[Event]) -> bool:
    return all(await asyncio.gather(*(_send(device, events) for device in devices)))


async def _send(device: VillageDevice, events: list[Event]) -> bool:
    """Whether everything was accepted."""
    from msgspec.structs import replace

    accepted = True
    for each in events:
        delivery = await device.send(replace(each, id=device.new_id()))
        accepted &= delivery.outcome == "accepted"
        tell(device.profile.account, each.kind, delivery)
    return accepted


def tell(account: str, kind: str, delivery: Delivery) -> None:
    """One line for what became of a message."""
    mark = "✓" if delivery.outcome == "accepted" else "✗"
    number = " ".join(result.signal for result in delivery.results if result.signal)
    words = f"{OUTCOMES[delivery.outcome]} · {delivery.outcome}"
    print(f"{mark} {account} {kind}  {words}  {delivery.attempts} ×  {number}".rstrip(), flush=True)


def tell_night(event: VillageEvent, delivery: Delivery) -> None:
    """One line for what happened in the demo's night."""
    print(f"{event.sentence.zh} · {event.sentence.en}  {OUTCOMES[delivery.outcome]} · {delivery.outcome}", flush=True)


def _event(word: str, zone: str, tag: str, text: str, position: str, battery: int) -> Event:
    from anlan.protocols.alarm_message import Document, Event, MalformedMessage, Position, read_document, write_document

    kind, restore, _ = word.partition(":restore")
    place = None
    try:
        if position:
            longitude, latitude = position.split(",")
            place = Position(longitude=float(longitude), latitude=float(latitude))
        made = Event(
            id="0", kind=kind, qualifier="restore" if restore else "new", zone=zone, tag=tag, text=text, position=place,
            battery_percent=battery,
        )  # fmt: skip
        # What the document has no room for is said now, and not by the platform.
        read_document(write_document(Document(version=1, account="0", messages=[made])))
    except (MalformedMessage, ValueError) as error:
        raise typer.BadParameter(str(error), param_hint="--event") from None
    return made


def _profile(word: str) -> tuple[str, bytes]:
    account, _, key = word.rpartition(":")
    try:
        found = bytes.fromhex(key)
    except ValueError:
        found = b""
    if not account or not found:
        raise typer.BadParameter("应为 设备编号:密钥 · expected ACCOUNT:KEY, the key in hex", param_hint="--device")
    return account, found

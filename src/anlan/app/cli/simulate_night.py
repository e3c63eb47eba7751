"""``anlan simulate night``: a night of alarms in townships of the fictional city, played on simulated panels."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.app.cli.options import told_plainly
from anlan.app.cli.simulate_panel import OUTCOMES, ServerOption, receiver_address

if TYPE_CHECKING:
    from anlan.simulator.panels import Delivery
    from anlan.simulator.panels.night import NightEvent, Subscriber


def night(
    server: ServerOption,
    township: Annotated[
        list[str], typer.Option("--township", help="乡镇（街道）代码，可多次 · 8-digit code of a township of the demo city, may be repeated.")
    ],
    secret: Annotated[
        str, typer.Option("--secret", envvar="ANLAN_NIGHT_SECRET", help="口令和密钥由它派生 · what the panels' keys and the verbal passwords are derived from.")
    ],
    seed: Annotated[int, typer.Option("--seed", help="随机种子 · the same seed gives the same night; use the demo's.")] = 1,
    subscribers: Annotated[int, typer.Option("--subscribers", min=1, max=200, help="每个乡镇的用户数 · subscribers in each township.")] = 12,
    speed: Annotated[float, typer.Option("--speed", min=0.1, max=100_000, help="时间压缩 · 60 plays an hour in a minute.")] = 60.0,
    begin: Annotated[str, typer.Option("--begin", help="起始时刻 · HH:MM on the night's clock, from 18:00 to 07:59; what lies before is left out.")] = "18:00",
    repeat: Annotated[bool, typer.Option("--repeat", help="一夜接一夜，直到停止 · one night after the other, until stopped.")] = False,
    enrol_at: Annotated[
        str, typer.Option("--enrol-at", metavar="URL", help="先在该平台登记用户 · put the subscribers on record first, at the platform's address, such as http://127.0.0.1:8080.")
    ] = "",
    api_token: Annotated[
        str, typer.Option("--api-token", envvar="ANLAN_API_TOKEN", help="接口令牌 · with the rights to subscribers and their secrets; for --enrol-at.")
    ] = "",
    data: Annotated[Path, typer.Option("--data", file_okay=False, help="保存序号的目录 · where message numbers are kept from run to run.")] = Path("demo-data"),
) -> None:  # fmt: skip
    """报警之夜 · A quiet, believable night of alarms: shops close, a storm passes, one shop is robbed. Prints what happens; status 1 if a
    signal was not acknowledged.

    Example: `anlan simulate night --server 127.0.0.1:12300 --township 99010101 --secret … --enrol-at http://127.0.0.1:8080`
    """
    from anlan.simulator.city import generate_city
    from anlan.simulator.panels.night import NightPlan
    from anlan.simulator.panels.night import night as tell
    from anlan.simulator.panels.night import subscribers as people_of

    host, port = receiver_address(server)
    after_s = _since_dusk(begin)
    city = generate_city(seed)
    try:
        plan = NightPlan(tuple(city.township(code) for code in township), secret.encode(), subscribers)
    except KeyError as error:
        raise typer.BadParameter(f"没有该乡镇 · no such township: {error}", param_hint="--township") from None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    people = people_of(plan, seed)
    told = Told()
    with told_plainly():
        asyncio.run(
            _run(people, tell(plan, seed), (host, port), speed, after_s, repeat, (enrol_at, api_token), data, told)
        )
    print(", ".join(f"{count} {OUTCOMES[outcome]} · {outcome}" for outcome, count in told.outcomes.items()))
    raise typer.Exit(int(set(told.outcomes) - {"acknowledged"} != set()))


class Told:
    """Prints what happens, and counts what became of the signals."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()

    def __call__(self, event: NightEvent, delivery: Delivery | None) -> None:
        fate = ""
        if delivery is not None:
            self.outcomes[delivery.outcome] += 1
            fate = f"  {OUTCOMES[delivery.outcome]} · {delivery.outcome}"
        print(f"{event.local_time}  {event.sentence.zh} · {event.sentence.en}{fate}", flush=True)


async def _run(
    people: list[Subscriber], events: list[NightEvent], receiver: tuple[str, int], speed: float, after_s: float, repeat: bool,
    enrolment: tuple[str, str], data: Path, told: Told,
) -> None:  # fmt: skip
    from anlan.app.night import panels_of, play_nights, unless_stopped

    async def work() -> None:
        if enrolment[0]:
            await _enrol(people, *enrolment)
        receivers = {one.division: receiver for one in people}
        async with panels_of(people, receivers, data) as panels:
            await play_nights(events, panels, speed=speed, begin_s=after_s, repeat=repeat, listener=told)

    await unless_stopped(work())


async def _enrol(people: list[Subscriber], address: str, token: str) -> None:
    import httpx

    from anlan.simulator.panels.night import enrol

    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as client:
            entered = await enrol(client, people)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # Without the body: it may name people.
        raise OSError(f"{address}: {error}") from None
    print(f"已登记 {entered} 户 · {entered} subscribers put on record")


def _since_dusk(begin: str) -> float:
    from anlan.simulator.panels.night.story import LENGTH_S, clock

    if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", begin) and clock(begin) < LENGTH_S:
        return clock(begin)
    raise typer.BadParameter("应为 18:00 至 07:59 · expected HH:MM from 18:00 to 07:59", param_hint="--begin")

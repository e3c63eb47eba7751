"""``anlan doctor``: what is wrong, in plain sentences."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.app.cli.options import ConfigOption, settings_or_exit, told_plainly

if TYPE_CHECKING:
    from anlan.gateways.gb28181.diagnosis import Finding

DeviceOption = Annotated[
    str | None,
    typer.Option("--device", help="20 位编码 · why does this device, platform or channel not join, or not play?"),
]  # fmt: skip
MARKS = {"problem": "✗", "warning": "!", "hint": "·", "fine": "✓"}


def doctor(config: ConfigOption = None, device: DeviceOption = None) -> None:
    """诊断 · Look for what is wrong with this platform, or with one device.

    Without `--device`: data directory, database, ports, readiness, certificate. With it: refused registrations, changes of
    state, clock, and the last attempts to play, each with the likely cause and what to do. Leaves with status 1 when something
    was found.
    """
    settings = settings_or_exit(config)
    if device is not None:
        from anlan.app.doctor import examine_device

        with told_plainly():
            findings = asyncio.run(examine_device(settings, device))
        for finding in findings:
            print(f"{MARKS[finding.severity]} {_when_and_where(finding)}{finding.sentence.zh} · {finding.sentence.en}")
            print(f"    → {finding.remedy.zh} · {finding.remedy.en}")
        raise typer.Exit(1 if any(finding.severity in ("problem", "warning") for finding in findings) else 0)
    from anlan.app.doctor import examine

    faults = 0
    for each in asyncio.run(examine(settings)):
        if each.fault is None:
            print(f"✓ {each.subject.zh} · {each.subject.en}")
        else:
            faults += 1
            print(f"✗ {each.subject.zh}：{each.fault.zh} · {each.subject.en}: {each.fault.en}")
    raise typer.Exit(1 if faults else 0)


def _when_and_where(finding: Finding) -> str:
    known = [f"{finding.at_utc:%Y-%m-%d %H:%M:%SZ}"] if finding.at_utc else []
    known += [str(finding.facts["host"])] if finding.facts.get("host") else []
    return f"[{' '.join(known)}] " if known else ""

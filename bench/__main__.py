"""``python -m bench [part …]``: run the measurements, all or the named parts, and keep their figures."""

from __future__ import annotations

import argparse
import importlib
import signal
import sys

from bench.figures import Figure, table, write

PARTS = ("signalling", "catalog", "viewing", "media", "directory", "alarms")
# Take long, and are measured only when they are named.
LONG_PARTS = ("endurance",)
# Parts of a part, for whoever works on one.
SINGLE_PARTS = (
    "alarm_storm",
    "alarm_polls",
    "alarm_lightning",
    "alarm_night",
    "alarm_desk",
    "alarm_browser",
    "alarm_levels",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        choices=[*PARTS, *LONG_PARTS, *SINGLE_PARTS, []],
        help=f"which parts; without any: {PARTS}; only when named: {LONG_PARTS + SINGLE_PARTS}",
    )
    arguments = parser.parse_args()
    # Asked to end as by ``kill`` or ``timeout``: leave like after an error, so that processes end and folders go.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    figures: list[Figure] = []
    for part in arguments.parts or PARTS:
        print(f"measuring {part} ...", flush=True)
        figures += importlib.import_module(f"bench.{part}").measure()
    print(table(figures))
    write(figures)


if __name__ == "__main__":
    main()

"""``python -m bench [part …]``: run the measurements, all or the named parts, and keep their figures."""

from __future__ import annotations

import argparse
import importlib

from bench.figures import Figure, table, write

PARTS = ("signalling", "catalog", "viewing", "media", "directory")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help=f"which parts; all when none is named: {PARTS}")
    arguments = parser.parse_args()
    figures: list[Figure] = []
    for part in arguments.parts or PARTS:
        print(f"measuring {part} ...", flush=True)
        figures += importlib.import_module(f"bench.{part}").measure()
    print(table(figures))
    write(figures)


if __name__ == "__main__":
    main()

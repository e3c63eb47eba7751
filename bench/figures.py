"""One measured figure and how a set of them is printed and kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal, TypedDict

FIGURES_FILE = Path(__file__).parent / "figures.json"


class Figure(TypedDict):
    """A measured figure. ``met`` is None where the figure has no goal."""

    name: str
    value: float
    unit: str
    goal: float | None
    better: Literal["lower", "higher"]
    met: bool | None
    how: str


def figure(
    name: str, value: float, unit: str, *, better: Literal["lower", "higher"], how: str, goal: float | None = None
) -> Figure:
    """Make a figure and judge it against its goal."""
    met = None if goal is None else (value <= goal if better == "lower" else value >= goal)
    return Figure(name=name, value=_significant(value), unit=unit, goal=goal, better=better, met=met, how=how)


def _significant(value: float) -> float:
    return float(f"{value:.4g}")


def table(figures: list[Figure]) -> str:
    """The figures as text columns for a terminal."""
    rows = [("figure", "value", "unit", "goal", "met")]
    for each in figures:
        goal = "" if each["goal"] is None else f"{'<=' if each['better'] == 'lower' else '>='} {each['goal']:g}"
        met = {None: "", True: "yes", False: "NO"}[each["met"]]
        rows.append((each["name"], f"{each['value']:g}", each["unit"], goal, met))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def write(figures: list[Figure], path: Path = FIGURES_FILE) -> None:
    """Replace the kept figures of the same names, keep the others, sorted by name."""
    kept = {each["name"]: each for each in (json.loads(path.read_text("utf-8")) if path.exists() else [])}
    kept.update({each["name"]: each for each in figures})
    text = json.dumps([kept[name] for name in sorted(kept)], ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")

"""Measuring in rounds, and printing what was measured."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

_T = TypeVar("_T")


def rates(ways: Mapping[str, Callable[[_T], object]], items: Sequence[_T], *, rounds: int) -> dict[str, float]:
    """How many items a second each way takes on one core: the median of some rounds.

    The ways take turns, so that whatever else the machine does in the meantime meets them all alike.
    """
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            started = time.process_time()
            for item in items:
                way(item)
            seconds[name].append(time.process_time() - started)
    return {name: len(items) / max(statistics.median(taken), 1e-9) for name, taken in seconds.items()}


def table_of(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in plain text; the first column is flush left, the others flush right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [title, _line(head, widths), "  ".join("─" * width for width in widths)]
    return "\n".join([*lines, *(_line(row, widths) for row in rows)]) + "\n"


def figure(value: float) -> str:
    """A rate, with its thousands apart: three figures are all that a measurement is worth."""
    digits = max(0, len(str(int(value))) - 3)
    return f"{round(value / 10**digits) * 10**digits:,}" if value >= 100 else f"{value:.1f}"


def ratio(value: float, to: float) -> str:
    """How many times as fast."""
    return f"{value / to:,.2f}" if value < 10 * to else f"{value / to:,.0f}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if at == 0 else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join((first, *others))

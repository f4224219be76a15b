"""Tables for a phone: monospaced, and no wider than its screen (pure)."""

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len

from bot.wording.letters import letters_of

WIDTH: Final = 40
"""Columns that a phone shows of a monospaced line without breaking it."""

_GAP: Final = 1


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, width: int = WIDTH) -> str:
    """Rows under their heads: the first column to the left, the others to the right.

    The first column gives way: its entries are cut with «…» where the others leave too little room.
    """
    columns = [[head, *(row[number] for row in rows)] for number, head in enumerate(heads)]
    widths = [max(columns_of(cell) for cell in column) for column in columns]
    widths[0] = max(1, min(widths[0], width - sum(widths[1:]) - _GAP * (len(heads) - 1)))
    return "\n".join(_line(row, widths) for row in [heads, *rows])


def columns_of(text: str) -> int:
    """How many monospaced columns ``text`` takes."""
    return cell_len(text)


def cut(text: str, width: int) -> str:
    """``text``, or as many whole letters of it as fit into ``width`` columns with «…» at its end."""
    if columns_of(text) <= width:
        return text
    taken = 0
    for _, end in letters_of(text):
        if columns_of(text[:end]) >= width:
            break
        taken = end
    return text[:taken].rstrip() + "…"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = cut(cells[0], widths[0])
    padded = first + " " * (widths[0] - columns_of(first))
    others = [" " * (width - columns_of(cell)) + cell for cell, width in zip(cells[1:], widths[1:], strict=True)]
    return (" " * _GAP).join([padded, *others]).rstrip()

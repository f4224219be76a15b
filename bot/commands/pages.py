"""Long answers page by page: rows of one page, its buttons, and what a pressed button carries (pure).

A button's data names the list and its numbers, ``c:2`` or ``q:17:3``; everything else is looked up, so
that buttons work after a restart and hold Telegram's 64 bytes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from bot.model.message import Button
from bot.wording import texts

Row = TypeVar("Row")

_DATA = re.compile(rb"([a-z]):(\d{1,15}(?::\d{1,15}){0,2})\Z")
LAST_PAGE: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Row]):
    """Rows of the page ``number``, counted from 1; ``pages`` None means that nobody counted how many there are."""

    rows: Sequence[Row]
    number: int
    pages: int | None

    @property
    def has_next(self) -> bool:
        """Whether a later page can be asked for."""
        return self.number < (self.pages if self.pages is not None else LAST_PAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What a button's data says."""

    name: bytes
    numbers: tuple[int, ...]


def page_of(rows: Sequence[Row], number: int, *, rows_a_page: int) -> Page[Row]:
    """The page ``number`` of ``rows``, or the last one where there are fewer."""
    pages = max(1, -(-len(rows) // rows_a_page))
    number = max(1, min(number, pages))
    first = (number - 1) * rows_a_page
    return Page(rows=rows[first : first + rows_a_page], number=number, pages=pages)


def pager(name: bytes, page: Page[Row], *before: int) -> list[list[Button]]:
    """Buttons to the neighbouring pages; their data is ``name``, the numbers ``before``, and the page."""
    row = []
    if page.number > 1:
        row.append(_button(texts.PAGE_PREVIOUS, name, (*before, page.number - 1)))
    if page.has_next:
        row.append(_button(texts.PAGE_NEXT, name, (*before, page.number + 1)))
    return [row] if row else []


def read_press(data: bytes) -> Pressed | None:
    """What a pressed button carried; None for data that we never made."""
    match = _DATA.match(data)
    return Pressed(name=match[1], numbers=tuple(map(int, match[2].split(b":")))) if match else None


def _button(label: str, name: bytes, numbers: tuple[int, ...]) -> Button:
    return Button(label=label, data=b":".join([name, *(str(number).encode() for number in numbers)]))

"""Long answers page by page: the rows of one page, and the buttons to its neighbours (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from bot.model.message import Button
from bot.model.pressing import ButtonKind, button
from bot.wording import texts

Row = TypeVar("Row")

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


def page_of(rows: Sequence[Row], number: int, *, rows_a_page: int) -> Page[Row]:
    """The page ``number`` of ``rows``, or the last one where there are fewer."""
    pages = max(1, -(-len(rows) // rows_a_page))
    number = max(1, min(number, pages))
    first = (number - 1) * rows_a_page
    return Page(rows=rows[first : first + rows_a_page], number=number, pages=pages)


def pager(kind: ButtonKind, page: Page[Row], *before: int) -> list[list[Button]]:
    """Buttons to the neighbouring pages; they carry the numbers ``before`` and the page's."""
    row = []
    if page.number > 1:
        row.append(button(texts.PAGE_PREVIOUS, kind, *before, page.number - 1))
    if page.has_next:
        row.append(button(texts.PAGE_NEXT, kind, *before, page.number + 1))
    return [row] if row else []

"""Stretches of a text replaced, and the way back to where each character stood before."""

from bisect import bisect_right
from collections.abc import Iterable

Edit = tuple[int, int, str]
"""Start and end of a stretch of a text, and what stands there instead."""


class Edits:
    """Where the replaced stretches stood and stand; every character of a replacement comes from its whole stretch.

    It grows with the edits, not with the text: most texts have few.
    """

    __slots__ = ("_new_ends", "_new_starts", "_old_ends", "_old_starts")

    def __init__(self) -> None:
        self._old_starts: list[int] = []
        self._old_ends: list[int] = []
        self._new_starts: list[int] = []
        self._new_ends: list[int] = []

    def add(self, edit: Edit) -> None:
        """Note the next edit; edits come in order and do not overlap."""
        start, end, replacement = edit
        new_start = start - self._moved_by(len(self._new_ends))
        self._old_starts.append(start)
        self._old_ends.append(end)
        self._new_starts.append(new_start)
        self._new_ends.append(new_start + len(replacement))

    def start_before(self, index: int) -> int:
        """Where the stretch that became the character ``index`` began."""
        number = bisect_right(self._new_ends, index)
        if number < len(self._new_ends) and self._new_starts[number] <= index:
            return self._old_starts[number]
        return index + self._moved_by(number)

    def end_before(self, index: int) -> int:
        """Where the stretch that became the character ``index`` ended."""
        number = bisect_right(self._new_ends, index)
        if number < len(self._new_ends) and self._new_starts[number] <= index:
            return self._old_ends[number]
        return index + 1 + self._moved_by(number)

    def _moved_by(self, number: int) -> int:
        """How many characters the first ``number`` edits took out."""
        return self._old_ends[number - 1] - self._new_ends[number - 1] if number else 0


def replaced(text: str, edits: Iterable[Edit]) -> tuple[str, Edits | None]:
    """The text with stretches replaced, and the way back; None when there was nothing to replace."""
    pieces: list[str] = []
    kept: Edits | None = None
    done = 0
    for edit in edits:
        start, end, replacement = edit
        kept = kept or Edits()
        kept.add(edit)
        pieces += (text[done:start], replacement)
        done = end
    if kept is None:
        return text, None
    pieces.append(text[done:])
    return "".join(pieces), kept

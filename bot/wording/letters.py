"""Letters as a reader sees them: several code points may be one, and none is ever cut in two (pure)."""

from rich.cells import split_graphemes

_LONGEST = 32
"""Code points that are looked back from a cut: no letter of a language or picture has more, a hostile one is cut."""


def cut_before(text: str, at: int, *, least: int = 0) -> int:
    """The end of the last whole letter that ends by ``at``, and after ``least``.

    Where there is none it is ``least``, which is taken for an end too; and ``at`` where even that is the beginning.
    """
    start = max(least, at - _LONGEST)
    ends = [start + end for _, end in letters_of(text[start : at + 1])]
    return max((end for end in ends if start < end <= at), default=least or at)


def begun_before(text: str, at: int) -> int:
    """Where the letter that ``at`` falls into begins."""
    start = max(0, at - _LONGEST)
    letters = letters_of(text[start : at + 1])
    return start + letters[-1][0] if letters and at < len(text) else at


def letters_of(text: str) -> list[tuple[int, int]]:
    """Where each letter begins and ends: an accented one, a flag, a family of faces."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in split_graphemes(text)[0]:
        if spans and _is_flag(text[spans[-1][0] : end]):
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return spans


def _is_flag(pair: str) -> bool:
    return len(pair) == 2 and all("\U0001f1e6" <= each <= "\U0001f1ff" for each in pair)


def clipped(text: str, length: int) -> str:
    """``text``, or as many whole letters of it as fit into ``length`` code points."""
    return text if len(text) <= length else text[: cut_before(text, length)]

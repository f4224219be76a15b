"""Letters as a reader sees them: several code points may be one, and none is ever cut in two (pure)."""

from rich.cells import split_graphemes

_LONGEST = 32
"""Code points that are looked back from a cut: no letter of a language or picture has more, a hostile one is cut."""


def cut_before(text: str, at: int, *, least: int = 0) -> int:
    """The end of the last whole letter that ends by ``at``, and after ``least``.

    Where there is none it is ``least``, which is taken for an end too; and ``at`` where even that is the beginning.
    """
    start = _looked_from(text, max(least, at - _LONGEST), least)
    ends = [start + end for _, end in letters_of(text[start : at + 1])]
    return max((end for end in ends if start < end <= at), default=least or at)


def begun_before(text: str, at: int) -> int:
    """Where the letter that ``at`` falls into begins."""
    start = _looked_from(text, max(0, at - _LONGEST), 0)
    letters = letters_of(text[start : at + 1])
    return start + letters[-1][0] if letters and at < len(text) else at


def ended_after(text: str, at: int) -> int:
    """Where the letter that ``at`` falls into ends; ``at`` itself between two letters."""
    if at >= len(text) or text[at].isascii() or (begun := begun_before(text, at)) == at:
        return at
    return begun + letters_of(text[begun : at + _LONGEST])[0][1]


def letters_of(text: str) -> list[tuple[int, int]]:
    """Where each letter begins and ends: an accented one, a flag, a family of faces."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in split_graphemes(text)[0]:
        if spans and _is_flag(text[spans[-1][0] : end]):
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return spans


def _looked_from(text: str, start: int, least: int) -> int:
    """``start``, or one before where that is the second half of a flag: in a row of flags only counting tells."""
    first = start
    while first > least and _is_half_flag(text[first - 1]):
        first -= 1
    return start - (start - first) % 2


def _is_flag(pair: str) -> bool:
    return len(pair) == 2 and all(map(_is_half_flag, pair))


def _is_half_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def clipped(text: str, length: int) -> str:
    """``text``, or as many whole letters of it as fit into ``length`` code points."""
    return text if len(text) <= length else text[: cut_before(text, length)]

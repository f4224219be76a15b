"""How an edited post differs from what it first said, in few words."""

from collections.abc import Sequence
from itertools import takewhile

from bot.wording.excerpt import beginning

_CONTEXT_WORDS = 3
_ELLIPSIS = "…"


def difference(before: str, after: str, *, length: int = 160) -> tuple[str, str]:
    """The stretches in which two texts differ, word by word, each as «…» with a little of what surrounds it.

    A stretch that is gone altogether is told by the words that stood round it.
    """
    old, new = before.split(), after.split()
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    first = max(0, head - _CONTEXT_WORDS)
    return _stretch(old, first, len(old) - tail, length), _stretch(new, first, len(new) - tail, length)


def _shared(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _stretch(words: Sequence[str], first: int, changed_until: int, length: int) -> str:
    last = min(len(words), changed_until + _CONTEXT_WORDS)
    told = beginning(" ".join(words[first:last]), length=length)
    opening = _ELLIPSIS if first > 0 else ""
    closing = _ELLIPSIS if last < len(words) and not told.endswith(_ELLIPSIS) else ""
    return f"«{opening}{told}{closing}»"

"""The texts of the last days, and which of them are near-duplicates of a new one (RULES 13)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from rensa import RMinHash, RMinHashLSH

from bot.stories.fingerprints import LEAST_JACCARD, fingerprint, is_near_duplicate

COPIED_WITHIN = timedelta(hours=48)
"""How far apart in time, before or after, a text and its copy may be."""

_PERMUTATIONS = 128
_BANDS = 32
_SEED = 1


@dataclass(frozen=True, slots=True)
class _Kept:
    number: int
    date: datetime
    text: str


class NearTexts:
    """Texts by key, in a window of time that the caller moves on with :meth:`forget_before`.

    Which pairs come out depends on the texts and their dates only, not on the order of adding.
    """

    def __init__(self) -> None:
        self._kept: dict[int, _Kept] = {}
        self._keys: dict[int, int] = {}
        self._numbers = count()
        self._index = _index()

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, key: int, date: datetime, text: str) -> tuple[int, ...]:
        """Put a text in and return the keys of its near-duplicates that are in already, within 48 h, rising.

        A key that is in already gets the new date and text.
        """
        self.remove(key)
        kept = self._kept[key] = _Kept(next(self._numbers), date, text)
        own = fingerprint(text)
        if not own.words:
            return ()
        signature = _signature(own.words)
        found = [self._keys[number] for number in self._index.query(signature)]
        self._keys[kept.number] = key
        self._index.insert(kept.number, signature)
        return tuple(sorted(other for other in found if self._is_copy(kept, self._kept[other])))

    def remove(self, key: int) -> None:
        """Take a text out; one that is not in is none to take out."""
        kept = self._kept.pop(key, None)
        if kept is not None and self._keys.pop(kept.number, None) is not None:
            self._index.remove(kept.number)

    def forget_before(self, moment: datetime) -> None:
        """Take out all texts that are dated before a moment."""
        for key in [key for key, kept in self._kept.items() if kept.date < moment]:
            self.remove(key)

    @staticmethod
    def _is_copy(one: _Kept, other: _Kept) -> bool:
        if abs(one.date - other.date) > COPIED_WITHIN:
            return False
        return is_near_duplicate(fingerprint(one.text), fingerprint(other.text))


def _index() -> RMinHashLSH:
    return RMinHashLSH(LEAST_JACCARD, _PERMUTATIONS, _BANDS)


def _signature(words: tuple[str, ...]) -> RMinHash:
    signature = RMinHash(_PERMUTATIONS, _SEED)
    signature.update([" ".join(run) for run in zip(words, words[1:], words[2:], strict=False)] or words)
    return signature

"""The texts of the last days, and which of them are near-duplicates of a new one (RULES 13)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rensa import RMinHash, RMinHashLSH

from bot.stories.fingerprints import LEAST_JACCARD, Fingerprint, fingerprint, is_near_duplicate, runs_of

COPIED_WITHIN = timedelta(hours=48)
"""How far apart in time, before or after, a text and its copy may be."""

_PERMUTATIONS = 128
_BANDS = 32
_SEED = 1


@dataclass(frozen=True, slots=True)
class _Kept:
    date: datetime
    print: Fingerprint


class NearTexts:
    """Texts by key, in a window of time that the caller moves on with :meth:`forget_before`.

    Which pairs come out depends on the texts and their dates only, not on the order of adding. Two texts are
    compared exactly once MinHash has found them to be candidates: it finds 56 % of the pairs at Jaccard 0.4,
    87 % at 0.5 and 99 % at 0.6 (TELEGRAM 33).
    """

    def __init__(self) -> None:
        self._kept: dict[int, _Kept] = {}
        self._index = RMinHashLSH(LEAST_JACCARD, _PERMUTATIONS, _BANDS)

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, key: int, date: datetime, text: str) -> tuple[int, ...]:
        """Put a text in and return the keys of its near-duplicates that are in already, within 48 h, rising.

        ``key`` is not negative; one that is in already gets the new date and text.
        """
        self.remove(key)
        one = fingerprint(text)
        self._kept[key] = _Kept(date, one)
        if not one.words:
            return ()
        signature = RMinHash(_PERMUTATIONS, _SEED)
        signature.update(runs_of(one))
        found = self._index.query(signature)
        self._index.insert(key, signature)
        return tuple(sorted(other for other in found if self._is_copy(date, one, self._kept[other])))

    def remove(self, key: int) -> None:
        """Take a text out; one that is not in is none to take out."""
        if self._kept.pop(key, None) is not None:
            self._index.remove(key)

    def forget_before(self, moment: datetime) -> None:
        """Take out all texts that are dated before a moment."""
        for key in [key for key, kept in self._kept.items() if kept.date < moment]:
            self.remove(key)

    @staticmethod
    def _is_copy(date: datetime, one: Fingerprint, other: _Kept) -> bool:
        return abs(date - other.date) <= COPIED_WITHIN and is_near_duplicate(one, other.print)

"""The texts of the last days, and which of them are near-duplicates of a new one (RULES 13)."""

import heapq
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.stories.bands import BandIndex, bands_of
from bot.stories.fingerprints import Fingerprint, fingerprint, is_near_duplicate, runs_of

COPIED_WITHIN = timedelta(hours=48)
"""How far apart in time, before or after, a text and its copy may be."""

_SPARE = 1000


@dataclass(frozen=True, slots=True)
class _Kept:
    """A text that is in; ``number`` is its number in the index of bands, 0 for a text without words."""

    date: datetime
    print: Fingerprint
    number: int


class NearTexts:
    """Texts by key, in a window of time that the caller moves on with :meth:`forget_before`.

    Which pairs come out depends on the texts and their dates only, not on the order of adding. Two texts are
    compared exactly once MinHash has found them to be candidates: it finds 56 % of the pairs at Jaccard 0.4,
    87 % at 0.5 and 99 % at 0.6 (TELEGRAM 33).
    """

    def __init__(self) -> None:
        self._kept: dict[int, _Kept] = {}
        self._keys: dict[int, int] = {}
        self._by_date: list[tuple[datetime, int]] = []
        self._index = BandIndex()

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, key: int, date: datetime, text: str) -> tuple[int, ...]:
        """Put a text in and return the keys of its near-duplicates that are in already, within 48 h, rising.

        A key that is in already gets the new date and text.
        """
        self.remove(key)
        one = fingerprint(text)
        number, alike = self._alike(date, one) if one.words else (0, ())
        self._kept[key] = _Kept(date, one, number)
        if number:
            self._keys[number] = key
        self._put_in_order(date, key)
        return alike

    def remove(self, key: int) -> None:
        """Take a text out; one that is not in is none to take out."""
        kept = self._kept.pop(key, None)
        if kept is not None and kept.number:
            self._index.remove(kept.number)
            del self._keys[kept.number]

    def forget_before(self, moment: datetime) -> None:
        """Take out all texts that are dated before a moment."""
        while self._by_date and self._by_date[0][0] < moment:
            _, key = heapq.heappop(self._by_date)
            kept = self._kept.get(key)
            if kept is not None and kept.date < moment:
                self.remove(key)

    def _alike(self, date: datetime, one: Fingerprint) -> tuple[int, tuple[int, ...]]:
        """The text's number in the index, and the keys of its near-duplicates."""
        number, found = self._index.add(bands_of(runs_of(one)))
        others = (self._keys[its] for its in found)
        return number, tuple(sorted(key for key in others if self._is_copy(date, one, self._kept[key])))

    def _put_in_order(self, date: datetime, key: int) -> None:
        """Note when the text falls due; what was taken out meanwhile is dropped when it is most of the list."""
        if len(self._by_date) > 2 * len(self._kept) + _SPARE:
            self._by_date = [(kept.date, its) for its, kept in self._kept.items()]
            heapq.heapify(self._by_date)
        else:
            heapq.heappush(self._by_date, (date, key))

    @staticmethod
    def _is_copy(date: datetime, one: Fingerprint, other: _Kept) -> bool:
        return abs(date - other.date) <= COPIED_WITHIN and is_near_duplicate(one, other.print)

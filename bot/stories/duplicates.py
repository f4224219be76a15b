"""The texts of the last days, and which of them are near-duplicates of a new one (RULES 13)."""

import heapq
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.stories.bands import BandIndex, bands_of
from bot.stories.fingerprints import Fingerprint, fingerprint, is_near_duplicate, runs_of

COPIED_WITHIN = timedelta(hours=48)
"""How far apart in time, before or after, a text and its copy may be."""

_SPARE = 1000


class VersionKey(NamedTuple):
    """Names one version of a post; in order by the posts' own dates and names, never by arrival."""

    date: datetime
    channel: str
    message_id: int
    post_id: int
    number: int


@dataclass(slots=True)
class _Wording:
    """A text as it is compared, and all versions that have it, by time: a mass of copies is compared once.

    ``number`` is its number in the index of bands, 0 for a text without words.
    """

    print: Fingerprint
    keys: list[VersionKey]
    number: int = 0

    def since(self, moment: datetime) -> int:
        """Where the versions begin that are not dated before a moment."""
        return 0 if self.keys[0].date >= moment else bisect_left(self.keys, moment, key=_date_of)

    def after(self, key: VersionKey) -> list[VersionKey]:
        """The versions after another one, as far as they may be copies."""
        latest = bisect_right(self.keys, key.date + COPIED_WITHIN, key=_date_of)
        return self.keys[bisect_right(self.keys, key) : latest]


class NearTexts:
    """Texts by version, in a window of time that the caller moves on with :meth:`forget_before`.

    Which pairs come out depends on the texts and their dates only, not on the order of adding. Two texts are
    compared exactly once MinHash has found them to be candidates: it finds 56 % of the pairs at Jaccard 0.4,
    87 % at 0.5 and 99 % at 0.6 (TELEGRAM 33).
    """

    def __init__(self) -> None:
        self._kept: dict[VersionKey, _Wording] = {}
        self._wordings: dict[str, _Wording] = {}
        self._by_number: dict[int, _Wording] = {}
        self._by_date: list[VersionKey] = []
        self._index = BandIndex()

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, key: VersionKey, text: str) -> "Neighbours":
        """Put a text in; one whose key is in already gets the new text."""
        self.remove(key)
        one = fingerprint(text)
        wording = self._wordings.get(one.body)
        if wording is None:
            wording = self._wordings[one.body] = _Wording(one, [key])
        else:
            insort(wording.keys, key)
        self._kept[key] = wording
        self._put_in_order(key)
        return Neighbours(key, wording, self._candidates(wording), self._kept)

    def remove(self, key: VersionKey) -> None:
        """Take a text out; one that is not in is none to take out."""
        wording = self._kept.pop(key, None)
        if wording is None:
            return
        del wording.keys[bisect_left(wording.keys, key)]
        if not wording.keys:
            del self._wordings[wording.print.body]
            if wording.number:
                self._index.remove(wording.number)
                del self._by_number[wording.number]

    def forget_before(self, moment: datetime) -> None:
        """Take out all texts that are dated before a moment."""
        while self._by_date and self._by_date[0].date < moment:
            self.remove(heapq.heappop(self._by_date))

    def _candidates(self, wording: _Wording) -> list[_Wording]:
        """The other wordings that may be near; one that comes again is put into the index anew, which finds them."""
        if not wording.print.words:
            return []
        if wording.number:
            self._index.remove(wording.number)
            del self._by_number[wording.number]
        wording.number, others = self._index.add(bands_of(runs_of(wording.print)))
        self._by_number[wording.number] = wording
        return [self._by_number[number] for number in others]

    def _put_in_order(self, key: VersionKey) -> None:
        """Note when the text falls due; what was taken out meanwhile is dropped when it is most of the list."""
        if len(self._by_date) > 2 * len(self._kept) + _SPARE:
            self._by_date = sorted(self._kept)
        else:
            heapq.heappush(self._by_date, key)


class Neighbours:
    """The near-duplicates of a text that was put in just now; compared as far as they are asked for."""

    def __init__(
        self, key: VersionKey, wording: _Wording, others: list[_Wording], wordings: dict[VersionKey, _Wording]
    ) -> None:
        self._key = key
        self._wording = wording
        self._candidates = [wording, *others] if wording.number else []
        self._wording_by_key = wordings
        self._judged = {wording.number: True}

    def before(self) -> Iterator[VersionKey]:
        """Those that come before it, within 48 h, the earliest first.

        Whoever asks stops after a few: of a mass of candidates no more than the first version is looked at until then.
        """
        earliest = self._key.date - COPIED_WITHIN
        starts = ((each, each.since(earliest)) for each in self._candidates if each.keys[0] < self._key)
        waiting = [(each.keys[at], at, each) for each, at in starts if at < len(each.keys)]
        heapq.heapify(waiting)
        while waiting:
            key, at, wording = waiting[0]
            if key >= self._key or not self._is_near(wording):
                heapq.heappop(waiting)
                continue
            yield key
            if at + 1 < len(wording.keys):
                heapq.heapreplace(waiting, (wording.keys[at + 1], at + 1, wording))
            else:
                heapq.heappop(waiting)

    def after(self, is_wanted: Callable[[VersionKey], bool] = lambda _: True) -> Iterator[VersionKey]:
        """Those of the wanted ones that come after it, within 48 h, in no order; the others are not compared."""
        spans = (each.after(self._key) for each in self._candidates if each.keys[-1] > self._key)
        return (key for span in spans for key in span if is_wanted(key) and self._is_near(self._wording_by_key[key]))

    def _is_near(self, wording: _Wording) -> bool:
        near = self._judged.get(wording.number)
        if near is None:
            near = self._judged[wording.number] = is_near_duplicate(self._wording.print, wording.print)
        return near


def _date_of(key: VersionKey) -> datetime:
    return key.date

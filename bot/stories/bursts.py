"""How far the alarms of some hours exceed the usual of the same hours.

The model is the one by which outbreaks of disease are found in counts of cases: the same hours of the last
four weeks make the baseline, and a count is a burst when it lies in the upper thousandth of a negative
binomial distribution fitted to it (Farrington et al., "A statistical algorithm for the early detection of
outbreaks of infectious disease", JRSS A 159, 1996; the negative binomial as threshold: Noufaily et al.,
Statistics in Medicine 32, 2013). Median and MAD stand for mean and deviation, so that one wild night neither
hides the next nor makes the usual.
"""

import math
from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from bot.model.digest import AlarmHistory, AlarmLevel
from bot.model.flag import Stance
from bot.model.story import Story
from bot.model.trend import UsualRange

WINDOW = timedelta(hours=3)
"""So long is a burst: an alarm is copied for an hour or two, and answered within three."""

BASELINE = timedelta(days=28)
"""The same hours of so many days back make the usual."""

LEAST_DATA = timedelta(days=7)
"""No usual before so much time is in the archive (RULES 6)."""

FEWEST_FLAGS = 5
"""Fewer flags than this are no burst, however quiet it usually is."""

ALARMING = frozenset({Stance.CLAIMED, Stance.FEARED})
"""What a reader counts as alarm: who claims it and who fears it, original or copy; not who denies or remembers it."""

_LEAST_WINDOWS = 3
_FULLEST = 10
_RARITY = 0.001
_LEAST_MEAN = 0.5
"""A baseline of nothing but zeros still expects something now and then."""

_MAD_TO_DEVIATION = 1.4826
"""The MAD of a normal distribution times this is its standard deviation."""

_MOST_STRETCHES = 12
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """So many flags of one signal in WINDOW, where ``usual`` are the median of the same hours."""

    flags: int
    usual: int

    @property
    def reason(self) -> str:
        """What a story gives as its reason: ``burst: 14 flags in 3 h, usually 2``."""
        return f"burst: {self.flags} flags in {WINDOW // _HOUR} h, usually {self.usual}"


class Alarms:
    """Counts of flags that alarm, by the posts' own dates; a post counts once for each signal it raises."""

    def __init__(self, history: AlarmHistory) -> None:
        self._raised = {signal: list(posts) for signal, posts in history.raised.items()}
        self._first_post = history.first_post
        self._days_heard = set(history.days_heard)

    def learn(self, post_id: int, posted_at: datetime, signals: Iterable[str]) -> None:
        """Take in a post with the signals that it claims or fears; one that is known already changes nothing."""
        self._first_post = min(self._first_post or posted_at, posted_at)
        self._days_heard.add(_seconds(posted_at) // _SECONDS_A_DAY)
        for signal in signals:
            posts = self._raised.setdefault(signal, [])
            place = bisect_left(posts, post_id)
            if place == len(posts) or posts[place] != post_id:
                posts.insert(place, post_id)

    def count(self, since: datetime, until: datetime, signals: Collection[str] | None = None) -> int:
        """Flags after ``since`` and up to ``until``, by the second; of all signals when ``signals`` is None."""
        first, last = _end_of_second(since), _end_of_second(until)
        wanted = self._raised if signals is None else self._raised.keys() & set(signals)
        raised = (self._raised[signal] for signal in wanted)
        return sum(bisect_left(posts, last) - bisect_left(posts, first) for posts in raised)

    def usual(self, since: datetime, until: datetime, signals: Collection[str] | None = None) -> int | None:
        """The median of the same hours (UTC) of the last weeks; None while there are too few data (RULES 6)."""
        baseline = self._baseline(since, until, signals)
        return None if baseline is None else _middle(baseline)

    def usual_range(
        self, since: datetime, until: datetime, signals: Collection[str] | None = None
    ) -> UsualRange | None:
        """The usual with its spread, the MAD: half of the same hours of the last weeks lay in this range."""
        baseline = self._baseline(since, until, signals)
        if baseline is None:
            return None
        middle, spread = median(baseline), _mad(baseline)
        return UsualRange(
            low=max(0, math.floor(middle - spread)), middle=_middle(baseline), high=math.ceil(middle + spread)
        )

    def is_young(self, until: datetime) -> bool:
        """Whether there are too few days before ``until`` for any usual (RULES 6)."""
        return self._first_post is None or until - self._first_post < LEAST_DATA

    def level(self, since: datetime, until: datetime, signals: Collection[str] | None = None) -> AlarmLevel:
        """How these hours stand against the usual, with their course in at most twelve stretches."""
        parts = max(1, min(_MOST_STRETCHES, -((since - until) // _HOUR)))
        edges = [since + (until - since) * part / parts for part in range(parts + 1)]
        return AlarmLevel(
            flags=self.count(since, until, signals),
            usual=self.usual(since, until, signals),
            course=tuple(self.count(start, end, signals) for start, end in pairwise(edges)),
        )

    def burst_of(self, story: Story) -> str | None:
        """The reason why a story comes in a burst of its signal, if it does; by the dates of its own alarms."""
        burst = self.burst(story.signal, (post.date for post in story.posts if post.stance in ALARMING))
        return burst.reason if burst else None

    def burst(self, signal: str, moments: Iterable[datetime]) -> Burst | None:
        """The greatest burst of the signal in the hours before one of these moments, each included; else None.

        Only the fullest of these windows are looked at: a story of hundreds of posts is weighed for each of them.
        """
        counted = sorted((-self.count(moment - WINDOW, moment, (signal,)), moment) for moment in set(moments))
        found = (self._burst_before(signal, moment, -count) for count, moment in counted[:_FULLEST])
        return next((burst for burst in found if burst), None)

    def _burst_before(self, signal: str, moment: datetime, flags: int) -> Burst | None:
        if flags < FEWEST_FLAGS:
            return None
        baseline = self._baseline(moment - WINDOW, moment, (signal,))
        if baseline is None or not exceeds(flags, baseline):
            return None
        return Burst(flags=flags, usual=_middle(baseline))

    def _baseline(self, since: datetime, until: datetime, signals: Collection[str] | None) -> list[int] | None:
        """The counts of the same hours on earlier days, gaps left out; None while there are too few of them."""
        first = self._first_post
        if first is None or self.is_young(until):
            return None
        step = max(1, math.ceil((until - since) / _DAY)) * _DAY
        counts = []
        for back in range(1, BASELINE // step + 1):
            start, end = since - back * step, until - back * step
            if start >= first and self._was_heard(start, end):
                counts.append(self.count(start, end, signals))
        return counts if len(counts) >= _LEAST_WINDOWS else None

    def _was_heard(self, since: datetime, until: datetime) -> bool:
        days = range(_seconds(since) // _SECONDS_A_DAY, _seconds(until) // _SECONDS_A_DAY + 1)
        return all(day in self._days_heard for day in days)


def exceeds(flags: int, baseline: Collection[int]) -> bool:
    """Whether a count is a burst against these earlier ones: improbable, and above nine of ten of them."""
    if flags <= sorted(baseline)[math.ceil(0.9 * len(baseline)) - 1]:
        return False
    middle = median(baseline)
    deviation = _MAD_TO_DEVIATION * _mad(baseline)
    mean = max(middle, _LEAST_MEAN)
    return tail(flags, mean=mean, variance=max(mean, deviation**2)) < _RARITY


def tail(flags: int, *, mean: float, variance: float) -> float:
    """The probability of at least so many under a negative binomial distribution; Poisson where it is not wider."""
    if variance <= mean:
        below = sum(math.exp(count * math.log(mean) - mean - math.lgamma(count + 1)) for count in range(flags))
    else:
        size, success = mean**2 / (variance - mean), mean / variance
        scale = size * math.log(success) - math.lgamma(size)
        below = sum(
            math.exp(math.lgamma(count + size) - math.lgamma(count + 1) + scale + count * math.log1p(-success))
            for count in range(flags)
        )
    return max(0.0, 1.0 - below)


def _mad(baseline: Collection[int]) -> float:
    """The median distance from the median: half of the counts lie as near."""
    middle = median(baseline)
    return median([abs(count - middle) for count in baseline])


def _middle(baseline: Collection[int]) -> int:
    """The median as people tell it: a half is one."""
    return math.floor(median(baseline) + 0.5)


def _seconds(moment: datetime) -> int:
    return math.floor(moment.timestamp())


def _end_of_second(moment: datetime) -> int:
    """The lowest post id after the moment's second (RULES 3)."""
    return (_seconds(moment) + 1) << 20

"""How far the machine's clock is ahead of Telegram's, as Telegram says at the start, and live posts show.

An alert is for news of the last hours (RULES 4). By a clock that is a day ahead all news would be old.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.model.post import Change, ChangeKind, Origin
from bot.ports import Clock

AT_ONCE = timedelta(seconds=10)
"""A change that was stored longer ago says nothing of what time it is now."""
WITNESSES = 2
"""One post may be pushed hours late; where all that are pushed are as late as each other, it is the clock."""
NO_LEAD = timedelta(minutes=10)
"""Pushes take seconds, and hours are what is weighed."""


class ClockLead:
    """Learns from live posts too: each was posted before it came, so the latest of them bounds the time from below."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._witnesses = 0
        self._latest: datetime | None = None
        """The latest time of day that a post proved, less the time that had passed by then."""

    def believe(self, time: datetime) -> None:
        """Telegram says that it is ``time``."""
        self._latest = time - self._clock.elapsed()
        self._witnesses = WITNESSES

    def learn(self, changes: Iterable[Change], now: datetime) -> None:
        """Take in what came just now."""
        elapsed = self._clock.elapsed()
        for change in changes:
            is_fresh = timedelta(0) <= now - change.seen_at <= AT_ONCE
            if is_fresh and change.kind is ChangeKind.POST and change.origin is Origin.LIVE:
                proved = change.post.date - elapsed
                self._latest = max(proved, self._latest or proved)
                self._witnesses += 1

    def at(self, now: datetime) -> timedelta:
        """By how much ``now`` is ahead; negative when it is behind, zero where nothing is known of it."""
        if self._latest is None or self._witnesses < WITNESSES:
            return timedelta(0)
        lead = now - (self._latest + self._clock.elapsed())
        return lead if abs(lead) > NO_LEAD else timedelta(0)

"""When a channel is silent against its own habit (pure)."""

from collections.abc import Sequence
from datetime import timedelta

LEAST = timedelta(hours=3)
FACTOR = 2
DAYS_NEEDED = 7
"""No "usual" before seven days of data (RULES 6)."""
DAYS_FOR_OUTLIERS = 14


def is_silent(quiet_for: timedelta, on_earlier_days: Sequence[timedelta]) -> bool:
    """Whether nothing was posted for twice as long as ever before at this time of day.

    ``quiet_for`` is how long ago the last post was; ``on_earlier_days`` tells the same of this time of day on each of
    the last days, so that nights, and over weeks the days of the week, are no silence. From two weeks on the longest
    is left out: one day of outage shall not hide the next. Three hours are no silence for anybody.
    """
    if quiet_for < LEAST or len(on_earlier_days) < DAYS_NEEDED:
        return False
    usual = sorted(on_earlier_days)
    longest = usual[-2] if len(usual) >= DAYS_FOR_OUTLIERS else usual[-1]
    return quiet_for > FACTOR * longest

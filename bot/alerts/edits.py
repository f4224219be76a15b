"""When a living alert may be edited: ever more seldom as it ages (RULES 16)."""

from datetime import datetime, timedelta

LONGEST_LIFE = timedelta(hours=6)
"""An alert older than this is edited no more."""

_WAITS = (timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=5))
_LAST_WAIT = timedelta(minutes=15)


def edit_due(told_at: datetime, now: datetime) -> datetime | None:
    """When an alert that is told at ``told_at`` may be edited for what is new ``now``; None when never again.

    What is new before the alert is told goes into its first text.
    """
    age = now - told_at
    if age < timedelta(0):
        return told_at
    due = now + _wait(age)
    return due if due - told_at <= LONGEST_LIFE else None


def _wait(age: timedelta) -> timedelta:
    past = timedelta(0)
    for wait in _WAITS:
        past += wait
        if age < past:
            return wait
    return _LAST_WAIT

"""Quiet hours: alerts are held until they end (RULES 17)."""

from datetime import datetime, timedelta

from bot.alerts.local_time import instant_of
from bot.model.subscriber import Preferences

_DAY = timedelta(days=1)


def held_until(preferences: Preferences, now: datetime) -> datetime | None:
    """When the quiet hours around ``now`` end; None outside of them. Equal start and end means none."""
    if preferences.quiet is None or preferences.quiet[0] == preferences.quiet[1]:
        return None
    start, end = preferences.quiet
    today = now.astimezone(preferences.zone).date()
    for day in (today - _DAY, today, today + _DAY):
        begins = instant_of(day, start, preferences.zone)
        ends = instant_of(day if start < end else day + _DAY, end, preferences.zone)
        if begins <= now < ends:
            return ends
    return None

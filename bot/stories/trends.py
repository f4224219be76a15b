"""Flags by hour or day against the usual: the figures of ``/trend``."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.model.flag import Stance
from bot.model.trend import Stretch, Trend, TrendMaterial
from bot.stories.bursts import ALARMING, Alarms

MOST_DAYS_BY_HOUR = 2
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def stretch_edges(now: datetime, days: int, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The edges of the last ``days`` in UTC, rising; the last one ends the hour or day that holds ``now``.

    Up to two days are cut at whole hours of the zone, more at its midnights: a day on which the clocks change has
    23 or 25 hours, and one whose midnight is left out begins with its first minute.
    """
    local = now.astimezone(zone)
    if days <= MOST_DAYS_BY_HOUR:
        into_hour = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        end = (now - into_hour).astimezone(UTC) + _HOUR
        return tuple(end - back * _HOUR for back in range(24 * days, -1, -1))
    return tuple(_midnight(local.date() + _DAY * ahead, zone) for ahead in range(1 - days, 2))


def trend_of(material: TrendMaterial, *, signal: str | None, days: int, now: datetime) -> Trend:
    """The figures of the span up to ``now``; the usual is the one by which digests and bursts go."""
    alarms = Alarms(material.alarms)
    signals = None if signal is None else (signal,)
    # Counts of alarms include the end's second and not the start's; stretches have it the other way round.
    first, last = material.edges[0] - _SECOND, now
    stretches = tuple(
        Stretch(
            since=since,
            until=min(until, now),
            flags={stance: material.counts.get((number, stance), 0) for stance in Stance},
            usual=alarms.usual_range(since - _SECOND, min(until - _SECOND, now), signals),
        )
        for number, (since, until) in enumerate(pairwise(material.edges))
    )
    return Trend(
        signal=signal,
        days=days,
        stretches=stretches,
        alarms=sum(stretch.flags[stance] for stretch in stretches for stance in ALARMING),
        usual=alarms.usual(first, last, signals),
        is_young=alarms.is_young(now),
        stories=material.stories,
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)

"""Instants and spans in a reader's words: always in the reader's zone, the year only where it is another one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.wording import texts

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def zone_name(zone: ZoneInfo) -> str:
    """The short name of a zone: ``Kyiv`` for ``Europe/Kyiv``."""
    return zone.key.rpartition("/")[2].replace("_", " ")


def time_of_day(moment: datetime, zone: ZoneInfo) -> str:
    """``21:14`` in the zone."""
    local = moment.astimezone(zone)
    return texts.TIME_OF_DAY.format(hour=local.hour, minute=local.minute)


def date_of(moment: datetime, zone: ZoneInfo, *, now: datetime) -> str:
    """``11 May`` in the zone, with the year where it is not the present one."""
    local = moment.astimezone(zone)
    month = texts.MONTH_NAMES[local.month - 1]
    if local.year == now.astimezone(zone).year:
        return texts.TIME_DATE.format(day=local.day, month=month)
    return texts.TIME_DATE_OF_YEAR.format(day=local.day, month=month, year=local.year)


def date_and_time(moment: datetime, zone: ZoneInfo, *, now: datetime) -> str:
    """``11 May, 21:14`` in the zone."""
    return texts.TIME_DATE_AND_TIME.format(date=date_of(moment, zone, now=now), time=time_of_day(moment, zone))


def with_zone(moment: datetime, zone: ZoneInfo, *, now: datetime) -> str:
    """``11 May, 21:14 Kyiv``: the form that stands by itself."""
    return texts.TIME_WITH_ZONE.format(moment=date_and_time(moment, zone, now=now), zone=zone_name(zone))


def near(moment: datetime, zone: ZoneInfo, *, day_of: datetime, now: datetime) -> str:
    """``21:14`` on the local day of ``day_of``, else with its date: for times beside one that has its date."""
    if _is_same_day(moment, day_of, zone):
        return time_of_day(moment, zone)
    return date_and_time(moment, zone, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanTimes:
    """How a text about one span tells instants: without their date where the span leaves no doubt of the day."""

    since: datetime
    until: datetime
    zone: ZoneInfo
    now: datetime

    def tell(self, moment: datetime, *, day_of: datetime | None = None) -> str:
        """``21:14``, with its date where that is in doubt, and not that of ``day_of`` or else of the end."""
        if self.since < moment <= self.until and self.until - self.since < _DAY:
            return time_of_day(moment, self.zone)
        return near(moment, self.zone, day_of=day_of or self.until, now=self.now)


def when(moment: datetime, zone: ZoneInfo, *, day_of: datetime, now: datetime) -> str:
    """``at 21:14`` on the local day of ``day_of``, else ``on 12 May at 21:14``: for the middle of a sentence."""
    time = time_of_day(moment, zone)
    if _is_same_day(moment, day_of, zone):
        return texts.TIME_AT.format(time=time)
    return texts.TIME_ON_AT.format(date=date_of(moment, zone, now=now), time=time)


def span(duration: timedelta) -> str:
    """A span in its largest fitting unit, rounded, and at least a minute: ``34 min``, ``3 h``, ``2 d``."""
    if duration < 2 * _HOUR:
        return texts.TIME_MINUTES.format(count=max(1, round(duration / timedelta(minutes=1))))
    if duration < 2 * _DAY:
        return texts.TIME_HOURS.format(count=round(duration / _HOUR))
    return texts.TIME_DAYS.format(count=round(duration / _DAY))


def lapse(duration: timedelta) -> str:
    """A span to the minute, at least one: ``34 min``, ``2 h 34 min``; from two days on ``2 d 3 h``."""
    minutes = max(1, round(duration / timedelta(minutes=1)))
    if duration >= 2 * _DAY:
        days, hours = divmod(round(duration / _HOUR), 24)
        parts = ((texts.TIME_DAYS, days), (texts.TIME_HOURS, hours))
    else:
        hours, minutes = divmod(minutes, 60)
        parts = ((texts.TIME_HOURS, hours), (texts.TIME_MINUTES, minutes))
    return " ".join(template.format(count=count) for template, count in parts if count)


def _is_same_day(first: datetime, second: datetime, zone: ZoneInfo) -> bool:
    return first.astimezone(zone).date() == second.astimezone(zone).date()

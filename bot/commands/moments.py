"""Dates and times as people type them into a question (pure)."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_SPAN = re.compile(r"(\d{1,5})(min|h|d|w)\Z", re.IGNORECASE)
_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\Z|(\d{1,2})\.(\d{1,2})\.(\d{4})\Z")
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
"""Telegram's posts lie within; beyond, a zone's offset could leave the calendar."""


def read_moment(text: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant, in UTC, that ``text`` means; None when it cannot be understood.

    A day (``2023-05-01`` or ``01.05.2023``) is its local midnight in ``zone``, a time of day
    (``2023-05-01T10:00``) is local unless it carries an offset, and ``7d``, ``12h``, ``30min`` or ``2w``
    is that long before ``now``.
    """
    try:
        moment = _ago(text, now) or _day(text, zone) or _time_of_day(text, zone)
    except (ValueError, OverflowError):
        return None
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return moment.astimezone(UTC)


def read_span(text: str) -> timedelta | None:
    """``7d``, ``12h``, ``30min`` or ``2w`` as a span; None when it cannot be understood."""
    match = _SPAN.match(text)
    return int(match[1]) * _UNITS[match[2].lower()] if match else None


def _ago(text: str, now: datetime) -> datetime | None:
    span = read_span(text)
    # Whole seconds, as posts have them: the archive answers these straight from its order of posts.
    return now.replace(microsecond=0) - span if span is not None else None


def _day(text: str, zone: ZoneInfo) -> datetime | None:
    match = _DATE.match(text)
    if match is None:
        return None
    day, month, year = (match["day"], match["month"], match["year"]) if match["year"] else match.group(4, 5, 6)
    return datetime(int(year), int(month), int(day), tzinfo=zone)


def _time_of_day(text: str, zone: ZoneInfo) -> datetime | None:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)

"""Wall-clock times of a zone as instants, also where clocks change (RULES 18)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_STEP = timedelta(minutes=1)


def instant_of(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """When the clocks of ``zone`` first show ``wall`` on ``day``, in UTC.

    A time that the clocks skip in spring is the first valid minute after it; one that they show twice
    in autumn is the first.
    """
    local = datetime.combine(day, wall.replace(tzinfo=None, fold=0))
    while not _exists(local, zone):
        local = local.replace(second=0, microsecond=0) + _STEP
    return local.replace(tzinfo=zone).astimezone(UTC)


def _exists(local: datetime, zone: ZoneInfo) -> bool:
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local

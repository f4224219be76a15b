"""When digests are due: a subscriber's times of day, in their zone (RULES 18)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.alerts.local_time import instant_of
from bot.model.subscriber import Preferences

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One digest time of one local day. ``name`` is its nominal local time, ``2023-05-12T08:00``."""

    name: str
    at: datetime


def due_slot(preferences: Preferences, last_slot: str | None, now: datetime, since: datetime) -> Slot | None:
    """The latest slot after ``since`` that has come by ``now`` and is later than ``last_slot``.

    Slots between the two are missed and stay so: the digest of the latest covers their time too. None
    when nothing is due.
    """
    today = now.astimezone(preferences.zone).date()
    for slot in _backwards(preferences, today + _DAY):
        if slot.at <= since or (last_slot is not None and slot.name <= last_slot):
            return None
        if slot.at <= now:
            return slot
    return None


def next_slot_at(preferences: Preferences, now: datetime) -> datetime | None:
    """When the first slot after ``now`` comes; None for a subscriber without digests."""
    today = now.astimezone(preferences.zone).date()
    days = (today + offset * _DAY for offset in range(-1, 4))
    return min((slot.at for day in days for slot in _slots_of(preferences, day) if slot.at > now), default=None)


def _backwards(preferences: Preferences, last_day: date) -> Iterator[Slot]:
    """The slots of the last days, the latest first; enough days to reach back over any clock change."""
    days = (last_day - offset * _DAY for offset in range(5))
    slots = (slot for day in days for slot in _slots_of(preferences, day))
    yield from sorted(slots, key=lambda slot: (slot.at, slot.name), reverse=True)


def _slots_of(preferences: Preferences, day: date) -> list[Slot]:
    return [
        Slot(
            name=f"{day.isoformat()}T{wall.strftime('%H:%M')}",
            at=instant_of(day, wall, preferences.zone),
        )
        for wall in sorted(set(preferences.digest_times))
    ]

"""When to try again what has failed: soon at first, then less and less often (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(seconds=3)
LONGEST_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failed:
    pause: timedelta
    due_at: datetime | None
    """None while it is being tried."""


class SecondTries:
    """Channels that could not be read, by Telegram's id, and when each is to be tried again."""

    def __init__(self) -> None:
        self._failed: dict[int, _Failed] = {}

    def failed(self, telegram_id: int, now: datetime) -> None:
        """It failed just now, once more or for the first time; each pause is twice the one before."""
        before = self._failed.get(telegram_id)
        pause = FIRST_PAUSE if before is None else min(2 * before.pause, LONGEST_PAUSE)
        self._failed[telegram_id] = _Failed(pause=pause, due_at=now + pause)

    def settled(self, telegram_id: int) -> None:
        """It was read, or is lost."""
        self._failed.pop(telegram_id, None)

    def next_in(self, now: datetime) -> timedelta | None:
        """How long until the next is due; None where none is."""
        due = [each.due_at for each in self._failed.values() if each.due_at is not None]
        return max(min(due) - now, timedelta(0)) if due else None

    def take_due(self, now: datetime) -> Iterable[int]:
        """Those that are due now; they are due again when they fail again."""
        due = [number for number, each in self._failed.items() if each.due_at is not None and each.due_at <= now]
        for number in due:
            self._failed[number] = _Failed(pause=self._failed[number].pause, due_at=None)
        return due

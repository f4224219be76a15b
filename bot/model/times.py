"""Instants are UTC-aware datetimes everywhere; this is the one place that checks it."""

from datetime import UTC, datetime


def aware_utc(name: str, moment: datetime) -> datetime:
    """Return ``moment`` in UTC.

    Raises ValueError when it carries no offset: a naive time is a bug or bad input, never guessed.
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{name} has no time zone: {moment.isoformat()}")
    return moment.astimezone(UTC)


def check_aware(name: str, moment: datetime | None) -> None:
    """Raise ValueError unless ``moment`` is None or carries an offset."""
    if moment is not None:
        aware_utc(name, moment)

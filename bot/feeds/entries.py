"""What the two kinds of file have in common: values that are checked, and entries that are left out."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_HIGHEST = 2**63 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""Telegram's own dates end in 2038; a slip of the pen beyond that would move every clock there."""


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


strict_json = json.JSONDecoder(parse_constant=_no_constant).decode
"""``json.loads`` without NaN and Infinity, which are Python's and not JSON's. Raises ValueError, RecursionError."""


class BadEntry(Exception):  # noqa: N818  (never leaves this package: it becomes a LeftOut)
    """A line or a message cannot be used; its text is the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something in a file that was passed over; ``place`` is such as ``line 12``.

    ``is_fault`` is False for what is well-formed and simply no channel's post.
    """

    file: str
    place: str
    reason: str
    is_fault: bool = True

    def __str__(self) -> str:
        return f"{self.file} {self.place}: {self.reason}"


OnLeftOut = Callable[[LeftOut], None]


def clean(text: str) -> str:
    """``text`` with halves of surrogate pairs replaced, one for one: they cannot be written as UTF-8."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)


def required_text(entry: Mapping[str, object], key: str) -> str:
    """A text that must be there; it may be empty."""
    if key not in entry:
        raise BadEntry(f"{key} is missing")
    value = entry[key]
    if not isinstance(value, str):
        raise BadEntry(f"{key} is not a text")
    return clean(value)


def optional_text(entry: Mapping[str, object], key: str) -> str | None:
    """A text that may be absent, null or empty, which is all the same."""
    if entry.get(key) is None:
        return None
    return required_text(entry, key).strip() or None


def optional_integer(entry: Mapping[str, object], key: str, *, least: int) -> int | None:
    """A whole number that may be absent or null."""
    value = entry.get(key)
    return None if value is None else integer(value, key, least=least)


def integer(value: object, key: str, *, least: int) -> int:
    """A whole number of at least ``least`` that fits into 64 bits; true and false are none."""
    if type(value) is not int:
        raise BadEntry(f"{key} is not a whole number")
    if not least <= value <= _HIGHEST:
        raise BadEntry(f"{key} is too {'small' if value < least else 'large'}")
    return value


def instant(text: object, key: str) -> datetime:
    """An ISO 8601 time with an offset, in UTC; from 1970 to 2099, where a post can be from."""
    if not isinstance(text, str):
        raise BadEntry(f"{key} is not a text")
    try:
        moment = datetime.fromisoformat(text)
        if moment.utcoffset() is None:
            raise BadEntry(f"{key} has no offset from UTC")
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadEntry(f"{key} is not an ISO 8601 time") from None
    return _plausible(moment, key)


def from_unix_time(value: object, key: str) -> datetime:
    """Seconds since 1970, as a number or as text, in UTC."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value):
        value = int(value)
    try:
        moment = datetime.fromtimestamp(integer(value, key, least=0), UTC)
    except (ValueError, OverflowError, OSError):
        raise BadEntry(f"{key} is not a time") from None
    return _plausible(moment, key)


def _plausible(moment: datetime, key: str) -> datetime:
    if moment < _EPOCH:
        raise BadEntry(f"{key} is before 1970")
    if moment >= _LATEST:
        raise BadEntry(f"{key} is after 2099")
    return moment

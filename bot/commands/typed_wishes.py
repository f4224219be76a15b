"""Values of wishes as people type them after /settings; each reader says what was wrong and what would be right."""

import re
from collections.abc import Sequence
from datetime import time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from bot.errors import InputError
from bot.model.story import Severity
from bot.wording import texts
from bot.wording.excerpt import shortened

MOST_DIGESTS: Final = 6
MOST_ALERTS_AN_HOUR: Final = 100
_LONGEST_SHOWN: Final = 40
_TIME = re.compile(r"([01]?\d|2[0-4])(?:[:.]([0-5]\d))?\Z", re.ASCII)
_OFF = frozenset({"off", "none", "no", "0"})
_ON = frozenset({"on", "yes", "1"})


class WishRefusedError(InputError):
    """A typed wish cannot be read; its text says what was wrong."""


def names(typed: str, known: Sequence[str], *, most: int | None = None) -> list[str]:
    """The known names among what was typed. Raises WishRefusedError for another one, for none, or for too many."""
    words = [word.casefold() for word in _words(typed)]
    unknown = [word for word in words if word not in known]
    if unknown or not words or (most is not None and len(words) > most):
        wrong = unknown[0] if unknown else typed
        raise WishRefusedError(texts.SETTINGS_NO_NAME.format(typed=_shown(wrong), known=", ".join(known)))
    return words


def severity(typed: str) -> Severity:
    """A severity by its name. Raises WishRefusedError."""
    (label,) = names(typed, [each.label for each in Severity], most=1)
    return Severity[label.upper()]


def severity_or_off(typed: str) -> Severity | None:
    """A severity, or None for "off". Raises WishRefusedError."""
    return None if typed.casefold() in _OFF else severity(typed)


def digest_times(typed: str) -> tuple[time, ...]:
    """Times of the day, in order, or none for "off". Raises WishRefusedError."""
    if typed.casefold() in _OFF:
        return ()
    moments = sorted({_time(each) for each in _words(typed)})
    if len(moments) > MOST_DIGESTS:
        raise WishRefusedError(texts.SETTINGS_TOO_MANY_DIGESTS.format(most=MOST_DIGESTS))
    return tuple(moments)


def span_or_off(typed: str) -> tuple[time, time] | None:
    """A start and an end, or None for "off". Raises WishRefusedError."""
    if typed.casefold() in _OFF:
        return None
    ends = [each for each in re.split(r"[-–—\s]+", typed) if each]
    if len(ends) != 2:  # a start and an end
        raise WishRefusedError(texts.SETTINGS_NO_SPAN.format(typed=_shown(typed)))
    return _time(ends[0]), _time(ends[1])


def alerts_an_hour(typed: str) -> int:
    """A whole number of alerts. Raises WishRefusedError."""
    if not re.fullmatch(r"[0-9]{1,4}", typed) or not 1 <= int(typed) <= MOST_ALERTS_AN_HOUR:
        raise WishRefusedError(texts.SETTINGS_NO_NUMBER.format(typed=_shown(typed), most=MOST_ALERTS_AN_HOUR))
    return int(typed)


def yes_or_no(typed: str) -> bool:
    """Whether "on" was typed, and not "off". Raises WishRefusedError."""
    if typed.casefold() not in _ON | _OFF:
        raise WishRefusedError(texts.SETTINGS_NOT_YES_OR_NO.format(typed=_shown(typed)))
    return typed.casefold() in _ON


def language_or_off(typed: str) -> str | None:
    """The code of a language by its code or name, or None for "off". Raises WishRefusedError."""
    code = typed.casefold()
    if code in _OFF - {"no"}:  # Norwegian is a language
        return None
    named = {name.casefold(): each for each, name in texts.LANGUAGE_NAMES.items()}
    code = named.get(code, code)
    if code not in texts.LANGUAGE_NAMES:
        raise WishRefusedError(texts.SETTINGS_NO_LANGUAGE.format(typed=_shown(typed)))
    return code


def zone(typed: str) -> ZoneInfo:
    """A zone by its whole name or by its city. Raises WishRefusedError."""
    found = _zones().get("_".join(typed.casefold().split()), ())
    if not found:
        raise WishRefusedError(texts.SETTINGS_NO_ZONE.format(typed=_shown(typed)))
    if len(found) > 1:
        raise WishRefusedError(texts.SETTINGS_SEVERAL_ZONES.format(zones=", ".join(found)))
    return ZoneInfo(found[0])


@lru_cache(maxsize=1)
def _zones() -> dict[str, tuple[str, ...]]:
    """Zones by their whole name and by their last part, in small letters; old aliases give way to cities."""
    found: dict[str, tuple[str, ...]] = {}
    for key in sorted(available_timezones()):
        found[key.casefold()] = (key,)
    for key in sorted(available_timezones()):
        region, _, city = key.rpartition("/")
        if region and not region.startswith(("posix", "right", "SystemV")):
            short = city.casefold()
            if found.get(short, ("",))[0].casefold() != short:
                found[short] = (*found.get(short, ()), key)
    return found


def _words(typed: str) -> list[str]:
    return [word for word in re.split(r"[\s,;]+", typed) if word]


def _time(typed: str) -> time:
    match = _TIME.match(typed)
    if match is None:
        raise WishRefusedError(texts.SETTINGS_NO_TIME.format(typed=_shown(typed)))
    return time(int(match[1]) % 24, int(match[2] or 0))


def _shown(typed: str) -> str:
    return shortened(typed, _LONGEST_SHOWN)

"""What a chat can wish for, each wish with how it is shown, read and chosen by a button (RULES 17; pure)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Final
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.commands import typed_wishes
from bot.model.flag import Stance
from bot.model.story import Severity
from bot.model.subscriber import Preferences
from bot.wording import stories, texts, times


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A wish that can be had by pressing a button; ``code`` stands for it in the button's data, whatever its place."""

    label: str
    is_chosen: Callable[[Preferences], bool]
    choose: Callable[[Preferences], Preferences]

    @property
    def code(self) -> int:
        """A number made of the label: a button of a list that has changed since chooses nothing else."""
        return crc32(self.label.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One thing that can be set. ``number`` stands in the data of buttons and is never given to another one.

    ``read`` raises WishRefusedError for a text that it cannot use.
    """

    number: int
    name: str
    shown: Callable[[Preferences], str]
    read: Callable[[str, Preferences], Preferences]
    choices: tuple[Choice, ...]


def wishes(signals: Sequence[str]) -> tuple[Wish, ...]:
    """Everything that can be set, where these signals are known."""
    return (_signals(signals), _SEVERITY, _STANCES, _DIGESTS, _QUIET, _WAKE, _CAP, _EMPTY, _LANGUAGE, _ZONE)


def _signals(known: Sequence[str]) -> Wish:
    def toggled(signal: str) -> Callable[[Preferences], Preferences]:
        def choose(wished: Preferences) -> Preferences:
            return replace(wished, signals=_all_or(_wanted(wished, known) ^ {signal}, known))

        return choose

    def read(typed: str, wished: Preferences) -> Preferences:
        if typed.casefold() == "all":
            return replace(wished, signals=None)
        return replace(wished, signals=_all_or(frozenset(typed_wishes.names(typed, known)), known))

    def is_wanted(signal: str) -> Callable[[Preferences], bool]:
        return lambda wished: signal in _wanted(wished, known)

    return Wish(
        number=1,
        name="signals",
        shown=lambda wished: texts.SETTINGS_ALL if wished.signals is None else _listed(sorted(wished.signals)),
        read=read,
        choices=tuple(
            Choice(label=stories.signal_name(signal), is_chosen=is_wanted(signal), choose=toggled(signal))
            for signal in known
        ),
    )


def _wanted(wished: Preferences, known: Sequence[str]) -> frozenset[str]:
    return frozenset(known) if wished.signals is None else wished.signals & frozenset(known)


def _all_or(signals: frozenset[str], known: Sequence[str]) -> frozenset[str] | None:
    """None, which also means signals that an operator adds later, when every one is wanted."""
    return None if signals >= frozenset(known) else signals


def _severities() -> Iterable[Choice]:
    for severity in Severity:
        yield _fixed(texts.SEVERITY_NAMES[severity], least_severity=severity)


def _fixed(label: str, **wish: object) -> Choice:
    """A choice that sets one wish to one value."""
    ((field, value),) = wish.items()

    def is_chosen(wished: Preferences) -> bool:
        return bool(getattr(wished, field) == value)

    def choose(wished: Preferences) -> Preferences:
        return replace(wished, **{field: value})  # type: ignore[arg-type]  # the callers name a field with its value

    return Choice(label=label, is_chosen=is_chosen, choose=choose)


def _stances(typed: str) -> frozenset[Stance]:
    return frozenset(map(Stance, typed_wishes.names(typed, list(map(str, Stance)))))


def _stance_choice(stance: Stance) -> Choice:
    return Choice(
        label=texts.STANCE_NAMES[stance],
        is_chosen=lambda wished: stance in wished.stances,
        choose=lambda wished: replace(wished, stances=wished.stances ^ {stance}),
    )


def _digest_choice(*hours: int) -> Choice:
    moments = tuple(map(time, hours))
    return _fixed(_times_shown(moments) or texts.SETTINGS_OFF, digest_times=moments)


def _quiet_shown(quiet: tuple[time, time] | None) -> str:
    if quiet is None or quiet[0] == quiet[1]:
        return texts.SETTINGS_NONE
    return texts.SETTINGS_SPAN.format(start=_time_shown(quiet[0]), end=_time_shown(quiet[1]))


def _quiet_choice(quiet: tuple[time, time] | None) -> Choice:
    return _fixed(_quiet_shown(quiet), quiet=quiet)


def _wake_shown(wished: Preferences) -> str:
    if wished.wakes is None:
        return texts.SETTINGS_NOTHING
    return texts.SETTINGS_AT_LEAST.format(severity=texts.SEVERITY_NAMES[wished.wakes])


def _language_shown(wished: Preferences) -> str:
    return texts.LANGUAGE_NAMES.get(wished.translate_to, "") if wished.translate_to else texts.SETTINGS_OFF


def _time_shown(moment: time) -> str:
    return texts.TIME_OF_DAY.format(hour=moment.hour, minute=moment.minute)


def _times_shown(moments: Iterable[time]) -> str:
    return " ".join(map(_time_shown, moments))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(stories.signal_name, names)) or texts.SETTINGS_NONE


_SEVERITY: Final = Wish(
    number=2,
    name="severity",
    shown=lambda wished: texts.SETTINGS_AT_LEAST.format(severity=texts.SEVERITY_NAMES[wished.least_severity]),
    read=lambda typed, wished: replace(wished, least_severity=typed_wishes.severity(typed)),
    choices=tuple(_severities()),
)
_STANCES: Final = Wish(
    number=3,
    name="stances",
    shown=lambda wished: (
        ", ".join(texts.STANCE_NAMES[each] for each in Stance if each in wished.stances) or texts.SETTINGS_NONE
    ),
    read=lambda typed, wished: replace(wished, stances=_stances(typed)),
    choices=tuple(map(_stance_choice, Stance)),
)
_DIGESTS: Final = Wish(
    number=4,
    name="digests",
    shown=lambda wished: _times_shown(wished.digest_times) or texts.SETTINGS_OFF,
    read=lambda typed, wished: replace(wished, digest_times=typed_wishes.digest_times(typed)),
    choices=(
        _digest_choice(8, 20),
        _digest_choice(8),
        _digest_choice(20),
        _digest_choice(7, 13, 19),
        _digest_choice(),
    ),
)
_QUIET: Final = Wish(
    number=5,
    name="quiet",
    shown=lambda wished: _quiet_shown(wished.quiet),
    read=lambda typed, wished: replace(wished, quiet=typed_wishes.span_or_off(typed)),
    choices=(
        _quiet_choice(None),
        _quiet_choice((time(22), time(7))),
        _quiet_choice((time(23), time(6))),
        _quiet_choice((time(0), time(8))),
    ),
)
_WAKE: Final = Wish(
    number=6,
    name="wake",
    shown=_wake_shown,
    read=lambda typed, wished: replace(wished, wakes=typed_wishes.severity_or_off(typed)),
    choices=(
        _fixed(texts.SEVERITY_NAMES[Severity.CRITICAL], wakes=Severity.CRITICAL),
        _fixed(texts.SETTINGS_AT_LEAST.format(severity=texts.SEVERITY_NAMES[Severity.HIGH]), wakes=Severity.HIGH),
        _fixed(texts.SETTINGS_NOTHING, wakes=None),
    ),
)
_CAP: Final = Wish(
    number=7,
    name="cap",
    shown=lambda wished: texts.SETTINGS_AN_HOUR.format(count=wished.alerts_an_hour),
    read=lambda typed, wished: replace(wished, alerts_an_hour=typed_wishes.alerts_an_hour(typed)),
    choices=tuple(_fixed(str(count), alerts_an_hour=count) for count in (5, 10, 20, 50)),
)
_EMPTY: Final = Wish(
    number=8,
    name="empty",
    shown=lambda wished: texts.SETTINGS_EMPTY_LINE if wished.digest_of_nothing else texts.SETTINGS_EMPTY_NOT_SENT,
    read=lambda typed, wished: replace(wished, digest_of_nothing=typed_wishes.yes_or_no(typed)),
    choices=(
        _fixed(texts.SETTINGS_EMPTY_LINE, digest_of_nothing=True),
        _fixed(texts.SETTINGS_EMPTY_NOT_SENT, digest_of_nothing=False),
    ),
)
_LANGUAGE: Final = Wish(
    number=9,
    name="language",
    shown=_language_shown,
    read=lambda typed, wished: replace(wished, translate_to=typed_wishes.language_or_off(typed)),
    choices=(
        *(_fixed(texts.LANGUAGE_NAMES[code], translate_to=code) for code in ("en", "de", "fr", "pl", "es", "uk", "ru")),
        _fixed(texts.SETTINGS_OFF, translate_to=None),
    ),
)
_ZONE: Final = Wish(
    number=10,
    name="zone",
    shown=lambda wished: wished.zone.key,
    read=lambda typed, wished: replace(wished, zone=typed_wishes.zone(typed)),
    choices=tuple(
        _fixed(times.zone_name(ZoneInfo(key)), zone=ZoneInfo(key))
        for key in (
            "Europe/Kyiv",
            "Europe/Moscow",
            "Europe/Warsaw",
            "Europe/Berlin",
            "Europe/London",
            "America/New_York",
            "UTC",
        )
    ),
)

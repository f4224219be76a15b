"""How severe a story is, and why."""

import pytest

from bot.model.channel import Channel, ChannelClass
from bot.model.signal import OwnSignal
from bot.model.story import Severity
from tests.stories.night import AGGREGATOR, BLOGGER, MINISTRY, SECOND, THIRD, Book, flag, sighting

NOBODY_KNOWS = Channel(key=9, telegram_id=None, handle=None, title="Без класса", channel_class=None)
OFFICIAL = Channel(key=8, telegram_id=None, handle="gubernator", title="Г", channel_class=ChannelClass.OFFICIAL)
HERE, AXIS, NOWHERE = ("soledar",), ("bakhmut",), ()


def told_by(channels: tuple[Channel, ...], signal: str, places: tuple[str, ...]) -> Book:
    book = Book()
    for number, channel in enumerate(channels):
        letters = "абвгдежз"[number] * 3
        text = f"На направлении удар{' '.join(f'{letters}{word}' for word in ('раз', 'два', 'три', 'пять'))}"
        named = places if number == 0 or places else HERE
        book.work(sighting(channel, number, text, flag(signal, places=named)))
    return book


@pytest.mark.parametrize(
    ("channels", "signal", "places", "severity"),
    [
        ((BLOGGER,), "breakthrough", HERE, Severity.MEDIUM),
        ((NOBODY_KNOWS,), "encirclement", HERE, Severity.MEDIUM),
        ((AGGREGATOR,), "capture", HERE, Severity.MEDIUM),
        ((BLOGGER,), "withdrawal", HERE, Severity.MEDIUM),
        ((BLOGGER,), "offensive", AXIS, Severity.MEDIUM),
        ((BLOGGER,), "breakthrough", NOWHERE, Severity.MEDIUM),
        ((AGGREGATOR,), "breakthrough", NOWHERE, Severity.LOW),
        ((BLOGGER,), "capture", NOWHERE, Severity.LOW),
        ((MINISTRY,), "capture", HERE, Severity.HIGH),
        ((OFFICIAL,), "withdrawal", HERE, Severity.HIGH),
        ((MINISTRY,), "offensive", NOWHERE, Severity.MEDIUM),
        ((BLOGGER, SECOND), "breakthrough", HERE, Severity.HIGH),
        ((BLOGGER, SECOND), "capture", HERE, Severity.HIGH),
        ((BLOGGER, BLOGGER), "capture", HERE, Severity.MEDIUM),
        ((BLOGGER, SECOND, OFFICIAL), "capture", HERE, Severity.CRITICAL),
        ((BLOGGER, SECOND, THIRD, AGGREGATOR), "breakthrough", HERE, Severity.CRITICAL),
        ((BLOGGER, SECOND, THIRD, AGGREGATOR), "capture", HERE, Severity.HIGH),
    ],
)
def test_severity_grows_with_place_sources_and_officials(
    channels: tuple[Channel, ...], signal: str, places: tuple[str, ...], severity: Severity
) -> None:
    story = told_by(channels, signal, places).only
    assert story.severity is severity
    assert story.reasons


def test_the_reasons_say_what_was_weighed() -> None:
    story = told_by((BLOGGER, SECOND, OFFICIAL), "capture", HERE).only
    assert story.reasons == ("a place is named", "3 independent sources", "told by an official channel")
    assert told_by((BLOGGER,), "offensive", AXIS).only.reasons == ("an axis is named",)
    assert told_by((AGGREGATOR,), "breakthrough", NOWHERE).only.reasons == ("no place is named",)


@pytest.mark.parametrize(
    ("weight", "places", "severity"),
    [
        (Severity.LOW, HERE, Severity.LOW),
        (Severity.MEDIUM, HERE, Severity.MEDIUM),
        (Severity.HIGH, AXIS, Severity.HIGH),
        (Severity.CRITICAL, HERE, Severity.CRITICAL),
        (Severity.HIGH, NOWHERE, Severity.MEDIUM),
        (Severity.LOW, NOWHERE, Severity.LOW),
    ],
)
def test_an_own_signal_weighs_what_the_operator_says(
    weight: Severity, places: tuple[str, ...], severity: Severity
) -> None:
    own = OwnSignal(name="mutiny", title="Mutiny", severity=weight)
    story = Book(own).work(sighting(BLOGGER, 0, "Мятеж", flag("mutiny", places=places)))[0].story
    assert (story.severity, story.title) == (severity, "Mutiny")

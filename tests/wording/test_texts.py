"""The table of texts: whole, and ready to be translated."""

import string
from collections.abc import Iterator, Mapping
from enum import Enum

import pytest

from bot.model.channel import ChannelClass
from bot.model.flag import Stance
from bot.model.story import Severity, StoryState
from bot.signals.detector import load_detector
from bot.wording import texts


def _templates() -> Iterator[tuple[str, str]]:
    for name, value in vars(texts).items():
        if not name.isupper():
            continue
        values = value.values() if isinstance(value, Mapping) else [value]
        for text in values:
            for form in text if isinstance(text, tuple) else (text,):
                yield name, str(form)


@pytest.mark.parametrize(
    ("table", "members"),
    [
        (texts.STATE_NAMES, StoryState),
        (texts.STANCE_NAMES, Stance),
        (texts.SEVERITY_NAMES, Severity),
        (texts.SEVERITY_MARKS, Severity),
        (texts.CLASS_NAMES, ChannelClass),
    ],
)
def test_every_word_of_the_field_has_a_name_of_its_own(table: Mapping[Enum, str], members: type[Enum]) -> None:
    assert set(table) == set(members)
    assert len(set(table.values())) == len(table)


def test_every_signal_that_ships_has_a_name() -> None:
    assert set(texts.SIGNAL_NAMES) == set(load_detector().signals)


def test_there_are_twelve_months() -> None:
    assert len(set(texts.MONTH_NAMES)) == 12


def test_templates_name_their_fields_and_hold_no_markup() -> None:
    for name, template in _templates():
        fields = [field for _, field, _, _ in string.Formatter().parse(template) if field is not None]
        assert all(field.isidentifier() for field in fields), name
        assert "</" not in template, name
        assert "**" not in template, name
        assert template.strip(), name


def test_counts_choose_their_words() -> None:
    assert [texts.counted(texts.STORY_COPIES, count) for count in (0, 1, 2)] == ["0 copies", "1 copy", "2 copies"]

"""watch.toml, and the lines on which its mistakes are told."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.configuration.watch_file import read_watch_list
from bot.errors import Problem
from bot.model.channel import ChannelClass, ChannelRef
from bot.settings import SIGNALS, SignalSettings, WatchList
from bot.signals.detector import load_detector


def read(source: str) -> tuple[WatchList, list[str]]:
    problems: list[Problem] = []
    watch = read_watch_list(source, "watch.toml", problems)
    return watch, [f"{problem.where} | {problem.what}" for problem in problems]


def test_channels_by_handle_id_and_title() -> None:
    watch, problems = read(
        """
        [[channels]]
        name = "@some_blogger"
        title = "Some blogger"
        class = "milblogger_ru"
        [[channels]]
        name = -1001234567890
        [[channels]]
        name = "Наш канал"
        class = "media"
        """
    )
    assert problems == []
    assert watch.channels == (
        ChannelRef(handle="some_blogger", title="Some blogger", channel_class=ChannelClass.MILBLOGGER_RU),
        ChannelRef(telegram_id=1234567890),
        ChannelRef(title="Наш канал", channel_class=ChannelClass.MEDIA),
    )


def test_signals_are_switched_off_one_by_one_or_as_a_list() -> None:
    watch, problems = read('[signals]\ncapture = false\noffensive = true\ndisabled = ["withdrawal"]\n')
    assert problems == []
    assert watch.signals == SignalSettings(disabled=frozenset({"capture", "withdrawal"}))


def test_own_words_once_each() -> None:
    watch, problems = read('[[words]]\nword = " Каховская ГЭС "\n[[words]]\nword = "Каховская ГЭС"\n')
    assert problems == []
    assert watch.signals.words == ("Каховская ГЭС",)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("chanels = 1", "watch.toml line 1: chanels | there is no such key"),
        ("\n[[terms]]\nx = 1", "watch.toml line 2: terms | there is no such key"),
        ("[signal.mutiny]\nx = 1", "watch.toml line 1: signal | there is no such key"),
        ("[[channels]]\ntitle = 'x'", "watch.toml line 1: channels[0] | the channel has no name"),
        ("[[channels]]\nname = ''", "watch.toml line 2: channels[0].name | it is empty"),
        ("[[channels]]\nname = 1.5", "watch.toml line 2: channels[0].name | 1.5 is not a text"),
        ("[[channels]]\nname = true", "watch.toml line 2: channels[0].name | True is not a text"),
        ("\n[[channels]]\nname='abcd'\nclass=1", "watch.toml line 4: channels[0].class | 1 is not a class"),
        ("[[channels]]\nname='abcd'\n'lang' = 1", "watch.toml line 3: channels[0].lang | there is no such key"),
        ("channels = 1", "watch.toml line 1: channels | it is not a list of tables"),
        ("channels = [1]", "watch.toml line 1: channels[0] | it is not a table"),
        ("signals = 1", "watch.toml line 1: signals | it is not a table"),
        ("[signals]\ncapture = 'no'", "watch.toml line 2: signals.capture | 'no' is neither true nor false"),
        ("[signals]\ndisabled = 'capture'", "watch.toml line 2: signals.disabled | it is not a list"),
        ("[signals]\ndisabled = [[]]", "watch.toml line 2: signals.disabled | there is no signal []"),
        ("[[words]]\nname = 'x'", "watch.toml line 1: words[0] | the word is missing"),
    ],
)
def test_mistakes_are_told_with_their_line(source: str, told: str) -> None:
    assert told in read(source)[1]


def test_what_is_no_toml_is_told_with_its_place() -> None:
    [told] = read("[signals]\ncapture == false\n")[1]
    assert told.startswith("watch.toml line 2, column 10 | it is not TOML: ")


def test_the_second_of_two_equal_channels_is_told() -> None:
    watch, problems = read('[[channels]]\nname = "@Abcd"\n\n[[channels]]\nname = "t.me/aBCD"\n')
    assert len(watch.channels) == 1
    assert problems == ["watch.toml line 5: channels[1].name | the same channel stands at channels[0].name already"]


def test_the_rest_is_understood_beside_a_mistake() -> None:
    watch, problems = read('[[channels]]\nname = 1.5\n[[channels]]\nname = "@abcd"\n[signals]\ncapture = false\n')
    assert len(problems) == 1
    assert watch == WatchList(
        channels=(ChannelRef(handle="abcd"),), signals=SignalSettings(disabled=frozenset({"capture"}))
    )


def test_a_number_of_thousands_of_digits_is_no_traceback() -> None:
    assert read("x = " + "9" * 5000)[1]


_VALUES = st.sampled_from(
    ['"abcd"', "1", "true", "[]", "{}", "1.5", '"capture"', "-100", '[{name = "abcd"}]', "2023-05-11"]
)
_LINES = st.one_of(
    st.sampled_from(["[[channels]]", "[signals]", "[[words]]", "[channels]", "# remark", "", "[[signals]]"]),
    st.tuples(st.sampled_from(["name", "class", "title", "disabled", "capture", "word", "channels", "x"]), _VALUES).map(
        lambda pair: f"{pair[0]} = {pair[1]}"
    ),
)


@given(source=st.lists(_LINES, max_size=12).map("\n".join) | st.text())
def test_any_text_is_a_list_or_has_plain_problems(source: str) -> None:
    _, problems = read(source)
    try:
        tomllib.loads(source)
    except ValueError:
        assert problems
    assert all("\n" not in told for told in problems)


def test_the_signals_that_may_be_switched_off_are_those_that_ship() -> None:
    assert set(SIGNALS) == set(load_detector().signals)

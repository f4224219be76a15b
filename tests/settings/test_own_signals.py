"""``[signals.NAME]`` of watch.toml: signals of the operator's own."""

import pytest

from bot.model.signal import OwnSignal
from bot.model.story import Severity
from bot.settings import SIGNALS
from tests.settings.test_watch_file import read

COUNTER_ATTACK = '[signals.counter-attack]\ntitle = "Counter-attack"\n'


def test_an_own_signal_has_a_title_and_weighs_medium() -> None:
    watch, problems = read(COUNTER_ATTACK)
    assert problems == []
    assert watch.signals.own == (OwnSignal(name="counter-attack", title="Counter-attack"),)
    assert watch.signals.known == (*SIGNALS, "counter-attack")
    assert watch.signals.own[0].severity is Severity.MEDIUM


def test_it_may_weigh_more_and_be_switched_off() -> None:
    watch, problems = read(f'[signals]\ndisabled = ["counter-attack", "capture"]\n{COUNTER_ATTACK}severity = "high"\n')
    assert problems == []
    assert watch.signals.own[0].severity is Severity.HIGH
    assert "counter-attack" not in watch.signals.looked_for
    assert "counter-attack" in watch.signals.known


def test_a_file_without_entries_of_packs_keeps_none() -> None:
    assert read("[signals]\ncapture = false\n")[0].signals.entries is None
    entries = read(COUNTER_ATTACK)[0].signals.entries
    assert entries is not None
    assert (entries.file_name, entries.text) == ("watch.toml", COUNTER_ATTACK)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("[signals.x-y]", "line 1: signals.x-y | the signal has no title"),
        ("[signals.x-y]\ntitle = ''", "line 2: signals.x-y.title | it is empty"),
        ('[signals.x-y]\ntitle = "a\\u001bb"', "line 2: signals.x-y.title | it is no short heading"),
        (f"[signals.x-y]\ntitle = '{'x' * 41}'", "line 2: signals.x-y.title | it is no short heading"),
        ("[signals.x-y]\ntitle = 'X'\nseverity = 'hig'", "line 3: signals.x-y.severity | 'hig' is no severity"),
        ("[signals.x-y]\ntitle = 'X'\nseverity = 1", "line 3: signals.x-y.severity | 1 is no severity"),
        ("[signals.x-y]\ntitle = 'X'\nlevel = 1", "line 3: signals.x-y.level | there is no such key"),
        ("[signals.Xy]\ntitle = 'X'", "line 1: signals.Xy | 'Xy' cannot be a signal's name"),
        ('[signals."контратака"]\ntitle = "X"', "line 1: signals.контратака | 'контратака' cannot be a signal's name"),
        ("[signals.capture]\ntitle = 'X'", "line 1: signals.capture | capture ships with Frontwatch"),
        ("[signals]\ncapure = false", "line 2: signals.capure | there is no such key"),
        ("[signals]\ndisabled = ['x-z']", "line 2: signals.disabled | there is no signal 'x-z'"),
    ],
)
def test_mistakes_are_told_with_their_line(source: str, told: str) -> None:
    assert any(problem.startswith(f"watch.toml {told}") for problem in read(source)[1])

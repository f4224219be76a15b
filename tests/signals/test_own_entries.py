"""What watch.toml adds to the packs and overrides in them: it is read, and its mistakes are told all at once."""

import re
from pathlib import Path

import pytest

from bot.configuration.watch_file import read_watch_list
from bot.errors import Problem
from bot.model.flag import Reading, Stance
from bot.settings import SignalSettings
from bot.signals.detector import Detector, load_detector
from bot.signals.loading import gazetteer_of, load_packs, problems_of

OWN = """
[signals.counter-attack]
title = "Counter-attack"

[[term]]
signal = "counter-attack"
language = "ru"
words = ["контратака", "контратаковать"]
near = ["@lads", "@place"]

[[term]]
signal = "counter-attack"
language = "en"
words = ["counter attack"]
stance = "claimed"

[[term]]
signal = "breakthrough"
language = "uk"
words = ["зламати хребет"]
unless = ["риба"]

[[cue]]
language = "ru"
stance = "denied"
words = ["бабка =надвое =сказала"]
sentence = true

[groups.ru]
lads = ["хлопец"]
troops = ["хлопец"]

[[override]]
signal = "breakthrough"
words = ["оперативный простор", "Прорыв =у"]
off = true

[[override]]
signal = "breakthrough"
words = ["прорвать", "прорвати"]
object = ["изгородь"]

[[override]]
cue = ["якобы"]
off = true

[[override]]
place = "soledar"
ru = ["Карло-Либкнехтовск"]
axis = "siversk"

[[override]]
place = "izium"
off = true

[[place]]
id = "bila-hora"
name = "Bila Hora"
ru = ["Белая Гора"]
uk = ["Біла Гора"]
oblast = "donetsk"
axis = "bakhmut"
"""


def settings_of(source: str) -> tuple[SignalSettings, list[str]]:
    problems: list[Problem] = []
    settings = read_watch_list(source, "watch.toml", problems).signals
    problems += problems_of(settings)
    return settings, [f"{problem.where} | {problem.what} | {problem.remedy}" for problem in problems]


@pytest.fixture(scope="module")
def detector() -> Detector:
    settings, problems = settings_of(OWN)
    assert problems == []
    return load_detector(settings)


def stances(reading: Reading) -> dict[str, str]:
    return {flag.signal: flag.stance.value for flag in reading.flags}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Хлопцы контратаковали утром", {"counter-attack": "claimed"}),
        ("Хлопцы не контратаковали", {"counter-attack": "denied"}),
        ("Контратака рекламщиков", {}),
        ("They will counter attack", {"counter-attack": "claimed"}),
        ("Ворогу зламали хребет під Бахмутом", {"breakthrough": "claimed"}),
        ("Рибі зламали хребет під Бахмутом, риба мовчить", {}),
        ("Хлопцы окружены в Бахмуте, бабка надвое сказала", {"encirclement": "denied"}),
        ("Враг вышел на оперативный простор у Бахмута", {}),
        ("Наши прорвали оборону у Бахмута", {}),
        ("Наши прорвали изгородь у Бахмута", {"breakthrough": "claimed"}),
        ("Враг якобы окружён у Бахмута", {"encirclement": "claimed"}),
    ],
)
def test_entries_are_added_and_overridden(detector: Detector, text: str, told: dict[str, str]) -> None:
    assert stances(detector.read(text)) == told


def test_what_is_not_overridden_stays_as_it_ships(detector: Detector) -> None:
    shipped = load_detector()
    for text in ("Линию проломили у Авдеевки", "Оборона прорывается", "Прорив оборони під Авдіївкою", "Взят Угледар"):
        assert detector.read(text) == shipped.read(text)


def test_an_override_of_one_language_leaves_the_others_alone() -> None:
    off = '[[override]]\nsignal = "encirclement"\nwords = ["котел"]\noff = true\n'
    for source, left in ((off, set()), (f'{off}language = "ru"\n', {"uk"})):
        settings, problems = settings_of(source)
        assert problems == []
        catalogue, _ = load_packs(settings)
        assert {term.language for term in catalogue.terms if "котел" in term.phrases} == left


def test_places_are_added_changed_and_taken_out(detector: Detector) -> None:
    assert detector.read("Бои в Белой Горе").places == ("bila-hora",)
    assert detector.read("Бої біля Білої Гори").places == ("bila-hora",)
    soledar = detector.gazetteer.place("soledar")
    assert soledar is not None
    assert (soledar.axis, soledar.oblast) == ("siversk", "donetsk")
    assert detector.read("Бои в Карло-Либкнехтовске").places == ("soledar",)
    assert detector.read("Бої в Соледарі").places == ("soledar",)
    assert detector.read("Бої в Ізюмі").places == ()


def test_a_search_knows_the_same_places() -> None:
    settings, _ = settings_of(OWN)
    assert gazetteer_of(settings).ids_of("Белой Горы") == ("bila-hora",)


def test_switched_off_is_what_the_operator_says() -> None:
    settings, problems = settings_of(f'[signals]\ndisabled = ["counter-attack"]\n{OWN}')
    assert problems == []
    assert "counter-attack" not in load_detector(settings).signals


def test_without_entries_the_packs_are_those_that_ship() -> None:
    text = "Контратака у Бахмута, прорыв обороны"
    assert load_detector(SignalSettings()).read(text) == load_detector().read(text)


TERM = '[[term]]\nsignal = "breakthrough"\nlanguage = "ru"\nwords = ["прорвать"]\n'
PLACE = '[[place]]\nid = "bila-hora"\nname = "Bila Hora"\noblast = "donetsk"\n'


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (f"{TERM}gapp = 1", "line 5: term[0].gapp | gapp is no key of a term | Write gap."),
        (f"{TERM}gap = -1", "line 5: term[0].gap | gap has a wrong value | Write a number from 0 on."),
        (f"{TERM}setting = 1", "line 5: term[0].setting | setting has a wrong value | Write true or false."),
        (f'{TERM}unless = "труба"', "line 5: term[0].unless | unless has a wrong value | Write a list of words"),
        (f'{TERM}forms = "pest"', "line 5: term[0].forms | 'pest' is no kind of form"),
        (f'{TERM}stance = "sure"', "line 5: term[0].stance | stance is 'sure'"),
        (f'{TERM}near = ["@troop"]', "line 1: term[0] | no pack has a group 'troop' | Write troops"),
        ('[[term]]\nlanguage = "ru"\nwords = ["а"]', "line 1: term[0] | the term has no signal"),
        ('[[term]]\nsignal = "breakthrough"\nwords = ["а"]', "line 1: term[0] | the term has no language"),
        (TERM.replace('"ru"', '"de"'), "line 3: term[0].language | language is 'de' | Write one of ru, uk, en."),
        (
            TERM.replace("breakthrough", "breaktrough"),
            "line 2: term[0].signal | there is no signal 'breaktrough' | Write",
        ),
        (TERM.replace('["прорвать"]', "[]"), "line 4: term[0].words | words is no list of words"),
        (TERM.replace('["прорвать"]', '["?!"]'), "line 4: term[0].words | '?!' has a part that is no word"),
        ('[term]\nsignal = "x"', "line 1: term | it is not a list of tables | Begin each with [[term]]."),
        ('[signals.x-y]\ntitle = "X"', "line 1: signals.x-y | no [[term]] raises this signal"),
        ('[[cue]]\nlanguage = "ru"\nstance = "denied"\nwords = ["нет"]', "line 1: cue[0] | the cue reaches nothing"),
        (
            '[[cue]]\nlanguage = "ru"\nstance = "denied"\nwords = ["нет"]\nbefore = 1\nsignals = ["capure"]',
            "line 6: cue[0].signals | there is no signal 'capure' | Write capture",
        ),
        ("override = 1", "line 1: override | it is not a list of tables"),
        (
            '[[override]]\nsignal = "capure"\nwords = ["взять"]\noff = true',
            "line 2: override[0].signal | there is no signal 'capure' | Write capture",
        ),
        ("[groups.de]\nx = []", "line 1: groups.de | 'de' is no language of the packs"),
        ("[groups.ru]\nx = 1", "line 2: groups.ru.x | group x is no list of words"),
        ("[groups]\nru = 1", "line 2: groups.ru | it is no table of groups"),
        ("groups = 1", "line 1: groups | it is not a table"),
        ("[[override]]\noff = true", "line 1: override[0] | it does not say what it overrides"),
        (
            '[[override]]\nsignal = "capture"\nwords = ["водрузить флажок"]\noff = true',
            "line 1: override[0] | no shipped entry of capture has the words 'водрузить флажок' | Write",
        ),
        ('[[override]]\ncue = ["абвг"]\noff = true', "line 1: override[0] | no shipped entry has the words 'абвг'"),
        (
            '[[override]]\nsignal = "breakthrough"\nwords = ["прорвать"]',
            "line 1: override[0] | it overrides nothing | Add off = true",
        ),
        (
            '[[override]]\nsignal = "breakthrough"\nwords = ["прорвать"]\noff = true\ngap = 2',
            "line 1: override[0] | what is switched off cannot be changed too",
        ),
        (
            '[[override]]\nsignal = "breakthrough"\nwords = ["прорвать"]\noff = 1',
            "line 4: override[0].off | 1 is neither",
        ),
        ('[[override]]\nplace = "soledor"\noff = true', "line 2: override[0].place | no place 'soledor' ships"),
        ('[[override]]\nplace = ["x"]\noff = true', "line 2: override[0].place | no place ['x'] ships"),
        ('[[override]]\nplace = "soledar"\naxis = "bahmut"', "line 3: override[0].axis | there is no place 'bahmut'"),
        (
            PLACE.replace("bila-hora", "soledar"),
            "line 2: place[0].id | a place soledar ships with Frontwatch | Change it by [[override]]",
        ),
        (PLACE.replace("bila-hora", "Bila Hora"), "line 2: place[0].id | the place has no id"),
        (PLACE + PLACE, "line 6: place[1].id | the place bila-hora stands at place[0] already"),
        ('[[place]]\nid = "bila-hora"', "line 1: place[0] | the place has no name"),
        (
            f'{PLACE}axis = "bahmut"',
            "line 5: place[0].axis | there is no place 'bahmut' to call an axis after | Write bakhmut.",
        ),
        (f'{PLACE}guard = "big"', "line 5: place[0].guard | guard has a wrong value"),
        (f'{PLACE}ru = "Белая Гора"', "line 5: place[0].ru | ru has a wrong value | Write a list of names"),
        (f"{PLACE}de = []", "line 5: place[0].de | de is no key of a place"),
    ],
)
def test_a_mistake_is_told_with_line_and_remedy(source: str, told: str) -> None:
    problems = settings_of(source)[1]
    assert any(problem.startswith(f"watch.toml {told}") for problem in problems), problems
    assert len(problems) == 1 or "no name" in told, problems


def test_all_mistakes_are_told_at_once() -> None:
    source = (
        f'{TERM}gapp = 1\n{TERM}gap = "1"\n{PLACE}axis = "bahmut"\n[[override]]\noff = true\n[signals]\ncapure = true\n'
    )
    assert len(settings_of(source)[1]) == 5


def test_an_entry_of_a_misspelt_signal_of_ones_own_is_no_second_mistake() -> None:
    source = '[signals.Mutiny]\ntitle = "Mutiny"\n[[term]]\nsignal = "Mutiny"\nlanguage = "en"\nwords = ["mutiny"]\n'
    (told,) = settings_of(source)[1]
    assert "cannot be a signal's name" in told


def test_the_examples_that_are_commented_out_are_right() -> None:
    example = (Path(__file__).parents[2] / "watch.example.toml").read_text(encoding="utf-8")
    settings, problems = settings_of(re.sub(r"^# (\[|\w+ = )", r"\1", example, flags=re.MULTILINE))
    assert problems == []
    assert [signal.name for signal in settings.own] == ["counter-attack"]
    detector = load_detector(settings)
    assert stances(detector.read("Наши контратаковали у Белой Горы")) == {"counter-attack": "claimed"}
    assert detector.read("Бои в Карло-Либкнехтовске").places == ("soledar",)


def test_stances_are_those_of_the_packs() -> None:
    settings, _ = settings_of(OWN)
    (flag,) = load_detector(settings).read("Хлопцы, контратака в 1943 году").flags
    assert flag.stance is Stance.PAST

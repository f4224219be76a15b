"""The packs that ship are whole, and mistakes in a pack are told by file and line, all at once."""

import tomllib
from importlib.resources import files

import pytest

from bot.configuration.values import SIGNALS
from bot.errors import SettingsError
from bot.model.flag import Stance
from bot.signals.detector import Detector
from bot.signals.loading import load_catalogue, read_packs
from bot.signals.places import load_gazetteer

GOOD = """language = "ru"

[groups]
line = ["оборона"]

[[term]]
signal = "breakthrough"
words = ["прорвать"]
object = ["@line"]

[[cue]]
stance = "denied"
words = ["=не"]
before = 2
"""


def test_the_packs_that_ship_hold_every_signal_in_every_language() -> None:
    catalogue = load_catalogue()
    assert {(term.signal, term.language) for term in catalogue.terms} == {
        (signal, language) for signal in SIGNALS for language in ("ru", "uk", "en")
    }
    assert {(cue.stance, cue.language) for cue in catalogue.cues} == {
        (stance, language) for stance in Stance for language in ("ru", "uk", "en")
    }


def test_an_own_pack_is_enough_for_a_detector() -> None:
    detector = Detector(read_packs([("own.toml", GOOD)]), load_gazetteer())
    assert detector.signals == ("breakthrough",)
    (flag,) = detector.read("Они прорвали нашу оборону").flags
    assert flag.stance is Stance.CLAIMED
    (flag,) = detector.read("Они не прорвали оборону").flags
    assert (flag.stance, flag.mentions[0].cue) == (Stance.DENIED, "не")
    assert detector.read("Они прорвали трубу").flags == ()


def test_an_own_signal_is_read_like_the_shipped_ones() -> None:
    own = 'language = "en"\n[[term]]\nsignal = "mutiny"\nwords = ["mutiny"]\n'
    detector = Detector(read_packs([("own.toml", own)]), load_gazetteer())
    assert [flag.signal for flag in detector.read("Two mutinies in one week").flags] == ["mutiny"]


@pytest.mark.parametrize(
    ("source", "where", "what"),
    [
        ("language = ", "p.toml:1", "no TOML"),
        ('language = "de"\n', "p.toml:1", "language is 'de'"),
        ('language = "ru"\n\n[[term]]\nwords = ["а"]\n', "p.toml:3", "no signal"),
        ('language = "ru"\n[[term]]\nsignal = "s"\n', "p.toml:2", "words is no list"),
        ('language = "ru"\n[[term]]\nsignal = "s"\nwords = ["а"]\ngapp = 3\n', "p.toml:5", "gapp is no key of a term"),
        ('language = "ru"\n[[term]]\nsignal = "s"\nwords = ["а"]\ngap = "3"\n', "p.toml:5", "gap has a wrong value"),
        ('language = "ru"\n[[term]]\nsignal = "s"\nwords = ["а"]\nforms = ["pest"]\n', "p.toml:5", "no kind of form"),
        ('language = "ru"\n[[term]]\nsignal = "s"\nwords = ["а"]\nobject = ["@nobody"]\n', "p.toml:2", "no pack has"),
        ('language = "ru"\n[[cue]]\nstance = "denied"\nwords = ["а"]\n', "p.toml:2", "reaches nothing"),
        ('language = "ru"\n[[cue]]\nstance = "doubted"\nwords = ["а"]\nbefore = 1\n', "p.toml:3", "'doubted'"),
        ('language = "ru"\n[groups]\nline = "оборона"\n', "p.toml:3", "no list of words"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_file_and_line(source: str, where: str, what: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_packs([("good.toml", GOOD), ("p.toml", source)])
    (problem,) = caught.value.problems
    assert problem.where == where
    assert what in problem.what
    assert problem.remedy


def test_all_mistakes_are_told_at_once() -> None:
    source = 'language = "ru"\n[[term]]\nsignal = "s"\n[[cue]]\nstance = "denied"\n'
    with pytest.raises(SettingsError) as caught:
        read_packs([("p.toml", source)])
    assert [problem.where for problem in caught.value.problems] == ["p.toml:2", "p.toml:4", "p.toml:4"]


def test_the_gazetteer_is_whole() -> None:
    gazetteer = load_gazetteer()
    assert len(gazetteer) >= 150
    for place in gazetteer:
        assert place.place_id == place.place_id.lower().replace(" ", "-")
        assert {language for language, _ in place.names} & {"ru", "uk"}
        assert place.place_id in gazetteer.ids_of(place.name) or "(" in place.name
        for _, name in place.names:
            assert place.place_id in gazetteer.ids_of(name)


def test_no_place_stands_twice_in_the_file() -> None:
    tables = tomllib.loads((files("bot.signals") / "packs" / "places.toml").read_text(encoding="utf-8"))["place"]
    ids = [table["id"] for table in tables]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize(
    ("typed", "place_id"),
    [
        ("Бахмут", "bakhmut"), ("Артёмовск", "bakhmut"), ("АРТЕМОВСКОМ направлении", "bakhmut"), ("Bakhmut", "bakhmut"),
        ("Часовым Яром", "chasiv-yar"), ("chasiv-yar", "chasiv-yar"), ("Chasov Yar", "chasiv-yar"),
        ("Красноармейск", "pokrovsk"), ("Димитров", "myrnohrad"), ("Дзержинск", "toretsk"),
        ("Красного Лимана", "lyman"), ("Ізюм", "izium"), ("Куп’янськ", "kupiansk"), ("Купянске", "kupiansk"),
        ("Берховского водохранилища", "berkhivka-reservoir"), ("Sudzha", "sudzha"), ("Вовчанську", "vovchansk"),
    ],
)  # fmt: skip
def test_a_place_is_found_by_any_of_its_names(typed: str, place_id: str) -> None:
    assert load_gazetteer().ids_of(typed) == (place_id,)


def test_an_unknown_name_is_no_place() -> None:
    gazetteer = load_gazetteer()
    assert gazetteer.ids_of("Атлантида") == ()
    assert gazetteer.ids_of("") == ()
    assert gazetteer.place("atlantis") is None


def test_a_place_tells_its_axis() -> None:
    place = load_gazetteer().place("soledar")
    assert place is not None
    assert (place.name, place.oblast, place.axis) == ("Soledar", "donetsk", "bakhmut")

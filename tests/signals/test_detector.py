"""The detector's promises: offsets, order, setting, and that no text makes it fail or slow."""

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.configuration.values import SignalSettings
from bot.model.channel import ChannelClass
from bot.model.flag import Stance, leading_stance
from bot.signals.detector import Detector, load_detector

WORDS = [
    "прорыв", "обороны", "не", "отступили", "ВСУ", "окружён", "Бахмут", "Изюм", "в", "2014", "году", "если", "котёл",
    "взяли", "Часов", "Яр", "под", "контроль", "наступ", "ЗСУ", "звільнили", "село", "broke", "through", "the", "line",
    "retreated", "from", "«", "»", "?", ".", ",", "\n", "🔥", "п🔥р🔥о🔥р🔥ы🔥в", "освобо\u00adждено", "може", "\u0301",
]  # fmt: skip
POSTS = st.one_of(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join), st.text(max_size=80))
DATES = st.none() | st.datetimes(timezones=st.just(UTC))
CLASSES = st.none() | st.sampled_from(ChannelClass)


@pytest.fixture(scope="module")
def detector() -> Detector:
    return load_detector()


@given(text=POSTS, date=DATES, channel_class=CLASSES)
def test_any_text_is_read_and_every_mention_cuts_its_text(
    detector: Detector, text: str, date: datetime | None, channel_class: ChannelClass | None
) -> None:
    reading = detector.read(text, date=date, channel_class=channel_class)
    assert len({flag.signal for flag in reading.flags}) == len(reading.flags)
    for flag in reading.flags:
        assert flag.stance is leading_stance({mention.stance for mention in flag.mentions})
        assert set(flag.places) <= set(reading.places)
        assert list(flag.mentions) == sorted(flag.mentions, key=lambda mention: mention.start)
        for mention in flag.mentions:
            assert mention.start < mention.end
            assert text[mention.start : mention.end] == mention.text
            assert (mention.stance is Stance.CLAIMED) == (mention.cue is None)


@given(text=POSTS)
def test_reading_twice_is_the_same(detector: Detector, text: str) -> None:
    assert detector.read(text) == detector.read(text)


@pytest.mark.parametrize(
    "written",
    [
        "ПРОРЫВ ОБОРОНЫ под Соледаром",
        "пpopыв oбopoны под Соледаром",
        "п🔥р🔥о🔥р🔥ы🔥в обороны под Соледаром",
        "про\u00adрыв обо\u200bроны под Соледаром",
        "проры\u0301в обороны под Соледаром",
        "про-\nрыв обороны под Соледаром",
        "прорыв\u00a0обороны под Соледаром",
        "**Прорыв** __обороны__ под #Соледаром",
        "#прорыв обороны под Соледаром",
    ],
)
def test_the_tricks_of_writing_do_not_hide_a_term(detector: Detector, written: str) -> None:
    (flag,) = detector.read(written).flags
    assert (flag.signal, flag.stance, flag.places) == ("breakthrough", Stance.CLAIMED, ("soledar",))


def test_a_mere_day_tells_what_is_past_as_well_as_a_time_of_it(detector: Detector) -> None:
    text = "3 мая наши войска взяли Часов Яр, а осенью освободили Торецк"
    at_noon, of_the_day = datetime(2024, 6, 20, 12, tzinfo=UTC), date(2024, 6, 20)
    assert detector.read(text, date=of_the_day) == detector.read(text, date=at_noon)
    assert {flag.stance for flag in detector.read(text, date=of_the_day).flags} == {Stance.PAST}


def test_a_denial_in_one_sentence_does_not_deny_the_next(detector: Detector) -> None:
    (flag,) = detector.read("Прорыва обороны под Соледаром нет. Противник прорвал оборону под Бахмутом.").flags
    assert flag.stance is Stance.CLAIMED
    assert flag.places == ("bakhmut",)
    assert [mention.stance for mention in flag.mentions] == [Stance.DENIED, Stance.CLAIMED]


def test_places_are_the_clauses_else_the_sentences_else_the_posts(detector: Detector) -> None:
    def places(text: str) -> tuple[str, ...]:
        (flag,) = detector.read(text).flags
        return flag.places

    assert places("У Бахмута тихо, но под Соледаром противник прорвал оборону") == ("soledar",)
    assert places("Под Соледаром бои, противник прорвал оборону") == ("soledar",)
    assert places("Сводка по Соледару.\nПротивник прорвал оборону.") == ("soledar",)
    assert places("Противник прорвал оборону") == ()


def test_past_is_told_against_the_posts_date(detector: Detector) -> None:
    text = "В мае 2023 года противник прорвал оборону под Соледаром"

    def stance(date: datetime | None) -> Stance:
        (flag,) = detector.read(text, date=date).flags
        return flag.stance

    assert stance(datetime(2023, 5, 12, tzinfo=UTC)) is Stance.CLAIMED
    assert stance(datetime(2024, 5, 12, tzinfo=UTC)) is Stance.PAST


def test_a_switched_off_signal_is_silent() -> None:
    detector = load_detector(SignalSettings(disabled=frozenset({"breakthrough"})))
    assert "breakthrough" not in detector.signals
    assert detector.read("Противник прорвал оборону под Соледаром").flags == ()
    assert detector.read("ВСУ отступили из Соледара").flags != ()


def test_an_admission_in_harmless_words_is_a_euphemism(detector: Detector) -> None:
    text = (
        "Для повышения устойчивости обороны подразделения заняли рубеж по Берховскому водохранилищу "
        "с учётом выгодных условий местности"
    )
    (flag,) = detector.read(text, channel_class=ChannelClass.MINISTRY_RU).flags
    assert (flag.signal, flag.stance) == ("withdrawal", Stance.CLAIMED)
    assert flag.places == ("berkhivka-reservoir",)
    assert all(mention.euphemism for mention in flag.mentions)


@pytest.mark.parametrize(
    "piece",
    [
        "прорыв обороны ", "Изюм ", "отступили, ", "в 2014 году прорвали оборону. ", "взяли ", "«",
        "прорыв обороны под Соледаром.\n", "ВСУ отступили из Бахмута ", "прорыв обороны?", "(", "#прорыв ", "о\u0301",
        "п\u200b", "т-90м ", "взяли под контроль Бахмут и ", "не ", "мая ",
    ],
)  # fmt: skip
def test_time_grows_with_the_length(detector: Detector, piece: str) -> None:
    """Ten times the text costs about ten times the time; forty leaves room for a busy machine, not for squares."""

    def seconds(length: int, turn: int) -> float:
        text = f"{turn} {piece * (length // len(piece))}"  # another text each turn: none may be remembered
        started = time.process_time()
        detector.read(text)
        return time.process_time() - started

    short = max(min(seconds(5_000, turn) for turn in range(3)), 0.001)
    assert min(seconds(50_000, turn) for turn in range(2)) <= 40 * short


@pytest.mark.parametrize("mention", ["прорыв обороны", "ВСУ отступили из Бахмута", "прорвали оборону 12 мая"])
def test_mentions_cost_no_more_in_one_sentence_than_apart(detector: Detector, mention: str) -> None:
    """What a sentence says of times, sides and cues is gathered once for all of its mentions."""

    def seconds(between: str, turn: int) -> float:
        text = f"{turn} {between.join([mention] * 1000)}"
        started = time.process_time()
        assert len(detector.read(text, date=datetime(2023, 5, 12, tzinfo=UTC)).flags[0].mentions) == 1000
        return time.process_time() - started

    apart = min(seconds(".\n", turn) for turn in range(3))
    assert min(seconds(" ", turn) for turn in range(3)) <= 3 * apart


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Наши отступили из Изюма", ("izium",)),
        ("Наши войска отступили, съев изюм", ()),
        ("Лиман сдан, войска отошли", ("lyman",)),
        ("Наши войска отступили за лиман", ()),
        ("Бои идут за Золотое, войска отступили", ("zolote",)),
        ("Золотое время: войска врага отступили", ()),
        ("На Красноармейском направлении войска отступили", ("pokrovsk",)),
    ],
)
def test_a_name_that_is_a_common_word_is_guarded(detector: Detector, text: str, places: tuple[str, ...]) -> None:
    assert detector.read(text).places == places

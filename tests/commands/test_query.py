"""The query language: what a typed question means, and what is said of the rest."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.moments import read_moment
from bot.commands.query import MOST_ITEMS, Draft, KnownNames, read_query, shown
from bot.model.channel import ChannelClass, ChannelRef
from bot.model.flag import Stance
from bot.model.query import Query, Words
from bot.signals.places import load_gazetteer

KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2023, 5, 12, 6, 30, tzinfo=UTC)
NAMES = KnownNames(gazetteer=load_gazetteer(), signals=("breakthrough", "encirclement", "capture"))


def read(text: str) -> Draft:
    return read_query(text, now=NOW, zone=KYIV, names=NAMES)


def query(text: str) -> Query:
    draft = read(text)
    assert draft.remarks == ()
    assert draft.query is not None
    return draft.query


def exactly(*words: str) -> Words:
    return Words(positions=tuple(frozenset({word}) for word in words))


def forms(words: Words, position: int = 0) -> frozenset[str]:
    return words.positions[position]


class TestWords:
    def test_a_word_means_all_its_forms(self) -> None:
        (word,) = query("прорыв").wanted
        assert {"прорыв", "прорыва", "прорывом"} <= forms(word)
        assert "прорыть" not in forms(word)

    def test_every_word_is_wanted(self) -> None:
        front, breach = query("фронт прорыв").wanted
        assert "фронта" in forms(front)
        assert "прорыва" in forms(breach)

    @pytest.mark.parametrize("typed", ["ПРОРЫВ", "пpopыв", "прорыв\u200b", "«прорыв»", "#прорыв", "прорыв!"])
    def test_writing_does_not_matter(self, typed: str) -> None:
        (word,) = query(typed).wanted
        assert "прорыв" in forms(word)

    def test_what_an_answer_repeats_can_be_sent_again(self) -> None:
        assert read(f"from:{shown('@rybar')}").channels == (ChannelRef(handle="rybar"),)

    @pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ"])
    def test_three_apostrophes_are_one(self, apostrophe: str) -> None:
        assert query(f'"куп{apostrophe}янськ"') == query('"купʼянськ"')

    @pytest.mark.parametrize("quoted", ['"линии обороны"', "«линии обороны»", "“линии обороны”", "„линии обороны“"])
    def test_a_phrase_means_these_forms(self, quoted: str) -> None:
        assert query(quoted).wanted == (exactly("линии", "обороны"),)

    def test_a_phrase_with_a_tilde_means_all_forms(self) -> None:
        (phrase,) = query('~"линия обороны"').wanted
        assert len(phrase.positions) == 2
        assert {"линия", "линией"} <= forms(phrase)
        assert {"оборона", "обороне"} <= forms(phrase, 1)

    def test_a_compound_is_a_phrase(self) -> None:
        (compound,) = query("генерал-полковник").wanted
        assert len(compound.positions) == 2
        assert "полковника" in forms(compound, 1)

    def test_excluded_words_and_phrases(self) -> None:
        asked = query('фронт -учения -"линии обороны"')
        assert len(asked.wanted) == 1
        drill, phrase = asked.unwanted
        assert "учений" in forms(drill)
        assert phrase == exactly("линии", "обороны")

    def test_a_dash_inside_a_word_excludes_nothing(self) -> None:
        assert query("юго-восток").unwanted == ()

    @pytest.mark.parametrize("dash", ["-", "−", "–", "—"])
    def test_a_dash_as_phones_write_it_excludes(self, dash: str) -> None:
        assert query(f"фронт {dash}учения") == query("фронт -учения")
        assert query(f'{dash}"линии обороны" фронт') == query('-"линии обороны" фронт')
        assert query(f"юго{dash}восток").unwanted == ()

    def test_a_dash_between_words_excludes_nothing(self) -> None:
        draft = read("Соледар — прорыв")
        assert draft.query == query("Соледар прорыв")

    def test_a_stroke_needs_no_blanks(self) -> None:
        assert query("прорыв|линия||фронт") == query("прорыв | линия OR фронт")
        assert read('from:"A|B" from:A|B').channels == (ChannelRef(title="A|B"),)

    @pytest.mark.parametrize("sign", ["OR", "ИЛИ", "АБО", "|"])
    def test_or_joins_single_words(self, sign: str) -> None:
        (either,) = query(f"прорыв {sign} котёл {sign} breach").wanted
        assert {"прорыва", "котла", "breach"} <= forms(either)

    def test_a_star_means_any_word_that_begins_so(self) -> None:
        (begun,) = query("ПрорЫв*").wanted
        assert begun == Words(positions=(frozenset(),), beginnings=frozenset({"прорыв"}))
        asked = query("прорыв* -учен*")
        assert asked.unwanted[0].beginnings == {"учен"}

    def test_or_joins_words_and_beginnings(self) -> None:
        (either,) = query("котёл OR прорыв* OR отход*").wanted
        assert "котла" in forms(either)
        assert either.beginnings == {"прорыв", "отход"}

    def test_or_joins_phrases_and_words_with_a_dash(self) -> None:
        (either,) = query('"линии обороны" OR прорыв OR Т-90 OR ~"линия фронта" OR котёл').wanted
        assert {"прорыва", "котла"} <= either.positions[0]
        assert [len(phrase.positions) for phrase in either.alternatives] == [2, 2, 2]
        (phrases,) = query('"линии обороны" OR "линии фронта"').wanted
        assert [len(phrase.positions) for phrase in phrases.runs] == [2, 2]

    @pytest.mark.parametrize("key", ["from", "signal", "place", "story"])
    def test_or_between_filters_of_one_kind_is_what_they_mean_anyway(self, key: str) -> None:
        one, other = {"signal": ("breakthrough", "capture"), "place": ("бахмут", "лиман")}.get(key, ("41", "42"))
        assert read(f"{key}:{one} OR {key}:{other}") == read(f"{key}:{one} {key}:{other}")

    @pytest.mark.parametrize("typed", ["прорыв OR -котёл", "прорыв OR from:rybar", "has:media OR has:link"])
    def test_what_or_cannot_join_is_refused_and_not_asked_together(self, typed: str) -> None:
        draft = read(f"Бахмут {typed}")
        assert draft.query is None
        assert draft.remarks[0].startswith(f"{typed}: OR joins")

    def test_or_with_one_side_is_passed_over(self) -> None:
        assert query("OR прорыв OR").wanted == query("прорыв").wanted

    def test_lower_case_or_is_a_word(self) -> None:
        assert len(query("breach or retreat").wanted) == 3

    @pytest.mark.parametrize("text", ["https://t.me/rybar/12", "14:30", "Пригожин: прорыв"])
    def test_a_colon_in_plain_text_is_no_filter(self, text: str) -> None:
        assert query(text).wanted


class TestFilters:
    def test_channels_are_names_until_they_are_looked_up(self) -> None:
        draft = read('from:@rybar from:"Два слова" from:https://t.me/wargonzo')
        assert draft.channels == (
            ChannelRef(handle="rybar"),
            ChannelRef(title="Два слова"),
            ChannelRef(handle="wargonzo"),
        )
        assert draft.remarks == ()

    def test_filters_are_case_blind_and_take_commas(self) -> None:
        assert query("Signal:Breakthrough,capture").signals == ("breakthrough", "capture")
        assert query("STANCE:Denied").stances == (Stance.DENIED,)

    @pytest.mark.parametrize("name", ["bakhmut", "Bakhmut", "Артёмовск", "Бахмута", "бахмуті"])
    def test_a_place_by_any_name(self, name: str) -> None:
        assert query(f"place:{name}").places == ("bakhmut",)

    def test_a_place_of_two_words(self) -> None:
        assert query('place:"Часов Яр"').places == ("chasiv-yar",)

    def test_what_a_post_can_have(self) -> None:
        assert query("has:media") == Query(has_media=True)
        assert query("has:forward,edit") == Query(is_forward=True, is_edited=True)
        assert query("has:link") == Query(has_link=True)

    def test_deleted_posts_and_the_order_of_answers(self) -> None:
        assert query("deleted:YES").is_deleted is True
        assert query("deleted:no").is_deleted is False
        assert query("прорыв sort:relevance").by_relevance
        assert not query("прорыв sort:relevance sort:date").by_relevance
        assert read("sort:relevance").query is None, "an order alone asks for nothing"

    def test_classes_and_stories_are_names_until_they_are_looked_up(self) -> None:
        draft = read("class:Milblogger_RU,pmc story:41 story:#7")
        assert draft.classes == (ChannelClass.MILBLOGGER_RU, ChannelClass.PMC)
        assert draft.stories == (41, 7)
        assert draft.query is not None
        assert draft.remarks == ()

    def test_days_begin_at_local_midnight(self) -> None:
        asked = query("after:2023-05-01 before:02.05.2023")
        assert asked.after == datetime(2023, 4, 30, 21, tzinfo=UTC)
        assert asked.before == datetime(2023, 5, 1, 21, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("2023-05-01T10:00", datetime(2023, 5, 1, 7, tzinfo=UTC)),
            ("2023-05-01T10:00+00:00", datetime(2023, 5, 1, 10, tzinfo=UTC)),
            ("2023-05-01T10:00Z", datetime(2023, 5, 1, 10, tzinfo=UTC)),
            ("7d", datetime(2023, 5, 5, 6, 30, tzinfo=UTC)),
            ("12h", datetime(2023, 5, 11, 18, 30, tzinfo=UTC)),
            ("30min", datetime(2023, 5, 12, 6, tzinfo=UTC)),
            ("2w", datetime(2023, 4, 28, 6, 30, tzinfo=UTC)),
        ],
    )
    def test_moments(self, typed: str, meant: datetime) -> None:
        assert query(f"after:{typed}").after == meant

    def test_of_two_limits_the_narrower_counts(self) -> None:
        assert query("after:2d after:1d").after == query("after:1d").after
        assert query("before:1d before:2d").before == query("before:2d").before


class TestRemarks:
    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("signal:panic", "breakthrough, encirclement, capture"),
            ("stance:sure", "claimed, denied, feared, past"),
            ("place:Атлантида", "Атлантида"),
            ("has:gold", "has:media"),
            ("class:enemy", "milblogger_ru"),
            ("story:last", "story:41"),
            ("deleted:maybe", "deleted:no"),
            ("sort:size", "sort:relevance"),
            ("after:yesterdayish", "after:2023-05-01"),
            ("after:2023-02-30", "after:2023-05-01"),
            ("before:99999d", "before:7d"),
            ("after:0001-01-01", "after:7d"),
            ("after:99999999999999999999d", "after:7d"),
            ("colour:red", "from, after, before"),
            ("signal:", "signal:"),
            ("-signal:capture", "-учения"),
        ],
    )
    def test_a_filter_that_is_not_understood_is_told_with_an_example(self, typed: str, told: str) -> None:
        draft = read(f"прорыв {typed}")
        (remark,) = draft.remarks
        assert told in remark
        assert typed.split(":")[0].lstrip("-") in remark
        assert draft.query == query("прорыв")

    @pytest.mark.parametrize(
        "typed", ["", "  ", '"', "-", "~", '""', "«»", "🔥🔥", "\x00\x1f", "OR", "signal:panic", "from:"]
    )
    def test_nothing_understood_is_said_with_an_example(self, typed: str) -> None:
        draft = read(typed)
        assert draft.query is None
        assert "for example: " in draft.remarks[-1]
        assert len(draft.remarks) <= 2, "one thing is told once"

    def test_a_lone_quote_is_read_to_the_end(self) -> None:
        draft = read('"линии обороны')
        assert draft.query is not None
        assert draft.query.wanted == (exactly("линии", "обороны"),)
        assert "not closed" in draft.remarks[0]

    def test_an_empty_span_is_told(self) -> None:
        assert "between" in read("прорыв after:1d before:2d").remarks[0]

    @pytest.mark.parametrize(
        ("typed", "meant", "told"),
        [
            ("прорыв AND обороны", "прорыв обороны", "AND was passed over"),
            ("прорыв NOT учения", "прорыв -учения", "-учения"),
            ("прорыв AND NOT учения AND фронт", "прорыв -учения фронт", "AND"),
            ('прорыв NOT "линии обороны"', 'прорыв -"линии обороны"', '-"линии обороны"'),
            ("прорыв NOT -учения", "прорыв -учения", "-учения"),
            ("прорыв NOT", "прорыв", "NOT was passed over"),
            ("NOT прорыв", "-прорыв", "-прорыв"),
            ("(прорыв OR отход) Бахмут", "прорыв OR отход Бахмут", "Brackets"),
            ("прорыв -(учения)", "прорыв -учения", "Brackets"),
        ],
    )
    def test_other_languages_signs_are_read_as_ours_and_told(self, typed: str, meant: str, told: str) -> None:
        draft = read(typed)
        assert draft.query == query(meant)
        assert any(told in remark for remark in draft.remarks)
        assert all("Example: " in remark for remark in draft.remarks)

    @pytest.mark.parametrize("typed", ["прорыв (Бахмут)", '"AND" "NOT" прорыв', "breach and not retreat", "ANDREW"])
    def test_what_is_plain_text_is_not_told(self, typed: str) -> None:
        assert read(typed).remarks == ()

    @pytest.mark.parametrize("typed", ["пр*", "юго-восток*"])
    def test_a_star_after_anything_but_one_word_is_told(self, typed: str) -> None:
        draft = read(typed)
        assert draft.query == query(typed.rstrip("*"))
        assert "The * in" in draft.remarks[0]

    def test_a_flood_of_values_is_cut(self) -> None:
        draft = read("from:" + ",".join(f"channel{number}" for number in range(3000)))
        assert len(draft.channels) == MOST_ITEMS
        assert str(MOST_ITEMS) in draft.remarks[0]

    def test_a_flood_of_words_is_cut(self) -> None:
        draft = read(" ".join(f"слово{number}" for number in range(3000)))
        assert draft.query is not None
        assert len(draft.query.wanted) == MOST_ITEMS
        assert str(MOST_ITEMS) in draft.remarks[0]

    def test_a_flood_of_mistakes_is_counted(self) -> None:
        draft = read(" ".join(f"signal:nonsense{number}" for number in range(MOST_ITEMS)))
        assert len(draft.remarks) < 10
        assert any(f"{MOST_ITEMS - 6} more" in remark for remark in draft.remarks)

    def test_what_is_repeated_of_a_long_input_is_short(self) -> None:
        (remark, *_) = read("signal:" + "x" * 10_000).remarks
        assert len(remark) < 200


@given(st.one_of(st.text("0123456789-:.+TZdhw ", max_size=24), st.text(max_size=10)))
def test_any_moment_is_an_instant_or_none(text: str) -> None:
    moment = read_moment(text, now=NOW, zone=KYIV)
    assert moment is None or (moment.tzinfo is UTC and 1969 <= moment.year <= 2201)


_SIGNS = st.sampled_from(
    ['"', "«", "»", "“", "-", "~", "*", ":", "OR", " ", "'", "from:", "after:", "place:", "has:", "\0", "\ud83d"]
)
_HOSTILE = st.lists(st.one_of(_SIGNS, st.text(max_size=12)), max_size=40).map("".join)


def runs_of(draft: Draft) -> Iterable[Words]:
    assert draft.query is not None
    return (*draft.query.wanted, *draft.query.unwanted)


@given(_HOSTILE)
def test_any_text_is_an_answer_or_a_sentence(text: str) -> None:
    draft = read(text)
    assert draft.query is not None or draft.remarks
    if draft.query is not None:
        for run in runs_of(draft):
            assert run.positions
            for form in frozenset[str]().union(*run.positions):
                assert form
                assert not set(form) & set('"*()^{}:+-\0 ')
        times = (draft.query.after, draft.query.before)
        assert all(moment is None or moment.tzinfo is UTC for moment in times)


@pytest.mark.parametrize("unit", ['"', "a", "-", "«", "from:", "я ", "☢", "\x07", "~", "a:"])
def test_ten_thousand_of_anything(unit: str) -> None:
    draft = read(unit * 10_000)
    assert draft.query is not None or draft.remarks
    assert sum(map(len, draft.remarks)) < 2_000

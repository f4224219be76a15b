"""Searches: words, phrases, filters, dates, pages; and that nothing a person types is syntax."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.flag import Stance
from bot.model.message import Entity, EntityKind
from bot.model.post import ForwardOrigin, MediaFact
from bot.model.query import Query, Total, Words
from bot.model.work import Lane
from bot.ports import Archive
from storage.opening import open_archive
from storage.sqlite import matching, searching
from storage.sqlite.matching import ask
from tests.storage.samples import (
    MINISTRY,
    NIGHT,
    NOW,
    done,
    edit,
    find,
    flag,
    gone,
    hits,
    minutes,
    phrase,
    read_all,
    reading,
    seen,
)


async def filled(archive: Archive) -> None:
    """Six posts a minute apart, read."""
    posts = [
        seen(1, "Прорыв линии обороны", after=minutes(1)),
        seen(2, "Оборона держит линию", after=minutes(2), media=(MediaFact(kind="photo"),)),
        seen(3, "Прорыва нет", after=minutes(3), channel=MINISTRY),
        seen(4, "Тихий вечер", after=minutes(4), forwarded_from=ForwardOrigin(channel=None)),
        seen(5, "Обороны линии прорыв", after=minutes(5)),
        seen(6, "Отход, и прорыв обороны", after=minutes(6)),
        edit(5, "Обороны линии прорыв!", at=minutes(7)),
    ]
    await archive.take_in(posts, now=NOW)
    await read_all(
        archive,
        m1=flag("breakthrough", Stance.CLAIMED, "soledar"),
        m3=flag("breakthrough", Stance.DENIED),
        m6=flag("retreat", Stance.CLAIMED, "bakhmut"),
    )


async def test_each_word_in_any_of_its_forms_newest_first(archive: Archive) -> None:
    await filled(archive)
    assert await find(archive, phrase("прорыв|прорыва")) == [6, 5, 3, 1]
    assert await find(archive, phrase("прорыв|прорыва"), phrase("обороны|оборона")) == [6, 5, 1]
    assert await find(archive, phrase("прорыв"), unwanted=(phrase("отход"), phrase("вечер"))) == [5, 1]
    assert await find(archive, phrase("прорывы")) == []
    assert await find(archive) == [6, 5, 4, 3, 2, 1]
    assert await find(archive, unwanted=(phrase("прорыв|прорыва"),)) == [4, 2]


async def test_phrases_are_words_one_right_after_the_other(archive: Archive) -> None:
    await filled(archive)
    assert await find(archive, phrase("линии|линию", "обороны")) == [1]
    assert await find(archive, phrase("прорыв", "линии|обороны", "обороны|тыла")) == [1]
    assert await find(archive, phrase("прорыв"), unwanted=(phrase("линии", "обороны"),)) == [6, 5]


async def test_a_phrase_of_words_with_many_forms_is_as_exact(archive: Archive) -> None:
    await filled(archive)
    rare = "|".join(f"редкость{number}" for number in range(40))
    long = phrase(f"прорыв|{rare}", f"линии|{rare}", f"обороны|{rare}")
    backwards = phrase(f"обороны|{rare}", f"линии|{rare}", f"прорыв|{rare}")
    assert await find(archive, long) == [1]
    assert await find(archive, backwards) == [5]
    assert await find(archive, phrase("прорыв|прорыва"), unwanted=(long,)) == [6, 5, 3]
    assert await archive.count_hits(Query(wanted=(long,)), most=5) == Total(posts=1)
    assert await archive.count_hits(Query(wanted=(long,)), most=0) == Total(posts=0, is_exact=False)


async def test_filters(archive: Archive) -> None:
    await filled(archive)
    ministry = await archive.find_channel(MINISTRY)
    assert ministry is not None
    assert await find(archive, channel_keys=(ministry.key,)) == [3]
    assert await find(archive, phrase("оборона"), channel_keys=(ministry.key,)) == []
    assert await find(archive, channel_keys=()) == []
    assert await find(archive, signals=("breakthrough",)) == [3, 1]
    assert await find(archive, signals=("breakthrough", "retreat"), stances=(Stance.CLAIMED,)) == [6, 1]
    assert await find(archive, stances=(Stance.DENIED, Stance.FEARED)) == [3]
    assert await find(archive, places=("soledar", "bakhmut")) == [6, 1]
    assert await find(archive, has_media=True) == [2]
    assert await find(archive, is_forward=True) == [4]
    assert await find(archive, is_edited=True) == [5]
    assert await find(archive, phrase("прорыв"), places=("bakhmut",), signals=("retreat",)) == [6]


async def test_signal_and_stance_are_of_the_same_flag(archive: Archive) -> None:
    await archive.take_in([seen(1)], now=NOW)
    posts = await read_all(archive)
    both = reading(posts[1], flag("breakthrough", Stance.DENIED), flag("retreat", Stance.CLAIMED))
    await archive.commit_work(done((), [both]))
    assert await find(archive, signals=("breakthrough",), stances=(Stance.CLAIMED,)) == []
    assert await find(archive, signals=("breakthrough",), stances=(Stance.DENIED,)) == [1]


async def test_words_are_never_taken_for_tags(archive: Archive) -> None:
    await archive.take_in([seen(1, "any media")], now=NOW)
    await read_all(archive)
    assert await find(archive, phrase("signal:breakthrough")) == []
    assert await find(archive, has_media=True) == []
    await archive.take_in([seen(2, "тихо")], now=NOW)
    await read_all(archive)
    assert await find(archive, phrase("any")) == [1]


async def test_after_is_inclusive_and_before_exclusive(archive: Archive) -> None:
    await filled(archive)
    assert await find(archive, after=NIGHT + minutes(2), before=NIGHT + minutes(4)) == [3, 2]
    assert await find(archive, phrase("прорыв"), before=NIGHT + minutes(5)) == [1]
    assert await find(archive, after=NIGHT + minutes(6)) == [6]
    assert await find(archive, after=NIGHT + minutes(7)) == []


async def test_bounds_inside_a_second_are_exact_too(archive: Archive) -> None:
    posts = [seen(number, after=timedelta(milliseconds=number * 100)) for number in (1, 2, 3)]
    await archive.take_in(posts, now=NOW)
    await read_all(archive)
    tenth = timedelta(milliseconds=100)
    assert await find(archive, after=NIGHT + tenth * 2) == [3, 2]
    assert await find(archive, before=NIGHT + tenth * 2) == [1]
    assert await find(archive, after=NIGHT + tenth * 1.5, before=NIGHT + tenth * 2.5) == [2]


async def test_pages_and_totals(archive: Archive) -> None:
    await archive.take_in([seen(number, "прорыв", after=minutes(number)) for number in range(1, 8)], now=NOW)
    await read_all(archive)
    query = Query(wanted=(phrase("прорыв"),))
    page = await archive.search(query, limit=3)
    assert hits(page) == [7, 6, 5]
    page = await archive.search(query, limit=3, offset=6)
    assert hits(page) == [1]
    page = await archive.search(query, limit=3, offset=60)
    assert hits(page) == []
    assert await archive.count_hits(query, most=100) == Total(posts=7)
    assert await archive.count_hits(query, most=7) == Total(posts=7)
    assert await archive.count_hits(query, most=6) == Total(posts=6, is_exact=False)


async def test_a_hit_tells_revisions_and_deletion(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв"), edit(1, "прорыв, уточняем", at=minutes(1)), gone(1)], now=NOW)
    await read_all(archive)
    (hit,) = (await archive.search(Query(wanted=(phrase("прорыв"),)), limit=5)).hits
    assert (hit.post.revision, hit.revisions) == (1, 1)
    assert hit.post.deleted_at is not None
    assert hit.post.url == "https://t.me/rybar_test/1"


async def test_a_hit_counts_the_versions_whichever_came_first_and_whichever_stands(archive: Archive) -> None:
    await archive.take_in([edit(1, "прорыв, уточняем", at=minutes(5))], now=NOW)
    await read_all(archive)
    query = Query(wanted=(phrase("прорыв"),))
    (hit,) = (await archive.search(query, limit=5)).hits
    assert hit.revisions == 0, "an edit of an unseen post is the post"
    assert (await archive.take_in([seen(1, "прорыв")], now=NOW)).revised == 1
    assert (await archive.take_in([edit(1, "прорыв?", at=minutes(2))], now=NOW)).revised == 1
    await read_all(archive)
    for asked in (query, replace(query, is_edited=True)):
        (hit,) = (await archive.search(asked, limit=5)).hits
        assert (hit.post.text, hit.revisions) == ("прорыв, уточняем", 2)


HOSTILE = (
    '"', "'", "''", '""', "*", "прорыв*", "^прорыв", "a AND b", "NOT", "OR", "NEAR(a b)", "words : x", "tags:any",
    "c++", "bar-baz", "{words} : x", "(", ")", ";", "--", "'; DROP TABLE posts; --", "\x00", "a\x00b", "\ud83d",
    "👍", "п'ять", "\n", " ", "", "-", "+", "\\", "%", "_", "x" * 10_000, "NULL", "прорыв\u0301",
)  # fmt: skip


@pytest.mark.parametrize("token", HOSTILE)
async def test_hostile_tokens_are_only_ever_words(archive: Archive, token: str) -> None:
    await archive.take_in([seen(1, "прорыв")], now=NOW)
    await read_all(archive)
    asked = Words(positions=(frozenset({token}),))
    assert await find(archive, asked) == []
    assert await find(archive, phrase("прорыв"), unwanted=(asked,)) == [1]
    assert await find(archive, Words(positions=(frozenset({token}), frozenset({"прорыв", token})))) == []
    assert await find(archive, phrase("прорыв"), places=(token,)) == []


async def test_every_token_without_a_blank_is_found_just_as_it_was_indexed(archive: Archive) -> None:
    tokens = [token for token in HOSTILE if token.isprintable() and token.strip() and " " not in token]
    await archive.take_in([seen(number) for number in range(1, len(tokens) + 1)], now=NOW)
    changes = await archive.pending(Lane.BULK, limit=100)
    readings = [reading(change.post, words=f"до {token} после") for change, token in zip(changes, tokens, strict=True)]
    await archive.commit_work(done(changes, readings))
    for number, token in enumerate(tokens, 1):
        assert await find(archive, Words(positions=(frozenset({token}), frozenset({"после"})))) == [number]


async def test_nothing_asked_of_a_word_finds_nothing(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв")], now=NOW)
    await read_all(archive)
    assert await find(archive, Words(positions=())) == []
    assert await find(archive, Words(positions=(frozenset(),))) == []
    assert await find(archive, phrase("прорыв"), unwanted=(Words(positions=()),)) == [1]


def test_the_expression_stays_small_however_many_forms_a_phrase_has() -> None:
    positions = tuple(frozenset(f"форма{place}х{number}" for number in range(30)) for place in range(40))
    asked = ask(Query(wanted=(Words(positions=positions),)))
    assert asked is not None
    assert not asked.is_exact
    assert asked.expression.count('"') == 2 * 30 * 40


ALPHABET = ("аб", "вг", "де", "жз")
RUN = st.lists(st.sets(st.sampled_from(ALPHABET), min_size=1), min_size=1, max_size=3)
ALTERNATIVES = st.lists(RUN, min_size=1, max_size=3)


@given(
    texts=st.lists(st.lists(st.sampled_from(ALPHABET), max_size=6), min_size=1, max_size=5),
    wanted=st.lists(ALTERNATIVES, max_size=2),
    unwanted=st.lists(ALTERNATIVES, max_size=2),
    most=st.sampled_from([1, 1_000]),
)
def test_the_index_finds_what_a_scan_finds(
    texts: list[list[str]], wanted: list[list[list[set[str]]]], unwanted: list[list[list[set[str]]]], most: int
) -> None:
    """``most`` 1 has nearly every phrase looked for in the words of what the index finds."""

    def holds(text: list[str], run: list[set[str]]) -> bool:
        starts = range(len(text) - len(run) + 1)
        return any(all(text[start + place] in forms for place, forms in enumerate(run)) for start in starts)

    expected = [
        number
        for number, text in reversed(list(enumerate(texts, 1)))
        if all(any(holds(text, run) for run in either) for either in wanted)
        and not any(holds(text, run) for either in unwanted for run in either)
    ]

    async def found() -> list[int]:
        archive = await open_archive(":memory:")
        try:
            posts = [seen(number, " ".join(text), after=minutes(number)) for number, text in enumerate(texts, 1)]
            await archive.take_in(posts, now=NOW)
            await read_all(archive)
            return await find(archive, *map(words_of, wanted), unwanted=tuple(map(words_of, unwanted)))
        finally:
            await archive.close()

    def words_of(either: list[list[set[str]]]) -> Words:
        first, *others = (Words(positions=tuple(frozenset(forms) for forms in run)) for run in either)
        return replace(first, alternatives=tuple(others))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "_MOST_RUNS", most)
        assert asyncio.run(found()) == expected


async def test_words_by_their_beginning(archive: Archive) -> None:
    await filled(archive)
    begun = Words(positions=(frozenset(),), beginnings=frozenset({"обор"}))
    either = Words(positions=(frozenset({"вечер"}),), beginnings=frozenset({"отх"}))
    assert await find(archive, begun) == [6, 5, 2, 1]
    assert await find(archive, either) == [6, 4]
    assert await find(archive, begun, unwanted=(either,)) == [5, 2, 1]
    hostile = Words(positions=(frozenset(),), beginnings=frozenset({'об" OR tags : "any', "\0", ""}))
    assert await find(archive, hostile) == []


@pytest.mark.parametrize("looked_at", [3, 500])
async def test_the_newest_with_a_beginning_are_the_same_however_many_are_looked_at(
    archive: Archive, looked_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_NEWEST_LOOKED_AT", looked_at)
    texts = {number: "обороны" * (number % 3 == 0) + " линия" * (number % 2 == 0) for number in range(1, 41)}
    await archive.take_in([seen(number, text, after=minutes(number)) for number, text in texts.items()], now=NOW)
    await read_all(archive)
    begun = Words(positions=(frozenset(),), beginnings=frozenset({"обор"}))
    lines = Words(positions=(frozenset(),), beginnings=frozenset({"лин"}))

    async def paged(query: Query) -> list[int]:
        return [number for page in range(9) for number in hits(await archive.search(query, limit=2, offset=2 * page))]

    assert await paged(Query(wanted=(begun,))) == [*range(39, 0, -3)]
    assert await paged(Query(wanted=(begun, lines))) == [*range(36, 0, -6)]
    assert await paged(Query(wanted=(begun,), unwanted=(lines,))) == [*range(39, 0, -6)]
    assert await paged(Query(wanted=(phrase("обороны"),), unwanted=(lines,))) == [*range(39, 0, -6)]
    assert await paged(Query(wanted=(begun,), after=NIGHT + minutes(30))) == [39, 36, 33, 30]


async def test_deleted_posts_are_found_as_such_whichever_came_first(archive: Archive) -> None:
    await filled(archive)
    await archive.take_in([gone(3, at=minutes(9), channel=MINISTRY), gone(7, at=minutes(9))], now=NOW)
    await read_all(archive)
    await archive.take_in([seen(7, "Прорыв, которого нет", after=minutes(8))], now=NOW)
    await read_all(archive)
    assert await find(archive, is_deleted=True) == [7, 3]
    assert await find(archive, is_deleted=False) == [6, 5, 4, 2, 1]
    assert await find(archive, phrase("прорыва"), is_deleted=True) == [3]


async def test_posts_with_a_link_in_text_or_markup(archive: Archive) -> None:
    link = Entity(kind=EntityKind.LINK, offset=0, length=6, url="https://example.org")
    bold = Entity(kind=EntityKind.BOLD, offset=0, length=6)
    await archive.take_in(
        [
            seen(1, "Прорыв: https://example.org/1"),
            seen(2, "Прорыв", entities=(link,)),
            seen(3, "Прорыв t.me/rybar/1"),
            seen(4, "Прорыв", entities=(bold,)),
            seen(5, "Прорыв: www.example.org"),
            edit(5, "Прорыв, без ссылки", at=minutes(7)),
        ],
        now=NOW,
    )
    await read_all(archive)
    assert await find(archive, has_link=True) == [3, 2, 1]


async def test_only_some_posts_are_asked(archive: Archive) -> None:
    await filled(archive)
    page = await archive.search(Query(), limit=10)
    ids = {hit.post.message_id: hit.post.post_id for hit in page.hits}
    assert await find(archive, post_ids=frozenset({ids[1], ids[5], ids[4]})) == [5, 4, 1]
    assert await find(archive, phrase("прорыв"), post_ids=frozenset({ids[1], ids[4]})) == [1]
    assert await find(archive, post_ids=frozenset()) == []


async def test_the_most_relevant_come_first_when_asked_for(archive: Archive) -> None:
    long = "Сводка за день " + "тихо " * 60 + "прорыв"
    await archive.take_in(
        [
            seen(1, "Прорыв, прорыв, прорыв!", after=minutes(1)),
            seen(2, long, after=minutes(2)),
            seen(3, "Прорыв и ещё несколько слов о нём", after=minutes(3)),
            seen(4, "Вечер", after=minutes(4)),
        ],
        now=NOW,
    )
    await read_all(archive)
    assert await find(archive, phrase("прорыв"), by_relevance=True) == [1, 3, 2]
    page = await archive.search(Query(wanted=(phrase("прорыв"),), by_relevance=True), limit=1, offset=1)
    assert hits(page) == [3]
    assert await find(archive, by_relevance=True) == [4, 3, 2, 1], "without words the newest come first"

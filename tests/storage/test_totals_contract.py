"""How many posts answer, and which of them are the most relevant."""

from dataclasses import replace

import pytest

from bot.commands.finding import page_and_total
from bot.model.query import Query, Total, Words
from bot.ports import Archive
from storage.sqlite import counting
from tests.storage.samples import NIGHT, NOW, find, hits, minutes, phrase, read_all, seen


async def spread(archive: Archive, posts: int) -> None:
    """Posts an hour apart; each holds «фронт», every second «тихо», every tenth «гроза»."""
    told = [
        seen(number, "фронт" + " тихо" * (number % 2 == 0) + " гроза" * (number % 10 == 0), after=minutes(60 * number))
        for number in range(1, posts + 1)
    ]
    await archive.take_in(told, now=NOW)
    await read_all(archive)


async def test_a_total_is_the_same_in_however_many_steps_it_is_counted(archive: Archive) -> None:
    await spread(archive, 300)
    both = Query(wanted=(phrase("фронт"), phrase("тихо")))
    assert await archive.count_hits(both, most=150) == Total(posts=150)
    assert await archive.count_hits(both, most=149) == Total(posts=149, is_exact=False)
    assert await archive.count_hits(replace(both, unwanted=(phrase("гроза"),)), most=999) == Total(posts=120)
    assert await archive.count_hits(replace(both, after=NIGHT + minutes(60 * 101)), most=999) == Total(posts=100)


async def test_a_total_that_takes_too_long_is_told_as_so_many_at_least(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    await spread(archive, 300)
    monkeypatch.setattr(counting, "_WORTH_SECONDS", -1.0)
    query = Query(wanted=(phrase("фронт"), phrase("тихо")))
    assert await archive.count_hits(query, most=999) == Total(posts=0, is_exact=False)
    page, total = await page_and_total(archive, query, limit=2)
    assert hits(page) == [300, 298]
    assert total == Total(posts=2, is_exact=False), "what is shown has been counted by finding it"
    page, total = await page_and_total(archive, query, limit=40, offset=120)
    assert total == Total(posts=150), "the last page knows"
    assert await archive.count_hits(Query(wanted=(phrase("фронт"),)), most=999) == Total(posts=300), "soon counted"


async def test_the_rarer_word_weighs_more(archive: Archive) -> None:
    await archive.take_in(
        [
            seen(1, "гроза гроза фронт", after=minutes(1)),
            seen(2, "гроза фронт фронт", after=minutes(2)),
            *(seen(number, "фронт и тыл", after=minutes(number)) for number in range(3, 30)),
        ],
        now=NOW,
    )
    await read_all(archive)
    assert await find(archive, phrase("гроза"), phrase("фронт"), by_relevance=True) == [1, 2]


async def test_phrases_and_beginnings_are_weighed_by_how_often_they_stand(archive: Archive) -> None:
    await archive.take_in(
        [
            seen(1, "линия фронта линия фронта", after=minutes(1)),
            seen(2, "линия фронта тихо тихо", after=minutes(2)),
        ],
        now=NOW,
    )
    await read_all(archive)
    assert await find(archive, phrase("линия", "фронта"), by_relevance=True) == [1, 2]
    begun = Words(positions=(frozenset(),), beginnings=frozenset({"лин"}))
    assert await find(archive, begun, by_relevance=True) == [1, 2]

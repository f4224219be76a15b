"""All answers, stretch by stretch: the same as searches find, whatever is written in between."""

from typing import Any

import pytest

from bot.model.flag import Stance
from bot.model.query import Hit, Query, Total, Words
from bot.model.work import Lane
from bot.ports import Archive
from tests.storage.samples import NOW, done, flag, gone, minutes, phrase, read_all, reading, seen

WORDS = ("прорыв линии обороны", "тихий вечер", "обороны линии прорыв", "отход")


async def filled(archive: Archive, *, posts: int = 40) -> None:
    """Posts a minute apart; the even ones hold «прорыв», every fourth the phrase."""
    arrivals = [seen(number, WORDS[number % 4], after=minutes(number)) for number in range(posts)[1:]]
    await archive.take_in([*arrivals, gone(8)], now=NOW)
    await read_all(archive, m3=flag("retreat", Stance.CLAIMED, "soledar"))


async def every(archive: Archive, query: Query, *, look_at: int = 7) -> list[int]:
    return [hit.post.message_id for hit in await every_hit(archive, query, look_at=look_at)]


async def every_hit(archive: Archive, query: Query, *, look_at: int = 7) -> list[Hit]:
    found: list[Hit] = []
    below = None
    for _ in range(100):
        stretch = await archive.stretch(query, below=below, look_at=look_at)
        found += stretch.hits
        if stretch.below is None:
            return found
        below = stretch.below
    raise AssertionError("the stretches never end")


def long(*words: str) -> Words:
    """A phrase of so many forms that its posts are looked through."""
    rare = "|".join(f"редкость{number}" for number in range(40))
    return phrase(*(f"{word}|{rare}" for word in words))


QUERIES: dict[str, dict[str, Any]] = {
    "all": {},
    "a word": {"wanted": (phrase("прорыв"),)},
    "a phrase": {"wanted": (phrase("линии", "обороны"),)},
    "a phrase that is looked through": {"wanted": (long("линии", "обороны", "прорыв", "ни"), phrase("прорыв"))},
    "a phrase of many forms": {"wanted": (long("прорыв", "линии", "обороны"),)},
    "without a phrase of many forms": {"unwanted": (long("прорыв", "линии", "обороны"),)},
    "between": {"after": NOW - minutes(600 - 3), "before": NOW - minutes(600 - 30)},
    "between two instants within seconds": {
        "after": (NOW - minutes(600 - 3)).replace(microsecond=1),
        "before": (NOW - minutes(600 - 30)).replace(microsecond=1),
    },
    "not deleted": {"is_deleted": False},
    "deleted": {"is_deleted": True},
    "nothing": {"wanted": (phrase("небывальщина"),)},
    "no channel": {"channel_keys": ()},
    "no post": {"post_ids": frozenset()},
}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("look_at", [1, 39, 100])
async def test_stretches_hold_what_a_search_finds(archive: Archive, name: str, look_at: int) -> None:
    await filled(archive)
    query = Query(**QUERIES[name])
    found = [hit.post.message_id for hit in (await archive.search(query, limit=100)).hits]
    assert await every(archive, query, look_at=look_at) == found
    assert await archive.count_hits(query, most=100) == Total(posts=len(found))
    assert await archive.count_hits(query, most=3) == Total(posts=min(3, len(found)), is_exact=len(found) <= 3)


async def test_the_posts_of_a_story_are_a_stretch_of_their_own(archive: Archive) -> None:
    await filled(archive)
    ids = {hit.post.message_id: hit.post.post_id for hit in await every_hit(archive, Query())}
    query = Query(post_ids=frozenset({ids[1], ids[5], ids[6], ids[30]}), wanted=(phrase("прорыв"),))
    assert await every(archive, query, look_at=2) == [30, 6]
    assert await every(archive, Query(post_ids=frozenset(ids.values()))) == sorted(ids, reverse=True)


async def test_relevance_is_no_order_for_all(archive: Archive) -> None:
    await filled(archive)
    found = await every(archive, Query(wanted=(phrase("прорыв"),), by_relevance=True))
    assert found == await every(archive, Query(wanted=(phrase("прорыв"),)))
    assert found == sorted(found, reverse=True) != []


async def test_posts_that_come_in_between_shift_nothing(archive: Archive) -> None:
    await filled(archive)
    first = await archive.stretch(Query(), below=None, look_at=10)
    await archive.take_in([seen(number, "новость", after=minutes(number)) for number in range(50, 60)], now=NOW)
    await read_all(archive)
    second = await archive.stretch(Query(), below=first.below, look_at=10)
    told = [hit.post.message_id for hit in (*first.hits, *second.hits)]
    assert told == list(range(39, 19, -1))


async def test_a_hit_tells_all_places_that_its_post_names(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв")], now=NOW)
    changes = await archive.pending(Lane.BULK, limit=9)
    named = reading(changes[0].post, flag("breakthrough", Stance.CLAIMED, "soledar"), places=("soledar", "bakhmut"))
    await archive.commit_work(done(changes, [named]))
    (hit,) = await every_hit(archive, Query())
    assert hit.places == ("soledar", "bakhmut")
    assert (await archive.search(Query(), limit=1)).hits == (hit,)


async def test_a_post_that_is_deleted_in_between_is_told_as_deleted(archive: Archive) -> None:
    await filled(archive)
    first = await archive.stretch(Query(), below=None, look_at=10)
    await archive.take_in([gone(20)], now=NOW)
    second = await archive.stretch(Query(), below=first.below, look_at=10)
    assert [hit.post.message_id for hit in second.hits if hit.post.deleted_at] == [20]

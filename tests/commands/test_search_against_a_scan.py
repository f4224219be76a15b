"""``/search`` over real news finds what a plain scan of the same posts finds: no post more, none less."""

import gzip
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from itertools import count
from typing import Any

import pytest
import pytest_asyncio

from bot.commands.query import KnownNames, read_query
from bot.language.forms import forms_of
from bot.model.channel import ChannelRef
from bot.model.post import Origin, SeenPost
from bot.model.query import Query
from bot.model.subscriber import DEFAULT_ZONE
from bot.ports import Archive
from bot.signals.loading import load_catalogue
from storage.opening import open_archive
from tests.commands.conftest import NOW, detector, work_all
from tests.corpus import corpus_file

pytestmark = [pytest.mark.corpus, pytest.mark.asyncio(loop_scope="module")]

LEMMAS = 60
EVERY = 16
"""Of the posts that hold nothing like a lemma every sixteenth is taken: they can only be found wrongly."""

_BLANKS = re.compile("[\u00ad\u0301\u200b-\u200f\u2060\ufe0f\ufeff]")
_APOSTROPHE = re.compile("(?<=[а-яіїєґ])['’ʼ`](?=[а-яіїєґ])")
_WORD = re.compile("[^\\W_]+(?:ʼ[^\\W_]+)*")
_MIXED = re.compile("[а-яіїєґ].*[a-z]|[a-z].*[а-яіїєґ]")
_TWINS = str.maketrans("abcehikmoptxy", "авсенікмортху")

_Post = Mapping[str, Any]


def words_of(text: str) -> set[str]:
    """The words of a text as a person would compare them; written anew here, without the index's own folding."""
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", text).lower()).replace("ё", "е").replace("ë", "e")
    words = _WORD.findall(_APOSTROPHE.sub("ʼ", plain))
    return {word.translate(_TWINS) if _MIXED.search(word) else word for word in words}


def lemmas() -> list[str]:
    """The single words that the packs are about."""
    terms = load_catalogue().terms
    return sorted({each for term in terms for each in term.phrases if each.isalpha() and len(each) > 3})


class News:
    """The news with their words, and the lemmas that occur in them."""

    def __init__(self, posts: list[_Post]) -> None:
        self.posts = posts
        self._holders: defaultdict[str, set[int]] = defaultdict(set)
        for number, post in enumerate(posts):
            for word in words_of(post["text"]):
                self._holders[word].add(number)
        known = [lemma for lemma in lemmas() if self.holders(lemma)]
        self.lemmas = known[:: len(known) // LEMMAS]
        assert len(self.lemmas) >= LEMMAS

    def holders(self, lemma: str) -> set[int]:
        """Numbers of the posts that hold any form of a word."""
        return set[int]().union(*(self._holders.get(form, ()) for form in forms_of(lemma)))

    def sampled(self) -> list[int]:
        """The posts that hold a lemma or a word that begins like one, and some of the others."""
        beginnings = tuple({form[:5] for lemma in self.lemmas for form in forms_of(lemma)})
        alike = (posts for word, posts in self._holders.items() if word.startswith(beginnings))
        return sorted(set(range(0, len(self.posts), EVERY)).union(*alike))


@pytest.fixture(scope="module")
def news() -> News:
    with gzip.open(corpus_file("news_posts.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return News([json.loads(line) for line in lines])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def archive(news: News) -> AsyncIterator[Archive]:
    """The sampled posts, each under its number in the corpus plus one."""
    opened = await open_archive(":memory:")
    try:
        await opened.take_in([_seen(number, news.posts[number]) for number in news.sampled()], now=NOW)
        await work_all(opened)
        yield opened
    finally:
        await opened.close()


def _seen(number: int, post: _Post) -> SeenPost:
    return SeenPost(
        channel=ChannelRef(title="News"),
        message_id=number + 1,
        date=datetime.fromisoformat(post["date"]),
        text=post["text"],
        origin=Origin.IMPORT,
    )


async def found(archive: Archive, typed: str) -> list[int]:
    """Numbers of all posts that answer a typed question, page by page."""
    names = KnownNames(gazetteer=detector().gazetteer, signals=detector().signals)
    query = read_query(typed, now=NOW, zone=DEFAULT_ZONE, names=names).query
    assert query is not None
    return [number async for number in _pages(archive, query)]


async def _pages(archive: Archive, query: Query) -> AsyncIterator[int]:
    for page in count():
        hits = (await archive.search(query, limit=500, offset=500 * page)).hits
        for hit in hits:
            yield hit.post.message_id - 1
        if not hits:
            return


async def test_a_lemma_finds_exactly_the_posts_with_any_of_its_forms(archive: Archive, news: News) -> None:
    wrong = {}
    for lemma in news.lemmas:
        wanted = news.holders(lemma)
        answers = await found(archive, lemma)
        assert len(answers) == len(set(answers))
        if set(answers) != wanted:
            wrong[lemma] = sorted(wanted.symmetric_difference(answers))
    assert wrong == {}


async def test_two_lemmas_a_choice_and_an_exclusion_are_what_sets_are(archive: Archive, news: News) -> None:
    for one, other in _pairs(news):
        both = news.holders(one), news.holders(other)
        assert set(await found(archive, f"{one} {other}")) == both[0] & both[1]
        assert set(await found(archive, f"{one} OR {other}")) == both[0] | both[1]
        assert set(await found(archive, f"{one} -{other}")) == both[0] - both[1]


def _pairs(news: News) -> Iterator[tuple[str, str]]:
    often = sorted(news.lemmas, key=lambda lemma: -len(news.holders(lemma)))[:12]
    return zip(often[::2], often[1::2], strict=True)

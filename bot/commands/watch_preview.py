"""What a new watch word means: its forms, and how often it would have fired in the last week."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from bot.alerts.words import PAUSE, rehearse
from bot.model.post import Post
from bot.model.query import Query, Words
from bot.model.subscriber import Subscriber
from bot.model.watch import WatchWord
from bot.ports import ReadingRoom
from bot.signals.own_words import MOST_BETWEEN, is_pattern, positions_of, spans_of
from bot.watching import same_news
from bot.wording import texts
from bot.wording.words import shown_word

LOOKED_BACK: Final = timedelta(days=7)

_MOST_POSTS: Final = 500
"""Posts that are looked through; a word that stands in more is told of every few minutes anyway."""

_FORMS_SHOWN: Final = 8


async def preview(archive: ReadingRoom, word: WatchWord, subscriber: Subscriber) -> list[str]:
    """The lines of the answer to ``/watch``. Raises ArchiveError."""
    minutes = PAUSE // timedelta(minutes=1)
    return [*_forms(word), await _last_week(archive, word, subscriber), texts.WATCH_HOW_TOLD.format(minutes=minutes)]


def _forms(word: WatchWord) -> Iterator[str]:
    if is_pattern(word.key):
        yield texts.WATCH_AS_PATTERN
        return
    typed = word.key.split()
    for single, forms in zip(typed, positions_of(word.key), strict=True):
        others = sorted(forms - {single}, key=lambda form: (len(form), form))
        shown = ", ".join(map(shown_word, [single, *others][:_FORMS_SHOWN]))
        if len(forms) > _FORMS_SHOWN:
            shown = texts.WATCH_FORMS_MORE.format(shown=shown)
        template = texts.WATCH_FORMS if len(typed) == 1 else texts.WATCH_FORMS_OF
        yield template[0 if len(forms) == 1 else 1].format(word=shown_word(single), count=len(forms), shown=shown)
    if len(typed) > 1:
        yield texts.WATCH_IN_ORDER.format(gap=MOST_BETWEEN)


async def _last_week(archive: ReadingRoom, word: WatchWord, subscriber: Subscriber) -> str:
    """How often it would have fired; of a word in very many posts, only that it is in very many."""
    wanted = tuple(Words(positions=(forms,)) for forms in positions_of(word.key))
    query = Query(wanted=wanted, after=word.added_at.replace(microsecond=0) - LOOKED_BACK)
    page = await archive.search(query, limit=_MOST_POSTS + 1)
    posts = [hit.post for hit in page.hits[:_MOST_POSTS]]
    is_all = len(page.hits) <= _MOST_POSTS
    if not is_all and len(wanted) == 1:
        return texts.WATCH_LAST_WEEK_OVER.format(days=LOOKED_BACK.days, most=f"{_MOST_POSTS:,}")
    # Comparing hundreds of texts takes a moment, in which others are to be answered.
    count, alerts = await asyncio.to_thread(_rehearsed, word, posts, subscriber)
    if not is_all:
        return texts.WATCH_LATEST_SCANNED.format(most=f"{_MOST_POSTS:,}", count=count)
    if not count:
        return texts.WATCH_LAST_WEEK_NONE.format(days=LOOKED_BACK.days)
    return texts.WATCH_LAST_WEEK.format(
        days=LOOKED_BACK.days,
        posts=texts.counted(texts.WATCH_POSTS, count),
        alerts=texts.counted(texts.WATCH_ALERTS, alerts),
    )


def _rehearsed(word: WatchWord, posts: Sequence[Post], subscriber: Subscriber) -> tuple[int, int]:
    """How many of the posts hold the word, and how many alerts they would have made."""
    holding = [post for post in posts if spans_of(word.key, post.text)]
    return len(holding), len(rehearse(word, holding, subscriber, same_news=same_news))

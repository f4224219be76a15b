"""Own watch words at work: which of them stand in new posts, and who is told (RULES 19)."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.alerts.words import LOOK_BACK, WordHit, WordsDecided, decide_words
from bot.language.kept_forms import KeptForms
from bot.model.post import Change, ChangeKind
from bot.model.watch import WatchWord
from bot.ports import SubscriberStore, WatchStore
from bot.signals.own_words import OwnWords
from bot.stories.fingerprints import fingerprint, is_near_duplicate

_BREATH = 10
"""Posts that are looked through before the event loop gets a turn."""

_log = logging.getLogger(__name__)


class WatchingStore(WatchStore, SubscriberStore, Protocol):
    """What watching needs of the archive."""


@dataclass(frozen=True, slots=True)
class _Found:
    change: Change
    keys: tuple[str, ...]


def same_news(one: str, other: str) -> bool:
    """Whether two posts' texts are near-duplicates (RULES 13)."""
    return is_near_duplicate(fingerprint(one), fingerprint(other))


class Watching:
    """Finds the words of all chats in changes; the words are read again whenever the list has changed."""

    def __init__(self, archive: WatchingStore, *, max_age: timedelta, cache_folder: Path | None = None) -> None:
        """``cache_folder`` is where the forms of words may be kept; without it they are made anew each time."""
        self._archive = archive
        self._cache_folder = cache_folder
        self._max_age = max_age
        self._words = OwnWords(())
        self._mark: tuple[int, int] | None = None

    async def decide(
        self, changes: Sequence[Change], *, now: datetime, ahead: timedelta = timedelta(0)
    ) -> WordsDecided:
        """What follows from these changes, each post's newest alone. Raises ArchiveError.

        ``ahead`` is how fast the clock is known to be.
        """
        await self._refresh()
        found = await self._find(changes, now - ahead) if self._words.keys else []
        if not found:
            return WordsDecided()
        watchers = await self._watchers({key for each in found for key in each.keys})
        hits = [
            WordHit(
                post=each.change.post,
                origin=each.change.origin,
                is_revision=each.change.kind is ChangeKind.REVISION,
                words=tuple(word for key in each.keys for word in watchers.get(key, ())),
            )
            for each in found
        ]
        word_ids = {word.word_id for hit in hits for word in hit.words}
        post_ids = [hit.post.post_id for hit in hits]
        decided = decide_words(
            hits,
            await self._archive.word_history(sorted(word_ids), post_ids, since=now - LOOK_BACK),
            {subscriber.chat_id: subscriber for subscriber in await self._archive.subscribers()},
            now=now,
            max_age=self._max_age + ahead,
            same_news=same_news,
        )
        for decision in decided.decisions:
            _log.debug("word %s, post %s: %s", decision.word.word_id, decision.post_id, decision.reason)
        return decided

    async def _refresh(self) -> None:
        mark = await self._archive.watch_list_mark()
        if mark != self._mark:
            # Thousands of words take a second to be expanded: the event loop goes on meanwhile.
            self._words = await asyncio.to_thread(_compiled, await self._archive.watched_keys(), self._cache_folder)
            self._mark = mark

    async def _find(self, changes: Sequence[Change], now: datetime) -> list[_Found]:
        found = []
        young = [change for change in changes if change.origin.is_urgent and now - change.post.date < self._max_age]
        for number, change in enumerate(young, start=1):
            if change.kind is not ChangeKind.TOMBSTONE and change.post.deleted_at is None:
                numbers = self._words.numbers(change.post.text)
                if numbers:
                    found.append(_Found(change, tuple(self._words.keys[number] for number in sorted(numbers))))
            if number % _BREATH == 0:
                await asyncio.sleep(0)
        return found

    async def _watchers(self, keys: set[str]) -> dict[str, list[WatchWord]]:
        by_key: dict[str, list[WatchWord]] = {}
        for word in await self._archive.watchers(sorted(keys)):
            by_key.setdefault(word.key, []).append(word)
        return by_key


def _compiled(keys: Sequence[str], cache_folder: Path | None) -> OwnWords:
    if cache_folder is None:
        return OwnWords(keys)
    forms = KeptForms(cache_folder)
    words = OwnWords(keys, forms=forms)
    forms.keep()
    return words

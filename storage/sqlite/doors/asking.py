"""Answers, and what is kept for those who ask."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.model.channel import Channel, ChannelClass, ChannelRef, ChannelReport, ClaimRecord
from bot.model.digest import DigestMaterial, DigestSpan
from bot.model.post import MediaFact, Post
from bot.model.query import HitPage, Query, Question, Stretch, Total
from bot.model.report import ArchiveStatus, PeriodFigures, PostHistory
from bot.model.story import Story
from bot.model.translation import Excerpt
from bot.model.trend import TrendMaterial
from bot.model.watch import NewWatchWord, WatchWord, WordHistory
from storage.sqlite import (
    digests,
    figures,
    histories,
    identity,
    outbox,
    questions,
    reports,
    searching,
    stories,
    translations,
    trends,
    watching,
)
from storage.sqlite.doors.connections import Connections


class Asking(Connections):
    """ReadingRoom, QuestionStore, TranslationStore and WatchStore."""

    async def alerts_counted(self, chat_id: int, *, since: datetime, until: datetime) -> int:
        """See ReadingRoom."""
        return await self._reader.read(outbox.alerts_counted, chat_id, since=since, until=until)

    async def search(self, query: Query, *, limit: int, offset: int = 0) -> HitPage:
        """See ReadingRoom."""
        return await self._room.read(searching.search, query, limit=limit, offset=offset)

    async def stretch(self, query: Query, *, below: int | None, look_at: int) -> Stretch:
        """See ReadingRoom."""
        return await self._stacks.read(searching.stretch, query, below=below, look_at=look_at)

    async def media_of(self, post_ids: Sequence[int]) -> Mapping[int, tuple[MediaFact, ...]]:
        """See ReadingRoom."""
        return await self._stacks.read(histories.media_of, post_ids)

    async def count_hits(self, query: Query, *, most: int) -> Total:
        """See ReadingRoom."""
        return await self._stacks.read(searching.count, query, most=most)

    async def find_channel(self, ref: ChannelRef) -> Channel | None:
        """See ReadingRoom."""
        return await self._room.read(identity.find, ref)

    async def channel_meant(self, ref: ChannelRef) -> Channel | None:
        """See ReadingRoom."""
        return await self._room.read(identity.meant, ref)

    async def channels_of(self, classes: Sequence[ChannelClass]) -> Sequence[Channel]:
        """See ReadingRoom."""
        return await self._room.read(identity.of_classes, classes)

    async def post(self, channel_key: int, message_id: int) -> Post | None:
        """See ReadingRoom."""
        return await self._room.read(reports.post, channel_key, message_id)

    async def post_history(self, channel_key: int, message_id: int, *, most_forwards: int) -> PostHistory | None:
        """See ReadingRoom."""
        return await self._room.read(histories.of_post, channel_key, message_id, most_forwards=most_forwards)

    async def story(self, story_id: int) -> Story | None:
        """See ReadingRoom."""
        return await self._room.read(stories.one, story_id)

    async def latest_stories(self, *, limit: int) -> Sequence[Story]:
        """See ReadingRoom."""
        return await self._room.read(stories.latest, limit=limit)

    async def channel_reports(self, *, now: datetime) -> Sequence[ChannelReport]:
        """See ReadingRoom."""
        return await self._room.read(reports.channel_reports, now=now)

    async def claim_records(self, *, since: datetime) -> Mapping[int, ClaimRecord]:
        """See ReadingRoom."""
        return await self._room.read(figures.claim_records, since=since)

    async def period_figures(self, *, since: datetime, now: datetime) -> PeriodFigures:
        """See ReadingRoom."""
        return await self._room.read(figures.period, since=since, now=now)

    async def digest_material(self, span: DigestSpan, *, chat_id: int) -> DigestMaterial:
        """See ReadingRoom."""
        return await self._room.read(digests.material, span, chat_id=chat_id)

    async def trend_material(
        self, edges: Sequence[datetime], *, signal: str | None, most_stories: int
    ) -> TrendMaterial:
        """See ReadingRoom."""
        return await self._room.read(trends.material, edges, signal=signal, most_stories=most_stories)

    async def status(self, *, now: datetime) -> ArchiveStatus:
        """See ReadingRoom."""
        status = await self._room.read(reports.status, now=now)
        return status if self._path is None else replace(status, database_bytes=_bytes_on_disk(self._path))

    async def remember_question(self, question: Question, *, forget_before: datetime) -> int:
        """See QuestionStore."""
        return await self._writer.write(questions.remember, question, forget_before=forget_before)

    async def question(self, question_id: int) -> Question | None:
        """See QuestionStore."""
        return await self._room.read(questions.one, question_id)

    async def translations(self, excerpts: Sequence[Excerpt], language: str) -> Mapping[Excerpt, str]:
        """See TranslationStore."""
        return await self._reader.read(translations.of, excerpts, language)

    async def keep_translation(self, excerpt: Excerpt, language: str, text: str, *, now: datetime) -> None:
        """See TranslationStore."""
        await self._writer.write(translations.keep, excerpt, language, text, now=now)

    async def watch(self, word: NewWatchWord, *, most: int) -> WatchWord | None:
        """See WatchStore."""
        return await self._writer.write(watching.add, word, most=most)

    async def unwatch(self, word_id: int) -> None:
        """See WatchStore."""
        await self._writer.write(watching.remove, word_id)

    async def watch_words(self, chat_id: int) -> Sequence[WatchWord]:
        """See WatchStore."""
        return await self._room.read(watching.of_chat, chat_id)

    async def set_standing_words(self, words: Sequence[NewWatchWord]) -> None:
        """See WatchStore."""
        await self._writer.write(watching.set_standing, words)

    async def watched_keys(self) -> Sequence[str]:
        """See WatchStore."""
        return await self._reader.read(watching.keys)

    async def watch_list_mark(self) -> tuple[int, int]:
        """See WatchStore."""
        return await self._reader.read(watching.mark)

    async def watchers(self, keys: Sequence[str]) -> Sequence[WatchWord]:
        """See WatchStore."""
        return await self._reader.read(watching.watchers, keys)

    async def word_history(self, word_ids: Sequence[int], post_ids: Sequence[int], *, since: datetime) -> WordHistory:
        """See WatchStore."""
        return await self._reader.read(watching.history, word_ids, post_ids, since=since)


def _bytes_on_disk(path: Path) -> int:
    """What the database and its WAL take; pages of the WAL that are not yet copied are in one of them only."""
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())

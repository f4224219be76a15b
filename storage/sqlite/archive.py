"""The facade: every port of the archive, each call one unit on the right connection."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.model.channel import Channel, ChannelClass, ChannelRef, ChannelReport, ClaimRecord, FollowState
from bot.model.delivery import Delivery, LivingAlert, NewDelivery
from bot.model.digest import AlarmHistory, DigestMaterial, DigestSpan, DigestStanding
from bot.model.flagged import FlaggedPost
from bot.model.message import Message
from bot.model.post import Arrival, Change, CoveredRange, IntakeCounts, Post, Revision
from bot.model.query import HitPage, Query, Question, Stretch
from bot.model.report import ArchiveStatus, PeriodFigures, PostHistory
from bot.model.story import Story
from bot.model.subscriber import Subscriber
from bot.model.translation import Excerpt
from bot.model.trend import TrendMaterial
from bot.model.watch import NewWatchWord, WatchWord, WordHistory
from bot.model.work import Lane, WorkDone
from storage.sqlite import (
    changelog,
    coverage,
    digests,
    figures,
    flagged,
    histories,
    identity,
    intake,
    outbox,
    questions,
    reports,
    searching,
    stories,
    subscribers,
    translations,
    trends,
    watching,
)
from storage.sqlite.connection import Database


class SqliteArchive:
    """The archive in one SQLite file; fulfils ``bot.ports.Archive``.

    ``writer`` is the only connection that writes. ``reader`` serves the worker and the pump, ``room`` the
    people, so that a long search holds up neither, and ``stacks`` whoever takes thousands of posts out. All
    are one in memory.
    """

    def __init__(
        self, *, writer: Database, reader: Database, room: Database, stacks: Database, path: Path | None
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._room = room
        self._stacks = stacks
        self._path = path

    async def close(self) -> None:
        """Finish the write under way and release the database."""
        async with AsyncExitStack() as closing:
            for database in dict.fromkeys((self._writer, self._reader, self._room, self._stacks)):
                closing.push_async_callback(database.close)

    async def take_in(
        self, arrivals: Sequence[Arrival], *, now: datetime, covered: CoveredRange | None = None
    ) -> IntakeCounts:
        """See IntakeStore."""
        return await self._writer.write(intake.take_in, arrivals, now=now, covered=covered)

    async def follow(self, channels: Sequence[ChannelRef], *, now: datetime) -> tuple[Channel, ...]:
        """See IntakeStore."""
        return await self._writer.write(identity.follow, channels, now=now)

    async def identify(self, key: int, ref: ChannelRef) -> Channel:
        """See IntakeStore."""
        return await self._writer.write(identity.identify, key, ref)

    async def cursor(self, key: int) -> int | None:
        """See IntakeStore."""
        return await self._reader.read(coverage.cursor, key)

    async def set_follow_state(self, key: int, state: FollowState, *, note: str | None, now: datetime) -> None:
        """See IntakeStore."""
        await self._writer.write(identity.set_follow_state, key, state, note=note, now=now)

    async def add_recovered(self, key: int, posts: int) -> None:
        """See IntakeStore."""
        await self._writer.write(identity.add_recovered, key, posts)

    async def pending(self, lane: Lane, *, limit: int) -> Sequence[Change]:
        """See WorkStore."""
        return await self._reader.read(changelog.pending, lane, limit=limit)

    async def revisions(self, post_id: int) -> Sequence[Revision]:
        """See WorkStore."""
        return await self._reader.read(changelog.revisions, post_id)

    async def stories_between(self, earliest: datetime, latest: datetime) -> Sequence[Story]:
        """See WorkStore."""
        return await self._reader.read(stories.between, earliest, latest)

    async def stories_of(self, post_ids: Sequence[int]) -> Sequence[Story]:
        """See WorkStore."""
        return await self._reader.read(stories.of_posts, post_ids)

    async def stories_of_events(self, event_ids: Sequence[int]) -> Sequence[Story]:
        """See WorkStore."""
        return await self._reader.read(stories.of_events, event_ids)

    async def living_alerts(self, event_ids: Sequence[int]) -> Sequence[LivingAlert]:
        """See WorkStore."""
        return await self._reader.read(outbox.living_alerts, event_ids)

    async def flagged_between(self, earliest: datetime, latest: datetime) -> Sequence[FlaggedPost]:
        """See WorkStore."""
        return await self._reader.read(flagged.between, earliest, latest)

    async def flagged_posts(self, post_ids: Sequence[int]) -> Sequence[FlaggedPost]:
        """See WorkStore."""
        return await self._reader.read(flagged.of_posts, post_ids)

    async def work_mark(self) -> tuple[int, int]:
        """See WorkStore."""
        return await self._reader.read(changelog.mark)

    async def last_story_id(self) -> int:
        """See WorkStore."""
        return await self._reader.read(stories.last_id)

    async def alarms(self, *, since: datetime, until: datetime | None = None) -> AlarmHistory:
        """See WorkStore."""
        return await self._reader.read(digests.alarms, since=since, until=until)

    async def commit_work(self, work: WorkDone) -> None:
        """See WorkStore."""
        await self._writer.write(changelog.commit_work, work)

    async def enqueue(self, deliveries: Sequence[NewDelivery]) -> int:
        """See OutboxStore."""
        return await self._writer.write(outbox.enqueue, deliveries)

    async def lease(
        self, *, now: datetime, limit: int, lease_for: timedelta, max_per_chat: int = 1
    ) -> Sequence[Delivery]:
        """See OutboxStore."""
        return await self._writer.write(
            outbox.lease, now=now, limit=limit, lease_for=lease_for, max_per_chat=max_per_chat
        )

    async def freeze(self, key: str, parts: Sequence[Message], *, version: int) -> bool:
        """See OutboxStore."""
        return await self._writer.write(outbox.freeze, key, parts, version=version)

    async def confirm_part(self, key: str, *, message_id: int) -> None:
        """See OutboxStore."""
        await self._writer.write(outbox.confirm_part, key, message_id=message_id)

    async def confirm(self, key: str, *, version: int, now: datetime) -> None:
        """See OutboxStore."""
        await self._writer.write(outbox.confirm, key, version=version, now=now)

    async def postpone(self, key: str, *, until: datetime, still_running_since: datetime | None = None) -> None:
        """See OutboxStore."""
        await self._writer.write(outbox.postpone, key, until=until, still_running_since=still_running_since)

    async def park(self, key: str, *, reason: str, now: datetime) -> None:
        """See OutboxStore."""
        await self._writer.write(outbox.park, key, reason=reason, now=now)

    async def withdraw(self, key: str, *, version: int) -> None:
        """See OutboxStore."""
        await self._writer.write(outbox.withdraw, key, version=version)

    async def alerts_told(self, chat_id: int, *, since: datetime) -> int:
        """See OutboxStore."""
        return await self._reader.read(outbox.alerts_told, chat_id, since=since)

    async def alerts_counted(self, chat_id: int, *, since: datetime, until: datetime) -> int:
        """See ReadingRoom."""
        return await self._reader.read(outbox.alerts_counted, chat_id, since=since, until=until)

    async def pass_over(self, key: str, notice: NewDelivery, *, now: datetime) -> None:
        """See OutboxStore."""
        await self._writer.write(outbox.pass_over, key, notice, now=now)

    async def release_leases(self) -> int:
        """See OutboxStore."""
        return await self._writer.write(outbox.release_leases)

    async def next_due(self, *, now: datetime) -> datetime | None:
        """See OutboxStore."""
        return await self._reader.read(outbox.next_due, now=now)

    async def subscriber(self, chat_id: int) -> Subscriber | None:
        """See SubscriberStore."""
        return await self._reader.read(subscribers.one, chat_id)

    async def subscribers(self) -> Sequence[Subscriber]:
        """See SubscriberStore."""
        return await self._reader.read(subscribers.every)

    async def save_subscriber(self, subscriber: Subscriber) -> None:
        """See SubscriberStore."""
        await self._writer.write(subscribers.save, subscriber)

    async def park_subscriber(self, chat_id: int, *, reason: str, now: datetime) -> None:
        """See SubscriberStore."""
        await self._writer.write(subscribers.park, chat_id, reason=reason, now=now)

    async def migrate_subscriber(self, chat_id: int, new_chat_id: int) -> None:
        """See SubscriberStore."""
        await self._writer.write(subscribers.migrate, chat_id, new_chat_id)

    async def forget_person(self, user_id: int) -> None:
        """See SubscriberStore."""
        await self._writer.write(subscribers.forget_person, user_id)

    async def digest_standing(self, chat_id: int) -> DigestStanding:
        """See DigestStore."""
        return await self._reader.read(digests.standing, chat_id)

    async def put_digest(self, delivery: NewDelivery, *, is_passed: bool = False) -> bool:
        """See DigestStore."""
        return await self._writer.write(digests.put, delivery, is_passed=is_passed)

    async def known_up_to(self, *, before: datetime | None = None) -> int:
        """See DigestStore."""
        return await self._reader.read(digests.known_up_to, before=before)

    async def last_heard(self) -> datetime | None:
        """See DigestStore."""
        return await self._reader.read(digests.last_heard)

    async def search(self, query: Query, *, limit: int, offset: int = 0, total_cap: int = 10_000) -> HitPage:
        """See ReadingRoom."""
        return await self._room.read(searching.search, query, limit=limit, offset=offset, total_cap=total_cap)

    async def stretch(self, query: Query, *, below: int | None, look_at: int) -> Stretch:
        """See ReadingRoom."""
        return await self._stacks.read(searching.stretch, query, below=below, look_at=look_at)

    async def count_hits(self, query: Query, *, most: int) -> int:
        """See ReadingRoom."""
        return await self._stacks.read(searching.count, query, most=most)

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

    async def find_channel(self, ref: ChannelRef) -> Channel | None:
        """See ReadingRoom."""
        return await self._room.read(identity.find, ref)

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


def _bytes_on_disk(path: Path) -> int:
    """What the database and its WAL take; pages of the WAL that are not yet copied are in one of them only."""
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())

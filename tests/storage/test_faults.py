"""Faults below the archive: locks, disks, damage, cancellation, processes that die."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import ArchiveBusyError, ArchiveError, ArchiveUnavailableError
from bot.model.channel import ChannelClass, ChannelRef, FollowState
from bot.model.digest import DigestSpan
from bot.model.media import FileState, KeptFile, MediaItem
from bot.model.post import CoveredRange
from bot.model.query import Query, Question
from bot.model.translation import Excerpt
from bot.model.upkeep import IndexWords
from bot.model.work import Lane
from bot.ports import Archive
from storage.opening import open_archive
from tests.storage.samples import (
    MINISTRY,
    NIGHT,
    NOW,
    RYBAR,
    delivery,
    done,
    find,
    minutes,
    phrase,
    read_all,
    seen,
    story,
    story_post,
    subscriber,
    watch_word,
)

LONG = "х" * 200_000
POST = int(NIGHT.timestamp()) << 20
EXCERPT = Excerpt(post_id=1, text="прорыв")
Call = Callable[[Archive], Awaitable[object]]

FILE = MediaItem(post_id=POST, media_id=1, kind="photo", size_bytes=None, is_flagged=False)

WRITES: dict[str, Call] = {
    "take_in": lambda a: a.take_in([seen(50, LONG)], now=NOW),
    "follow": lambda a: a.follow([ChannelRef(title=LONG)], now=NOW),
    "identify": lambda a: a.identify(1, ChannelRef(telegram_id=5, title=LONG)),
    "set_follow_state": lambda a: a.set_follow_state(1, FollowState.LOST, note=LONG, now=NOW),
    "mark_silent": lambda a: a.mark_silent([1], [], now=NOW),
    "tell_states": lambda a: a.tell_states([], [delivery("s", facts={"x": LONG})]),
    "cover": lambda a: a.cover([CoveredRange(channel=RYBAR, first_id=20, last_id=30)]),
    "commit_work": lambda a: a.commit_work(done((), deliveries=(delivery("c", facts={"x": LONG}),))),
    "enqueue": lambda a: a.enqueue([delivery("b", facts={"x": LONG})]),
    "put_digest": lambda a: a.put_digest(delivery("d", facts={"x": LONG})),
    "lease": lambda a: a.lease(now=NOW, limit=1, lease_for=timedelta(minutes=1)),
    "freeze": lambda a: a.freeze("a", (), version=1),
    "confirm_part": lambda a: a.confirm_part("a", message_id=1),
    "confirm": lambda a: a.confirm("a", version=1, now=NOW),
    "postpone": lambda a: a.postpone("a", until=NOW),
    "park": lambda a: a.park("a", reason=LONG, now=NOW),
    "pass_over": lambda a: a.pass_over("a", delivery("n", facts={"x": LONG}), now=NOW),
    "withdraw": lambda a: a.withdraw("a", version=1),
    "release_leases": lambda a: a.release_leases(),
    "save_subscriber": lambda a: a.save_subscriber(subscriber(5, title=LONG)),
    "park_subscriber": lambda a: a.park_subscriber(1, reason=LONG, now=NOW),
    "migrate_subscriber": lambda a: a.migrate_subscriber(1, 2, refused="x"),
    "forget_person": lambda a: a.forget_person(1),
    "remember_question": lambda a: a.remember_question(
        Question(chat_id=1, user_id=1, text=LONG, asked_at=NOW), forget_before=NIGHT
    ),
    "watch": lambda a: a.watch(watch_word(LONG), most=5),
    "unwatch": lambda a: a.unwatch(1),
    "set_standing_words": lambda a: a.set_standing_words([watch_word(LONG, is_standing=True)]),
    "analyze": lambda a: a.analyze(),
    "merge_index": lambda a: a.merge_index(pages=16, whole=True),
    "prune_changes": lambda a: a.prune_changes(before=NOW + timedelta(days=9), most=5),
    "prune_outbox": lambda a: a.prune_outbox(after=0, before=NOW + timedelta(days=9), most=5),
    "prune_kept": lambda a: a.prune_kept(before=NOW, most=5),
    "make_index": lambda a: a.make_index(),
    "index_again": lambda a: a.index_again([IndexWords(post_id=POST, versions=1, words="прорыв")], now=NOW),
    "merge_channels": lambda a: a.merge_channels(kept=1, given=2, now=NOW),
    "clock_was_set": lambda a: a.clock_was_set(now=NOW, by=timedelta(hours=1)),
    "prove_writing": lambda a: a.prove_writing(now=NOW),
    "want_files": lambda a: a.want_files([FILE], up_to=0, now=NOW),
    "file_kept": lambda a: a.file_kept(1, KeptFile(sha256="ab" * 32, size_bytes=10)),
    "file_given_up": lambda a: a.file_given_up(1, FileState.GONE),
    "file_put_off": lambda a: a.file_put_off(1, until=NOW),
    "keep_translation": lambda a: a.keep_translation(EXCERPT, "en", LONG, now=NOW),
}
GROWING = (
    "take_in",
    "follow",
    "identify",
    "set_follow_state",
    "commit_work",
    "enqueue",
    "put_digest",
    "park",
    "pass_over",
    "save_subscriber",
    "park_subscriber",
    "remember_question",
    "watch",
    "set_standing_words",
)
"""Writes that bring enough to need another page."""

READS: dict[str, Call] = {
    "cursor": lambda a: a.cursor(1),
    "standings": lambda a: a.standings(since=NIGHT),
    "posts_in_stories": lambda a: a.posts_in_stories(since=NIGHT),
    "quiet_channels": lambda a: a.quiet_channels(now=NOW, days=3),
    "untold_states": lambda a: a.untold_states(),
    "missing": lambda a: a.missing({1: 99}),
    "pending": lambda a: a.pending(Lane.BULK, limit=10),
    "revisions": lambda a: a.revisions(1),
    "stories_between": lambda a: a.stories_between(NIGHT, NOW),
    "stories_of": lambda a: a.stories_of([1]),
    "flagged_between": lambda a: a.flagged_between(NIGHT, NOW),
    "flagged_posts": lambda a: a.flagged_posts([1]),
    "work_mark": lambda a: a.work_mark(),
    "stories_of_events": lambda a: a.stories_of_events([1]),
    "living_alerts": lambda a: a.living_alerts([1]),
    "alerts_told": lambda a: a.alerts_told(1, since=NIGHT),
    "alerts_counted": lambda a: a.alerts_counted(1, since=NIGHT, until=NOW),
    "last_story_id": lambda a: a.last_story_id(),
    "put_off": lambda a: a.put_off(now=NIGHT),
    "next_due": lambda a: a.next_due(now=NOW),
    "subscriber": lambda a: a.subscriber(1),
    "subscribers": lambda a: a.subscribers(),
    "digest_standing": lambda a: a.digest_standing(1),
    "known_up_to": lambda a: a.known_up_to(before=NOW),
    "last_heard": lambda a: a.last_heard(),
    "alarms": lambda a: a.alarms(since=NIGHT, until=NOW),
    "search": lambda a: a.search(Query(), limit=10),
    "stretch": lambda a: a.stretch(Query(), below=None, look_at=10),
    "media_of": lambda a: a.media_of([1]),
    "count_hits": lambda a: a.count_hits(Query(), most=10),
    "question": lambda a: a.question(1),
    "find_channel": lambda a: a.find_channel(RYBAR),
    "channel_meant": lambda a: a.channel_meant(RYBAR),
    "channels_of": lambda a: a.channels_of([ChannelClass.MEDIA]),
    "post": lambda a: a.post(1, 1),
    "post_history": lambda a: a.post_history(1, 1, most_forwards=5),
    "story": lambda a: a.story(1),
    "latest_stories": lambda a: a.latest_stories(limit=5),
    "channel_reports": lambda a: a.channel_reports(now=NOW),
    "claim_records": lambda a: a.claim_records(since=NIGHT),
    "period_figures": lambda a: a.period_figures(since=NIGHT, now=NOW),
    "digest_material": lambda a: a.digest_material(DigestSpan(since=NIGHT, until=NOW, after=0, up_to=9), chat_id=1),
    "trend_material": lambda a: a.trend_material([NIGHT, NOW], signal=None, most_stories=5),
    "status": lambda a: a.status(now=NOW),
    "media_news": lambda a: a.media_news(most=5),
    "next_file": lambda a: a.next_file(now=NOW),
    "reindex_mark": lambda a: a.reindex_mark(),
    "texts_to_index": lambda a: a.texts_to_index(after=0, most=10),
    "work_progress": lambda a: a.work_progress(),
    "outbox_mark": lambda a: a.outbox_mark(),
    "watch_words": lambda a: a.watch_words(1),
    "watched_keys": lambda a: a.watched_keys(),
    "watch_list_mark": lambda a: a.watch_list_mark(),
    "watchers": lambda a: a.watchers(["понтон"]),
    "translations": lambda a: a.translations([EXCERPT], "en"),
    "word_history": lambda a: a.word_history([1], [1], since=NIGHT),
}


async def fill(archive: Archive) -> None:
    """Something of everything."""
    covered = CoveredRange(channel=RYBAR, first_id=1, last_id=9)
    await archive.take_in([seen(number, f"прорыв {number}") for number in range(1, 10)], now=NOW, covered=covered)
    posts = await read_all(archive)
    await archive.commit_work(done((), stories=(story(1, story_post(posts[1])),)))
    await archive.take_in([seen(10)], now=NOW)
    await archive.follow([RYBAR, MINISTRY], now=NOW)
    await archive.save_subscriber(subscriber(1))
    await archive.enqueue([delivery("a")])


@pytest.fixture
async def impatient(url: str) -> AsyncIterator[Archive]:
    """A filled archive in a file that does not wait for locks."""
    archive = await open_archive(url, patience=timedelta(0))
    await fill(archive)
    yield archive
    await archive.close()


@pytest.fixture
def locker(impatient: Archive, url: str) -> sqlite3.Connection:
    """Another process's transaction in the same file."""
    other = sqlite3.connect(url, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_every_method_of_the_port_has_its_faults_tested() -> None:
    methods = {name for name in dir(Archive) if not name.startswith("_")}
    assert WRITES.keys() | READS.keys() | {"close", "checkpoint"} == methods


@pytest.mark.parametrize("name", WRITES)
async def test_a_locked_archive_is_busy_and_then_is_not(
    impatient: Archive, locker: sqlite3.Connection, name: str
) -> None:
    with pytest.raises(ArchiveBusyError, match="Another process"):
        await WRITES[name](impatient)
    locker.close()
    await WRITES[name](impatient)


@pytest.mark.parametrize("name", READS)
async def test_reading_never_waits_for_a_writer(impatient: Archive, locker: sqlite3.Connection, name: str) -> None:
    await READS[name](impatient)
    locker.close()


async def test_opening_a_locked_archive(impatient: Archive, locker: sqlite3.Connection, url: str) -> None:
    with pytest.raises(ArchiveBusyError):
        await open_archive(url, patience=timedelta(0))
    reader = await open_archive(url, read_only=True, patience=timedelta(0))
    assert await find(reader, phrase("прорыв")) != []
    await reader.close()
    locker.close()


async def test_a_patient_archive_waits_for_its_turn(impatient: Archive, url: str) -> None:
    patient = await open_archive(url, patience=timedelta(seconds=30))
    other = sqlite3.connect(url, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(patient.take_in([seen(60)], now=NOW))
    assert not (await asyncio.wait([writing], timeout=0.1))[0]
    other.close()
    assert (await writing).added == 1
    await patient.close()


@pytest.mark.parametrize("name", ["take_in", "commit_work", "lease", "save_subscriber", "watch"])
async def test_a_write_that_begins_by_reading_outlives_the_commit_of_another(
    impatient: Archive, url: str, name: str
) -> None:
    """TELEGRAM 29: a read that turns into a write fails at once where somebody else has committed meanwhile."""
    patient = await open_archive(url, patience=timedelta(seconds=30))
    other = sqlite3.connect(url, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE channels SET title = title || '!'")
    writing = asyncio.ensure_future(WRITES[name](patient))
    assert not (await asyncio.wait([writing], timeout=0.05))[0]
    other.execute("COMMIT")
    other.close()
    await writing
    await patient.close()


async def test_what_is_committed_survives_a_power_cut(url: str) -> None:
    """TELEGRAM 30: SQLite waits for the disk at each commit only with ``FULL``, which is 2."""
    archive = await open_archive(url)
    writer = archive._writer  # type: ignore[attr-defined]  # no port tells a pragma
    (level,) = await writer.read(lambda db: db.execute("PRAGMA synchronous").fetchone())
    (journal,) = await writer.read(lambda db: db.execute("PRAGMA journal_mode").fetchone())
    await archive.close()
    assert (level, journal) == (2, "wal")


@pytest.mark.parametrize("name", GROWING)
async def test_a_full_disk_is_told_and_nothing_is_half_written(url: str, name: str) -> None:
    archive = await open_archive(url)
    await fill(archive)
    before = dump(url)
    writer = archive._writer  # type: ignore[attr-defined]  # SQLite itself plays the full disk
    (pages,) = await writer.read(lambda db: db.execute("PRAGMA page_count").fetchone())
    await writer.read(lambda db: db.execute(f"PRAGMA max_page_count = {pages}").fetchone())
    with pytest.raises(ArchiveUnavailableError, match="no space left"):
        await WRITES[name](archive)
    assert dump(url) == before
    await writer.read(lambda db: db.execute("PRAGMA max_page_count = 1000000").fetchone())
    await WRITES[name](archive)
    assert dump(url) != before
    await archive.close()


def dump(url: str) -> str:
    """All that is in the archive."""
    db = sqlite3.connect(url)
    try:
        return "\n".join(db.iterdump())
    finally:
        db.close()


@pytest.mark.parametrize("name", [*READS, *WRITES])
async def test_damage_is_told_plainly(url: str, name: str) -> None:
    archive = await open_archive(url)
    await fill(archive)
    await archive.close()
    spoil(Path(url))
    with pytest.raises(ArchiveError, match="damaged") as told:
        await use(url, {**READS, **WRITES}[name])
    assert not isinstance(told.value, ArchiveUnavailableError)  # which would be waited for


def spoil(path: Path) -> None:
    """Overwrite all pages but the first."""
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))


async def use(url: str, call: Call) -> None:
    """Open, ask, close."""
    archive = await open_archive(url)
    try:
        await call(archive)
    finally:
        await archive.close()


def test_a_file_that_is_no_database(url: str) -> None:
    Path(url).write_bytes(b"not a database, but somebody's notes " * 50)
    with pytest.raises(ArchiveError, match="not a Frontwatch archive"):
        asyncio.run(open_archive(url))


async def test_a_cancelled_write_is_whole_or_nothing_and_the_next_one_is_its_own(archive: Archive) -> None:
    """TELEGRAM 29: on a shared connection a cancelled task's statements end up in its neighbour's transaction."""
    batches = [[seen(number * 100 + each, after=minutes(each)) for each in range(40)] for number in range(1, 21)]
    tasks = [asyncio.create_task(archive.take_in(batch, now=NOW)) for batch in batches]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, asyncio.CancelledError) for result in results[::2])
    assert all(result.added == 40 for result in results[1::2])  # type: ignore[union-attr]
    changes = await archive.pending(Lane.BULK, limit=10_000)
    stored = [change.post.message_id for change in changes]
    assert len(stored) % 40 == 0
    assert {number // 100 for number in stored} >= set(range(2, 21, 2))
    for batch in batches:
        assert (await archive.take_in(batch, now=NOW)).added in (0, 40)


async def test_closing_finishes_the_write_under_way(url: str) -> None:
    archive = await open_archive(url)
    writing = asyncio.create_task(archive.take_in([seen(number) for number in range(1, 500)], now=NOW))
    await asyncio.sleep(0)
    await archive.close()
    assert (await writing).added == 499
    again = await open_archive(url, read_only=True)
    assert (await again.status(now=NOW)).posts == 499
    await again.close()


async def test_a_failed_write_leaves_the_connection_fit_for_the_next(archive: Archive) -> None:
    with pytest.raises(AttributeError):
        await archive.take_in([seen(1), "no post"], now=NOW)  # type: ignore[list-item]
    assert (await archive.take_in([seen(1)], now=NOW)).added == 1


async def test_reading_goes_on_while_a_long_write_runs(url: str) -> None:
    archive = await open_archive(url)
    await archive.take_in([seen(1, "прорыв")], now=NOW)
    await read_all(archive)
    writing = asyncio.create_task(archive.take_in([seen(number) for number in range(2, 5_000)], now=NOW))
    await asyncio.sleep(0)
    assert await find(archive, phrase("прорыв")) == [1]
    assert not writing.done()
    await writing
    await archive.close()

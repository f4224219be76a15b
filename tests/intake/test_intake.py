"""Intake: what comes is committed, nothing is lost to a busy archive, and one bad arrival stops nobody."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from bot.clocks import VirtualClock
from bot.errors import ArchiveBusyError, ArchiveError, ArchiveUnavailableError
from bot.intake import COMMIT_SIZE, COMMITS_APART, Intake
from bot.model.channel import ChannelRef
from bot.model.post import Arrival, CoveredRange, IntakeCounts, Origin, SeenDeletion, SeenPost
from bot.outages import FIRST_PAUSE
from bot.ports import Archive, IntakeStore
from storage.opening import open_archive

NOW = datetime(2023, 5, 11, 18, 14, tzinfo=UTC)
CHANNEL = ChannelRef(handle="some_channel")


class FailingArchive:
    """The real archive, whose disk is made to fail: as often as ``busy`` says, and always for ``poison``."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.busy: list[ArchiveError] = []
        self.poison: set[int] = set()
        self.commits: list[int] = []

    async def take_in(
        self, arrivals: Sequence[Arrival], *, now: datetime, covered: CoveredRange | None = None
    ) -> IntakeCounts:
        if self.busy:
            raise self.busy.pop()
        if any(arrival.message_id in self.poison for arrival in arrivals):
            raise OverflowError("int too large to convert")
        counts = await self.archive.take_in(arrivals, now=now, covered=covered)
        self.commits.append(len(arrivals))
        return counts


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    archive = await open_archive(":memory:")
    yield archive
    await archive.close()


@pytest.fixture
def failing(archive: Archive) -> FailingArchive:
    return FailingArchive(archive)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOW)


@pytest.fixture
def bell() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
async def intake(failing: FailingArchive, clock: VirtualClock, bell: asyncio.Event) -> AsyncIterator[Intake]:
    intake = Intake(cast(IntakeStore, failing), clock, bell, queue_size=150)
    running = asyncio.create_task(intake.run())
    yield intake
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def post(number: int, text: str = "Пост.") -> SeenPost:
    return SeenPost(channel=CHANNEL, message_id=number, date=NOW, text=text, origin=Origin.LIVE)


async def stored(archive: Archive) -> list[int]:
    channel = await archive.find_channel(CHANNEL)
    assert channel is not None
    return [number for number in range(1, 400) if await archive.post(channel.key, number)]


async def pass_time(clock: VirtualClock, duration: timedelta) -> None:
    """Let everything that is ready run, then move the clock."""
    for _ in range(50):
        await asyncio.sleep(0)
    clock.advance_to(clock.now() + duration)


async def test_what_is_put_is_committed_and_the_bell_rings(
    intake: Intake, archive: Archive, bell: asyncio.Event
) -> None:
    await intake.put(post(1))
    await intake.put(SeenDeletion(channel=CHANNEL, message_id=1, deleted_at=NOW, origin=Origin.LIVE))
    await intake.drain()
    assert bell.is_set()
    assert intake.totals.counts == IntakeCounts(added=1, deleted=1)
    assert await stored(archive) == [1]


async def test_a_burst_is_committed_together_but_not_without_end(intake: Intake, failing: FailingArchive) -> None:
    for number in range(1, 121):
        await intake.put(post(number))
    assert intake.totals.waiting == 120
    await intake.drain()
    assert failing.commits == [COMMIT_SIZE, 20]
    assert intake.totals.waiting == 0


async def test_posts_of_a_rush_share_their_commits(intake: Intake, failing: FailingArchive) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number in range(1, 61):
        await intake.put(post(number))
        await asyncio.sleep(0.001)
    await intake.drain()
    lasted = timedelta(seconds=loop.time() - began)
    assert sum(failing.commits) == 60
    assert len(failing.commits) <= lasted / COMMITS_APART + 1


async def test_a_busy_archive_loses_nothing_and_keeps_the_order(
    intake: Intake, failing: FailingArchive, archive: Archive, clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    failing.busy = [ArchiveBusyError("Another process writes."), ArchiveUnavailableError("The disk is full.")]
    await intake.put(post(1, "первый"))
    await intake.put(post(1, "второй"))
    await pass_time(clock, FIRST_PAUSE)
    assert intake.totals.waiting == 2
    await pass_time(clock, FIRST_PAUSE * 2)
    await intake.drain()
    assert intake.totals.counts == IntakeCounts(added=1, revised=1)
    assert [record.message for record in caplog.records] == [
        "The disk is full. The intake waits; next try in 1 s.",
        "Another process writes. The intake waits; next try in 2 s.",
    ]
    assert await stored(archive) == [1]


async def test_who_puts_into_a_full_queue_waits(intake: Intake, failing: FailingArchive, clock: VirtualClock) -> None:
    failing.busy = [ArchiveBusyError("Another process writes.")]
    await intake.put(post(399))
    await pass_time(clock, timedelta(0))
    for number in range(1, 151):
        await intake.put(post(number))
    one_more = asyncio.create_task(intake.put(post(151)))
    await pass_time(clock, timedelta(0))
    assert not one_more.done()
    assert intake.totals.waiting == 151
    clock.advance_to(NOW + FIRST_PAUSE)
    await one_more
    await intake.drain()
    assert intake.totals.counts == IntakeCounts(added=152)


async def test_one_poisonous_arrival_does_not_block_the_others(
    intake: Intake, failing: FailingArchive, archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    failing.poison = {2}
    for number in (1, 2, 3):
        await intake.put(post(number))
    await intake.drain()
    assert await stored(archive) == [1, 3]
    assert intake.totals.faulty == 1
    assert any("Post 2 of some_channel" in record.message for record in caplog.records)
    assert all(record.levelno == logging.ERROR for record in caplog.records)


async def test_a_page_of_history_moves_the_cursor_with_it(
    intake: Intake, archive: Archive, bell: asyncio.Event
) -> None:
    counts = await intake.take([post(5), post(7)], covered=CoveredRange(channel=CHANNEL, first_id=1, last_id=9))
    assert counts == IntakeCounts(added=2)
    channel = await archive.find_channel(CHANNEL)
    assert channel is not None
    assert await archive.cursor(channel.key) == 9
    assert bell.is_set()


async def test_a_page_with_a_poisonous_post_is_covered_all_the_same(
    intake: Intake, failing: FailingArchive, archive: Archive
) -> None:
    failing.poison = {7}
    counts = await intake.take([post(5), post(7)], covered=CoveredRange(channel=CHANNEL, first_id=1, last_id=9))
    assert counts == IntakeCounts(added=1)
    channel = await archive.find_channel(CHANNEL)
    assert channel is not None
    assert await archive.cursor(channel.key) == 9


async def test_a_page_that_cannot_be_written_is_told_to_who_brought_it(
    intake: Intake, failing: FailingArchive, archive: Archive
) -> None:
    failing.busy = [ArchiveBusyError("Another process writes.")]
    covered = CoveredRange(channel=CHANNEL, first_id=1, last_id=9)
    with pytest.raises(ArchiveBusyError):
        await intake.take([post(5)], covered=covered)
    assert intake.totals.counts == IntakeCounts()
    assert await intake.take([post(5)], covered=covered) == IntakeCounts(added=1)

"""The running bot's upkeep and pulse, over a real archive."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clocks import VirtualClock
from bot.model.post import Origin
from bot.operations.pulse import STUCK_AFTER, Pulse
from bot.operations.upkeep import KEEP, LEAST_KEPT, Caretaker, merge_after_import, prune
from bot.ports import Archive
from storage.opening import open_archive
from storage.sqlite import upkeep
from tests.delivery.boundary import SetClock
from tests.storage.samples import NOW, delivery, find, phrase, read_all, seen


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    """An archive in a file that does not wait for locks."""
    opened = await open_archive(str(tmp_path / "archive.db"), patience=timedelta(0))
    yield opened
    await opened.close()


class BriskClock(VirtualClock):
    """Sleeping moves it."""

    async def sleep(self, duration: timedelta) -> None:
        """Be there at once."""
        self.advance_to(self.now() + duration)
        await asyncio.sleep(0)


async def test_a_night_of_upkeep_leaves_all_posts_and_little_else(archive: Archive, tmp_path: Path) -> None:
    for number in range(1, 30):
        await archive.take_in([seen(number, f"прорыв {number}", origin=Origin.LIVE)], now=NOW)
        await read_all(archive)
    await archive.enqueue([delivery("a")])
    await archive.confirm("a", version=1, now=NOW)
    caretaker = Caretaker(archive, BriskClock(NOW + KEEP + timedelta(minutes=1)))
    await caretaker.often()
    await caretaker.nightly(whole=True)
    assert len(await find(archive, phrase("прорыв"))) == 29
    assert (tmp_path / "archive.db-wal").stat().st_size == 0
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        assert db.execute("SELECT (SELECT count(*) FROM changes), (SELECT count(*) FROM outbox)").fetchone() == (1, 0)
        assert db.execute("SELECT count(*) FROM post_index_idx").fetchone()[0] <= 1


async def test_after_an_import_the_index_is_in_few_pieces(archive: Archive, tmp_path: Path) -> None:
    def pieces() -> int:
        with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
            found: int = db.execute("SELECT count(DISTINCT segid) FROM post_index_idx").fetchone()[0]
            return found

    for number in range(1, 60):
        await archive.take_in([seen(number, f"прорыв {number}", origin=Origin.LIVE)], now=NOW)
        await read_all(archive)
    before = pieces()
    await merge_after_import(archive, posts=1)
    assert pieces() == before, "one post is worth no merge"
    await merge_after_import(archive, posts=10_000)
    assert pieces() <= 4 < before
    assert len(await find(archive, phrase("прорыв"))) == 59


async def test_a_night_of_upkeep_takes_statistics(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "LEAST_ANALYZED", 1)
    await archive.take_in([seen(1), seen(2)], now=NOW)
    await Caretaker(archive, BriskClock(NOW)).nightly()
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        assert ("posts",) in db.execute("SELECT tbl FROM sqlite_stat1").fetchall()


async def test_the_last_days_are_never_let_go(archive: Archive) -> None:
    await archive.take_in([seen(1), seen(2)], now=NOW)
    await read_all(archive)
    clock = BriskClock(NOW + LEAST_KEPT)
    assert (await prune(archive, clock, before=clock.now())).changes == 0
    clock.advance_to(NOW + LEAST_KEPT + timedelta(seconds=1))
    assert (await prune(archive, clock, before=clock.now())).changes == 2


async def test_the_pulse_stops_when_nothing_can_be_committed(archive: Archive, tmp_path: Path) -> None:
    pulse = Pulse(archive, VirtualClock(NOW))
    assert await pulse.is_well()
    with closing(sqlite3.connect(tmp_path / "archive.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert not await pulse.is_well()
    assert await pulse.is_well()


@pytest.mark.parametrize("loop", ["worker", "pump"])
async def test_the_pulse_stops_when_work_waits_and_nobody_does_it(archive: Archive, loop: str) -> None:
    clock = VirtualClock(NOW)
    pulse = Pulse(archive, clock)
    if loop == "worker":
        await archive.take_in([seen(1, origin=Origin.LIVE)], now=NOW)
    else:
        await archive.enqueue([delivery("a")])
    assert await pulse.is_well()
    clock.advance_to(NOW + STUCK_AFTER - timedelta(seconds=1))
    assert await pulse.is_well()
    clock.advance_to(NOW + STUCK_AFTER)
    assert not await pulse.is_well()
    if loop == "worker":
        await read_all(archive)
    else:
        await archive.lease(now=clock.now(), limit=1, lease_for=timedelta(minutes=1))
    assert await pulse.is_well()


async def test_a_clock_that_is_set_forth_makes_nobody_stuck(archive: Archive) -> None:
    clock = SetClock(NOW)
    pulse = Pulse(archive, clock)
    await archive.take_in([seen(1, origin=Origin.LIVE)], now=NOW)
    assert await pulse.is_well()
    clock.set(timedelta(hours=5))
    assert await pulse.is_well()


async def test_what_telegram_holds_back_for_minutes_is_not_stuck(archive: Archive) -> None:
    clock = VirtualClock(NOW)
    pulse = Pulse(archive, clock, resting=lambda: {delivery("a").chat_id})
    await archive.enqueue([delivery("a")])
    assert await pulse.is_well()
    clock.advance_to(NOW + STUCK_AFTER)
    assert await pulse.is_well()

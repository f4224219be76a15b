"""A burst against a locked archive: what is held is bounded, what was let go is read from history, nothing is lost."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from telethon.tl import functions

from bot.ports import Archive
from storage.opening import open_archive
from tests.acceptance.bot_process import ADMIN, BotProcess
from tests.telegram.station import Station, settings_for
from tests.telegram_server.server import TelegramServer

HELD = 20
"""Updates that the client of these tests holds at most."""


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    """A running server that has not failed at any request when the test ends."""
    async with TelegramServer() as server:
        yield server
        assert server.failures == []


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    """An archive in a file that waits for no lock."""
    opened = await open_archive(str(tmp_path / "archive.db"), patience=timedelta(0))
    yield opened
    await opened.close()


async def test_what_no_queue_holds_is_read_from_history(
    telegram: TelegramServer, archive: Archive, tmp_path: Path
) -> None:
    station = Station(telegram, archive, settings_for(telegram), tmp_path / "data")
    channels = [telegram.add_channel(f"Notes {number}", username=f"notes_{number}", fresh=True) for number in range(3)]
    await station.start(*channels)
    station.client.updates.most = HELD
    burst = 1000 + 10 * HELD
    with closing(sqlite3.connect(tmp_path / "archive.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for number in range(burst):
            telegram.publish(channels[number % 3], f"Post {number} of the burst.")
            if number % 20 == 0:
                await asyncio.sleep(0)
        # Answered on the same connection, so after all that was pushed before.
        await station.client(functions.updates.GetStateRequest())
        assert station.client.updates.let_go
        assert station.client.updates.qsize() <= HELD
        other.execute("ROLLBACK")
    station.reconcile_from_now_on()
    changes = await station.changes(burst)
    assert {change.post.text for change in changes} == {f"Post {number} of the burst." for number in range(burst)}
    assert len(changes) == burst
    await station.stop()


@pytest.mark.torture
async def test_an_archive_locked_for_a_minute_in_a_burst_loses_nothing(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.add_person("Olena", username="olena_reads", started=True, id=ADMIN)
    channels = [telegram.add_channel(f"Notes {number}", username=f"notes_{number}") for number in range(20)]
    for channel in channels:
        telegram.admit(channel, telegram.reader)
    bot = BotProcess(telegram, tmp_path, SUBSCRIBER_CHAT=str(ADMIN))
    bot.watch({f"notes_{number}": "milblogger_ru" for number in range(20)})
    await bot.start()
    with closing(sqlite3.connect(tmp_path / "data" / "frontwatch.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for number in range(8000):
            telegram.publish(channels[number % 20], f"Burstword {number}.")
            if number % 20 == 0:
                await asyncio.sleep(0.01)
        await asyncio.sleep(60)
        other.execute("ROLLBACK")
    assert bot.is_running, bot.log

    with closing(sqlite3.connect(f"file:{tmp_path}/data/frontwatch.db?mode=ro", uri=True)) as looking:
        stored = 0
        while stored < 8000:
            before = stored
            async with asyncio.timeout(120):  # to the next ones: on a busy machine all of them take long
                while stored == before:
                    await asyncio.sleep(0.1)
                    ((stored,),) = looking.execute("SELECT count(*) FROM posts_now WHERE service IS NULL").fetchall()
    assert stored == 8000
    assert await bot.stop() == 130

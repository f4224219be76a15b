"""Full-text rows made anew: damage is healed, newer versions win, an interruption goes on."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clocks import SystemClock
from bot.errors import ArchiveError
from bot.model.flag import Stance
from bot.model.upkeep import IndexWords
from bot.model.work import Lane
from bot.operations.upkeep import reindex
from bot.ports import Archive
from storage.opening import open_archive
from tests.storage.samples import NOW, done, edit, find, flag, minutes, phrase, read_all, reading, seen


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    """An archive in a file."""
    opened = await open_archive(str(tmp_path / "archive.db"))
    yield opened
    await opened.close()


def nobody(_done: int) -> None:
    """Progress that nobody watches."""


async def test_rows_that_were_lost_are_found_again_and_flags_stay(archive: Archive, tmp_path: Path) -> None:
    texts = [seen(number, f"Прорыв {number} у реки", after=minutes(number)) for number in range(1, 251)]
    await archive.take_in(texts, now=NOW)
    await read_all(archive, m7=flag("breakthrough", Stance.DENIED, "soledar"))
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        (lost,) = db.execute("SELECT post_id FROM posts WHERE message_id = 250").fetchone()
        row = (lost, "прорыв 250 у реки", "any channel:1")
        db.execute("INSERT INTO post_index (post_index, rowid, words, tags) VALUES ('delete', ?, ?, ?)", row)
        db.commit()
    assert await find(archive, phrase("250")) == []
    assert await reindex(archive, SystemClock(), on_step=nobody) == 250
    assert await find(archive, phrase("250")) == [250]
    assert len(await find(archive, phrase("реки"))) == 100
    assert await find(archive, signals=("breakthrough",), stances=(Stance.DENIED,), places=("soledar",)) == [7]
    assert await archive.reindex_mark() is None
    assert await archive.pending(Lane.BULK, limit=5) == ()


async def test_an_interrupted_reindexing_goes_on(archive: Archive) -> None:
    await archive.take_in([seen(number, "прорыв", after=minutes(number)) for number in range(1, 251)], now=NOW)
    await read_all(archive)
    steps: list[int] = []

    def stop(count: int) -> None:
        steps.append(count)
        if len(steps) == 2:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await reindex(archive, SystemClock(), on_step=stop)
    assert await archive.reindex_mark() is not None
    assert await reindex(archive, SystemClock(), on_step=nobody) == 150


async def test_a_version_that_came_meanwhile_is_the_workers(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв")], now=NOW)
    await read_all(archive)
    (text,) = await archive.texts_to_index(after=0, most=5)
    await archive.take_in([edit(1, "отход", at=timedelta(hours=1))], now=NOW)
    await read_all(archive)
    await archive.index_again([IndexWords(post_id=text.post_id, versions=1, words="прорыв")], now=NOW)
    assert await find(archive, phrase("отход")) == [1]


async def test_what_could_not_be_read_is_read_again_and_alerts_nobody(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв"), seen(2, "прорыв")], now=NOW)
    changes = await archive.pending(Lane.BULK, limit=5)
    first, second = (change.post for change in changes)
    await archive.commit_work(done(changes, [reading(first, error="fault"), reading(second)]))
    await reindex(archive, SystemClock(), on_step=nobody)
    assert [change.post.message_id for change in await archive.pending(Lane.BULK, limit=5)] == [1]
    assert await archive.pending(Lane.URGENT, limit=5) == ()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE post_index_data SET block = x'0102030405' WHERE id > 10",
        "UPDATE post_index_data SET block = x'ff' WHERE id = 10",
        "DELETE FROM post_index_data",
        "DELETE FROM post_index_config",
        "DROP TABLE post_index_data",
        "DROP TABLE post_index_config",
        "DROP TABLE post_index_docsize",
        "DROP TABLE post_index",
    ],
)
async def test_an_index_that_is_lost_or_damaged_is_made_anew(tmp_path: Path, damage: str) -> None:
    url = str(tmp_path / "archive.db")
    whole = await open_archive(url)
    await whole.take_in([seen(number, f"прорыв {number}", after=minutes(number)) for number in range(1, 121)], now=NOW)
    await read_all(whole, m7=flag("breakthrough", Stance.DENIED, "soledar"))
    await whole.close()
    with closing(sqlite3.connect(url, isolation_level=None)) as db:
        db.execute(damage)
    archive = await open_archive(url)
    assert await reindex(archive, SystemClock(), whole=True, on_step=nobody) == 120
    await archive.close()
    archive = await open_archive(url)
    assert await find(archive, phrase("120")) == [120]
    assert await find(archive, signals=("breakthrough",), stances=(Stance.DENIED,), places=("soledar",)) == [7]
    await archive.take_in([edit(7, "отход", at=timedelta(hours=1))], now=NOW)
    await read_all(archive)
    assert await find(archive, phrase("7")) == []
    assert await find(archive, phrase("отход")) == [7]
    await archive.close()
    with closing(sqlite3.connect(url)) as db:
        db.execute("INSERT INTO post_index (post_index) VALUES ('integrity-check')")
        (kept,) = db.execute("SELECT v FROM post_index_config WHERE k = 'automerge'").fetchone()
        assert kept == 8


async def test_a_post_read_again_while_the_index_is_made_anew_is_taken_out_of_it_only_if_it_is_there(
    archive: Archive, tmp_path: Path
) -> None:
    await archive.take_in([seen(number, f"прорыв {number}") for number in (1, 2)], now=NOW)
    await read_all(archive)
    await archive.make_index()
    assert await find(archive, phrase("прорыв")) == []
    await archive.take_in([edit(1, "отход", at=timedelta(hours=1))], now=NOW)
    await read_all(archive)
    assert await find(archive, phrase("отход")) == [1]
    await archive.make_index()
    assert await find(archive, phrase("отход")) == [1], "what is under way is not begun again"
    await reindex(archive, SystemClock(), whole=True, on_step=nobody)
    assert await find(archive, phrase("отход")) == [1]
    assert len(await find(archive, phrase("прорыв"))) == 2, "all versions are found"
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        db.execute("INSERT INTO post_index (post_index) VALUES ('integrity-check')")


async def test_a_damaged_index_is_told_with_its_remedy(archive: Archive, tmp_path: Path) -> None:
    await archive.take_in([seen(1, "прорыв")], now=NOW)
    await read_all(archive)
    with closing(sqlite3.connect(tmp_path / "archive.db", isolation_level=None)) as db:
        db.execute("UPDATE post_index_data SET block = x'0102030405' WHERE id > 10")
    with pytest.raises(ArchiveError, match="reindex --all"):
        await find(archive, phrase("прорыв"))

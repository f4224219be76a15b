"""Backups are made of an archive that is written to, are whole, and take its place only when nobody has it."""

import asyncio
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import ArchiveBusyError, ArchiveError
from storage import backups
from storage.opening import open_archive
from tests.storage.samples import NOW, find, phrase, read_all, seen

LONG = "туман " * 2_000


def nobody(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


async def filled(url: str, posts: int = 3) -> None:
    """An archive of so many posts, closed."""
    archive = await open_archive(url)
    await archive.take_in([seen(number, f"прорыв {LONG}") for number in range(1, posts + 1)], now=NOW)
    await read_all(archive)
    await archive.close()


async def ids(url: str) -> list[int]:
    """The messages that an archive finds."""
    archive = await open_archive(url)
    try:
        return await find(archive, phrase("прорыв"))
    finally:
        await archive.close()


def test_a_backup_is_of_one_moment_though_the_archive_goes_on(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_PAGES_A_STEP", 20)
    asyncio.run(filled(url, 30))
    steps = []

    def write(done: int, _total: int) -> None:
        steps.append(done)
        with closing(sqlite3.connect(url)) as db:
            db.execute("UPDATE posts SET views = coalesce(views, 0) + 1")
            db.commit()

    target = tmp_path / "copy.db"
    assert backups.back_up(url, target, on_progress=write) == target.stat().st_size
    assert len(steps) > 2
    assert steps == sorted(set(steps))
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert {each.name for each in tmp_path.iterdir()} <= {"copy.db", "archive.db", "archive.db-wal", "archive.db-shm"}
    with closing(sqlite3.connect(target)) as db:
        assert db.execute("SELECT DISTINCT views FROM posts").fetchall() == [(None,)]
    assert asyncio.run(ids(str(target))) == list(range(30, 0, -1))


def test_a_backup_overwrites_nothing_and_leaves_nothing_behind(url: str, tmp_path: Path) -> None:
    asyncio.run(filled(url))
    target = tmp_path / "copy.db"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(ArchiveError, match="overwrites nothing"):
        backups.back_up(url, target, on_progress=nobody)
    assert target.read_text(encoding="utf-8") == "mine"
    with pytest.raises(ArchiveError, match="cannot be written"):
        backups.back_up(url, tmp_path / "no" / "copy.db", on_progress=nobody)

    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backups.back_up(url, tmp_path / "other.db", on_progress=interrupt)
    assert not [each for each in tmp_path.iterdir() if "partial" in each.name or each.name == "other.db"]


def test_a_backup_takes_the_archives_place_and_the_old_one_is_kept(url: str, tmp_path: Path) -> None:
    asyncio.run(filled(url))
    backups.back_up(url, tmp_path / "copy.db", on_progress=nobody)
    asyncio.run(filled(url, posts=5))
    kept = backups.restore(url, tmp_path / "copy.db", now=NOW, on_progress=nobody)
    assert asyncio.run(ids(url)) == [3, 2, 1]
    assert kept is not None
    assert asyncio.run(ids(str(kept))) == [5, 4, 3, 2, 1]
    assert stat.S_IMODE(Path(url).stat().st_mode) == 0o600
    assert backups.restore(str(tmp_path / "new" / "a.db"), tmp_path / "copy.db", now=NOW, on_progress=nobody) is None
    assert asyncio.run(ids(str(tmp_path / "new" / "a.db"))) == [3, 2, 1]


async def test_nothing_is_restored_while_somebody_has_the_archive(url: str, tmp_path: Path) -> None:
    await filled(url)
    backups.back_up(url, tmp_path / "copy.db", on_progress=nobody)
    archive = await open_archive(url)
    with pytest.raises(ArchiveBusyError, match="Stop `frontwatch run`"):
        backups.restore(url, tmp_path / "copy.db", now=NOW, on_progress=nobody)
    assert (await archive.take_in([seen(9)], now=NOW)).added == 1
    await archive.close()
    backups.require_alone(url)


def test_only_whole_archives_of_ours_are_restored(url: str, tmp_path: Path) -> None:
    asyncio.run(filled(url))
    backups.back_up(url, tmp_path / "copy.db", on_progress=nobody)
    whole = (tmp_path / "copy.db").read_bytes()
    (tmp_path / "copy.db").write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    (tmp_path / "notes.db").write_bytes(b"somebody's notes " * 500)
    with closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute("CREATE TABLE theirs (a)")
    for name in ("copy.db", "notes.db", "other.db", "none.db", "archive.db"):
        with pytest.raises(ArchiveError):
            backups.restore(url, tmp_path / name, now=NOW, on_progress=nobody)
    assert asyncio.run(ids(url)) == [3, 2, 1]


def test_a_damaged_archive_is_put_aside_for_its_backup(url: str, tmp_path: Path) -> None:
    asyncio.run(filled(url))
    backups.back_up(url, tmp_path / "copy.db", on_progress=nobody)
    assert backups.integrity_problem(url) is None
    whole = Path(url).read_bytes()
    Path(url).write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 8192))
    with pytest.raises(ArchiveError, match="damaged"):
        assert backups.integrity_problem(url) is None, "damaged"
    backups.restore(url, tmp_path / "copy.db", now=NOW, on_progress=nobody)
    assert asyncio.run(ids(url)) == [3, 2, 1]

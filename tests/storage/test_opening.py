"""Opening: which files, with which modes, and beside whom."""

import asyncio
import stat
from pathlib import Path

import pytest

from bot.errors import ArchiveError
from bot.ports import Archive
from storage.opening import open_archive
from tests.storage.samples import NOW, find, phrase, read_all, seen


def mode(path: Path) -> int:
    """The permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


def size(path: Path) -> int:
    """Bytes on disk."""
    return path.stat().st_size


async def test_files_and_folders_are_for_our_eyes_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "data" / "archive.db"
    archive = await open_archive(str(path))
    await archive.take_in([seen(1)], now=NOW)
    assert {each.name: mode(each) for each in path.parent.iterdir()} == {
        "archive.db": 0o600,
        "archive.db-wal": 0o600,
        "archive.db-shm": 0o600,
    }
    assert (mode(path.parent), mode(path.parent.parent)) == (0o700, 0o700)
    await archive.close()


@pytest.mark.parametrize("form", ["{path}", "sqlite:///{path}"])
async def test_what_was_closed_is_there_again(url: str, form: str) -> None:
    first = await open_archive(form.format(path=url))
    await first.take_in([seen(1, "прорыв")], now=NOW)
    await read_all(first)
    await first.close()
    again = await open_archive(url)
    assert await find(again, phrase("прорыв")) == [1]
    await again.close()


@pytest.mark.parametrize("url", [":memory:", "sqlite:///:memory:"])
async def test_archives_in_memory_are_apart(url: str) -> None:
    one, other = await open_archive(url), await open_archive(url)
    await one.take_in([seen(1)], now=NOW)
    assert (await one.status(now=NOW)).posts == 1
    assert (await other.status(now=NOW)).posts == 0
    await one.close()
    await other.close()


async def test_odd_characters_in_a_path_are_a_path(tmp_path: Path) -> None:
    path = tmp_path / "архів ?mode=memory#1%20.db"
    await (await open_archive(str(path))).close()
    assert path.exists()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://host/db", "postgresql"),
        ("sqlite:///", "names no file"),
        ("", "names no file"),
    ],
)
async def test_an_address_that_is_no_archive(url: str, told: str) -> None:
    with pytest.raises(ArchiveError, match=told):
        await open_archive(url)


async def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="folder"):
        await open_archive(str(tmp_path))


async def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="cannot be made"):
        await open_archive(str(tmp_path / "file" / "archive.db"))


async def test_reading_beside_a_running_bot(url: str) -> None:
    bot = await open_archive(url)
    await bot.take_in([seen(1, "прорыв")], now=NOW)
    await read_all(bot)
    shell = await open_archive(url, read_only=True)
    assert await find(shell, phrase("прорыв")) == [1]
    await bot.take_in([seen(2, "прорыв")], now=NOW)
    await read_all(bot)
    assert await find(shell, phrase("прорыв")) == [2, 1]
    await writes_nothing(shell)
    await shell.close()
    await bot.close()


async def test_reading_when_no_bot_runs(url: str) -> None:
    bot = await open_archive(url)
    await bot.take_in([seen(1)], now=NOW)
    await bot.close()
    shell = await open_archive(url, read_only=True)
    assert (await shell.status(now=NOW)).posts == 1
    await writes_nothing(shell)
    await shell.close()


async def writes_nothing(shell: Archive) -> None:
    """A reader that is asked to write says so."""
    with pytest.raises(ArchiveError, match="read-only"):
        await shell.take_in([seen(9)], now=NOW)


def test_a_reader_makes_no_archive(url: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive at"):
        asyncio.run(open_archive(url, read_only=True))
    assert list(tmp_path.iterdir()) == []


async def test_the_size_told_is_what_the_disk_holds(url: str) -> None:
    archive = await open_archive(url)
    before = (await archive.status(now=NOW)).database_bytes
    await archive.take_in([seen(1, "х" * 100_000)], now=NOW)
    told = (await archive.status(now=NOW)).database_bytes
    held = size(Path(url)) + size(Path(f"{url}-wal"))
    await archive.close()
    assert told == held
    assert told > before + 100_000

"""The disk and the clock fail under the whole bot: it says so, keeps what it has, and goes on when it can."""

import random
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from tests.load.posts import everyday
from tests.telegram_server.chances import Chances, Odds
from tests.torture.comparing import WRONGS, is_settled, is_stored, tally
from tests.torture.lives import Nursery
from tests.torture.publishing import Plan
from tests.torture.scene import Scene

pytestmark = pytest.mark.acceptance

CLAIMS = 20


@pytest_asyncio.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """A bot that follows all channels and has told of a first claim."""
    async with _scene_in(tmp_path / "bot") as scene:
        yield scene


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system, mounted where the bot's data folder will be."""
    data = tmp_path / "bot" / "data"
    data.mkdir(parents=True)
    try:
        _run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(data))
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"nothing can be mounted here: {error}")
    yield data
    _run("umount", str(data))


@pytest_asyncio.fixture
async def cramped(disk: Path) -> AsyncIterator[Scene]:
    """The same on that disk."""
    async with _scene_in(disk.parent) as scene:
        yield scene


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603  # mount and umount


@asynccontextmanager
async def _scene_in(folder: Path) -> AsyncIterator[Scene]:
    plan = Plan(seed=5, kills=0, posts=CLAIMS, claims=CLAIMS, posts_a_second=10)
    async with Nursery() as nursery, Scene(nursery, folder, plan) as scene:
        await scene.begin()
        await scene.until(lambda: all(scene.telegram.reader.id in channel.members for channel in scene.channels))
        await claims_are_told(scene, 1)
        yield scene


async def claims_are_told(scene: Scene, count: int) -> None:
    """So many further claims are published, stored, and told once to each reader."""
    for _ in range(count):
        scene.publisher.publish_one()
    await all_is_well(scene)


async def all_is_well(scene: Scene) -> None:
    """Everything is stored and told, once."""
    try:
        await scene.until(lambda: is_stored(scene) and is_settled(scene), within=60)
    except TimeoutError:
        pytest.fail(f"{dict(tally(scene))}\n{scene.bot.log[-4000:]}")
    found = tally(scene)
    assert {name: found[name] for name in WRONGS if found[name]} == {}, scene.bot.log[-4000:]
    assert "Traceback" not in scene.bot.log


@pytest.mark.parametrize("room", [6000, pytest.param(20000, marks=pytest.mark.torture)])
async def test_a_write_that_fails_is_told_and_made_up_for(scene: Scene, room: int) -> None:
    """By how much still fits it is the intake that fails first, or the worker, or the pump."""
    wal = scene.bot.archive_file.with_name("frontwatch.db-wal")
    limits = resource.prlimit(scene.bot.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(scene.bot.pid, resource.RLIMIT_FSIZE, (wal.stat().st_size + room, limits[1]))
    scene.publisher.publish_one()
    scene.publisher.publish_one()
    await scene.until(lambda: "next try in" in scene.bot.log)
    resource.prlimit(scene.bot.pid, resource.RLIMIT_FSIZE, limits)
    await all_is_well(scene)
    scene.bot.terminate()
    assert await scene.bot.ended() == 130


@pytest.mark.torture
async def test_a_lock_held_for_long_is_told_and_outlasted(scene: Scene) -> None:
    other = sqlite3.connect(scene.bot.archive_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    scene.publisher.publish_one()
    await scene.until(lambda: "Another process" in scene.bot.log)
    other.close()
    await all_is_well(scene)


@pytest.mark.torture
async def test_a_torn_log_costs_what_it_held_and_nothing_else(scene: Scene) -> None:
    """Cut or spoilt anywhere, the last commits are gone together; they are read, decided and sent again, and once."""
    chance = random.Random(7)  # noqa: S311  # places in a file, no secrets
    wal, shm = (scene.bot.archive_file.with_name(f"frontwatch.db-{name}") for name in ("wal", "shm"))
    for _ in range(3):
        await claims_are_told(scene, 2)
        scene.bot.kill()
        await scene.bot.ended()
        whole = wal.read_bytes()
        torn = bytearray(whole[: chance.randrange(len(whole) * 3 // 4, len(whole))])
        torn[-chance.randrange(1, 4000)] ^= 0xFF
        wal.write_bytes(torn)
        shm.write_bytes(chance.randbytes(chance.choice((0, 100, 32768))))
        await scene.begin()
        await all_is_well(scene)


@pytest.mark.torture
async def test_a_full_disk_is_told_and_made_up_for(cramped: Scene, disk: Path) -> None:
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    for _ in range(8):
        cramped.publisher.publish_one()
    for _ in range(2000):  # what the log of writes has room for is no trouble yet
        cramped.telegram.publish(cramped.channels[0], everyday(cramped.chance))
    await cramped.until(lambda: "There is no space left for the archive" in cramped.bot.log)
    cramped.bot.kill()
    await cramped.bot.ended()
    said = len(cramped.bot.log)
    await cramped.begin()
    await cramped.until(lambda: "There is no space left for the archive" in cramped.bot.log[said:])
    ballast.unlink()
    await all_is_well(cramped)


@pytest.mark.torture
async def test_a_disk_that_takes_no_writes_is_told_in_one_line(cramped: Scene, disk: Path) -> None:
    cramped.bot.kill()
    await cramped.bot.ended()
    _run("mount", "-o", "remount,ro", str(disk))
    said = len(cramped.bot.log)
    await cramped.bot.begin()
    status = await cramped.bot.ended()
    (line,) = cramped.bot.log[said:].splitlines()
    _run("mount", "-o", "remount,rw", str(disk))
    assert line.startswith("frontwatch: ")
    assert status == 2
    await cramped.begin()
    await claims_are_told(cramped, 2)


@pytest.mark.torture
async def test_an_archive_that_is_none_is_told_in_one_line(scene: Scene) -> None:
    scene.bot.kill()
    await scene.bot.ended()
    kept = scene.bot.archive_file.with_name("kept")
    shutil.move(scene.bot.archive_file.parent, kept.parent.with_name("kept"))
    scene.bot.archive_file.parent.mkdir()
    scene.bot.archive_file.write_bytes(b"no archive at all " * 1000)
    said = len(scene.bot.log)
    await scene.bot.begin()
    assert await scene.bot.ended() == 2
    (line,) = scene.bot.log[said:].splitlines()
    assert line.startswith("frontwatch: ")
    shutil.rmtree(scene.bot.archive_file.parent)
    shutil.move(kept.parent.with_name("kept"), scene.bot.archive_file.parent)
    await scene.begin()
    await claims_are_told(scene, 2)


async def test_a_clock_that_is_a_day_ahead_for_a_while_holds_nothing_back(scene: Scene) -> None:
    """A wait that Telegram asks for meanwhile lasts as long as it was asked for."""
    scene.telegram.faults.flood("messages.sendMessage", 1, times=4)
    for jump in (timedelta(days=1), timedelta(0)):
        scene.bot.clock_file.write_text(str(jump.total_seconds()), encoding="ascii")
        scene.publisher.publish_one()
        await scene.until(lambda: is_stored(scene))
    await claims_are_told(scene, 1)


@pytest.mark.torture
async def test_a_clock_that_jumps_neither_doubles_nor_holds_back(scene: Scene) -> None:
    """Hours forth and back, as a machine's clock is set, also between a death and the next life."""
    scene.telegram.faults.leave_to_chance(Chances(Odds(flood=0.1, cut_after=0.1), seed=3))
    for jump in (timedelta(hours=5), timedelta(hours=-5), timedelta(days=1), timedelta(0)):
        scene.publisher.publish_one()
        scene.bot.clock_file.write_text(str(jump.total_seconds()), encoding="ascii")
        scene.publisher.publish_one()
        scene.bot.kill()
        await scene.bot.ended()
        await scene.begin()
        await claims_are_told(scene, 1)

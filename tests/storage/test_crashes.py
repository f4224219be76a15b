"""Killed at any moment, an archive holds all that it said it held, and nothing by halves."""

import random
import sqlite3
import subprocess
import sys
from pathlib import Path

from bot.model.query import Query
from bot.model.work import Lane
from storage.opening import open_archive
from tests.storage import writing_process
from tests.storage.samples import NOW, RYBAR

ROUNDS = 12


def killed_after(url: str, first: int, lines: int, chance: random.Random) -> list[str]:
    """Let a process write until it has told so many commits, and kill it some moments later."""
    with subprocess.Popen(  # noqa: S603  # our own interpreter and script
        [sys.executable, writing_process.__file__, url, str(first)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={"PYTHONPATH": "."},
    ) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(lines)]
        for _ in range(chance.randrange(200_000)):
            pass
        process.kill()
        told += process.stdout.readlines()
    return told


def last_told(told: list[str], what: str) -> int:
    """The last number that was told of."""
    return max((int(line.split()[1]) for line in told if line.startswith(what)), default=0)


def check_whole(url: str) -> None:
    """What must hold of the tables by themselves."""
    db = sqlite3.connect(url, isolation_level=None)
    try:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.execute("INSERT INTO post_index (post_index) VALUES ('integrity-check')")
        posts, told = db.execute("SELECT (SELECT count(*) FROM posts), (SELECT posts FROM channels)").fetchone()
        by_log = db.execute("SELECT count(*) FROM changes WHERE kind = 'post'").fetchone()[0]
        revisions, tombstones = db.execute(
            "SELECT (SELECT count(*) FROM revisions), (SELECT count(*) FROM tombstones)"
        ).fetchone()
        assert posts == told == by_log
        assert posts == revisions * writing_process.BATCH == tombstones * writing_process.BATCH
        worked = db.execute("SELECT coalesce(max(position), 0) FROM lanes").fetchone()[0]
        alerted = db.execute("SELECT max(delivery_key) FROM outbox").fetchone()[0]
        assert alerted is None or db.execute(
            "SELECT count(*) FROM outbox WHERE delivery_key = ?", (f"alert {worked}",)
        ).fetchone() == (1,)
    finally:
        db.close()


async def test_killed_at_random_moments(url: str) -> None:
    chance = random.Random(20230511)  # noqa: S311  # moments, not secrets
    first = 1
    for _ in range(ROUNDS):
        told = killed_after(url, first, chance.randrange(1, 12), chance)
        check_whole(url)
        archive = await open_archive(url)
        channel = await archive.find_channel(RYBAR)
        assert channel is not None
        cursor = await archive.cursor(channel.key)
        assert cursor is not None
        assert cursor >= last_told(told, "stored")
        assert (await archive.status(now=NOW)).posts == cursor
        waiting = await archive.pending(Lane.URGENT, limit=100_000)
        assert all(change.position > last_told(told, "worked") for change in waiting)
        indexed = (await archive.count_hits(Query(), most=100_000)).posts
        unread = {change.post.post_id for change in waiting}
        assert indexed >= cursor - len(unread)
        await archive.close()
        first = cursor + 1

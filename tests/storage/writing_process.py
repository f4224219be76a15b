"""A process that writes to an archive until it is killed, and says what it was told is committed.

Run as ``python writing_process.py ARCHIVE FIRST``: one line "stored N" or "worked N" after each commit.
"""

import asyncio
import sys

from bot.model.post import Arrival, CoveredRange, Origin
from bot.model.work import Lane
from storage.opening import open_archive
from tests.storage.samples import NOW, RYBAR, delivery, done, edit, gone, minutes, reading, seen

BATCH = 20


async def write(url: str, first: int) -> None:
    """Posts, edits, deletions and their work, batch after batch."""
    archive = await open_archive(url)
    while True:
        last = first + BATCH - 1
        posts = [seen(number, f"прорыв номер{number}", origin=Origin.LIVE) for number in range(first, last + 1)]
        more: list[Arrival] = [edit(first, f"уточнение номер{first}", at=minutes(1), origin=Origin.LIVE), gone(last)]
        covered = CoveredRange(channel=RYBAR, first_id=first, last_id=last)
        await archive.take_in([*posts, *more], now=NOW, covered=covered)
        told(f"stored {last}")
        while changes := await archive.pending(Lane.URGENT, limit=BATCH):
            posts_read = {change.post.post_id: reading(change.post) for change in changes}
            row = delivery(f"alert {changes[-1].position}")
            await archive.commit_work(done(changes, posts_read.values(), lane=Lane.URGENT, deliveries=(row,)))
            told(f"worked {changes[-1].position}")
        first = last + 1


def told(line: str) -> None:
    """Say it at once: the next moment may be the last."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], int(sys.argv[2])))

"""Upkeep by the clock: done in small units with pauses between them, so that posts and alerts never wait long."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import ArchiveBusyError
from bot.language.byte_words import words_for_index
from bot.model.upkeep import IndexWords
from bot.ports import Clock, UpkeepStore

KEEP = timedelta(days=90)
"""How long the workings of the past are kept: worked changes, messages that were sent, questions, translations."""

LEAST_KEPT = timedelta(days=7)
"""An event takes part in answers, echoes and edits for days (RULES 8, 11): nothing younger is ever let go."""

MERGE_PAGES = 16
"""Of 4 KB: what one merge writes. With 125,000 posts the longest took 18 ms, and 131 ms if of 64 pages."""
MERGE_PAGES_OF_AN_IMPORT = 64
"""Where nobody waits but the import itself, whose own commits take as long."""
_POSTS_A_MERGE = 100
"""No more than this for its posts: a million left 27 pieces, which became 4 by writing some 95,000 pages."""
_MOST_MERGES = 1_000
"""In one round, so that a round ends before the next begins; some 60 MB of index."""
_COPY_AFTER = 50
"""Merges between two copies of the log: fewer than make the writer itself copy it within a commit."""
_ROWS = 200
"""Looked at in one unit of pruning; the longest took 8 ms."""
_ROWS_INDEXED = 50
"""In one unit: 12 ms on average."""
_SHORT_BREATH = timedelta(milliseconds=5)
_BREATH = timedelta(milliseconds=50)
"""Between two units: whoever waits for the writer comes first."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """How many rows went."""

    changes: int
    deliveries: int
    kept: int
    """Translations and questions."""


class Caretaker:
    """Looks after the archive of a running bot."""

    def __init__(self, archive: UpkeepStore, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock

    async def often(self) -> None:
        """Every few minutes: copy the write-ahead log, and merge pieces of the index. Raises ArchiveError."""
        await self._archive.checkpoint()
        await _merge(self._archive, self._clock, most=_MOST_MERGES)

    async def nightly(self, *, whole: bool = False) -> None:
        """Prune, take statistics, cut the log; ``whole`` merges the index into one before that. Raises ArchiveError."""
        pruned = await prune(self._archive, self._clock, before=self._clock.now() - KEEP)
        _log.info("pruned: %d changes, %d messages, %d others", pruned.changes, pruned.deliveries, pruned.kept)
        if whole:
            await merge_whole_index(self._archive, self._clock)
        await self._archive.analyze()
        if await self._archive.checkpoint():  # the long part, for which nobody waits
            await self._cut_log()

    async def _cut_log(self) -> None:
        try:
            if not await self._archive.checkpoint(truncate=True):
                _log.info("somebody reads the archive: the write-ahead log is cut another time")
        except ArchiveBusyError:
            _log.info("somebody writes to the archive: the write-ahead log is cut another time")


async def merge_whole_index(archive: UpkeepStore, clock: Clock) -> None:
    """Make the full-text index one piece, in small units. Raises ArchiveError."""
    await archive.merge_index(pages=MERGE_PAGES, whole=True)
    await _merge(archive, clock, most=None)


async def merge_after_import(archive: UpkeepStore, *, posts: int) -> None:
    """Merge the pieces that so many imported posts left of the full-text index; a search looks into each of them.

    An archive's older pieces are the running bot's to merge. Raises ArchiveError.
    """
    for _ in range(posts // _POSTS_A_MERGE):
        if not await archive.merge_index(pages=MERGE_PAGES_OF_AN_IMPORT):
            return


async def reindex(archive: UpkeepStore, clock: Clock, *, whole: bool = False, on_step: Callable[[int], None]) -> int:
    """Make all full-text rows anew, in small units and from where an interrupted reindexing stopped; how many.

    ``whole`` makes the index itself anew first, for one that is lost or damaged. ``on_step`` is told after each unit
    how many are done. Raises ArchiveError.
    """
    if whole:
        await archive.make_index()
    done, after = 0, await archive.reindex_mark() or 0
    while texts := await archive.texts_to_index(after=after, most=_ROWS_INDEXED):
        words = [
            IndexWords(
                post_id=post.post_id, versions=len(post.versions), words=" ".join(map(words_for_index, post.versions))
            )
            for post in texts
        ]
        await archive.index_again(words, now=clock.now())
        done, after = done + len(texts), texts[-1].post_id
        on_step(done)
        await clock.sleep(_SHORT_BREATH)
    await merge_whole_index(archive, clock)
    await archive.index_again((), now=clock.now())
    return done


async def _merge(archive: UpkeepStore, clock: Clock, *, most: int | None) -> None:
    merges = 0
    while (most is None or merges < most) and await archive.merge_index(pages=MERGE_PAGES):
        merges += 1
        if merges % _COPY_AFTER == 0:
            await archive.checkpoint()
        await clock.sleep(_BREATH)


async def prune(archive: UpkeepStore, clock: Clock, *, before: datetime) -> Pruned:
    """Let go what nobody needs any more of what is older than ``before``, in small units; posts and stories stay.

    Nothing of the last seven days goes, whatever ``before`` says. Raises ArchiveError.
    """
    before = min(before, clock.now() - LEAST_KEPT)
    changes = kept = deliveries = 0
    while gone := await archive.prune_changes(before=before, most=_ROWS):
        changes += gone
        await clock.sleep(_BREATH)
    step = await archive.prune_outbox(after=0, before=before, most=_ROWS)
    while step.looked_up_to is not None:
        deliveries += step.gone
        await clock.sleep(_BREATH)
        step = await archive.prune_outbox(after=step.looked_up_to, before=before, most=_ROWS)
    while gone := await archive.prune_kept(before=before, most=_ROWS):
        kept += gone
        await clock.sleep(_BREATH)
    return Pruned(changes=changes, deliveries=deliveries, kept=kept)

"""Upkeep of the archive, in units of a few milliseconds, so that it never has to be stopped for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.model.upkeep import ChannelsMerged, IndexText, IndexWords, PruneStep


class UpkeepStore(Protocol):
    """What keeps an archive quick and small over the years."""

    async def merge_index(self, *, pages: int, whole: bool = False) -> bool:
        """Merge some of the full-text index's segments, about ``pages`` pages of 4 KB of them; False when none is left.

        ``whole`` begins to merge all of it into one; calls without it go on.
        """
        ...

    async def checkpoint(self, *, truncate: bool = False) -> bool:
        """Copy the write-ahead log into the database; False when a reader's snapshot keeps some of it.

        Never waits, nor is anybody waited for, but that ``truncate``, which cuts the log's file to nothing, holds up
        writers for as long as the copy takes: call it when there is little left to copy.
        """
        ...

    async def analyze(self) -> None:
        """Take the statistics by which ways through large tables are chosen, from samples; small tables get none."""
        ...

    async def prune_changes(self, *, before: datetime, most: int) -> int:
        """Delete up to ``most`` changes of each lane that were stored before then; returns how many.

        Only what is worked goes, and of the urgent lane only what no chat's next digest may ask for.
        """
        ...

    async def prune_outbox(self, *, after: int, before: datetime, most: int) -> PruneStep:
        """Look at the next ``most`` rows of the outbox after row ``after``, and delete those over since before then.

        What may still be edited, answered or counted on stays: alerts of events with a claim since then, each chat's
        newest digest and what the next one counts, and notices that are said once.
        """
        ...

    async def prune_kept(self, *, before: datetime, most: int) -> int:
        """Delete up to ``most`` translations of posts, and as many questions, from before then; returns how many."""
        ...

    async def prove_writing(self, *, now: datetime) -> None:
        """Commit something of no consequence: it fails, or lasts, as the commit of a post would."""
        ...

    async def clock_was_set(self, *, now: datetime, by: timedelta | None = None) -> timedelta:
        """Let what waits wait as long as it was meant to: the machine's clock was set ``by`` so much, to ``now``.

        None, for the start: by as much as the last proof of writing lies ahead of now, if it does. Times that lie
        ahead now hold nothing back, and count as now. Returns by how much the clock was set.
        """
        ...

    async def work_progress(self) -> tuple[int, bool]:
        """Up to which position the urgent lane is worked, and whether anything waits in it."""
        ...

    async def outbox_mark(self) -> tuple[int, int]:
        """Something that differs whenever the pump has leased, sent or put off a row."""
        ...

    async def reindex_mark(self) -> int | None:
        """The post up to which an unfinished reindexing has come; None when there is none."""
        ...

    async def make_index(self) -> None:
        """Put an empty full-text index in the old one's place, lost or damaged as that may be, and set the mark to 0.

        Does nothing while the reindexing of an index made before is unfinished. One unit, long in a large archive.
        """
        ...

    async def texts_to_index(self, *, after: int, most: int) -> Sequence[IndexText]:
        """The next posts after post ``after`` that were read before, oldest first."""
        ...

    async def index_again(self, posts: Sequence[IndexWords], *, now: datetime) -> None:
        """Make these posts' full-text rows anew and move the mark behind them; no posts end the reindexing.

        A post that got a version since its texts were told is left to the worker, and so is, once more and as a
        change that alerts nobody, one that could not be read before. Flags stay as they are.
        """
        ...

    async def merge_channels(self, *, kept: int, given: int, now: datetime, on_trial: bool = False) -> ChannelsMerged:
        """Make channel ``given`` part of ``kept``: posts, deletions, ranges, names, following and mutes (RULES 1).

        Of a post that both have, the kept one stays, and other texts become its versions by the rule of take_in. Each
        post concerned gets a change that alerts nobody, by which the worker renews its full-text row and the stories
        around it. ``on_trial`` tells the same and changes nothing. Raises InputError for two that cannot be one.
        """
        ...

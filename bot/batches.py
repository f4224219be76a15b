"""The first half of the worker's task: the next changes of a lane, and what is read in their posts."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.model.flag import Flag
from bot.model.flagged import FlaggedPost, FlaggedVersion
from bot.model.packing import PackedWords
from bot.model.post import Change, ChangeKind, Post, Revision
from bot.model.work import Lane, PostReading
from bot.ports import WorkStore
from bot.reading import Reader, Unread, WasRead

_LIMITS = {Lane.URGENT: 200, Lane.BULK: 2000}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPost:
    """A post with all of its versions, and what was read in each; the last is the post as it stands."""

    change: Change
    versions: tuple[Revision, ...]
    readings: tuple[PostReading, ...]

    @property
    def flags(self) -> Iterator[Flag]:
        """What any of its versions raises."""
        return (flag for reading in self.readings for flag in reading.flags)

    @property
    def flagged(self) -> FlaggedPost:
        """The post as stories take it."""
        versions = tuple(
            FlaggedVersion(
                number=version.number,
                text=version.text,
                origin=version.origin or self.change.post.origin,
                flags=reading.flags,
                edited_at=version.edited_at,
            )
            for version, reading in zip(self.versions, self.readings, strict=True)
        )
        return FlaggedPost(post=self.change.post, versions=versions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The next changes of a lane; ``mark`` is where the lanes were worked up to when they were asked for."""

    lane: Lane
    changes: Sequence[Change]
    mark: tuple[int, int]

    @property
    def up_to(self) -> int:
        """The position of the last change."""
        return self.changes[-1].position


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBatch:
    """A batch with all its posts, each once."""

    batch: Batch
    posts: tuple[ReadPost, ...]


class BatchReader:
    """Reads one batch of a lane after the other."""

    def __init__(self, archive: WorkStore, readers: dict[Lane, Reader]) -> None:
        self._archive = archive
        self._readers = readers

    async def next(self, lane: Lane, *, after: int = 0) -> Batch | None:
        """The lane's next batch behind its cursor and behind ``after``; None when there is none.

        Raises ArchiveError.
        """
        mark = await self._archive.work_mark()
        changes = await self._archive.pending(lane, limit=_LIMITS[lane], after=after)
        return Batch(lane=lane, changes=changes, mark=mark) if changes else None

    async def read(self, batch: Batch) -> ReadBatch:
        """Read a batch's posts. One that was edited away may have claimed, so all versions are. Raises ArchiveError."""
        latest = {change.post.post_id: change for change in batch.changes if change.post.service is None}
        posts = [(change, await self._versions(change)) for change in latest.values()]
        unread = [each for change, versions in posts for each in _unread(change.post, versions)]
        found = iter(await self._readers[batch.lane].read(unread))
        return ReadBatch(
            batch=batch,
            posts=tuple(
                ReadPost(
                    change=change,
                    versions=versions,
                    readings=tuple(_stored(change.post, version, next(found)) for version in versions),
                )
                for change, versions in posts
            ),
        )

    async def _versions(self, change: Change) -> tuple[Revision, ...]:
        """All that the post ever said; the text that came first may be current although an older one came after it."""
        post = change.post
        if post.revision > 0 or change.kind is not ChangeKind.POST:
            return tuple(await self._archive.revisions(post.post_id))
        return (Revision(number=0, text=post.text, edited_at=post.edited_at, seen_at=post.date, origin=post.origin),)


def _unread(post: Post, versions: Sequence[Revision]) -> list[Unread]:
    """What there is to read in each version; the words of all belong to the post as it stands."""
    texts = tuple(version.text for version in versions)
    return [
        Unread(
            text=version.text,
            versions=texts if version is versions[-1] else (),
            date=post.date,
            channel_class=post.channel.channel_class,
        )
        for version in versions
    ]


def _stored(post: Post, version: Revision, found: WasRead) -> PostReading:
    if found.error is not None:
        _log.error("post %s of %s cannot be read: %s", post.message_id, post.channel.name, found.error)
    return PostReading(
        post_id=post.post_id,
        revision=version.number,
        words=found.words,
        flags=found.flags,
        places=found.places,
        error=found.error,
        packed=None if found.packed is None else PackedWords(version.text, found.packed),
    )

"""What a batch of arrivals adds to the archive, gathered before anything is written (pure)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.model.post import ChangeKind, IntakeCounts, Origin, SeenDeletion, SeenPost
from storage.sqlite.rows import maybe_micros, micros
from storage.sqlite.versions import History, Version

Pair = tuple[int, int]
"""A post's place in the world: the channel's key and the message id."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A version to be stored; its post's id stands in ``history`` once it is given."""

    pair: Pair
    seen: SeenPost
    history: History
    version: Version
    posted_us: int


@dataclass(slots=True, kw_only=True)
class Batch:
    """Arrivals judged one by one against ``histories`` and ``deleted``, which know the archive so far."""

    histories: dict[Pair, History]
    deleted: set[Pair]
    added: list[Draft] = field(default_factory=list)
    revised: list[Draft] = field(default_factory=list)
    deletions: dict[Pair, SeenDeletion] = field(default_factory=dict)
    changes: list[tuple[History, ChangeKind, Origin]] = field(default_factory=list)
    unchanged: int = 0

    def see(self, pair: Pair, seen: SeenPost, *, now_us: int) -> None:
        """A post, new, revised or as it was."""
        content_hash, edited_us = seen.content_hash, maybe_micros(seen.edited_at)
        history = self.histories.get(pair)
        if history is None:
            history = self.histories[pair] = History(is_new=True)
            version = history.add(content_hash, edited_us, vouched_us=edited_us)
            self.added.append(Draft(pair, seen, history, version, micros(seen.date)))
            self.changes.append((history, ChangeKind.POST, seen.origin))
        elif history.holds(content_hash, edited_us):
            self.unchanged += 1
        else:
            # Telegram shows a post as it stands, also when it hides when it was edited; a file may be old.
            stands_now = edited_us is None and seen.origin is not Origin.IMPORT
            version = history.add(content_hash, edited_us, vouched_us=now_us if stands_now else edited_us)
            self.revised.append(Draft(pair, seen, history, version, 0))
            self.changes.append((history, ChangeKind.REVISION, seen.origin))

    def delete(self, pair: Pair, told: SeenDeletion) -> None:
        """A deletion; of an unseen post it is kept for when the post comes, and changes nothing yet."""
        if pair in self.deleted:
            self.unchanged += 1
            return
        self.deleted.add(pair)
        self.deletions[pair] = told
        history = self.histories.get(pair)
        if history is not None:
            self.changes.append((history, ChangeKind.TOMBSTONE, told.origin))

    def counts(self) -> IntakeCounts:
        """The figures of ``import``; a service message counts as such and not as a post."""
        service = sum(draft.seen.service is not None for draft in self.added)
        return IntakeCounts(
            added=len(self.added) - service,
            unchanged=self.unchanged,
            revised=len(self.revised),
            deleted=len(self.deletions),
            service=service,
        )

    def vouched(self) -> Iterator[tuple[int, Version]]:
        """The stored versions, with their posts, whose content was met at a later edit time."""
        for history in self.histories.values():
            for version in history.versions:
                if version.is_stored and version.vouched_us != version.stored_vouched_us:
                    yield history.post_id, version

    def tallies(self) -> Iterator[Mapping[str, int]]:
        """What the channels' figures grow by."""
        posts = Counter(draft.pair[0] for draft in self.added if draft.seen.service is None)
        service = Counter(draft.pair[0] for draft in self.added if draft.seen.service is not None)
        recovered = Counter(
            draft.pair[0]
            for draft in self.added
            if draft.seen.service is None and draft.seen.origin is Origin.RECOVERED
        )
        for key in posts.keys() | service.keys():
            figures = {"posts": posts[key], "service_messages": service[key], "recovered": recovered[key]}
            yield {"key": key, **figures}

    def newest(self) -> Mapping[int, int]:
        """When the newest added post of each channel was posted, in µs."""
        newest: dict[int, int] = {}
        for draft in self.added:
            if draft.seen.service is None:
                key = draft.pair[0]
                newest[key] = max(newest.get(key, draft.posted_us), draft.posted_us)
        return newest

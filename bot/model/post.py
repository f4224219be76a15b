"""Posts: what a feed sees, and what the archive keeps (RULES 1–5)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.channel import Channel, ChannelRef, post_url
from bot.model.message import Entity
from bot.model.times import check_aware

_HALF_HASH = 8


class Origin(StrEnum):
    """How a change came to us (RULES 4)."""

    LIVE = "live"
    RECOVERED = "recovered"
    BACKFILL = "backfill"
    IMPORT = "import"

    @property
    def is_urgent(self) -> bool:
        """Live and recovered changes are worked before the others, and only they may alert."""
        return self in (Origin.LIVE, Origin.RECOVERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFact:
    """What is known of one media item, whether or not its file is kept; sizes in bytes and pixels.

    ``sha256`` names the file, where it is kept and asked for.
    """

    kind: str
    media_id: int | None = None
    mime: str | None = None
    size_bytes: int | None = None
    name: str | None = None
    duration_seconds: float | None = None
    width: int | None = None
    height: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardOrigin:
    """Where a forwarded post came from; either part may be hidden by its author."""

    channel: ChannelRef | None
    message_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPost:
    """A post as a feed sees it at one moment: new, edited, or met again.

    ``date`` is when it was posted (for an edit of which only the edit's time is told: that time).
    ``edited_at`` is the time of the edit that this text comes from, None for a text never edited.
    ``is_edit`` tells a feed's explicit "this post was edited" from "here is a post".
    ``service`` names a service message's action; such a message is kept, never flagged or searched.
    """

    channel: ChannelRef
    message_id: int
    date: datetime
    text: str
    origin: Origin
    edited_at: datetime | None = None
    is_edit: bool = False
    entities: tuple[Entity, ...] = ()
    media: tuple[MediaFact, ...] = ()
    forwarded_from: ForwardOrigin | None = None
    reply_to: int | None = None
    grouped_id: int | None = None
    views: int | None = None
    url: str | None = None
    service: str | None = None

    def __post_init__(self) -> None:
        check_aware("date", self.date)
        check_aware("edited_at", self.edited_at)
        if self.message_id <= 0:
            raise ValueError(f"a post's id is a positive integer, not {self.message_id}")

    @property
    def content_hash(self) -> bytes:
        """What makes a revision: text, entities and media ids; views and reactions do not (TELEGRAM 8).

        Archives keep it, so it must never come out otherwise for the same post. The first half is the text's.
        """
        text = hashlib.blake2b(self.text.encode("utf-8", "surrogatepass"), digest_size=_HALF_HASH).digest()
        entities = [f"{item.kind.value} {item.offset} {item.length} {item.url or ''}" for item in self.entities]
        media = [f"{item.media_id}" for item in self.media]
        rest = "\n".join([*entities, "", *media]).encode("utf-8", "surrogatepass")
        return text + hashlib.blake2b(rest, digest_size=_HALF_HASH).digest()


def same_text(content_hash: bytes, other: bytes) -> bool:
    """Whether two content hashes of a post are of the same text, whatever its markup and media."""
    return content_hash[:_HALF_HASH] == other[:_HALF_HASH]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDeletion:
    """A feed tells that a post was deleted; ``deleted_at`` is when it was told."""

    channel: ChannelRef
    message_id: int
    deleted_at: datetime
    origin: Origin

    def __post_init__(self) -> None:
        check_aware("deleted_at", self.deleted_at)


Arrival = SeenPost | SeenDeletion


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredRange:
    """All ids of a channel from ``first_id`` to ``last_id``, both included, are stored or confirmed empty."""

    channel: ChannelRef
    first_id: int
    last_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A stored post. ``text`` is the current version; the first version and all others are revisions.

    ``post_id`` is the rowid of RULES 3: seconds since 1970 × 2²⁰ + a sequence. ``media`` is empty where it was not
    asked for.
    """

    post_id: int
    channel: Channel
    message_id: int
    date: datetime
    text: str
    origin: Origin
    revision: int = 0
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    forwarded_from: ForwardOrigin | None = None
    reply_to: int | None = None
    grouped_id: int | None = None
    views: int | None = None
    url: str | None = None
    service: str | None = None
    media: tuple[MediaFact, ...] = ()

    @property
    def link(self) -> str | None:
        """Where the post can be opened: the link that came with it, else its public one; None where there is none."""
        return self.url or post_url(self.channel, self.message_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One version of a post's text; number 0 is the first that was seen."""

    number: int
    text: str
    edited_at: datetime | None
    seen_at: datetime
    origin: Origin | None = None
    """How this version came to us, where it was asked for."""


class ChangeKind(StrEnum):
    """What a row of the change log tells."""

    POST = "post"
    REVISION = "revision"
    TOMBSTONE = "tombstone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of the change log with the post as it stands now; ``position`` rises in commit order."""

    position: int
    kind: ChangeKind
    origin: Origin
    seen_at: datetime
    post: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeCounts:
    """What one ``take_in`` did; the figures that ``import --json`` prints."""

    added: int = 0
    unchanged: int = 0
    revised: int = 0
    deleted: int = 0
    service: int = 0

    def __add__(self, other: "IntakeCounts") -> "IntakeCounts":
        return IntakeCounts(
            added=self.added + other.added,
            unchanged=self.unchanged + other.unchanged,
            revised=self.revised + other.revised,
            deleted=self.deleted + other.deleted,
            service=self.service + other.service,
        )

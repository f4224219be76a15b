"""Between rows and the words of the field: times, texts, numbers, posts, channels."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from bot.model.channel import Channel, ChannelClass, ChannelRef, FollowState, post_url
from bot.model.post import ForwardOrigin, Origin, Post

ORIGINS = {origin.value: origin for origin in Origin}
"""Looked up, since calling an enumeration takes three times as long."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS = 1_000_000
_SEQUENCES = 1 << 20
_LARGEST = (1 << 63) - 1


def micros(moment: datetime) -> int:
    """An instant as microseconds since 1970 UTC, exactly."""
    return (moment - EPOCH) // _MICROSECOND


def maybe_micros(moment: datetime | None) -> int | None:
    """The same for an instant that may be missing."""
    return None if moment is None else micros(moment)


def instant(us: int) -> datetime:
    """The UTC instant of so many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=us)


def maybe_instant(us: int | None) -> datetime | None:
    """The same for a time that may be missing."""
    return None if us is None else instant(us)


def first_post_id(us: int) -> int:
    """The lowest post id of the second that holds this time (RULES 3)."""
    return us // _MICROSECONDS * _SEQUENCES


def end_post_id(us: int) -> int:
    """The lowest post id after the second that holds this time."""
    return first_post_id(us) + _SEQUENCES


def second_of(post_id: int) -> datetime:
    """The second in which a post was posted, by its id (RULES 3)."""
    return EPOCH + timedelta(seconds=post_id // _SEQUENCES)


def stored_text(text: str) -> str | bytes:
    """A post's text for its column: bytes where half a surrogate pair would keep it from being UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def original_text(stored: str | bytes) -> str:
    """The text just as it came."""
    return stored.decode("utf-8", "surrogatepass") if isinstance(stored, bytes) else stored


def clean(text: str | None) -> str | None:
    """A name or remark that must be UTF-8: half a surrogate pair becomes a question mark."""
    return None if text is None else text.encode("utf-8", "replace").decode()


def fitting(number: int | None) -> int | None:
    """A number that a feed told in passing, or None when no 64 bits hold it: the post matters more."""
    return number if number is not None and -_LARGEST <= number <= _LARGEST else None


def ids_json(ids: Iterable[object]) -> str:
    """Ids (or pairs of them) for one ``json_each`` in place of a statement for each."""
    return json.dumps(list(ids))


def compact_json(value: object) -> str:
    """A small record or list as JSON without blanks."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def names_of(stored: str) -> tuple[str, ...]:
    """A list of names that was stored as JSON."""
    return tuple(json.loads(stored))


def channel_of(row: sqlite3.Row) -> Channel:
    """A row of ``channels``."""
    return Channel(
        key=row["channel_key"],
        telegram_id=row["telegram_id"],
        handle=row["handle"],
        title=row["title"],
        channel_class=ChannelClass(row["class"]) if row["class"] else None,
        followed=bool(row["followed"]),
        followed_since=maybe_instant(row["followed_us"]),
        follow_state=FollowState(row["follow_state"]) if row["follow_state"] else None,
        follow_note=row["follow_note"],
    )


def forward_of(row: sqlite3.Row) -> ForwardOrigin | None:
    """Where a row of ``posts_now`` was forwarded from, if it was."""
    if not row["forwarded"]:
        return None
    names = (row["forward_telegram_id"], row["forward_handle"], row["forward_title"])
    channel = ChannelRef(telegram_id=names[0], handle=names[1], title=names[2]) if any(names) else None
    return ForwardOrigin(channel=channel, message_id=row["forward_message_id"])


def post_of(row: sqlite3.Row, channels: Mapping[int, Channel]) -> Post:
    """A row that begins with the columns of ``posts_now``, in their order: asking for each by name takes longer."""
    (
        post_id, channel_key, message_id, posted_us, origin, revision,
        reply_to, grouped_id, views, url, service,
        text, edited_us, deleted_us, forwarded, *_,
    ) = row  # fmt: skip
    channel = channels[channel_key]
    return Post(
        post_id=post_id,
        channel=channel,
        message_id=message_id,
        date=instant(posted_us),
        text=original_text(text),
        origin=ORIGINS[origin],
        revision=revision,
        edited_at=maybe_instant(edited_us),
        deleted_at=maybe_instant(deleted_us),
        forwarded_from=forward_of(row) if forwarded else None,
        reply_to=reply_to,
        grouped_id=grouped_id,
        views=views,
        url=url or post_url(channel, message_id),
        service=service,
    )

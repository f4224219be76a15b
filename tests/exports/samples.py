"""Hits of our own for files of posts."""

from datetime import UTC, datetime
from typing import Any

from bot.model.channel import Channel, ChannelClass, ChannelRef
from bot.model.flag import Flag, Stance
from bot.model.post import ForwardOrigin, Origin, Post
from bot.model.query import Hit

CHANNEL = Channel(
    key=1, telegram_id=1101, handle="notes_test", title="Notes, on trial", channel_class=ChannelClass.ANALYST
)


def hit(
    text: str = "Прорыв обороны", *, places: tuple[str, ...] = ("soledar", "bakhmut"), revisions: int = 0, **facts: Any
) -> Hit:
    """A post with a forward's origin and two flags."""
    given: dict[str, Any] = {
        "post_id": 1,
        "channel": CHANNEL,
        "message_id": 12,
        "date": datetime(2023, 5, 11, 18, 14, 5, tzinfo=UTC),
        "origin": Origin.IMPORT,
        "forwarded_from": ForwardOrigin(channel=ChannelRef(handle="first_test"), message_id=7),
        **facts,
    }
    flags = (
        Flag(signal="breakthrough", stance=Stance.CLAIMED, places=("soledar",), mentions=()),
        Flag(signal="capture", stance=Stance.FEARED, places=(), mentions=()),
    )
    return Hit(post=Post(text=text, **given), flags=flags, places=places, revisions=revisions)

"""Our own posts, readings, stories and deliveries for the archive's tests."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model.channel import ChannelRef
from bot.model.delivery import DeliveryKind, NewDelivery, Priority
from bot.model.flag import Flag, Mention, Stance
from bot.model.post import Change, Origin, Post, SeenDeletion, SeenPost
from bot.model.query import HitPage, Query, Words
from bot.model.story import Role, Severity, Story, StoryPost, StoryState
from bot.model.subscriber import ChatKind, Subscriber, SubscriberState
from bot.model.watch import NewWatchWord
from bot.model.work import Lane, PostReading, WorkDone
from bot.ports import Archive

NIGHT = datetime(2023, 5, 11, 20, 0, tzinfo=UTC)
"""When the posts of these tests are dated."""

NOW = datetime(2023, 5, 12, 6, 0, tzinfo=UTC)
"""When they are stored."""

RYBAR = ChannelRef(handle="rybar_test", title="Рыбарь на пробу")
MINISTRY = ChannelRef(telegram_id=1101, handle="mod_test", title="Ministry on trial")


def minutes(count: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


def seen(message_id: int, text: str = "тихо", *, after: timedelta = timedelta(0), **facts: Any) -> SeenPost:
    """A post of RYBAR as an import meets it, dated ``after`` NIGHT."""
    given = {"channel": RYBAR, "date": NIGHT + after, "origin": Origin.IMPORT, **facts}
    return SeenPost(message_id=message_id, text=text, **given)


def edit(message_id: int, text: str, *, at: timedelta, **facts: Any) -> SeenPost:
    """An edit, ``at`` after NIGHT, of a post that knows its own date."""
    return seen(message_id, text, edited_at=NIGHT + at, is_edit=True, **facts)


def gone(message_id: int, *, at: timedelta = timedelta(minutes=30), channel: ChannelRef = RYBAR) -> SeenDeletion:
    """A deletion, told ``at`` after NIGHT."""
    return SeenDeletion(channel=channel, message_id=message_id, deleted_at=NIGHT + at, origin=Origin.IMPORT)


def words_of(text: str) -> str:
    """Folded enough for tests of our own."""
    return " ".join(re.findall(r"\w+", text.lower()))


def flag(signal: str = "breakthrough", stance: Stance = Stance.CLAIMED, *places: str) -> Flag:
    """A flag with one mention."""
    mention = Mention(start=0, end=6, text="прорыв", term="прорыв", stance=stance, cue=None)
    return Flag(signal=signal, stance=stance, places=places, mentions=(mention,))


def reading(post: Post, *flags: Flag, **facts: Any) -> PostReading:
    """What a detector would read in a post as it stands."""
    given = {"words": words_of(post.text), "revision": post.revision, **facts}
    return PostReading(post_id=post.post_id, flags=flags, **given)


def done(changes: Sequence[Change], readings: Iterable[PostReading] = (), **facts: Any) -> WorkDone:
    """The work on these bulk changes."""
    up_to = changes[-1].position if changes else 0
    return WorkDone(**{"lane": Lane.BULK, "up_to": up_to, "at": NOW, "readings": tuple(readings), **facts})


async def read_all(archive: Archive, **flags_of: Flag) -> dict[int, Post]:
    """Work all that is pending, in both lanes; ``m7=flag(…)`` flags message 7. Returns the posts by message id."""
    posts: dict[int, Post] = {}
    for lane in Lane:
        while changes := await archive.pending(lane, limit=100):
            fresh = {change.post.message_id: change.post for change in changes if change.post.service is None}
            readings = [
                reading(post, *([flags_of[f"m{number}"]] if f"m{number}" in flags_of else []))
                for number, post in fresh.items()
            ]
            await archive.commit_work(done(changes, readings, lane=lane))
            posts |= fresh
    return posts


def phrase(*positions: str) -> Words:
    """Words one after the other; forms of one word are parted by ``|``."""
    return Words(positions=tuple(frozenset(forms.split("|")) for forms in positions))


async def find(archive: Archive, *wanted: Words, **filters: Any) -> list[int]:
    """The message ids that answer, newest first."""
    return hits(await archive.search(Query(wanted=wanted, **filters), limit=100))


def hits(page: HitPage) -> list[int]:
    """The message ids of a page."""
    return [hit.post.message_id for hit in page.hits]


def story_post(post: Post, **facts: Any) -> StoryPost:
    """A claim in ``post``."""
    given: dict[str, Any] = {"role": Role.CLAIM, "stance": Stance.CLAIMED, "start": 0, "end": 6, "term": "прорыв"}
    given["origin"] = post.origin
    return StoryPost(
        post_id=post.post_id,
        channel_key=post.channel.key,
        channel_name=post.channel.name,
        channel_title=post.channel.title,
        channel_class=post.channel.channel_class,
        message_id=post.message_id,
        url=post.url,
        date=post.date,
        text=post.text,
        deleted_at=post.deleted_at,
        **{**given, **facts},
    )


def story(number: int, *posts: StoryPost, **facts: Any) -> Story:
    """A story of a breakthrough at Soledar."""
    given: dict[str, Any] = {
        "event_id": number,
        "signal": "breakthrough",
        "place": "soledar",
        "axis": "bakhmut",
        "state": StoryState.CLAIMED,
        "severity": Severity.HIGH,
        "reasons": ("a place is named",),
        "founded_at": min((post.date for post in posts), default=NIGHT),
        "last_claim_at": max((post.date for post in posts), default=NIGHT),
    }
    return Story(story_id=number, posts=posts, **{**given, **facts})


def delivery(key: str, chat_id: int = 1, **facts: Any) -> NewDelivery:
    """An alert, wanted at NOW."""
    given = {"kind": DeliveryKind.ALERT, "priority": Priority.ALERT, "created_at": NOW, **facts}
    return NewDelivery(key=key, chat_id=chat_id, **given)


def subscriber(chat_id: int, **facts: Any) -> Subscriber:
    """A person who subscribed."""
    given = {"kind": ChatKind.PERSON, "title": "Somebody", "state": SubscriberState.ACTIVE, "since": NIGHT, **facts}
    return Subscriber(chat_id=chat_id, **given)


def watch_word(key: str, chat_id: int = 1, **facts: Any) -> NewWatchWord:
    """A word that a chat wants to be told of."""
    return NewWatchWord(chat_id=chat_id, key=key, **{"text": key, "added_at": NOW, **facts})

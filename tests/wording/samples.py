"""Stories and subscribers for the tests of wording and delivery; every post is invented."""

from datetime import UTC, datetime
from typing import Any

from bot.model.channel import ChannelClass
from bot.model.flag import Stance
from bot.model.post import Origin
from bot.model.story import Role, Severity, Story, StoryPost, StoryState
from bot.model.subscriber import ChatKind, Subscriber, SubscriberState
from bot.signals.places import Gazetteer, Place

NIGHT = datetime(2023, 5, 11, 18, 14, tzinfo=UTC)
CLAIM_TEXT = "Тихий вечер. У Соледара прорыв нашей обороны, идёт тяжёлый бой. Ждём вестей."

GAZETTEER = Gazetteer(
    [
        Place(place_id="soledar", name="Soledar", oblast="Donetsk", axis="bakhmut"),
        Place(place_id="bakhmut", name="Bakhmut", oblast="Donetsk", axis="bakhmut"),
    ]
)


def at(hour: int, minute: int = 0, *, day: int = 11) -> datetime:
    """An instant of May 2023, UTC."""
    return datetime(2023, 5, day, hour, minute, tzinfo=UTC)


def subscriber(**changes: Any) -> Subscriber:
    """An active private chat with default wishes."""
    facts: dict[str, Any] = {
        "chat_id": 500,
        "kind": ChatKind.PERSON,
        "title": "Reader",
        "state": SubscriberState.ACTIVE,
        "since": at(0),
    }
    return Subscriber(**(facts | changes))


def claim(**changes: Any) -> StoryPost:
    """A blogger's claim of a breakthrough near Soledar at 21:14 Kyiv."""
    facts: dict[str, Any] = {
        "post_id": 1,
        "channel_key": 1,
        "channel_name": "front_diary",
        "channel_title": "Diary of the Front",
        "channel_class": ChannelClass.MILBLOGGER_RU,
        "message_id": 10,
        "url": "https://t.me/front_diary/10",
        "date": NIGHT,
        "origin": Origin.LIVE,
        "text": CLAIM_TEXT,
        "role": Role.CLAIM,
        "stance": Stance.CLAIMED,
        "start": CLAIM_TEXT.index("прорыв"),
        "end": CLAIM_TEXT.index("прорыв") + len("прорыв нашей обороны"),
        "term": "прорыв обороны",
    }
    return StoryPost(**(facts | changes))


def copy(number: int, date: datetime) -> StoryPost:
    """An aggregator's copy of the claim."""
    return claim(
        post_id=100 + number,
        channel_key=100 + number,
        channel_name=f"copies_{number}",
        channel_title=f"Copies {number}",
        channel_class=ChannelClass.AGGREGATOR,
        message_id=number,
        url=f"https://t.me/copies_{number}/{number}",
        date=date,
        role=Role.COPY,
        copy_of=1,
    )


def denial(**changes: Any) -> StoryPost:
    """The ministry's denial at 23:48 Kyiv."""
    text = "Заявления отдельных каналов о прорывах обороны не соответствуют действительности."
    facts: dict[str, Any] = {
        "post_id": 2,
        "channel_key": 2,
        "channel_name": "ministry_example",
        "channel_title": "The Ministry",
        "channel_class": ChannelClass.MINISTRY_RU,
        "message_id": 20,
        "url": "https://t.me/ministry_example/20",
        "date": at(20, 48),
        "text": text,
        "role": Role.DENIAL,
        "stance": Stance.DENIED,
        "start": text.index("прорывах"),
        "end": text.index("прорывах") + len("прорывах обороны"),
        "cue": "не соответствуют действительности",
    }
    return claim(**(facts | changes))


def admission(**changes: Any) -> StoryPost:
    """The ministry's admission in soft words on the next day at 14:05 Kyiv."""
    text = "Подразделения заняли более выгодный рубеж вдоль водохранилища, чтобы повысить устойчивость обороны."
    facts: dict[str, Any] = {
        "post_id": 3,
        "message_id": 21,
        "url": "https://t.me/ministry_example/21",
        "date": at(11, 5, day=12),
        "text": text,
        "role": Role.ADMISSION,
        "stance": Stance.CLAIMED,
        "start": text.index("заняли"),
        "end": text.index("рубеж") + len("рубеж"),
        "cue": None,
        "euphemism": True,
    }
    return denial(**(facts | changes))


def story(*posts: StoryPost, **changes: Any) -> Story:
    """A claimed breakthrough at Soledar with these posts, by default the one claim."""
    told = posts or (claim(),)
    facts: dict[str, Any] = {
        "story_id": 1,
        "event_id": 1,
        "signal": "breakthrough",
        "place": "soledar",
        "axis": "bakhmut",
        "state": StoryState.CLAIMED,
        "severity": Severity.HIGH,
        "reasons": ("breakthrough at a named place",),
        "founded_at": told[0].date,
        "last_claim_at": told[-1].date,
        "posts": told,
    }
    return Story(**(facts | changes))

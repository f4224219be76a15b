"""A simple model of what channels publish and what the bot was told of it, to hold the whole way against."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.model.channel import ChannelClass, ChannelRef
from bot.model.flag import Side
from bot.model.post import Arrival, Origin, SeenDeletion, SeenPost
from bot.model.story import Story
from tests.nights.sentences import ADMISSIONS, CLAIMS, DENIALS, EVERYDAY, GENERAL_DENIALS, RUMOURS, SPOTS

CHANNELS = (
    ChannelRef(handle="golos", title="Golos", channel_class=ChannelClass.MILBLOGGER_RU),
    ChannelRef(handle="okopnik", title="Okopnik", channel_class=ChannelClass.MILBLOGGER_UA),
    ChannelRef(handle="svodka", title="Svodka", channel_class=ChannelClass.AGGREGATOR),
    ChannelRef(handle="vedomstvo", title="Vedomstvo", channel_class=ChannelClass.MINISTRY_RU),
)
PLACES = SPOTS[:2]
TAKEN_BACK = "Прежнюю запись убрал, ждём подтверждения."


def _sayings() -> Iterator[str]:
    for spot in PLACES:
        for language, texts in CLAIMS.items():
            for text in texts:
                yield text.format(at=spot.at[language])
                yield "‼️ " + text.format(at=spot.at[language])
            yield texts[0].format(at=spot.on_axis[language])
            yield RUMOURS[language].format(at=spot.at[language])
        for answers in (DENIALS, ADMISSIONS):
            language, text = answers[Side.RU]
            yield text.format(at=spot.at[language])
    yield GENERAL_DENIALS[Side.RU]
    yield TAKEN_BACK
    yield EVERYDAY[0].format(n=7)


SAYINGS = tuple(_sayings())
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a post; ``edited_at`` None is the first."""

    text: str
    edited_at: datetime | None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that may be told of a post: a version of it, or with ``version`` None that it was deleted."""

    key: Key
    at: datetime
    version: Version | None
    posted: datetime

    def arrival(self, origin: Origin) -> Arrival:
        """The fact as a feed tells it."""
        channel = next(each for each in CHANNELS if each.handle == self.key[0])
        if self.version is None:
            return SeenDeletion(channel=channel, message_id=self.key[1], deleted_at=self.at, origin=origin)
        return SeenPost(
            channel=channel,
            message_id=self.key[1],
            date=self.posted,
            text=self.version.text,
            origin=origin,
            is_edit=self.version.edited_at is not None,
            edited_at=self.version.edited_at,
        )


@dataclass(slots=True)
class Known:
    """What was told of one post, in order; ``origins`` are how it was told."""

    facts: list[Fact] = field(default_factory=list)
    origins: set[Origin] = field(default_factory=set)

    @property
    def versions(self) -> list[Version]:
        """Each once, as they were written."""
        told = dict.fromkeys(fact.version for fact in self.facts if fact.version is not None)
        return sorted(told, key=lambda version: (version.edited_at is not None, version.edited_at))

    @property
    def is_deleted(self) -> bool:
        """Whether a deletion was told."""
        return any(fact.version is None for fact in self.facts)


class Life:
    """All that was published (``facts``, in order), and what the bot was told of it (``known``)."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.posts: dict[Key, list[Fact]] = {}
        self.known: defaultdict[Key, Known] = defaultdict(Known)
        self.covered: defaultdict[str, set[int]] = defaultdict(set)
        self._last: defaultdict[str, int] = defaultdict(int)

    def publish(self, handle: str, text: str, now: datetime, *, after_gap: int = 0) -> Fact:
        """A new post, whose id leaves out so many."""
        self._last[handle] += 1 + after_gap
        fact = Fact((handle, self._last[handle]), now, Version(text, None), now)
        self.posts[fact.key] = [fact]
        self.facts.append(fact)
        return fact

    def edit(self, key: Key, text: str, now: datetime) -> Fact:
        """Another text of it."""
        fact = Fact(key, now, Version(text, now), self.posts[key][0].posted)
        self.posts[key].append(fact)
        self.facts.append(fact)
        return fact

    def delete(self, key: Key, now: datetime) -> Fact:
        """It is gone; also one that nobody has ever seen."""
        fact = Fact(key, now, None, now)
        self.facts.append(fact)
        return fact

    def tell(self, fact: Fact, origin: Origin) -> Arrival:
        """Count the fact as told.

        A first text that comes after a later one comes from a file: Telegram shows a post as it stands, and what it
        shows as never edited and yet new is taken for the present text.
        """
        known = self.known[fact.key]
        if fact.version is not None and fact.version.edited_at is None and fact.version not in known.versions:
            origin = Origin.IMPORT if known.versions else origin
        known.facts.append(fact)
        known.origins.add(origin)
        return fact.arrival(origin)

    def stored(self) -> dict[Key, Known]:
        """What the archive must hold."""
        return {key: known for key, known in self.known.items() if known.versions}

    def cursor(self, handle: str) -> int | None:
        """RULES 2: the end of the lowest stretch of ids that are known without a gap."""
        covered = self.covered[handle]
        if not covered:
            return None
        last = min(covered)
        while last + 1 in covered:
            last += 1
        return last

    def retold(self) -> list[Arrival]:
        """All that was told, once and as it happened."""
        facts = {fact for known in self.known.values() for fact in known.facts}
        ordered = sorted(facts, key=lambda fact: (fact.at, fact.key, fact.version is None))
        return [fact.arrival(Origin.LIVE) for fact in ordered]


def picture_of(stories: list[Story]) -> list[object]:
    """What stories tell, but for their numbers."""
    return sorted((_told(story) for story in stories if story.posts), key=repr)


def _told(story: Story) -> object:
    names = {post.post_id: (post.channel_name, post.message_id) for post in story.posts}
    posts = sorted(
        (names[post.post_id], post.role, str(names.get(post.copy_of or 0)), post.stands, post.text)
        for post in story.posts
    )
    span = (story.founded_at, story.last_claim_at)
    return story.signal, story.place, story.axis, story.state, story.severity, story.sources, story.copies, span, posts

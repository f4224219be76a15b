"""Posts of an invented night, with their readings, for tests of stories, alerts and the worker."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.model.channel import Channel, ChannelClass
from bot.model.flag import Flag, Mention, Side, Stance
from bot.model.flagged import FlaggedPost, FlaggedVersion
from bot.model.post import ForwardOrigin, Origin, Post
from bot.model.signal import OwnSignal
from bot.model.story import Story, StoryChange
from bot.stories.grouping import Grouping

EVENING = datetime(2024, 3, 9, 18, 0, tzinfo=UTC)
AXES = {"soledar": "bakhmut", "bakhmut": "bakhmut", "berkhivka": "bakhmut", "robotyne": "orikhiv", "kupiansk": None}

BLOGGER = Channel(key=1, telegram_id=101, handle="polevoy", title="Полевой", channel_class=ChannelClass.MILBLOGGER_RU)
SECOND = Channel(key=2, telegram_id=102, handle="okopnik", title="Окопник", channel_class=ChannelClass.MILBLOGGER_RU)
THIRD = Channel(key=3, telegram_id=103, handle="zametki", title="Заметки", channel_class=ChannelClass.PMC)
AGGREGATOR = Channel(key=4, telegram_id=104, handle="svodki", title="Сводки", channel_class=ChannelClass.AGGREGATOR)
MINISTRY = Channel(
    key=5, telegram_id=105, handle="vedomstvo", title="Ведомство", channel_class=ChannelClass.MINISTRY_RU
)
OTHER_MINISTRY = Channel(
    key=6, telegram_id=106, handle="vidomstvo", title="Відомство", channel_class=ChannelClass.MINISTRY_UA
)


def axis_of(place: str) -> str | None:
    """The axis of an invented gazetteer."""
    return AXES.get(place)


def at(hours: float) -> datetime:
    """So many hours into the night."""
    return EVENING + timedelta(hours=hours)


def flag(
    signal: str = "breakthrough",
    *,
    places: tuple[str, ...] = ("soledar",),
    stance: Stance = Stance.CLAIMED,
    side: Side | None = None,
    euphemism: bool = False,
) -> Flag:
    """A flag with one mention."""
    mention = Mention(start=0, end=1, text="П", term="прорыв", stance=stance, cue=None, side=side, euphemism=euphemism)
    return Flag(signal=signal, stance=stance, places=places, mentions=(mention,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A post as it stands at one moment, with what is read in it then."""

    post: Post
    flags: tuple[Flag, ...]
    origin: Origin


def sighting(
    channel: Channel,
    hours: float,
    text: str,
    *flags: Flag,
    origin: Origin = Origin.LIVE,
    forwarded_from: ForwardOrigin | None = None,
) -> Sighting:
    """A post of ``channel``, with what was read in it; its ids follow from its time and channel."""
    minutes = round(hours * 60)
    date = EVENING + timedelta(minutes=minutes)
    post = Post(
        post_id=(int(date.timestamp()) << 20) + channel.key,
        channel=channel,
        message_id=10_000 + minutes,
        date=date,
        text=text,
        origin=origin,
        forwarded_from=forwarded_from,
    )
    return Sighting(post=post, flags=flags, origin=origin)


def edited(before: Sighting, text: str, *flags: Flag, hours: float | None = None) -> Sighting:
    """The same post with another text and reading; ``hours`` into the night is when it was edited."""
    when = before.post.date if hours is None else at(hours)
    return replace(before, post=replace(before.post, text=text, edited_at=when), flags=flags)


def deleted(before: Sighting, hours: float) -> Sighting:
    """The same post, deleted."""
    return replace(before, post=replace(before.post, deleted_at=at(hours)))


class Book:
    """All stories of a night, worked batch by batch as the worker does."""

    def __init__(self, *own_signals: OwnSignal) -> None:
        self._own_signals = own_signals
        self.stories: dict[int, Story] = {}
        self.posts: dict[int, FlaggedPost] = {}
        self._grouping = Grouping(axis_of, own_signals=own_signals)

    def work(self, *sightings: Sighting) -> tuple[StoryChange, ...]:
        """Work one batch; the changes that it made."""
        for each in sightings:
            self.posts[each.post.post_id] = seen(self.posts.get(each.post.post_id), each)
        batch = {each.post.post_id: self.posts[each.post.post_id] for each in sightings}
        changes = self._grouping.take(batch.values(), next_id=max(self.stories, default=0) + 1)
        self.stories.update((change.story.story_id, change.story) for change in changes)
        return changes

    def work_one_by_one(self, sightings: Iterable[Sighting]) -> "Book":
        """Work each sighting as a batch of its own."""
        for each in sightings:
            self.work(each)
        return self

    def regroup(self) -> tuple[StoryChange, ...]:
        """Work all posts once more, just as they are."""
        return self._grouping.take(self.posts.values(), next_id=max(self.stories, default=0) + 1)

    def forget(self) -> "Book":
        """Begin again with what the archive keeps, as after a start of the program."""
        self._grouping = Grouping(axis_of, own_signals=self._own_signals)
        self._grouping.adopt(self.posts.values(), self.living, complete_from=EVENING - timedelta(days=30))
        return self

    @property
    def living(self) -> list[Story]:
        """The stories that were not merged into others, by number."""
        return [story for _, story in sorted(self.stories.items()) if story.merged_into is None]

    @property
    def only(self) -> Story:
        """The one story there is."""
        (story,) = self.living
        return story


def seen(before: FlaggedPost | None, now: Sighting) -> FlaggedPost:
    """What is known of a post after one more sighting; a version that comes back is the same version."""
    versions = before.versions if before else ()
    known = next((version for version in versions if version.text == now.post.text), None)
    number = known.number if known else len(versions)
    current = FlaggedVersion(
        number=number, text=now.post.text, origin=now.origin, flags=now.flags, edited_at=now.post.edited_at
    )
    others = tuple(version for version in versions if version is not known)
    return FlaggedPost(post=replace(now.post, revision=number), versions=(*others, current))

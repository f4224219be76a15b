"""The digest: a span of time on as few screens as it takes, worst first, with its own gaps told."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.model.channel import post_url
from bot.model.flag import Stance
from bot.model.message import Message
from bot.model.report import ChangedPost, DigestMaterial
from bot.model.story import Role, Severity, Story, StoryPost
from bot.model.subscriber import Subscriber
from bot.signals.places import Gazetteer
from bot.wording import stories, texts, times
from bot.wording.differences import difference
from bot.wording.excerpt import beginning, excerpt
from bot.wording.honesty import channel_name, honesty_line
from bot.wording.rich_text import RichText, is_link, join_blocks

_EXCERPT_LENGTH = 160
_MOST_OF_A_ROLE = 2
_MOST_LOW_STORIES = 10
_MOST_CHANGED = 10


def render_digest(
    material: DigestMaterial, subscriber: Subscriber, gazetteer: Gazetteer, now: datetime
) -> tuple[Message, ...]:
    """What happened from ``material.since`` to ``until``, as this subscriber reads it.

    Signals that the subscriber has switched off are left out. A longer digest goes on in a further
    message, between two stories. Nothing to tell is one line under the header; the line of honesty
    stands in either case.
    """
    return join_blocks(_Digest(material, subscriber, gazetteer, now).blocks())


class _Digest:
    """One digest while it is written: holds what every line needs."""

    def __init__(self, material: DigestMaterial, subscriber: Subscriber, gazetteer: Gazetteer, now: datetime) -> None:
        self._material = material
        self._wanted = subscriber.preferences.signals
        self._zone = subscriber.preferences.zone
        self._gazetteer = gazetteer
        self._now = now

    def blocks(self) -> Iterable[Message]:
        """Header, stories, changed posts and the line of honesty, each as a block that stays together."""
        told = sorted(filter(self._is_wanted, self._material.stories), key=_worst_first)
        changed = [item for item in self._material.changed if self._wants_any(item.signals)]
        honest = honesty_line(self._material.channels, recovered=self._material.recovered, now=self._material.until)
        if not told and not changed:
            yield self._titled().add(texts.DIGEST_NOTHING).line().italic(honest).message()
            return
        yield self._header()
        yield from self._story_blocks(told)
        yield from self._changed_blocks(changed)
        yield RichText().italic(honest).message()

    def _is_wanted(self, story: Story) -> bool:
        return self._wants_any((story.signal,))

    def _wants_any(self, signals: Sequence[str]) -> bool:
        return self._wanted is None or not self._wanted.isdisjoint(signals)

    def _titled(self) -> RichText:
        since, until = self._material.since, self._material.until
        span = texts.DIGEST_SPAN.format(
            since=times.date_and_time(since, self._zone, now=self._now),
            until=times.near(until, self._zone, day_of=since, now=self._now),
            zone=times.zone_name(self._zone),
        )
        return RichText().bold(texts.DIGEST_HEADER).add(f" · {span}")

    def _header(self) -> Message:
        text = self._titled()
        flags = self._flag_counts()
        if flags:
            text.line().add(texts.DIGEST_FLAGS.format(counts=flags))
        return text.message()

    def _flag_counts(self) -> str:
        counts = [(stance, self._material.flags_by_stance.get(stance.value, 0)) for stance in Stance]
        return stories.joined(
            texts.DIGEST_FLAG_COUNT.format(count=count, stance=texts.STANCE_NAMES[stance])
            for stance, count in counts
            if count
        )

    def _story_blocks(self, told: Sequence[Story]) -> Iterable[Message]:
        low = [story for story in told if story.severity is Severity.LOW]
        for story in (*told[: len(told) - len(low)], *low[:_MOST_LOW_STORIES]):
            yield self._story(story)
        if len(low) > _MOST_LOW_STORIES:
            more = texts.counted(texts.DIGEST_MORE_STORIES, len(low) - _MOST_LOW_STORIES)
            yield RichText().italic(more).message()

    def _story(self, story: Story) -> Message:
        text = RichText().add(f"{texts.SEVERITY_MARKS[story.severity]} ").bold(stories.headline(story))
        text.add(f" · {stories.place_line(story, self._gazetteer)}")
        unverified = texts.STORY_UNVERIFIED if stories.is_unverified(story) else ""
        facts = stories.joined((unverified, stories.counts_line(story)))
        if facts:
            text.line().add(facts)
        shown = _key_posts(story)
        for post in shown:
            self._add_post(text, post)
        more = sum(post.role is not Role.COPY for post in story.posts) - len(shown)
        if more > 0:
            text.line().italic(texts.counted(texts.DIGEST_MORE_POSTS, more))
        return text.message()

    def _add_post(self, text: RichText, post: StoryPost) -> None:
        text.line().add(f"{self._time(post.date)} ").bold(_stance(post))
        text.add(f" · {stories.short_speaker(post)}")
        if is_link(post.url):
            text.add(" → ").link(texts.STORY_POST_LINK, post.url)
        if post.deleted_at is not None:
            text.add(" · ").italic(texts.STORY_POST_DELETED.format(time=self._time(post.deleted_at, day_of=post.date)))
        elif post.withdrawn:
            text.add(" · ").italic(texts.STORY_POST_WITHDRAWN)
        text.line().quote(f"«{excerpt(post.text, post.start, post.end, length=_EXCERPT_LENGTH)}»")

    def _time(self, moment: datetime, *, day_of: datetime | None = None) -> str:
        """The time of day, with the date where it is not that of ``day_of`` or else the digest's own."""
        return times.near(moment, self._zone, day_of=day_of or self._material.until, now=self._now)

    def _changed_blocks(self, changed: Sequence[ChangedPost]) -> Iterable[Message]:
        if not changed:
            return
        text = RichText().bold(texts.DIGEST_CHANGED_HEADER)
        for item in changed[:_MOST_CHANGED]:
            self._add_changed(text, item)
        if len(changed) > _MOST_CHANGED:
            text.line().italic(texts.counted(texts.DIGEST_CHANGED_MORE, len(changed) - _MOST_CHANGED))
        yield text.message()

    def _add_changed(self, text: RichText, item: ChangedPost) -> None:
        post = item.post
        text.line().add(f"{channel_name(post.channel)}, {self._time(post.date)}: ")
        if post.deleted_at is not None:
            text.bold(texts.DIGEST_CHANGED_DELETED.format(time=self._time(post.deleted_at, day_of=post.date)))
            text.line().quote(f"«{beginning(post.text, length=_EXCERPT_LENGTH)}»")
            return
        edited_at = self._time(post.edited_at or post.date, day_of=post.date)
        text.bold(texts.DIGEST_CHANGED_EDITED.format(time=edited_at))
        url = post.url or post_url(post.channel, post.message_id)
        if is_link(url):
            text.add(" → ").link(texts.STORY_POST_LINK, url)
        was, now = difference(item.first.text, post.text)
        text.line().quote(
            f"{texts.DIGEST_CHANGED_WAS.format(excerpt=was)}\n{texts.DIGEST_CHANGED_NOW.format(excerpt=now)}"
        )


def _worst_first(story: Story) -> tuple[int, datetime]:
    return (-story.severity, story.founded_at)


def _stance(post: StoryPost) -> str:
    stance = texts.STANCE_NAMES[post.stance]
    if post.role is not Role.ADMISSION:
        return stance
    template = texts.DIGEST_SOFT_ADMISSION if post.euphemism else texts.DIGEST_ADMISSION
    return template.format(stance=stance)


def _key_posts(story: Story) -> list[StoryPost]:
    """The posts that make the story's course, by date: first claims, and the last answers of each kind."""
    by_role = {role: [post for post in story.posts if post.role is role] for role in Role}
    claims = by_role[Role.CLAIM] or [post for post in by_role[Role.COPY] if post.is_claim][:1]
    answers = [post for role in (Role.DENIAL, Role.ADMISSION) for post in by_role[role][-_MOST_OF_A_ROLE:]]
    mentions = by_role[Role.MENTION][:1] if story.is_claimed else by_role[Role.MENTION][:_MOST_OF_A_ROLE]
    return sorted((*claims[:_MOST_OF_A_ROLE], *answers, *mentions), key=lambda post: post.date)

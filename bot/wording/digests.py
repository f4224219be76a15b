"""The digest: a span of time on as few screens as it takes, worst first, with its own gaps told."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.digest import AlarmLevel, DigestMaterial, DigestNews, DigestStory
from bot.model.message import Message
from bot.model.post import Origin
from bot.model.story import Role, Story, StoryPost, shown_state
from bot.model.subscriber import Subscriber
from bot.signals.places import Gazetteer
from bot.wording import stories, texts, times
from bot.wording.changed import changed_block
from bot.wording.excerpt import excerpt
from bot.wording.glossary import Glossary
from bot.wording.honesty import honesty_line
from bot.wording.links import add_link
from bot.wording.rich_text import RichText, join_blocks
from bot.wording.sparks import spark
from bot.wording.words import shown_word

_EXCERPT_LENGTH = 160
_MOST_STORIES = 30
_MOST_IN_BRIEF = 10
_MOST_WORDS = 10
_CALM = 4
"""So few flags in one bar do not fill it, however quiet it usually is."""


def render_digest(
    material: DigestMaterial,
    news: DigestNews,
    level: AlarmLevel,
    subscriber: Subscriber,
    gazetteer: Gazetteer,
    now: datetime,
    glossary: Glossary | None = None,
) -> tuple[Message, ...]:
    """What became known in the material's span, as this subscriber reads it.

    ``news`` is what of the material is told to them, ``level`` that of the signals they want. A longer digest
    goes on in a further message, between two stories. Nothing to tell is one line under the header; the line
    of honesty stands in either case.
    """
    return join_blocks(_Digest(material, news, level, subscriber, gazetteer, now, glossary or Glossary()).blocks())


class _Digest:
    """One digest while it is written: holds what every line needs, and which posts were quoted already."""

    def __init__(
        self,
        material: DigestMaterial,
        news: DigestNews,
        level: AlarmLevel,
        subscriber: Subscriber,
        gazetteer: Gazetteer,
        now: datetime,
        glossary: Glossary,
    ) -> None:
        self._material = material
        self._news = news
        self._level = level
        self._span = material.span
        self._wishes = subscriber.preferences
        self._zone = subscriber.preferences.zone
        self._gazetteer = gazetteer
        self._now = now
        self._glossary = glossary
        self._times = times.SpanTimes(since=material.span.since, until=material.span.until, zone=self._zone, now=now)
        self._quoted: set[int] = set()

    def blocks(self) -> Iterable[Message]:
        """Header, stories, changed posts, words and the line of honesty, each as a block that stays together."""
        news = self._news
        if news.is_empty:
            yield self._nothing()
            return
        yield self._header().message()
        yield from self._story_blocks()
        changed = [each for each in news.changed if not (each.post.deleted_at and each.post.post_id in self._quoted)]
        if changed:
            yield changed_block(changed, self._times)
        if news.words:
            yield self._words()
        yield self._last_lines(RichText()).message()

    def _nothing(self) -> Message:
        text = self._titled()
        text.add(texts.DIGEST_NO_STORY if self._level.flags else texts.DIGEST_NOTHING)
        self._add_level(text)
        if self._span.up_to == self._span.after:
            text.line().add(texts.DIGEST_NOTHING_POSTED)
        return self._last_lines(text.line()).message()

    def _titled(self) -> RichText:
        since, until = self._span.since, self._span.until
        span = texts.DIGEST_SPAN.format(
            since=times.date_and_time(since, self._zone, now=self._now),
            until=times.near(until, self._zone, day_of=since, now=self._now),
            zone=times.zone_name(self._zone),
        )
        return RichText().bold(texts.DIGEST_HEADER).add(f" · {span}")

    def _header(self) -> RichText:
        text = self._titled()
        self._add_level(text)
        return text

    def _add_level(self, text: RichText) -> None:
        """The level of alarm against the usual, by the posts' own dates: what a reader felt in those hours."""
        level = self._level
        if not level.flags and not level.usual:
            return
        told = texts.counted(texts.DIGEST_FLAGS, level.flags)
        if level.usual is not None:
            told = texts.DIGEST_FLAGS_USUALLY.format(flags=told, usual=level.usual)
        usual_in_one = (level.usual or 0) / len(level.course)
        text.line().add(f"{spark(level.course, top=max(_CALM, 2 * usual_in_one))} {told}")

    def _story_blocks(self) -> Iterable[Message]:
        told = self._news.stories
        full = [each for each in told if each.story.severity >= self._wishes.least_severity]
        brief = [each for each in told if each.story.severity < self._wishes.least_severity] + full[_MOST_STORIES:]
        yield from (self._story(each) for each in full[:_MOST_STORIES])
        if brief:
            text = RichText()
            for each in brief[:_MOST_IN_BRIEF]:
                self._add_brief(text.line(), each)
            if len(brief) > _MOST_IN_BRIEF:
                text.line().italic(texts.counted(texts.DIGEST_MORE_STORIES, len(brief) - _MOST_IN_BRIEF))
            yield text.message()

    def _add_headline(self, text: RichText, told: DigestStory) -> None:
        stories.add_headline(text, self._shown(told), self._gazetteer, self._span.until)

    def _add_brief(self, text: RichText, told: DigestStory) -> None:
        """A story in one line, with a link to the post that speaks for it."""
        post = stories.leading_post(told.story)
        self._add_headline(text, told)
        text.add(f" · {self._times.tell(post.date)} {stories.title_of(post)}")
        add_link(text, post.url)

    def _story(self, told: DigestStory) -> Message:
        story = self._shown(told)
        text = RichText()
        self._add_headline(text, told)
        shown = key_posts(told)
        more = _left_unsaid(told, shown)
        facts = stories.joined(
            (
                self._going_on(told),
                texts.STORY_UNVERIFIED if stories.is_unverified(story) else "",
                stories.counts_line(story),
                texts.counted(texts.DIGEST_MORE_POSTS, more) if more > 0 else "",
            )
        )
        if facts:
            text.line().add(facts)
        for post in shown:
            self._add_post(text, post)
        return text.message()

    def _shown(self, told: DigestStory) -> Story:
        """The story as it stands at the end of the span: a bare claim fades by age alone (RULES 10)."""
        return replace(told.story, state=shown_state(told.story, self._span.until))

    def _going_on(self, told: DigestStory) -> str:
        if not told.is_going_on:
            return ""
        return texts.DIGEST_GOING_ON.format(since=self._times.tell(told.story.founded_at))

    def _add_post(self, text: RichText, post: StoryPost) -> None:
        text.line().add(f"{self._times.tell(post.date)} ").bold(stories.part(post))
        text.add(f" · {stories.short_speaker(post)}")
        add_link(text, post.url)
        if post.origin is Origin.RECOVERED:
            text.add(" · ").italic(texts.DIGEST_RECOVERED)
        if post.deleted_at is not None:
            text.add(" · ").italic(
                texts.STORY_POST_DELETED.format(time=self._times.tell(post.deleted_at, day_of=post.date))
            )
        elif post.withdrawn:
            text.add(" · ").italic(texts.STORY_POST_WITHDRAWN)
        if post.post_id in self._quoted:
            text.add(" · ").italic(texts.DIGEST_QUOTED_ABOVE)
            return
        self._quoted.add(post.post_id)
        quoted = excerpt(post.text, post.start, post.end, length=_EXCERPT_LENGTH)
        text.line().quote(f"«{quoted}»")
        self._glossary.add_to(text, post.post_id, quoted)

    def _words(self) -> Message:
        text = RichText().bold(texts.DIGEST_WORDS_HEADER)
        for tally in self._news.words[:_MOST_WORDS]:
            counts = texts.counted(texts.DIGEST_WORD_POSTS, tally.posts)
            copies = texts.counted(texts.STORY_COPIES, tally.copies) if tally.copies else ""
            text.line().add(
                texts.DIGEST_WORD.format(word=shown_word(tally.word), counts=stories.joined((counts, copies)))
            )
        if len(self._news.words) > _MOST_WORDS:
            text.line().italic(texts.counted(texts.DIGEST_MORE_WORDS, len(self._news.words) - _MOST_WORDS))
        return text.message()

    def _last_lines(self, text: RichText) -> RichText:
        if self._material.capped:
            text.italic(texts.counted(texts.DIGEST_CAPPED, self._material.capped)).line()
        if self._news.muted:
            text.italic(texts.counted(texts.DIGEST_MUTED, self._news.muted)).line()
        honest = honesty_line(self._material.channels, recovered=self._material.recovered, now=self._span.until)
        return text.italic(honest)


def key_posts(told: DigestStory) -> list[StoryPost]:
    """The posts that make the story's course in the span, by date: a first claim, and the last official answers.

    Of a story that goes on, only what is new. The others are counted.
    """
    fresh = [post for post in told.story.posts if post.post_id in told.fresh]
    by_role = {role: [post for post in fresh if post.role is role] for role in Role}
    claims = by_role[Role.CLAIM] or ([] if told.is_going_on else [post for post in by_role[Role.COPY] if post.is_claim])
    claims = [post for post in claims if post.stands] or claims
    answers = [_weightiest(by_role[role]) for role in (Role.DENIAL, Role.ADMISSION) if by_role[role]]
    told_posts = [*claims[:1], *answers] or fresh[:1]
    return sorted(told_posts, key=lambda post: (post.date, post.post_id))


def _left_unsaid(told: DigestStory, shown: Sequence[StoryPost]) -> int:
    """How many new posts are told neither themselves nor by the counts of sources and copies."""
    counted = {Role.COPY} if told.is_going_on else {Role.COPY, Role.CLAIM}
    known = {post.post_id for post in shown}
    fresh = (post for post in told.story.posts if post.post_id in told.fresh - known)
    return sum(post.role not in counted for post in fresh)


def _weightiest(answers: Sequence[StoryPost]) -> StoryPost:
    """The last official answer, else the last."""
    official = [post for post in answers if post.channel_class is not None and post.channel_class.is_official]
    return (official or list(answers))[-1]

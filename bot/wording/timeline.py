"""A whole story, post by post: who said it first, who repeated it, who denied it, and when (PRODUCT.md)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model.message import Message
from bot.model.story import Role, Story, StoryPost, time_to_answer
from bot.signals.places import Gazetteer
from bot.wording import stories, texts, times
from bot.wording.excerpt import excerpt, one_line
from bot.wording.links import add_link
from bot.wording.rich_text import RichText, join_blocks

_EXCERPT_LENGTH = 160
_MOST_POSTS = 40
_MOST_COPIERS = 4


def render_story(
    story: Story, event: Sequence[Story], gazetteer: Gazetteer, *, zone: ZoneInfo, now: datetime
) -> tuple[Message, ...]:
    """The course of ``story`` by date; ``event`` are the stories of its event, itself included or not."""
    return join_blocks(_Timeline(story, gazetteer, zone, now).blocks(event))


class _Timeline:
    """One story while it is written: holds what every block needs."""

    def __init__(self, story: Story, gazetteer: Gazetteer, zone: ZoneInfo, now: datetime) -> None:
        self._story = story
        self._gazetteer = gazetteer
        self._zone = zone
        self._now = now

    def blocks(self, event: Sequence[Story]) -> Iterable[Message]:
        """The story's heading, its posts with their copies counted, and the stories that belong to it."""
        yield self._header()
        told = [post for post in self._story.posts if post.role is not Role.COPY or post.copy_of is None]
        before = None
        for post in told[:_MOST_POSTS]:
            yield self._post(post, day_of=before)
            before = post.date
        if len(told) > _MOST_POSTS:
            yield RichText().italic(texts.counted(texts.TIMELINE_MORE, len(told) - _MOST_POSTS)).message()
        related = self._related(event)
        if related.text:
            yield related

    def _header(self) -> Message:
        story = self._story
        text = RichText().add(f"{texts.SEVERITY_MARKS[story.severity]} ").bold(self._headline(story))
        since = times.with_zone(story.founded_at, self._zone, now=self._now)
        text.line().add(texts.TIMELINE_NUMBER.format(number=story.story_id, since=since))
        if stories.is_unverified(story):
            text.add(" · ").italic(texts.STORY_UNVERIFIED)
        counts = stories.counts_line(story)
        if counts:
            text.line().add(counts)
        reasons = ", ".join(map(one_line, story.reasons))
        severity = texts.SEVERITY_NAMES[story.severity]
        return text.line().add(texts.TIMELINE_SEVERITY.format(severity=severity, reasons=reasons)).message()

    def _headline(self, story: Story) -> str:
        return f"{stories.headline(story, self._now)} · {stories.place_line(story, self._gazetteer)}"

    def _post(self, post: StoryPost, *, day_of: datetime | None) -> Message:
        text = RichText().add(f"{self._when(post.date, day_of)} ").bold(stories.part(post))
        text.add(f" · {stories.short_speaker(post)}")
        after = time_to_answer(self._story, post) if post in stories.official_answers(self._story) else None
        if after is not None:
            text.add(", ").add(texts.TIMELINE_AFTER.format(span=times.lapse(after)))
        add_link(text, post.url)
        if post.deleted_at is not None:
            deleted = texts.STORY_POST_DELETED.format(time=self._when(post.deleted_at, post.date))
            text.add(" · ").italic(deleted)
        elif post.withdrawn:
            text.add(" · ").italic(texts.STORY_POST_WITHDRAWN)
        text.line().quote(f"«{excerpt(post.text, post.start, post.end, length=_EXCERPT_LENGTH)}»")
        copies = [copy for copy in self._story.posts if copy.role is Role.COPY and copy.copy_of == post.post_id]
        if copies:
            text.line().add(_copied_by(copies))
        return text.message()

    def _when(self, moment: datetime, day_of: datetime | None) -> str:
        """The time of day on the day of ``day_of``, else with its date."""
        if day_of is None:
            return times.date_and_time(moment, self._zone, now=self._now)
        return times.near(moment, self._zone, day_of=day_of, now=self._now)

    def _related(self, event: Sequence[Story]) -> Message:
        """The other stories of the event, and the one that this continues."""
        text = RichText()
        for other in event:
            if other.story_id != self._story.story_id:
                told = texts.TIMELINE_SAME_EVENT.format(headline=self._headline(other), number=other.story_id)
                text.line().add(told)
        if self._story.continues is not None:
            text.line().add(texts.STORY_CONTINUES.format(number=self._story.continues))
        return text.message()


def _copied_by(copies: Sequence[StoryPost]) -> str:
    names = list(dict.fromkeys(stories.title_of(copy) for copy in copies))
    shown = ", ".join(names[:_MOST_COPIERS])
    if len(names) > _MOST_COPIERS:
        shown = texts.TIMELINE_AND_MORE.format(shown=shown, count=len(names) - _MOST_COPIERS)
    return texts.counted(texts.TIMELINE_COPIED, len(copies), by=shown)

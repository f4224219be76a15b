"""One post from its first version on: edits, deletion, media, flags, stories, and who repeated it (``/post``)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.model.message import Message
from bot.model.post import ForwardOrigin, MediaFact, Revision
from bot.model.report import PostHistory
from bot.model.story import Role, Story
from bot.signals.places import Gazetteer
from bot.wording import stories, texts, times
from bot.wording.differences import difference
from bot.wording.excerpt import beginning, one_line, shortened
from bot.wording.honesty import channel_name
from bot.wording.links import add_link
from bot.wording.rich_text import RichText, join_blocks

_TEXT_LENGTH = 1200
_MOST_EDITS = 8
_MOST_SHOWN = 5
_TERM_LENGTH = 60
_NAME_LENGTH = 40
_HASH_LENGTH = 12


def render_history(history: PostHistory, gazetteer: Gazetteer, *, zone: ZoneInfo, now: datetime) -> tuple[Message, ...]:
    """All that is known of a post; its text is quoted as it stood first."""
    return join_blocks(_History(history, gazetteer, zone, now).blocks())


class _History:
    """One history while it is written: holds what every block needs."""

    def __init__(self, history: PostHistory, gazetteer: Gazetteer, zone: ZoneInfo, now: datetime) -> None:
        self._history = history
        self._post = history.post
        self._gazetteer = gazetteer
        self._zone = zone
        self._now = now

    def blocks(self) -> Iterable[Message]:
        """The post as it was, what became of it, what was read in it, and who repeated it."""
        yield self._first()
        for told in (self._edits(), self._flags(), self._stories(), self._repeated()):
            if told.message().text:
                yield told.message()

    def _first(self) -> Message:
        post = self._post
        text = RichText().bold(channel_name(post.channel))
        text.add(f", {times.with_zone(post.date, self._zone, now=self._now)}")
        add_link(text, post.link)
        if post.forwarded_from is not None:
            text.line().add(texts.POST_FORWARDED.format(origin=_origin(post.forwarded_from)))
        facts = [_media(fact) for fact in self._history.media]
        if len(self._history.album) > 1:
            facts.append(texts.POST_ALBUM.format(count=len(self._history.album)))
        if facts:
            text.line().add(stories.joined(facts))
        first = self._history.versions[0].text
        text.line().quote(f"«{beginning(first, length=_TEXT_LENGTH)}»" if first.strip() else texts.SEARCH_NO_TEXT)
        caption = next(filter(str.strip, self._history.album), "")
        if caption and not self._post.text.strip():
            text.line().add(texts.POST_ALBUM_TEXT).line().quote(f"«{beginning(caption, length=_TEXT_LENGTH)}»")
        return text.message()

    def _edits(self) -> RichText:
        text = RichText()
        steps = list(pairwise(self._history.versions))
        if len(steps) > _MOST_EDITS:
            text.line().italic(texts.counted(texts.POST_EARLIER_EDITS, len(steps) - _MOST_EDITS))
        for before, after in steps[-_MOST_EDITS:]:
            text.line().bold(texts.DIGEST_CHANGED_EDITED.format(time=self._near(_told_at(after))))
            text.line().quote(_changed(before, after))
        if self._post.deleted_at is not None:
            text.line().bold(texts.DIGEST_CHANGED_DELETED.format(time=self._near(self._post.deleted_at)))
        return text

    def _flags(self) -> RichText:
        text = RichText()
        for flag in self._history.flags:
            terms = ", ".join(dict.fromkeys(f"«{shortened(each.text, _TERM_LENGTH)}»" for each in flag.mentions))
            named = ", ".join(stories.place_name(place, self._gazetteer) for place in flag.places)
            flagged = texts.SEARCH_FLAG.format(
                signal=stories.signal_name(flag.signal), stance=texts.STANCE_NAMES[flag.stance]
            )
            text.line().add(texts.POST_FLAGGED.format(facts=stories.joined((flagged, terms, named))))
        return text

    def _stories(self) -> RichText:
        text = RichText()
        for story in self._history.stories:
            headline = f"{stories.headline(story, self._now)} · {stories.place_line(story, self._gazetteer)}"
            text.line().add(
                texts.POST_IN_STORY.format(number=story.story_id, headline=headline, role=self._role(story))
            )
        return text

    def _role(self, story: Story) -> str:
        part = next(post for post in story.posts if post.post_id == self._post.post_id)
        if part.role is not Role.COPY:
            return texts.ROLE_NAMES[part.role]
        copied = next((post for post in story.posts if post.post_id == part.copy_of), None)
        return texts.POST_COPY_OF.format(origin=stories.title_of(copied)) if copied else texts.ROLE_NAMES[part.role]

    def _repeated(self) -> RichText:
        text = RichText()
        copies = {
            post.post_id: (stories.title_of(post), post.date, post.url)
            for story in self._history.stories
            for post in story.posts
            if post.copy_of == self._post.post_id
        }
        for post in self._history.forwards:
            copies.setdefault(post.post_id, (channel_name(post.channel), post.date, post.link))
        if copies:
            text.line().bold(texts.counted(texts.POST_REPEATED, len(copies)))
        told = sorted(copies.values(), key=lambda copy: copy[1])
        for name, date, url in told[:_MOST_SHOWN]:
            add_link(text.line().add(f"{self._near(date)} {name}"), url)
        if len(told) > _MOST_SHOWN:
            text.line().italic(texts.counted(texts.POST_MORE_REPEATED, len(told) - _MOST_SHOWN))
        return text

    def _near(self, moment: datetime) -> str:
        return times.near(moment, self._zone, day_of=self._post.date, now=self._now)


def _told_at(version: Revision) -> datetime:
    return version.edited_at or version.seen_at


def _changed(before: Revision, after: Revision) -> str:
    if before.text == after.text:
        return texts.POST_ONLY_MARKUP
    was, now = difference(before.text, after.text)
    return f"{texts.DIGEST_CHANGED_WAS.format(excerpt=was)}\n{texts.DIGEST_CHANGED_NOW.format(excerpt=now)}"


def _origin(forwarded: ForwardOrigin) -> str:
    channel = forwarded.channel
    if channel is None:
        return texts.POST_HIDDEN_ORIGIN
    title = shortened(channel.title or str(channel.telegram_id), _NAME_LENGTH)
    name = f"@{channel.handle}" if channel.handle else title
    return f"{name}/{forwarded.message_id}" if forwarded.message_id else name


def _media(fact: MediaFact) -> str:
    """``photo 1280×960``, ``video 12.4 MB 34 s``: what is known of a media item."""
    known: Sequence[str] = (
        one_line(fact.kind),
        shortened(fact.name or "", _NAME_LENGTH),
        texts.POST_MEDIA_PIXELS.format(width=fact.width, height=fact.height) if fact.width and fact.height else "",
        texts.POST_MEDIA_SIZE.format(megabytes=fact.size_bytes / 1e6) if fact.size_bytes else "",
        texts.POST_MEDIA_SECONDS.format(seconds=round(fact.duration_seconds)) if fact.duration_seconds else "",
        texts.POST_MEDIA_KEPT.format(sha256=fact.sha256[:_HASH_LENGTH]) if fact.sha256 else "",
    )
    return " ".join(filter(None, known))

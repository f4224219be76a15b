"""A post that answers a question, as a reader in a chat sees it (pure)."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.finding import is_weighed
from bot.commands.marking import found_spans
from bot.model.channel import Channel
from bot.model.flag import Flag
from bot.model.message import EntityKind, Message
from bot.model.post import Post
from bot.model.query import Hit, Query, Total, Words
from bot.wording import texts, times
from bot.wording.excerpt import excerpt, short_name
from bot.wording.rich_text import RichText, is_link
from bot.wording.stories import joined, signal_name

EXCERPT_LENGTH = 200
"""Code points of an excerpt, about."""


def hit_block(
    hit: Hit, wanted: Sequence[Words], *, zone: ZoneInfo, now: datetime, length: int = EXCERPT_LENGTH
) -> Message:
    """Date, channel, an excerpt with the found words in bold, flags, what became of the post, and its link."""
    post = hit.post
    text = RichText().add(joined((times.date_and_time(post.date, zone, now=now), _speaker(post.channel))))
    text.line()
    _add_excerpt(text, post, wanted, length)
    facts = joined((_flags(hit.flags), *_fate(hit, zone, now)))
    url = post.link
    if facts or is_link(url):
        text.line().add(facts)
    if is_link(url):
        text.add(" · " if facts else "").link(texts.STORY_POST_LINK, url)
    return text.message()


def total_shown(total: Total) -> str:
    """How many posts answer."""
    if total.is_exact:
        return texts.counted(texts.SEARCH_TOTAL, total.posts)
    return texts.SEARCH_OVER.format(most=f"{total.posts:,}")


def order_shown(query: Query) -> str:
    """The order in which the posts come."""
    return texts.SEARCH_MOST_RELEVANT_FIRST if is_weighed(query) else texts.SEARCH_NEWEST_FIRST


def _speaker(channel: Channel) -> str:
    title = short_name(channel.title)
    if channel.handle is None or channel.handle == channel.title:
        return f"@{channel.handle}" if channel.handle else title
    return texts.STORY_SPEAKER_WITH_HANDLE.format(title=title, handle=channel.handle)


def _add_excerpt(text: RichText, post: Post, wanted: Sequence[Words], length: int) -> None:
    spans = found_spans(post.text, wanted)
    start, end = (spans[0].start, spans[0].end) if spans else (0, 0)
    quoted = excerpt(post.text, start, end, length=length) or texts.SEARCH_NO_TEXT
    done = 0
    for span in found_spans(quoted, wanted):
        text.add(quoted[done : span.start]).bold(quoted[span.start : span.end])
        done = span.end
    text.add(quoted[done:])
    if wanted and not spans:
        text.line().add(texts.SEARCH_EARLIER_VERSION, EntityKind.ITALIC)


def _flags(flags: Sequence[Flag]) -> str:
    return ", ".join(
        texts.SEARCH_FLAG.format(signal=signal_name(flag.signal), stance=texts.STANCE_NAMES[flag.stance])
        for flag in flags
    )


def _fate(hit: Hit, zone: ZoneInfo, now: datetime) -> list[str]:
    post, told = hit.post, []
    if hit.revisions:
        told.append(texts.counted(texts.SEARCH_EDITED, hit.revisions))
    if post.deleted_at is not None:
        when = times.near(post.deleted_at, zone, day_of=post.date, now=now)
        told.append(texts.STORY_POST_DELETED.format(time=when))
    return told

"""The alert of a watched word: the post that holds it, with the word in bold, and what was counted since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.errors import WordRefusedError
from bot.model.channel import Channel
from bot.model.message import Button, EntityKind, Message
from bot.model.post import Post
from bot.model.subscriber import Subscriber
from bot.signals.own_words import is_pattern, key_of, spans_of
from bot.wording import texts, times
from bot.wording.excerpt import excerpt, short_name, shortened
from bot.wording.letters import ended_after
from bot.wording.rich_text import RichText, is_link, split
from bot.wording.stories import joined

_WORD_LENGTH = 60
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WordNews:
    """What such an alert tells: the words as they were typed, the post, and how many came ``since`` (RULES 19)."""

    words: tuple[str, ...]
    post: Post
    is_recovered: bool
    since: datetime
    others: int = 0
    copies: int = 0


def render_word_alert(news: WordNews, subscriber: Subscriber, now: datetime) -> tuple[Message, ...]:
    """The alert as this subscriber reads it. It always fits one message."""
    zone = subscriber.preferences.zone
    text = RichText().add(f"{texts.WORD_MARK} ").bold(_named(news.words))
    text.line().add(_when(news, zone, now))
    text.line().line().add(f"{_speaker(news.post.channel)}:").line()
    _add_excerpt(text, news)
    if news.post.deleted_at is not None:
        when = times.near(news.post.deleted_at, zone, day_of=news.post.date, now=now)
        text.line().italic(texts.STORY_POST_DELETED.format(time=when))
    _add_counts(text, news, zone, now)
    text.line().italic(texts.WORD_WHY)
    return split(text.message(_buttons(news.post)))


def shown_word(typed: str) -> str:
    """A watched word to be repeated in a message: one harmless line of bounded length."""
    return shortened(typed, _WORD_LENGTH)


def search_for(typed: str) -> str | None:
    """The words of a ``/search`` that finds what the watched word finds; None for a regular expression."""
    if is_pattern(typed):
        return None
    return f'~"{shown_word(typed)}"' if len(typed.split()) > 1 else shown_word(typed)


def _named(words: Sequence[str]) -> str:
    named = ", ".join(map(shown_word, words[:_MOST_WORDS]))
    return named if len(words) <= _MOST_WORDS else f"{named}, …"


def _when(news: WordNews, zone: ZoneInfo, now: datetime) -> str:
    if not news.is_recovered:
        return times.with_zone(news.post.date, zone, now=now)
    posted = texts.ALERT_RECOVERED.format(time=times.time_of_day(news.post.date, zone))
    recovered = texts.TIME_WITH_ZONE.format(moment=posted, zone=times.zone_name(zone))
    return joined((times.date_of(news.post.date, zone, now=now), recovered))


def _speaker(channel: Channel) -> str:
    title = short_name(channel.title)
    if channel.handle is not None:
        title = (
            f"@{channel.handle}"
            if channel.handle == channel.title
            else texts.STORY_SPEAKER_WITH_HANDLE.format(title=title, handle=channel.handle)
        )
    if channel.channel_class is None:
        return title
    return texts.STORY_SPEAKER_WITH_CLASS.format(speaker=title, channel_class=texts.CLASS_NAMES[channel.channel_class])


def _add_excerpt(text: RichText, news: WordNews) -> None:
    spans = _spans(news.words, news.post.text)
    start, end = spans[0] if spans else (0, 0)
    quoted = excerpt(news.post.text, start, end)
    done = 0
    text.add("«")
    for start, end in _spans(news.words, quoted):
        text.add(quoted[done:start]).bold(quoted[start:end])
        done = end
    text.add(f"{quoted[done:]}»")


def _spans(words: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Where any of the words stands, in order and apart; a word that can be read no more stands nowhere."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(span for word in words for span in _spans_of_one(word, text)):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _spans_of_one(word: str, text: str) -> list[tuple[int, int]]:
    try:
        return [(start, ended_after(text, end)) for start, end in spans_of(key_of(word), text)]
    except WordRefusedError:
        return []


def _add_counts(text: RichText, news: WordNews, zone: ZoneInfo, now: datetime) -> None:
    counts = [
        texts.counted(forms, count)
        for forms, count in ((texts.WORD_MORE_POSTS, news.others), (texts.WORD_COPIES, news.copies))
        if count
    ]
    if not counts:
        return
    since = times.near(news.since, zone, day_of=news.post.date, now=now)
    text.line().add(texts.WORD_MORE.format(counts=", ".join(counts), since=since))
    query = search_for(news.words[0])
    if query is not None:
        after = f"{news.since.astimezone(zone):%Y-%m-%dT%H:%M}"
        text.add(" ").add(texts.WORD_SEARCH.format(query=query, after=after), EntityKind.CODE)


def _buttons(post: Post) -> tuple[tuple[Button, ...], ...]:
    url = post.link
    return ((Button(label=texts.ALERT_BUTTON_OPEN_POST, url=url),),) if url is not None and is_link(url) else ()

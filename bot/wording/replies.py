"""The reply to an alert: in two lines what has changed, who said so, and when."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model.message import Message
from bot.model.news import News, Turn
from bot.model.story import Story, StoryPost, StoryState
from bot.model.subscriber import Subscriber
from bot.signals.places import Gazetteer
from bot.wording import stories, texts, times
from bot.wording.answers import add_answer
from bot.wording.excerpt import excerpt, one_line
from bot.wording.links import add_link
from bot.wording.rich_text import RichText, split

_MOST_TOLD = 3
_EXCERPT_LENGTH = 140
_ANSWERED = (StoryState.DENIED, StoryState.CONTESTED)
_SAYS = {
    Turn.SEVERITY: texts.REPLY_SAYS_TOO,
    Turn.CONTESTED: texts.REPLY_SAYS_ALL_THE_SAME,
    Turn.BACK: texts.REPLY_SAYS_AGAIN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A story as it stands now, what has become of it, and the post that made it so, where there is one."""

    story: Story
    turn: Turn
    post: StoryPost | None


def render_reply(
    news: Iterable[News], among: Sequence[Story], subscriber: Subscriber, gazetteer: Gazetteer, now: datetime
) -> tuple[Message, ...]:
    """The reply that tells the ``news`` of the stories ``among`` which they are, in the order in which they came.

    The first of them is told with the words that made it news, the next in one line, and what is over by now in
    none. Empty when nothing is left to tell.
    """
    told = standing_news(news, among)
    if not told:
        return ()
    text = RichText()
    stories.add_headline(text, told[0].story, gazetteer, now)
    _add_cause(text.line(), told[0], subscriber, now)
    for each in told[1:_MOST_TOLD]:
        stories.add_headline(text.line(), each.story, gazetteer, now)
    if len(told) > _MOST_TOLD:
        text.line().italic(texts.counted(texts.REPLY_MORE, len(told) - _MOST_TOLD))
    return split(text.message())


def standing_news(news: Iterable[News], among: Iterable[Story]) -> Sequence[Turned]:
    """What of the news still holds, one turn a story, the weightiest first."""
    known = {story.story_id: story for story in among}
    by_story: dict[int, list[News]] = {}
    for each in news:
        by_story.setdefault(each.story_id, []).append(each)
    told = [each for story_id, turns in by_story.items() if story_id in known for each in _left(turns, known[story_id])]
    return sorted(told, key=lambda each: (each.turn.place, -each.story.severity, each.story.story_id))


def _left(turns: Sequence[News], story: Story) -> Iterator[Turned]:
    """The weightiest turn of a story that still holds, if any does."""
    posts = {post.post_id: post for post in story.posts}
    was_retracted = any(each.turn is Turn.RETRACTED for each in turns)
    for each in sorted(turns, key=lambda each: each.turn.place):
        post = posts.get(each.post_id) if each.post_id is not None else None
        if each.turn is Turn.BACK and was_retracted:
            continue  # neither was told, so nothing has changed
        if _holds(each.turn, story) and (post is None or post.stands):
            yield Turned(story=story, turn=each.turn, post=post)
            return


def _holds(turn: Turn, story: Story) -> bool:
    match turn:
        case Turn.ADMITTED:
            return story.state is StoryState.ADMITTED
        case Turn.DENIED:
            return story.state in _ANSWERED
        case Turn.RETRACTED:
            return story.state is StoryState.RETRACTED
        case Turn.CONTESTED:
            return story.state is StoryState.CONTESTED
        case Turn.BACK:
            return story.state is StoryState.CLAIMED
        case _:
            return story.is_claimed and story.state is not StoryState.RETRACTED


def _add_cause(text: RichText, turned: Turned, subscriber: Subscriber, now: datetime) -> None:
    story, post = turned.story, turned.post
    if turned.turn is Turn.RETRACTED:
        text.add(_taken_back(stories.leading_post(story), subscriber, now))
        return
    if post is None:
        text.add(texts.REPLY_WEIGHS_MORE.format(reasons=", ".join(map(one_line, story.reasons))))
        return
    if turned.turn in (Turn.ADMITTED, Turn.DENIED):
        add_answer(text, story, post, subscriber, day_of=now, now=now)
        text.line().quote(_quoted(post))
        return
    when = times.when(post.date, subscriber.preferences.zone, day_of=now, now=now)
    template = _SAYS.get(turned.turn, texts.REPLY_SAYS)
    add_link(text.add(template.format(speaker=stories.short_speaker(post), when=when)), post.url)
    if turned.turn is Turn.SIGNAL:
        text.line().quote(_quoted(post))
    else:
        text.add(f" · {texts.counted(texts.STORY_SOURCES, story.sources)}")


def _quoted(post: StoryPost) -> str:
    return f"«{excerpt(post.text, post.start, post.end, length=_EXCERPT_LENGTH)}»"


def _taken_back(post: StoryPost, subscriber: Subscriber, now: datetime) -> str:
    speaker = stories.short_speaker(post)
    if post.deleted_at is None:
        return texts.REPLY_EDITED.format(speaker=speaker)
    when = times.when(post.deleted_at, subscriber.preferences.zone, day_of=now, now=now)
    return texts.REPLY_DELETED.format(speaker=speaker, when=when)

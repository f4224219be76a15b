"""Which changes of a story that was told are worth a phone's ring, and when it has rung often enough.

A night of one event, with claims, copies, edits and a denial in any order, should ring a phone a few times:

- what was told once is not told again: a state that comes back, or a severity that was reached before, is an edit;
- an admission is always told: it is what the reader waits for;
- besides, an alert gets at most MOST_REPLIES replies, of which one is kept for the official denial.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.alerts.events import may_alert
from bot.alerts.told import Told
from bot.alerts.wishes import mutes_channel
from bot.model.news import News, Turn
from bot.model.story import Role, Severity, Story, StoryChange, StoryPost, StoryState
from bot.model.subscriber import Preferences

MOST_REPLIES: Final = 3
"""So many replies, admissions apart, an alert may get."""

_BY_NOBODY: Final = frozenset({Turn.RETRACTED, Turn.SEVERITY})
"""Turns that no single post need have made: claims that went, a burst of copies."""

LEAST_RING: Final = Severity.HIGH
"""A story that becomes more severe rings from here on; below, the alert is only edited."""

_ONLY_IF_RUNG: Final = frozenset({Turn.RETRACTED, Turn.CONTESTED, Turn.BACK})
"""Turns of a story that no phone rang for are no news: it only stands in the alert as a further signal."""

_ANSWERED: Final = (StoryState.DENIED, StoryState.CONTESTED)


def turns_of(
    changes: Iterable[StoryChange],
    told: Told,
    *,
    wanted: Preferences,
    replies: int,
    now: datetime,
    max_age: timedelta,
) -> tuple[News, ...]:
    """What of the changes a reply tells, the weightiest first, at most one turn a story; empty for an edit alone.

    ``told`` is what the chat knows, ``replies`` how many it got to this alert.
    """
    found = []
    for change in changes:
        turn = _turn(change.story, told, wanted)
        is_unheard = turn in _ONLY_IF_RUNG and change.story.signal not in told.rung
        if turn is None or is_unheard or not _is_allowed(turn, replies, told):
            continue
        post = _cause(turn, change)
        if post is None and turn not in _BY_NOBODY:
            continue
        if post is not None and not (
            may_alert(post, now, max_age) and not mutes_channel(wanted, post.channel_key, now)
        ):
            continue
        found.append((turn.place, -change.story.severity, change.story.story_id, turn, post))
    return tuple(
        News(story_id=story_id, turn=turn, post_id=post.post_id if post else None)
        for _, _, story_id, turn, post in sorted(found, key=lambda each: each[:3])
    )


def _turn(story: Story, told: Told, wanted: Preferences) -> Turn | None:
    last = told.last(story)
    if last is None:
        return _first_turn(story, wanted)
    if story.state is StoryState.ADMITTED and not told.knows(story, StoryState.ADMITTED):
        return Turn.ADMITTED
    if story.state in _ANSWERED and not told.knows(story, *_ANSWERED):
        return Turn.DENIED
    if story.state is StoryState.RETRACTED and not told.knows(story, StoryState.RETRACTED):
        return Turn.RETRACTED
    if story.state is not StoryState.RETRACTED and story.severity > told.severity and story.severity >= LEAST_RING:
        return Turn.SEVERITY
    if story.state is StoryState.CONTESTED and not told.knows(story, StoryState.CONTESTED):
        return Turn.CONTESTED
    is_back = story.state is StoryState.CLAIMED and last == StoryState.RETRACTED.value
    return Turn.BACK if is_back and not told.was_back(story) else None


def _first_turn(story: Story, wanted: Preferences) -> Turn | None:
    """A story that the chat was not told of yet is a further signal of the event, if it would be worth an alert."""
    is_worth_it = story.is_claimed and story.state is not StoryState.RETRACTED
    return Turn.SIGNAL if is_worth_it and story.severity >= wanted.least_severity else None


def _is_allowed(turn: Turn, replies: int, told: Told) -> bool:
    if turn is Turn.ADMITTED:
        return True
    room = MOST_REPLIES - replies
    return room > 0 if turn is Turn.DENIED or told.has_denial else room > 1


def _cause(turn: Turn, change: StoryChange) -> StoryPost | None:
    """The post that made the turn: of those that can have, the newest of this change, else the newest.

    A severity that rose without a new claim is made by none of them.
    """
    standing = [post for post in change.story.posts if post.stands]
    match turn:
        case Turn.ADMITTED:
            able = [post for post in standing if post.role is Role.ADMISSION]
        case Turn.DENIED:
            able = [post for post in standing if _is_official_denial(post)]
        case Turn.RETRACTED:
            return None
        case Turn.SIGNAL:
            able = [post for post in standing if post.role is Role.CLAIM][:1]
        case _:
            able = [post for post in standing if post.role in (Role.CLAIM, Role.ADMISSION)]
    known = {post.post_id for post in change.before.posts} if change.before else set()
    new = _newest([post for post in able if post.post_id not in known])
    return new if turn is Turn.SEVERITY else new or _newest(able)


def _newest(posts: Sequence[StoryPost]) -> StoryPost | None:
    return max(posts, key=lambda post: (post.date, post.post_id), default=None)


def _is_official_denial(post: StoryPost) -> bool:
    return post.role is Role.DENIAL and post.channel_class is not None and post.channel_class.is_official

"""What alerts, digests and answers say of a story in the same words: headline, place, speaker, counts."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.model.story import Role, Story, StoryPost, StoryState, shown_state
from bot.signals.places import Gazetteer
from bot.wording import texts
from bot.wording.excerpt import one_line, short_name
from bot.wording.rich_text import RichText
from bot.wording.times import span

_HANDLE = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}\Z")
_UNVERIFIED = frozenset({StoryState.CLAIMED, StoryState.CONTESTED, StoryState.FADING})
_ANSWERS = frozenset({Role.DENIAL, Role.ADMISSION})


def headline(story: Story, now: datetime) -> str:
    """``BREAKTHROUGH contested``; a story that nobody claimed is named by its leading stance, never "claimed".

    A claim of which nobody has spoken for long is shown to fade at ``now`` (RULES 10).
    """
    state = texts.STATE_NAMES[shown_state(story, now)]
    if not story.is_claimed:
        state = texts.STANCE_NAMES[leading_post(story).stance]
    return texts.STORY_HEADLINE.format(signal=_heading(story).upper(), state=state)


def add_headline(text: RichText, story: Story, gazetteer: Gazetteer, now: datetime) -> None:
    """``🔴 BREAKTHROUGH contested · Soledar (Bakhmut axis)``, the words before the place in bold."""
    text.add(f"{texts.SEVERITY_MARKS[story.severity]} ").bold(headline(story, now))
    text.add(f" · {place_line(story, gazetteer)}")


def signal_name(signal: str) -> str:
    """A signal's name; one that an operator added is called by its id."""
    return texts.SIGNAL_NAMES.get(signal) or one_line(signal)


def _heading(story: Story) -> str:
    return one_line(story.title) if story.title else signal_name(story.signal)


def place_line(story: Story, gazetteer: Gazetteer) -> str:
    """``Soledar (Bakhmut axis)``, or as much of it as is known."""
    axis = place_name(story.axis, gazetteer) if story.axis else None
    if story.place is None:
        return texts.STORY_AXIS_ONLY.format(axis=axis) if axis else texts.STORY_NO_PLACE
    place = place_name(story.place, gazetteer)
    if axis is None or axis == place:
        return place
    return texts.STORY_PLACE_WITH_AXIS.format(place=place, axis=axis)


def leading_post(story: Story) -> StoryPost:
    """The post that speaks for the story: its first standing claim, else the first that ever claimed, else the first.

    Raises StopIteration for a story without posts, which cannot be.
    """
    claims = [post for post in story.posts if post.role is Role.CLAIM]
    told = [post for post in story.posts if post.is_claim]
    standing = [post for post in claims if post.stands]
    return next(iter((*standing, *claims, *told, *story.posts)))


def speaker(post: StoryPost) -> str:
    """``Evgeny Poddubny @epoddubny (blogger, RU)``."""
    return _with_class(_title_and_handle(post), post)


def short_speaker(post: StoryPost) -> str:
    """``Evgeny Poddubny (blogger, RU)``: for places where a link stands beside it."""
    return _with_class(_title(post), post)


def part(post: StoryPost) -> str:
    """What the post is to the story, in a word or two."""
    if post.role is Role.ADMISSION:
        return texts.STORY_POST_ADMITTED_SOFTLY if post.euphemism else texts.STORY_POST_ADMITTED
    return texts.STANCE_NAMES[post.stance]


def title_of(post: StoryPost) -> str:
    """The channel's title, or its @handle where it has no other."""
    return _title(post)


def counts_line(story: Story) -> str:
    """``2 independent sources · 11 copies in 34 min``; what there is none of is left out.

    Empty for a story that nobody claimed: copies of a denial or a fear say nothing of its weight.
    """
    if not story.is_claimed:
        return ""
    told = []
    if story.sources:
        told.append(texts.counted(texts.STORY_SOURCES, story.sources))
    if story.copies:
        copies = texts.counted(texts.STORY_COPIES, story.copies)
        told.append(texts.STORY_COPIES_WITHIN.format(copies=copies, span=span(_spreading(story))))
    return joined(told)


def is_unverified(story: Story) -> bool:
    """Whether the story is a claim that nobody concerned has settled."""
    return story.is_claimed and story.state in _UNVERIFIED


def official_answers(story: Story) -> tuple[StoryPost, ...]:
    """Denials and admissions by ministries and officials that still stand, by date."""
    return tuple(
        post
        for post in story.posts
        if post.role in _ANSWERS and post.stands and post.channel_class is not None and post.channel_class.is_official
    )


def joined(parts: Iterable[str]) -> str:
    """Parts of one line, with a middle dot between those that are not empty."""
    return " · ".join(part for part in parts if part)


def _spreading(story: Story) -> timedelta:
    """From the first post that told it to the last copy."""
    last_copy = max(post.date for post in story.posts if post.role is Role.COPY)
    first = min(post.date for post in story.posts if post.role in (Role.CLAIM, Role.COPY))
    return last_copy - first


def place_name(place_id: str, gazetteer: Gazetteer) -> str:
    """A place's usual English name; one that the gazetteer has no more is called by its id."""
    place = gazetteer.place(place_id)
    return place.name if place else one_line(place_id.replace("-", " ").title())


def _title(post: StoryPost) -> str:
    title = short_name(post.channel_title)
    return f"@{title}" if title == post.channel_name and _HANDLE.match(title) else title


def _title_and_handle(post: StoryPost) -> str:
    title = _title(post)
    if post.channel_name == post.channel_title or not _HANDLE.match(post.channel_name):
        return title
    return texts.STORY_SPEAKER_WITH_HANDLE.format(title=title, handle=post.channel_name)


def _with_class(name: str, post: StoryPost) -> str:
    if post.channel_class is None:
        return name
    return texts.STORY_SPEAKER_WITH_CLASS.format(speaker=name, channel_class=texts.CLASS_NAMES[post.channel_class])

"""Which story a flagged post founds or joins (RULES 8, 9)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.flag import Stance
from bot.model.post import ForwardOrigin
from bot.model.signal import OwnSignal
from bot.model.story import Role, Severity, Story, StoryChange, StoryPost, StoryState
from bot.stories.answering import (
    ENDS_AFTER,
    ENDS_AFTER_SILENCE,
    Answer,
    answered_by,
    answers_in,
    denial,
    places_of,
    with_answer,
)
from bot.stories.events import with_event
from bot.stories.revising import take_back, update
from bot.stories.shelf import Shelf, with_copies
from bot.stories.sighting import AxisOf, Sighting, member, where_of
from bot.stories.timeline import settle

LOOK_AROUND = timedelta(hours=72)
"""Stories with a post this near to a sighting's date, before or after, have to be on the shelf."""


def group(
    sightings: Iterable[Sighting],
    stories: Iterable[Story],
    *,
    next_id: int,
    axis_of: AxisOf,
    own_signals: Iterable[OwnSignal] = (),
) -> tuple[StoryChange, ...]:
    """Let every flag of the sightings join a story, found one, or change the one that it is part of.

    ``stories`` are those of LOOK_AROUND and those that hold any of the posts; ``next_id`` is the number of
    the first story to be founded, ``own_signals`` are the operator's. What comes out does not depend on the order
    of the sightings.
    """
    shelf = Shelf(stories, next_id=next_id, own_signals=own_signals)
    for sighting in sorted(sightings, key=lambda each: (each.post.date, each.post.post_id)):
        _take_in(shelf, sighting, axis_of)
    _answer(shelf, axis_of)
    for story in shelf.touched:
        shelf.put(with_event(story, shelf, axis_of))
    return tuple(_counted(change) for change in shelf.changes())


def _take_in(shelf: Shelf, sighting: Sighting, axis_of: AxisOf) -> None:
    take_back(shelf, sighting, axis_of)
    for flag in sighting.reading.flags:
        if flag.stance is Stance.PAST:
            continue
        post = member(sighting, flag)
        if update(shelf, flag.signal, post, axis_of):
            continue
        answer = denial(post, flag.signal, axis_of)
        if answer:
            _deny(shelf, flag.signal, answer, axis_of)
        else:
            _join(shelf, flag.signal, post, sighting.post.forwarded_from, axis_of)


def _join(shelf: Shelf, signal: str, post: StoryPost, forwarded_from: ForwardOrigin | None, axis_of: AxisOf) -> None:
    origin = shelf.origin_of(signal, forwarded_from)
    alike = [origin] if origin else []
    alike = [pair for pair in (*alike, *shelf.copies_of(signal, post)) if pair[1].stance is post.stance]
    story = alike[0][0] if alike else _story_for(shelf, signal, post, axis_of)
    if story is None:
        if post.stance is not Stance.CLAIMED or where_of(post, axis_of).is_too_wide:
            return
        story = _founded(shelf, signal, post, axis_of)
    joined = with_copies(story, post, (each for its, each in alike if its.story_id == story.story_id))
    shelf.put(settle(joined, axis_of))


def _deny(shelf: Shelf, signal: str, answer: Answer, axis_of: AxisOf) -> None:
    """A denial goes to every story that it answers; without one it waits as a story that nobody claims."""
    post = answer.post
    answered = answered_by(answer, shelf.of_signal(signal), axis_of)
    for story in answered:
        shelf.put(settle(with_answer(story, answer), axis_of))
    if answered:
        return
    alone = settle(_new_story(0, signal, post, shelf.own_signal(signal)), axis_of)
    waiting = [
        story
        for story in shelf.of_signal(signal)
        if not story.is_claimed and (story.place, story.axis) == (alone.place, alone.axis)
        if _is_open(story, post.date)
    ]
    if waiting:
        shelf.put(settle(replace(waiting[-1], posts=(*waiting[-1].posts, post)), axis_of))
    else:
        story_id = shelf.new_id()
        shelf.put(replace(alone, story_id=story_id, event_id=story_id))


def _story_for(shelf: Shelf, signal: str, post: StoryPost, axis_of: AxisOf) -> Story | None:
    """The open story at the post's place, else on its axis, else one of a denial that waits for this claim."""
    spot = where_of(post, axis_of)
    claimed, waiting = [], []
    for story in shelf.of_signal(signal):
        if not story.is_claimed:
            waiting.append(story)
        elif _is_open(story, post.date):
            claimed.append(story)
    here = [story for story in claimed if set(spot.places) & set(places_of(story, axis_of))]
    if here:
        return min(here, key=lambda story: (spot.places[0] not in places_of(story, axis_of), story.founded_at))
    along = [story for story in claimed if spot.axis and story.axis == spot.axis and not (spot.places and story.place)]
    if along:
        return min(along, key=lambda story: (_distance(story, post.date), story.story_id))
    return _waiting_for(post, signal, waiting, axis_of) if post.stance is Stance.CLAIMED else None


def _waiting_for(post: StoryPost, signal: str, waiting: Sequence[Story], axis_of: AxisOf) -> Story | None:
    alone = settle(_new_story(0, signal, post), axis_of)
    for story in waiting:
        if any(answered_by(answer, [alone], axis_of) for answer in answers_in([story], axis_of)):
            return story
    return None


def _is_open(story: Story, moment: datetime) -> bool:
    """Whether a post of that time belongs to the story's time (RULES 8), be it told late or not."""
    if moment < story.founded_at:
        return story.founded_at - moment <= ENDS_AFTER_SILENCE and story.last_claim_at - moment <= ENDS_AFTER
    return moment - story.last_claim_at <= ENDS_AFTER_SILENCE and moment - story.founded_at <= ENDS_AFTER


def _distance(story: Story, moment: datetime) -> timedelta:
    return min(abs(moment - story.founded_at), abs(moment - story.last_claim_at))


def _founded(shelf: Shelf, signal: str, post: StoryPost, axis_of: AxisOf) -> Story:
    """A new story without its founding post yet; it continues the last one that ended at the same place."""
    spot = where_of(post, axis_of)
    ended = [
        story
        for story in shelf.of_signal(signal)
        if story.is_claimed and story.founded_at < post.date and set(spot.places) & set(places_of(story, axis_of))
    ]
    last = max(ended, key=lambda story: story.founded_at, default=None)
    story = _new_story(shelf.new_id(), signal, post, shelf.own_signal(signal))
    return replace(story, posts=(), continues=last.story_id if last else None)


def _new_story(story_id: int, signal: str, post: StoryPost, own: OwnSignal | None = None) -> Story:
    return Story(
        story_id=story_id,
        event_id=story_id,
        signal=signal,
        place=None,
        axis=None,
        state=StoryState.CLAIMED,
        severity=Severity.LOW,
        reasons=(),
        founded_at=post.date,
        last_claim_at=post.date,
        posts=(post,),
        title=own.title if own else None,
        weight=own.severity if own else Severity.MEDIUM,
    )


def _answer(shelf: Shelf, axis_of: AxisOf) -> None:
    """Bring official answers and the stories that they answer together, whichever came first."""
    touched = {story.story_id for story in shelf.touched}
    if not touched:
        return
    for answer in answers_in(shelf, axis_of):
        signals = (story for signal in sorted(answer.signals) for story in shelf.of_signal(signal))
        is_new = any(story.story_id in touched for story in shelf.of_post(answer.post.post_id))
        for story in answered_by(answer, signals, axis_of):
            if is_new or story.story_id in touched:
                answered = with_answer(story, answer)
                if answered is not story:
                    shelf.put(settle(answered, axis_of))


def _counted(change: StoryChange) -> StoryChange:
    """The change with version and transition raised by what a reader would notice (RULES 15)."""
    story, before = change.story, change.before
    if before is None:
        return change
    is_turn = story.state is not before.state or story.severity > before.severity
    return replace(
        change,
        story=replace(
            story,
            version=before.version + (_seen(story) != _seen(before)),
            transition=before.transition + is_turn,
        ),
    )


def _seen(story: Story) -> tuple[object, ...]:
    answers = tuple((post.post_id, post.stands) for post in story.posts if post.role in (Role.DENIAL, Role.ADMISSION))
    return story.state, story.severity, story.place, story.sources, story.copies, story.event_id, answers

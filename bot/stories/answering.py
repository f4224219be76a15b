"""Which stories an official denial or admission answers (RULES 10, 11)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model.flag import Side
from bot.model.story import Role, Story, StoryPost
from bot.stories.sighting import AxisOf, Where, opposite, own_side, where_of
from bot.stories.timeline import WITHDRAWAL, concedes, is_official_denial, side_of

ADMITTED_WITHIN = timedelta(hours=72)
ENDS_AFTER_SILENCE = timedelta(hours=12)
ENDS_AFTER = timedelta(hours=36)
ADVANCES = frozenset({"breakthrough", "encirclement", "offensive", "capture"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An official post that answers stories of ``signals``, about troops of ``side`` where it is known."""

    post: StoryPost
    signals: frozenset[str]
    side: Side | None
    where: Where

    @property
    def is_admission(self) -> bool:
        """Whether it concedes rather than denies."""
        return self.post.role is Role.ADMISSION


def answers_in(stories: Iterable[Story], axis_of: AxisOf) -> list[Answer]:
    """Every official denial and admission among the posts of these stories, each once, by date."""
    found: dict[tuple[int, str, bool], Answer] = {}
    for story in stories:
        for post in story.posts:
            if post.stands and post.channel_class and post.channel_class.is_official:
                for answer in (denial(post, story.signal, axis_of), _admission(post, story.signal, axis_of)):
                    if answer:
                        found.setdefault((post.post_id, story.signal, answer.is_admission), answer)
    return sorted(found.values(), key=lambda answer: (answer.post.date, answer.post.post_id))


def answered_by(answer: Answer, stories: Iterable[Story], axis_of: AxisOf) -> list[Story]:
    """The claimed stories that this answers: those at its place, else on its axis; if it names none, all.

    An admission has to say where: "we regrouped" somewhere concedes nothing in particular.
    """
    open_ones = [
        story
        for story in stories
        if story.is_claimed and can_answer(answer, story) and not _claims_itself(answer, story)
    ]
    if answer.where.is_nowhere:
        return [] if answer.is_admission else open_ones
    return _at_its_place(answer.where, open_ones, axis_of) or [
        story for story in open_ones if answer.where.axis and story.axis == answer.where.axis
    ]


def can_answer(answer: Answer, story: Story) -> bool:
    """Whether signal, side and time let this answer the story, wherever it is."""
    if story.signal not in answer.signals or not _is_in_time(answer, story):
        return False
    side = side_of(story)
    return side is None or answer.side is None or side is answer.side


def _claims_itself(answer: Answer, story: Story) -> bool:
    """Whether the answer is one of the story's own claims: an admission that nobody made before it."""
    return any(post.post_id == answer.post.post_id and post.role in (Role.CLAIM, Role.COPY) for post in story.posts)


def with_answer(story: Story, answer: Answer) -> Story:
    """The story with the answer among its posts; unchanged if the post is there already."""
    if any(post.post_id == answer.post.post_id for post in story.posts):
        return story
    return replace(story, posts=(*story.posts, answer.post))


def denial(post: StoryPost, signal: str, axis_of: AxisOf) -> Answer | None:
    """What an official denial in a story of this signal answers; None for any other post."""
    if not is_official_denial(post):
        return None
    speaker = own_side(post.channel_class)
    denied_side = post.side or (speaker if signal == WITHDRAWAL else opposite(speaker))
    return Answer(post=post, signals=frozenset({signal}), side=denied_side, where=where_of(post, axis_of))


def _admission(post: StoryPost, signal: str, axis_of: AxisOf) -> Answer | None:
    if post.role not in (Role.CLAIM, Role.ADMISSION) or signal not in ADVANCES | {WITHDRAWAL}:
        return None
    if not concedes(post, signal):
        return None
    admission = replace(post, role=Role.ADMISSION, copy_of=None)
    side = opposite(own_side(post.channel_class))
    return Answer(post=admission, signals=ADVANCES, side=side, where=where_of(post, axis_of))


def _is_in_time(answer: Answer, story: Story) -> bool:
    told = answer.post.date
    if answer.is_admission:
        return timedelta(0) <= told - story.founded_at <= ADMITTED_WITHIN and _is_claimed_still(story, told)
    return (
        story.founded_at - told <= ENDS_AFTER_SILENCE
        and told - story.last_claim_at <= ENDS_AFTER_SILENCE
        and told - story.founded_at <= ENDS_AFTER
    )


def _is_claimed_still(story: Story, moment: datetime) -> bool:
    """Whether any claim stood at that time: what all had taken back before, nobody concedes."""
    claims = [post for post in story.posts if post.is_claim and not post.withdrawn]
    return any(post.deleted_at is None or post.deleted_at > moment for post in claims)


def _at_its_place(told: Where, stories: Sequence[Story], axis_of: AxisOf) -> list[Story]:
    return [story for story in stories if set(told.places) & set(places_of(story, axis_of))]


def places_of(story: Story, axis_of: AxisOf) -> tuple[str, ...]:
    """The places that a story is about: those of its claims, or of all its posts while nobody claims it.

    Posts that name many places, and answers, widen no story.
    """
    claims = [post for post in story.posts if post.is_claim and post.role is not Role.ADMISSION] or story.posts
    spots = [where_of(post, axis_of) for post in claims]
    return tuple(dict.fromkeys(place for spot in spots if not spot.is_too_wide for place in spot.places))

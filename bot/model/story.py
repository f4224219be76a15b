"""Stories: flagged posts of one signal at one place (RULES 8–12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from bot.model.channel import ChannelClass
from bot.model.flag import Side, Stance
from bot.model.post import Origin

MOST_PLACES = 3
"""A post that names more places than this founds and bridges no story (RULES 8)."""


FADES_AFTER_SILENCE = timedelta(hours=12)
"""A claim that nobody repeats in words of their own for so long has ended, and fades (RULES 8, 10)."""

FADES_AFTER = timedelta(hours=36)
"""However often it is repeated: so long after its first claim a story has ended (RULES 8)."""


class StoryState(StrEnum):
    """Where a story stands; a pure function of its posts (RULES 10)."""

    CLAIMED = "claimed"
    CONTESTED = "contested"
    DENIED = "denied"
    ADMITTED = "admitted"
    RETRACTED = "retracted"
    FADING = "fading"


class Severity(IntEnum):
    """How much a story matters; ordered."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2
    CRITICAL = 3

    @property
    def label(self) -> str:
        """Its name in files, settings and CONTRACTS.md."""
        return self.name.lower()


class Role(StrEnum):
    """What a post is to its story."""

    CLAIM = "claim"
    COPY = "copy"
    DENIAL = "denial"
    ADMISSION = "admission"
    MENTION = "mention"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPost:
    """A post's part in a story. ``start`` and ``end`` are the deciding mention in its text (code points).

    ``places`` are gazetteer ids that it names for the story's signal; ``copy_of`` is the post it copies.
    """

    post_id: int
    channel_key: int
    channel_name: str
    channel_title: str
    channel_class: ChannelClass | None
    message_id: int
    url: str | None
    date: datetime
    origin: Origin
    text: str
    role: Role
    stance: Stance
    start: int
    end: int
    term: str
    places: tuple[str, ...] = ()
    cue: str | None = None
    side: Side | None = None
    euphemism: bool = False
    copy_of: int | None = None
    deleted_at: datetime | None = None
    withdrawn: bool = False
    """Edited so that it no longer claims (RULES 5)."""
    answers: bool = False
    """Brought in as an official's answer to the story (RULES 10, 11), not as one of its own posts."""

    @property
    def stands(self) -> bool:
        """Whether the post still says what made it part of the story."""
        return self.deleted_at is None and not self.withdrawn

    @property
    def is_claim(self) -> bool:
        """Whether it claims or concedes the story, in its own words or another's."""
        return self.stance is Stance.CLAIMED and self.role in (Role.CLAIM, Role.COPY, Role.ADMISSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story with all of its posts, by date.

    ``event_id`` is the number of the first story of the same event: they share one living alert
    (RULES 9). ``title`` heads the story of an operator's own signal, and ``weight`` is what a single claim that
    names a place weighs (OwnSignal). ``version`` rises with each change that a subscriber could see; ``transition``
    with each change of state, severity upwards or retraction, and keys the replies (RULES 15).

    ``merged_into`` is the number of the story that took all of this one's posts, when a late post showed that
    they are one: it then has no posts, and whoever asks for it is given the other.
    """

    story_id: int
    event_id: int
    signal: str
    place: str | None
    axis: str | None
    state: StoryState
    severity: Severity
    reasons: tuple[str, ...]
    founded_at: datetime
    last_claim_at: datetime
    posts: tuple[StoryPost, ...]
    version: int = 1
    transition: int = 0
    continues: int | None = None
    title: str | None = None
    weight: Severity = Severity.MEDIUM
    merged_into: int | None = None

    @property
    def sources(self) -> int:
        """Origins that claim it in their own words, the first included (RULES 12); a channel is one origin."""
        return len({post.channel_key for post in self.posts if post.role is Role.CLAIM and post.stands})

    @property
    def copies(self) -> int:
        """Forwards, copies and near-duplicates (RULES 12)."""
        return sum(post.role is Role.COPY for post in self.posts)

    @property
    def places(self) -> tuple[str, ...]:
        """Every place that its posts name, the story's own first; posts that name many are left out (RULES 8)."""
        own = (self.place,) if self.place else ()
        named = (place for post in self.posts if len(post.places) <= MOST_PLACES for place in post.places)
        return tuple(dict.fromkeys((*own, *named)))

    @property
    def is_claimed(self) -> bool:
        """Whether anybody ever claimed it: a story may hold only fears, or a denial that waits for its claim."""
        return any(post.is_claim for post in self.posts)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryChange:
    """A story that was founded (``before`` is None), has changed, or was merged into another."""

    story: Story
    before: Story | None


def head_of(stories: Iterable[Story]) -> Story:
    """The story that heads the alert of an event: the most severe of its stories, else the first (RULES 9).

    Stories that somebody still claims go before those that nobody does. Raises ValueError for none.
    """
    return max(stories, key=lambda story: (_stands(story), story.severity, -story.story_id))


def _stands(story: Story) -> bool:
    return story.is_claimed and story.state is not StoryState.RETRACTED


def shown_state(story: Story, now: datetime) -> StoryState:
    """The state of a story as it is shown at ``now``: a bare claim fades by age alone (RULES 10).

    Its age is that of RULES 8: 12 h without an independent claim, or 36 h after its first. What was denied,
    contested, admitted or retracted stays so at any age: that is how it ended.
    """
    return state_at(now, state=story.state, founded_at=story.founded_at, last_claim_at=story.last_claim_at)


def state_at(now: datetime, *, state: StoryState, founded_at: datetime, last_claim_at: datetime) -> StoryState:
    """The same for a story of which no more is known."""
    is_old = now - last_claim_at >= FADES_AFTER_SILENCE or now - founded_at >= FADES_AFTER
    return StoryState.FADING if state is StoryState.CLAIMED and is_old else state


def first_claim(story: Story) -> StoryPost | None:
    """The post that claimed the story first, whether or not it stands; None where nobody did."""
    return min(
        (post for post in story.posts if post.is_claim and post.role is not Role.ADMISSION),
        key=lambda post: (post.date, post.post_id),
        default=None,
    )


def time_to_answer(story: Story, answer: StoryPost) -> timedelta | None:
    """How long after the first claim the answer came; None where it came before, or nobody claimed anything."""
    claim = first_claim(story)
    return answer.date - claim.date if claim is not None and answer.date >= claim.date else None

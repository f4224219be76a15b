"""What follows from a story's posts: roles, state, place and times, whatever order they came in (RULES 10–12)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.flag import Stance
from bot.model.story import Role, Story, StoryPost, StoryState
from bot.stories.severity import BurstOf, weigh
from bot.stories.where import AxisOf, opposite, own_side, where_of

WITHDRAWAL = "withdrawal"
ADVANCES = frozenset({"breakthrough", "encirclement", "offensive", "capture"})


def settle(story: Story, axis_of: AxisOf, burst_of: BurstOf | None = None) -> Story:
    """The story with all that its posts decide brought up to date; versions are left as they are.

    Posts that name too many places decide where and when it is only if there are no others (RULES 8).
    """
    posts = _with_roles(sorted(story.posts, key=order_of), story.signal)
    claims = [post for post in posts if post.role is Role.CLAIM] or posts
    claims = [post for post in claims if not where_of(post, axis_of).is_too_wide] or claims
    spoken_of = [where_of(post, axis_of) for post in claims]
    placed = [found for found in spoken_of if found.places and not found.is_too_wide]
    axes = [found.axis for found in spoken_of if found.axis]
    place = placed[0].places[0] if placed else None
    settled = replace(
        story,
        posts=tuple(posts),
        place=place,
        axis=(axis_of(place) if place else None) or (axes[0] if axes else None),
        state=state_of(posts),
        founded_at=claims[0].date,
        last_claim_at=claims[-1].date,
    )
    severity, reasons = weigh(settled, burst_of)
    return replace(settled, severity=severity, reasons=reasons)


def order_of(post: StoryPost) -> tuple[datetime, str, int, int]:
    """The order of posts: by date, and those of one moment by channel and message, never by arrival."""
    return post.date, post.channel_name, post.message_id, post.post_id


def state_of(posts: Sequence[StoryPost]) -> StoryState:
    """The state that these posts make, fading apart (RULES 10)."""
    standing = [post for post in posts if post.stands]
    claimants = {post.channel_key for post in standing if post.role is Role.CLAIM}
    if any(post.role is Role.ADMISSION for post in standing):
        return StoryState.ADMITTED
    if any(is_official_denial(post) for post in standing):
        return StoryState.CONTESTED if len(claimants) > 1 else StoryState.DENIED
    if not claimants and any(post.role is Role.CLAIM for post in posts):
        return StoryState.RETRACTED
    return StoryState.CLAIMED


def is_official_denial(post: StoryPost) -> bool:
    """Whether a post denies with a side's own word."""
    return post.role is Role.DENIAL and post.channel_class is not None and post.channel_class.is_official


def concedes(post: StoryPost, signal: str) -> bool:
    """Whether a ministry claims this against its own side: that its troops withdrew, or the enemy advanced.

    A euphemism of whoever's troops is the ministry's own: nobody is mild about the enemy (RULES 7, 11).
    """
    speaker = own_side(post.channel_class)
    if speaker is None or post.stance is not Stance.CLAIMED:
        return False
    if signal == WITHDRAWAL:
        return post.side is speaker or (post.side is None and post.euphemism)
    return post.side is opposite(speaker)


def _with_roles(posts: Sequence[StoryPost], signal: str) -> list[StoryPost]:
    """Claims that concede what somebody else claimed before them are admissions; copies stay copies."""
    settled: list[StoryPost] = []
    claimed_by: set[int] = set()
    for post in posts:
        if post.role is Role.CLAIM and concedes(post, signal) and claimed_by - {post.channel_key}:
            post = replace(post, role=Role.ADMISSION)
        elif post.role is Role.CLAIM:
            claimed_by.add(post.channel_key)
        settled.append(post)
    return settled

"""How much a story matters, with the reasons.

Weighed as a reader who is woken by it: one blogger who names a place is worth a look (medium), several
sources or an official are worth more; a rumour without a place waits for a second voice, unless somebody
close to the front speaks of the front itself.
"""

from collections.abc import Callable

from bot.model.channel import ChannelClass
from bot.model.story import Role, Severity, Story, StoryPost

GRAVE_SIGNALS = frozenset({"breakthrough", "encirclement"})
MANY_SOURCES = 4
_FAR_FROM_THE_FRONT = frozenset({ChannelClass.MEDIA, ChannelClass.AGGREGATOR, ChannelClass.ANALYST})

BurstOf = Callable[[Story], str | None]
"""Tells by what reason a story comes in a burst of its signal, if it does: that raises its severity by one."""


def weigh(story: Story, burst_of: BurstOf | None = None) -> tuple[Severity, tuple[str, ...]]:
    """The severity of a story and the reasons for it, the weightiest first; what was retracted counts on."""
    claims = [post for post in story.posts if post.role in (Role.CLAIM, Role.ADMISSION)]
    if not claims:
        return Severity.LOW, ("nobody claims it",)
    level, reasons = _by_place(story, claims)
    sources = len({post.channel_key for post in claims})
    if sources > 1:
        level += 2 if sources >= MANY_SOURCES and story.signal in GRAVE_SIGNALS else 1
        reasons.append(f"{sources} independent sources")
    if any(post.channel_class and post.channel_class.is_official for post in claims):
        level += 1
        reasons.append("told by an official channel")
    burst = burst_of(story) if burst_of else None
    if burst:
        level += 1
        reasons.append(burst)
    highest = Severity.CRITICAL if story.place or story.axis else Severity.HIGH
    return Severity(min(level, highest)), tuple(reasons)


def _by_place(story: Story, claims: list[StoryPost]) -> tuple[int, list[str]]:
    if story.place:
        return story.weight, ["a place is named"]
    if story.axis:
        return story.weight, ["an axis is named"]
    is_near = any(post.channel_class not in _FAR_FROM_THE_FRONT for post in claims)
    if story.signal in GRAVE_SIGNALS and is_near:
        return Severity.MEDIUM, [f"{story.signal} told by a channel close to the front"]
    return max(story.weight - 1, Severity.LOW), ["no place is named"]

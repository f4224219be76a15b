"""What may become of a story after it was told, as far as a phone should ring for it (RULES 9, 15)."""

from dataclasses import dataclass
from enum import StrEnum


class Turn(StrEnum):
    """What has changed, the weightiest first; kept in the outbox by its value."""

    ADMITTED = "admitted"
    DENIED = "denied"
    """Denied officially for the first time, whether or not others still claim it."""

    RETRACTED = "retracted"
    SEVERITY = "severity"
    SIGNAL = "signal"
    """A further signal of the same event."""

    CONTESTED = "contested"
    """Claimed by somebody else after it was denied."""

    BACK = "back"
    """Claimed again after it was retracted."""

    @property
    def place(self) -> int:
        """Its place in this order; 0 is the weightiest."""
        return tuple(Turn).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One turn of one story; ``post_id`` is the post that made it, None where a post that went made it."""

    story_id: int
    turn: Turn
    post_id: int | None = None


def news_fact(news: News) -> list[object]:
    """The news as a JSON value."""
    return [news.story_id, news.turn.value, news.post_id]


def news_of_fact(fact: object) -> News:
    """The news that ``news_fact`` wrote. Raises ValueError for anything else."""
    match fact:
        case [int(story_id), str(turn), int() | None as post_id]:
            return News(story_id=story_id, turn=Turn(turn), post_id=post_id)
        case _:
            raise ValueError(f"{fact!r} is no news")

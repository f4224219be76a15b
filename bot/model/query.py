"""Questions to the archive, already understood: nothing here is a person's syntax any more."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.flag import Flag, Stance
from bot.model.post import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A run of words to be found: each position holds the folded forms that may stand there.

    One position is a word with all its forms; several are a phrase, one right after the other. A single
    position may hold ``beginnings`` too: any word that begins so will do. Any of the ``alternatives``, which
    have none themselves, will do as well.
    """

    positions: tuple[frozenset[str], ...]
    beginnings: frozenset[str] = frozenset()
    alternatives: "tuple[Words, ...]" = ()

    def __post_init__(self) -> None:
        if self.beginnings and len(self.positions) != 1:
            raise ValueError("only a single word may be given by its beginning")

    @property
    def runs(self) -> "tuple[Words, ...]":
        """All of which any will do, this one first."""
        return (self, *self.alternatives)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a post must hold: every one of ``wanted``, none of ``unwanted``, and all filters.

    ``after`` is inclusive and ``before`` exclusive, both instants. ``channel_keys`` and ``post_ids`` None mean
    any, ``is_deleted`` None either. ``by_relevance`` asks for the most relevant of the newest thousand answers
    instead of the newest. ``albums_as_one`` passes over members without a text where another member of their album
    stands for them (RULES 5), except where it is asked what was edited or deleted: that happens to single ones.
    """

    wanted: tuple[Words, ...] = ()
    unwanted: tuple[Words, ...] = ()
    channel_keys: tuple[int, ...] | None = None
    after: datetime | None = None
    before: datetime | None = None
    signals: tuple[str, ...] = ()
    stances: tuple[Stance, ...] = ()
    places: tuple[str, ...] = ()
    has_media: bool = False
    is_forward: bool = False
    is_edited: bool = False
    has_link: bool = False
    is_deleted: bool | None = None
    post_ids: frozenset[int] | None = None
    by_relevance: bool = False
    albums_as_one: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A post that answers a query, with what was flagged in it, and the ids of all places that it names anywhere.

    ``revisions`` counts the versions beside the one that came first, whichever of them stands: where the edit came
    before its post, that is the first.
    """

    post: Post
    flags: tuple[Flag, ...]
    places: tuple[str, ...] = ()
    revisions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HitPage:
    """One page of hits, in the order that was asked for."""

    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How many posts answer: ``posts``, or, where nobody counted to the end, more than that."""

    posts: int
    is_exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of all the hits of a query, newest first; ``below`` is where the next one begins, None at the end.

    A stretch without hits is not the end: only so many posts are looked at in one go.
    """

    hits: tuple[Hit, ...] = ()
    below: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as a person typed it in a chat, kept so that the buttons under its answer go on working."""

    chat_id: int
    user_id: int | None
    text: str
    asked_at: datetime

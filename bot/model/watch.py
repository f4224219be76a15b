"""Own watch words: what a chat asked to be told of, beside the signals (RULES 19)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.post import Origin

MOST_WORDS = 50
"""So many words of its own a chat may watch; those that the operator gave it do not count."""


class WordFault(StrEnum):
    """Why something that was typed cannot be watched for."""

    NO_WORD = "it holds no word"
    TOO_LONG = "it is too long"
    NOT_SUPPORTED = "this part of a regular expression is not supported"
    MALFORMED = "it is no regular expression"
    MATCHES_NOTHING = "the regular expression matches where nothing stands"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWatchWord:
    """A word, a phrase or, between slashes, a regular expression that a chat wants to be told of.

    ``text`` is as it was typed; ``key`` its one spelling, so that a chat watches nothing twice. ``added_by``
    is a user id. ``is_standing`` words are the operator's, from watch.toml: they come and go with the file.
    """

    chat_id: int
    text: str
    key: str
    added_at: datetime
    added_by: int | None = None
    is_standing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchWord:
    """A word that is watched; see NewWatchWord. ``word_id`` is never given twice."""

    word_id: int
    chat_id: int
    text: str
    key: str
    added_at: datetime
    added_by: int | None = None
    is_standing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WordMatch:
    """A post that held a watched word, and the post at the head of the alert that tells of it.

    Where ``post_id`` is the head itself, it is what the alert shows; otherwise it is counted there: as a copy
    of the head (RULES 13) or as another post that came before ``open_until``.
    """

    word_id: int
    post_id: int
    head_id: int
    at: datetime
    open_until: datetime
    is_copy: bool = False

    @property
    def is_head(self) -> bool:
        """Whether the alert shows this post."""
        return self.post_id == self.head_id


@dataclass(frozen=True, slots=True, kw_only=True)
class WordAlert:
    """An alert of watched words as far as it has come.

    ``text`` is its head's, as it stands now. It counts further posts of ``word_ids`` until ``open_until``;
    ``others`` and ``copies`` are how many it has counted (RULES 19).
    """

    chat_id: int
    head_id: int
    channel_key: int
    message_id: int
    text: str
    origin: Origin
    word_ids: tuple[int, ...]
    words: tuple[str, ...]
    told_at: datetime
    open_until: datetime
    others: int = 0
    copies: int = 0


def word_alert_key(chat_id: int, head_id: int) -> str:
    """The outbox key of the alert that tells a chat of a post for the words that it watches."""
    return f"word:{chat_id}:{head_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordHistory:
    """What was told of some words lately, the newest alert last.

    ``matched`` are the (word, post) pairs, of the posts asked about, that were told or counted already.
    """

    alerts: tuple[WordAlert, ...] = ()
    matched: frozenset[tuple[int, int]] = frozenset()

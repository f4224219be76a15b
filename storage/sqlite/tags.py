"""Tokens of the index's ``tags`` column: rare filters answered as quickly as a rare word (TELEGRAM 31)."""

import json
import re
import sqlite3

from bot.model.flag import Stance
from bot.model.message import EntityKind
from bot.model.work import PostReading
from storage.sqlite.rows import original_text

ANY_POST = "any"
"""Every indexed post has it, so that "all posts" and "none of these words" are questions to the index too."""

NO_WORD = "no word"
"""No indexed word or tag holds a blank, so nothing is found by it."""

WITH_MEDIA = "media"
FORWARDED = "forward"
EDITED = "edit"
DELETED = "deleted"
WITH_LINK = "link"
STOOD_FOR = "album"
"""A member of an album for which another stands; see albums."""

_LINK = re.compile(r"https?://|\bt\.me/|\bwww\.", re.IGNORECASE)
_MARKS_OF_LINKS = ("/", "ww", "WW", "Ww", "wW")
"""One of them is in whatever ``_LINK`` finds: most posts are done without it, in a tenth of the time."""
_LINKING = frozenset({EntityKind.LINK.value, EntityKind.URL.value})


def channel(key: int) -> str:
    """The posts of one channel."""
    return f"channel:{key}"


def place(place_id: str) -> str:
    """The posts that name a place."""
    return f"place:{place_id}"


def signal(name: str) -> str:
    """The posts that raise a signal."""
    return f"signal:{name}"


def stance(meant: Stance) -> str:
    """The posts that raise any signal with this stance."""
    return f"stance:{meant.value}"


def signal_stance(name: str, meant: Stance) -> str:
    """The posts that raise this signal with this stance."""
    return f"signal:{name}/{meant.value}"


def of_post(reading: PostReading, post: sqlite3.Row, *, stood_for: bool) -> str:
    """All tokens of a post, parted by blanks, always in the same order."""
    tokens = [ANY_POST, channel(post["channel_key"])]
    tokens += [WITH_MEDIA] * post["has_media"]
    tokens += [FORWARDED] * post["forwarded"]
    tokens += [EDITED] * post["edited"]
    tokens += [DELETED] * post["deleted"]
    tokens += [WITH_LINK] * _holds_link(post)
    found = {place(name) for name in reading.places}
    for flag in reading.flags:
        found |= {signal(flag.signal), stance(flag.stance), signal_stance(flag.signal, flag.stance)}
        found.update(map(place, flag.places))
    return marked(" ".join(tokens + sorted(found)), stood_for=stood_for)


def marked(its_tags: str, *, stood_for: bool) -> str:
    """The tokens of a post with ``STOOD_FOR`` as the last of them, or without it."""
    return its_tags.removesuffix(f" {STOOD_FOR}") + f" {STOOD_FOR}" * stood_for


def _holds_link(post: sqlite3.Row) -> bool:
    text = original_text(post["first_text"] if post["current_revision"] == 0 else post["later_text"])
    if "https://" in text or (any(mark in text for mark in _MARKS_OF_LINKS) and _LINK.search(text)):
        return True
    if not post["entities"]:
        return False
    kinds = {kind for kind, *_ in json.loads(post["entities"])}
    return not kinds.isdisjoint(_LINKING)

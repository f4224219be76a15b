"""Excerpts in the reader's language (RULES 20)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A piece of a post's text, just as a reader is shown it."""

    post_id: int
    text: str

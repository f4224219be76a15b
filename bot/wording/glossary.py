"""Excerpts in the reader's language, beside the originals that they are of (RULES 20)."""

from collections.abc import Mapping
from typing import Final

from bot.model.translation import Excerpt
from bot.wording import texts
from bot.wording.excerpt import beginning
from bot.wording.rich_text import RichText

_LONGEST: Final = 400
"""Code points of a translation that are shown: it comes from a server, which may say anything."""


class Glossary:
    """What is known of the excerpts that a text shows, in the reader's language, and which they are.

    ``shown`` gathers them while the text is written, so that a first writing tells what to translate for the
    second.
    """

    def __init__(self, language: str | None = None, known: Mapping[Excerpt, str] | None = None) -> None:
        self.shown: list[Excerpt] = []
        self._language = language
        self._known = known or {}

    def add_to(self, text: RichText, post_id: int, excerpt: str) -> None:
        """Write the translation of an excerpt that was just quoted, on a line of its own, where there is one."""
        key = Excerpt(post_id=post_id, text=excerpt)
        self.shown.append(key)
        translated = self._known.get(key)
        if translated and self._language:
            language = texts.LANGUAGE_NAMES.get(self._language, self._language)
            text.line().italic(texts.TRANSLATED.format(language=language, text=beginning(translated, length=_LONGEST)))

"""The Russian and Ukrainian dictionaries, opened once and only when a word has to be looked up."""

from functools import lru_cache
from typing import Any

import pymorphy3

APOSTROPHE = "ʼ"
"""The letter that stands for every apostrophe inside a Cyrillic word; Unicode and FTS5 count it as a letter."""

LANGUAGES = ("ru", "uk")

OTHER_LETTERS = {"ru": frozenset("іїєґʼ"), "uk": frozenset("ыэъ")}
"""Letters that no word of the language has."""


@lru_cache(maxsize=len(LANGUAGES))
def analyzer(language: str) -> Any:
    """The morphological analyser of ``ru`` or ``uk``; opening one takes a fifth of a second."""
    return pymorphy3.MorphAnalyzer(lang=language)


def as_in_dictionary(folded_word: str) -> str:
    """The word as the dictionaries spell it: with the typewriter's apostrophe."""
    return folded_word.replace(APOSTROPHE, "'")


def as_folded(dictionary_word: str) -> str:
    """A dictionary's own spelling folded: it is plain and small but for ё and the apostrophe."""
    return dictionary_word.replace("ё", "е").replace("'", APOSTROPHE)


@lru_cache(maxsize=8192)
def is_known_in(folded_word: str, language: str) -> bool:
    """Whether the dictionary of one language has this form of a word."""
    return bool(analyzer(language).word_is_known(as_in_dictionary(folded_word)))


@lru_cache(maxsize=8192)
def is_known_word(folded_word: str) -> bool:
    """Whether a dictionary has this form of a word; ё may be written as е."""
    word = as_in_dictionary(folded_word)
    return any(bool(analyzer(language).word_is_known(word)) for language in LANGUAGES)


@lru_cache(maxsize=8192)
def is_given_name(folded_word: str) -> bool:
    """Whether a word is most likely a form of a person's given name («Марина», but not «Слава»)."""
    word = as_in_dictionary(folded_word)
    for language in LANGUAGES:
        readings = [parse for parse in analyzer(language).parse(word) if parse.is_known]
        if readings:
            return "Name" in readings[0].tag  # the likeliest stands first
    return False

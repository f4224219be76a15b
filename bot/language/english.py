"""Inflected forms of English words: by rule, and by list where the language itself is one."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.language.grammar import Grammar
from bot.language.irregular import (
    ADJECTIVES,
    ALSO_WORDS,
    MORE_FORMS,
    NOT_OF_MAN,
    PLURALS,
    STRESSED_AT_THEIR_END,
    VERBS,
)

_VOWELS = frozenset("aeiou")
_PARTS = {line.split()[0]: tuple(line.split()[1:]) for line in VERBS}
_PLURALS = dict(line.split() for line in PLURALS)
_MAN, _MEN = "man", "men"
_SHORTEST_BASE = 3
_NO_PLURALS = frozenset({"news"})
"""Words in -s that are no form of the word without it."""


def _bases_by_form(words: Iterable[tuple[str, Iterable[str]]]) -> dict[str, frozenset[str]]:
    bases: dict[str, frozenset[str]] = {}
    for base, forms in words:
        for form in forms:
            bases[form] = bases.get(form, frozenset()) | {base}
    return bases


_IRREGULAR = _bases_by_form([*_PARTS.items(), *((base, more.split()) for base, more in MORE_FORMS.items())])
_IRREGULAR_PLURALS = _bases_by_form((one, (many,)) for one, many in _PLURALS.items())


@lru_cache(maxsize=4096)
def english_forms(word: str) -> dict[str, Grammar]:
    """Every form of a word, taken as a noun and as a verb alike, with what each form can be."""
    forms = {word: Grammar.INFINITIVE | Grammar.PRESENT | Grammar.NOUN}
    for form, grammar in _inflected(word):
        forms[form] = forms.get(form, Grammar.NONE) | grammar
    return forms


@lru_cache(maxsize=4096)
def base_words(form: str) -> frozenset[str]:
    """The words that ``form`` may be a form of, itself included where it may be one."""
    irregular = _IRREGULAR.get(form, frozenset())
    if irregular and form not in ALSO_WORDS:
        return irregular | ({form} if form in _PARTS or form in ADJECTIVES else frozenset())
    return irregular | _plural_of(form) | frozenset(_regular_bases(form)) | {form}


def _plural_of(form: str) -> frozenset[str]:
    if form in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[form]
    if form.endswith(_MEN) and form != _MEN and form not in NOT_OF_MAN:
        return frozenset({form.removesuffix(_MEN) + _MAN})
    return frozenset()


def _regular_bases(form: str) -> Iterator[str]:
    if form in _NO_PLURALS:
        return
    for ending in ("s", "es", "ed", "d", "ing", "er", "est", "r", "st"):
        if form.endswith(ending):
            stem = form.removesuffix(ending)
            candidates = {stem, stem + "e", stem[:-1]}
            candidates |= {stem[:-1] + "y"} if stem.endswith("i") else set()
            candidates |= {stem[:-1] + "ie"} if stem.endswith("y") else set()
            yield from (word for word in candidates if _may_be_base(word) and form in english_forms(word))


def _may_be_base(word: str) -> bool:
    return len(word) >= _SHORTEST_BASE or word in _PARTS


def _inflected(word: str) -> Iterator[tuple[str, Grammar]]:
    yield from ((form, Grammar.PRESENT | Grammar.NOUN) for form in _third_persons(word))
    if plural := _irregular_plural(word):
        yield plural, Grammar.NOUN
    yield from ((form, Grammar.PAST) for form in _PARTS.get(word) or _stems_before("ed", word))
    yield from ((form, Grammar.GERUND) for form in _gerunds(word))
    more = MORE_FORMS.get(word, "").split()
    yield from ((form, Grammar.GERUND if form.endswith("ing") else Grammar.PAST) for form in more)
    if word in ADJECTIVES:
        yield from ((form, Grammar.OTHER) for ending in ("er", "est") for form in _stems_before(ending, word))


def _irregular_plural(word: str) -> str:
    if word.endswith(_MAN) and word not in NOT_OF_MAN:
        return word.removesuffix(_MAN) + _MEN
    return _PLURALS.get(word, "")


def _third_persons(word: str) -> Iterator[str]:
    if _ends_in_consonant_and(word, "y"):
        yield word[:-1] + "ies"
    elif word.endswith("o"):
        yield from (word + "es", word + "s")
    else:
        yield word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _stems_before(ending: str, word: str) -> Iterator[str]:
    """The word with an ending that begins with e; twice where it is spelled in two ways."""
    if word.endswith("e"):
        yield word + ending[1:]
    elif _ends_in_consonant_and(word, "y"):
        yield word[:-1] + "i" + ending
    else:
        yield from (stem + ending for stem in _with_last_letter(word))


def _gerunds(word: str) -> Iterator[str]:
    if word.endswith("ie") and len(word) > len("ie"):
        yield word[:-2] + "ying"
    elif word.endswith("e") and not word.endswith(("ee", "oe", "ye")) and len(word) > len("be"):
        yield word[:-1] + "ing"
    else:
        yield from (stem + "ing" for stem in _with_last_letter(word))


def _with_last_letter(word: str) -> tuple[str, ...]:
    """A word as it stands before a vowel: stopp-, but attack-; «travel» goes either way."""
    if len(word) < _SHORTEST_BASE or word[-1] in "aeiouwxyhjq" or word[-2] not in _VOWELS or word[-3] in _VOWELS:
        return (word + word[-1],) if word in _DOUBLED_ALL_THE_SAME else (word,)
    if word in STRESSED_AT_THEIR_END or _has_one_syllable(word):
        return (word + word[-1],)
    return (word, word + word[-1]) if word.endswith("l") else (word,)


_DOUBLED_ALL_THE_SAME = frozenset({"quit", "quiz", "equip", "acquit", "outwit"})
"""Their u is part of a consonant."""


def _has_one_syllable(word: str) -> bool:
    return not _VOWELS.intersection(word[:-2]) and "y" not in word[1:-2]


def _ends_in_consonant_and(word: str, last: str) -> bool:
    return word.endswith(last) and word[-2:-1] not in _VOWELS

"""All inflected forms of a word, computed once when a rule or a query is read (TELEGRAM 32)."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, permutations
from typing import Any

from bot.language.apostrophes import as_meant, without_apostrophes
from bot.language.dictionaries import LANGUAGES, OTHER_LETTERS, analyzer, as_folded, as_in_dictionary
from bot.language.english import base_words, english_forms
from bot.language.grammar import Grammar
from bot.language.guessing import as_in_other, guessed, lacks_plural, surname_beside_town, surname_in_a, with_plural
from bot.language.readings import Reading, meant, paradigm
from bot.language.tokens import index_words
from bot.language.ukrainian import with_relatives

_CYRILLIC_WORD = re.compile("[0-9а-яёієїґʼ]+\\Z")
_TAGS = {
    "INFN": Grammar.INFINITIVE,
    "infn": Grammar.INFINITIVE,
    "impr": Grammar.IMPERATIVE,
    "past": Grammar.PAST,
    "Impe": Grammar.PAST,
    "futr": Grammar.FUTURE,
    "pres": Grammar.PRESENT,
    "PRTF": Grammar.PARTICIPLE,
    "PRTS": Grammar.PARTICIPLE | Grammar.SHORT,
    "pssv": Grammar.PASSIVE,
    "impf": Grammar.IMPERFECTIVE,
    "GRND": Grammar.GERUND,
    "NOUN": Grammar.NOUN,
    "ablt": Grammar.INSTRUMENTAL,
}
"""What the tags of the two dictionaries mean here."""

_NO_FORMS = frozenset({"Abbr", "Dist", "Erro"})
_TENSES = frozenset({"past", "pres", "futr", "impr", "Impe", "infn"})


def forms_of(word: str) -> frozenset[str]:
    """All folded forms of one typed word in Russian, Ukrainian or English, itself included.

    They are spelled as ``index_words`` spells words, so that a form and a post meet; a compound with a
    hyphen comes as several words. What is typed in an inflected form finds its siblings too.
    """
    folded = index_words(word)
    if not folded:
        return frozenset()
    if " " in folded:
        return _compound_forms(folded)
    if folded.isascii():
        return frozenset({folded}.union(*(english_forms(base) for base in base_words(folded) if base.isalpha())))
    if not _CYRILLIC_WORD.match(folded):
        return frozenset({folded})  # no language of ours; pymorphy3 raises on letters that Python has no name for
    return frozenset({folded} | _cyrillic_forms(folded))


def _compound_forms(folded: str) -> frozenset[str]:
    first, last = folded.rsplit(" ", 1)
    return frozenset({folded} | {f"{first} {form}" for form in forms_of(last)})


def _cyrillic_forms(folded: str) -> frozenset[str]:
    """By each language that has all the letters; what no dictionary has is guessed."""
    spelled = as_meant(folded)
    found = {language: meant(folded, language) for language in _languages_of(folded)}
    forms = [_dictionary_forms(folded, language, words) for language, words in found.items()]
    if not any(found.values()) and not spelled:
        forms += [guessed(folded, language) for language in found]
    elif any(found.values()):
        for language, other in permutations(found, 2):
            if not found[language]:
                forms.append(as_in_other(folded, language, found[other]))
    forms += [_dictionary_forms(word, language, meant(word, language)) for word, language in spelled]
    return without_apostrophes(frozenset().union(*forms))


def _dictionary_forms(folded: str, language: str, words: Sequence[Reading]) -> frozenset[str]:
    if language == "uk":
        plurals = (with_plural(lemma) for lemma in {word.lemma for word in words} if lacks_plural(lemma))
        surname = surname_in_a(folded, language, [word for word in words if word.is_person])
        is_thing = any(word.lemma == folded and {"NOUN", "inan"} <= word.tags for word in words)  # «дані»
        bare = {"ADJF"} if is_thing else set()
        each = (_lexeme(word.parse) if bare & word.tags else with_relatives(word.parse) for word in words)
        return surname.union(chain.from_iterable(each), *plurals)
    return surname_beside_town(folded, words).union(form for word in words for form in _lexeme(word.parse))


def _lexeme(parse: Any) -> Iterator[str]:
    """The forms of a word without its abbreviations and misspellings, which are other words oftener: «им» of «имя»."""
    for form in parse.lexeme:
        if _NO_FORMS.isdisjoint(form.tag.grammemes - parse.tag.grammemes):
            yield as_folded(form.word)


def _languages_of(folded: str) -> tuple[str, ...]:
    possible = tuple(language for language in LANGUAGES if OTHER_LETTERS[language].isdisjoint(folded))
    return possible or ("uk",)


@lru_cache(maxsize=65536)
def inflected(word: str, language: str) -> dict[str, Grammar]:
    """The folded forms of a dictionary word (``ru``, ``uk`` or ``en``) and what each can be.

    Where the word is itself a dictionary form, only that word's forms are given, so that «прорыв» does not
    bring «прорыть»; a word that no dictionary has is inflected by its ending.
    """
    if language == "en":
        return english_forms(word)
    forms: dict[str, Grammar] = {}
    for parse in _fitting_parses(as_in_dictionary(word), language):
        for form in parse.lexeme:
            folded = as_folded(form.word)
            forms[folded] = forms.get(folded, Grammar.NONE) | _grammar(str(form.tag))
    if language == "uk":
        forms |= _ukrainian_gerunds(forms)
    return forms or {word: Grammar.OTHER}


def _ukrainian_gerunds(forms: dict[str, Grammar]) -> dict[str, Grammar]:
    """«Тікаючи», «відступивши»: the Ukrainian dictionary keeps them apart from their verbs."""
    present = {form[:-2] + "чи" for form, grammar in forms.items() if grammar & Grammar.PRESENT and form.endswith("ть")}
    past = {form + "ши" for form, grammar in forms.items() if grammar & Grammar.PAST and form.endswith("в")}
    return dict.fromkeys((present | past) - forms.keys(), Grammar.GERUND)


def _fitting_parses(word: str, language: str) -> list[Any]:
    parses = [parse for parse in analyzer(language).parse(word) if parse.tag.POS is not None or parse.is_known]
    own = [parse for parse in parses if as_folded(parse.normal_form) == as_folded(word)]
    known = [parse for parse in own or parses if parse.is_known]
    if known:
        return _one_of_each(known)
    return _one_of_each([parse for parse in own if "NOUN" in parse.tag or "ADJF" in parse.tag] or own or parses[:1])[:1]


def _one_of_each(parses: list[Any]) -> list[Any]:
    """One parse of each word: the cases of a noun are one word, the two aspects of «уходить» are two.

    So are two paradigms of one lemma: «рубіж» without a plural and with one.
    """
    seen: dict[tuple[str, ...], Any] = {}
    for parse in parses:
        tag = parse.tag
        kind = (parse.normal_form, *map(str, (paradigm(parse), tag.POS, tag.aspect, tag.gender, tag.animacy)))
        seen.setdefault(kind, parse)
    return list(seen.values())


@lru_cache(maxsize=4096)
def _grammar(tag: str) -> Grammar:
    grammemes = tag.replace(" ", ",").split(",")
    if "VERB" in grammemes and not _TENSES.intersection(grammemes):
        return Grammar.INFINITIVE  # the Ukrainian dictionary marks its infinitives by nothing else
    grammar = Grammar.NONE
    for name, meaning in _TAGS.items():
        if name in grammemes:
            grammar |= meaning
    if "ADJF" in grammemes and grammar & Grammar.PASSIVE:
        grammar |= Grammar.PARTICIPLE  # Ukrainian participles are adjectives to their dictionary
    return grammar or Grammar.OTHER

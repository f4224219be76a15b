"""Forms of words that a dictionary does not have: names and new words, inflected by their endings (pure).

A form too many meets no other word as a rule: where a dictionary knows it as a form of another word, it is left out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.language.dictionaries import OTHER_LETTERS, as_folded, is_known_in
from bot.language.names import name_forms
from bot.language.readings import Reading, is_lemma, readings

_HARD = frozenset("бвгґдзклмнпрстфх")
_CONSONANTS = frozenset("бвгґджзйклмнпрстфхцчшщ")
_VOWELS = frozenset("аеиоуыэюяіїє")
_SHORTEST_STEM = 3
_SURE = 0.5

_NOMINATIVES = {
    "ru": (
        ("ов", ""), ("ев", ""), ("а", ""), ("у", ""), ("ом", ""), ("е", ""), ("ы", ""), ("ам", ""), ("ами", ""),
        ("ах", ""), ("ы", "а"), ("и", "а"), ("е", "а"), ("у", "а"), ("ой", "а"), ("ою", "а"), ("иным", "ин"),
        ("овым", "ов"), ("евым", "ев"), ("цем", "ец"), ("цев", "ец"),
    ),
    "uk": (
        ("ів", ""), ("їв", "й"), ("а", ""), ("ом", ""), ("и", ""), ("ам", ""), ("ами", ""), ("ах", ""), ("ці", "ка"),
        ("зі", "га"), ("сі", "ха"), ("и", "а"), ("і", "а"), ("у", "а"), ("ою", "а"),
    ),
}  # fmt: skip
"""Endings that a new word may have in other cases, and what it then ends in; the dictionaries guess the others."""

_NEUTER_TOWNS = ("ово", "ево", "ино")
_TOWN_IN_A_CASE = re.compile("(?<=ов|ев|ин)(?:а|у|ом|е)\\Z")
_TOWN_ENDINGS = ("ськ", "цьк", "ів")
_MANY = ("ів", "їв", "ов", "ев")
_OBLIQUE = "ауе"
_ENDINGS_OF_A = frozenset({"а", "и", "е", "у", "ой", "ою"})


def guessed(folded: str, language: str) -> frozenset[str]:
    """The forms of a word that neither dictionary has; an abbreviation and a weapon's number have none."""
    if _VOWELS.isdisjoint(folded) or not folded.isalpha():
        return frozenset()
    by_ending = readings(folded, language, known=False)
    likeliest = max(by_ending, key=lambda reading: reading.score, default=None)
    if likeliest and _is_of_a_verb(likeliest) and not folded.endswith(_MANY):
        return _unknown({*_forms(likeliest)}, language)
    forms = {form for reading in by_ending if _is_declined(reading) for form in _forms(reading)}
    nominatives = [*_nominatives(folded, language), *([folded] if folded[-1] in _CONSONANTS else [])]
    forms.update(form for nominative in nominatives for form in _noun(nominative, language))
    if folded.endswith(("а", "я")):
        forms |= name_forms(folded, language)
    forms |= _town_beside_surname(folded, language)
    plurals = (with_plural(nominative) for nominative in nominatives if language == "uk" and lacks_plural(nominative))
    surnames = (surname_in_a(name, language, readings(name, language)) for name in nominatives if name.endswith("ка"))
    return _unknown(forms, language).union(*plurals, *surnames)


def as_in_other(folded: str, language: str, meant: Sequence[Reading]) -> frozenset[str]:
    """The forms in ``language`` of a noun that only the other dictionary has: new words and names go by both."""
    nouns = [reading for reading in meant if reading.is_a("NOUN")]
    lemmas = {lemma for reading in nouns if _may_be_in(language, lemma := _spelled_in(language, reading.lemma))}
    forms = {form for lemma in lemmas if folded in (its := _noun(lemma, language)) for form in its}
    if any(reading.is_person for reading in nouns):
        adjectives = (reading for reading in readings(folded, language, known=False) if reading.is_a("ADJF"))
        forms.update(form for reading in adjectives if reading.lemma.endswith(("ый", "ий")) for form in _forms(reading))
    forms |= surname_in_a(folded, language, nouns)
    return _unknown(forms | _town_beside_surname(folded, language), language)


def surname_in_a(folded: str, language: str, meant: Sequence[Reading]) -> frozenset[str]:
    """The surname that another one's case may be as well: «Подоляка» of «Подоляк» and of «Подоляка»."""
    of_men = {reading.lemma for reading in meant if "anim" in reading.tags and reading.lemma.endswith("к")}
    found = (lemma + "а" for lemma in of_men if folded.removeprefix(lemma) in _ENDINGS_OF_A)
    return frozenset().union(*(name_forms(name, language) for name in found))


def surname_beside_town(folded: str, meant: Sequence[Reading]) -> frozenset[str]:
    """The Russian surname that a town's case may be as well: «Суровикина» of «Суровикино» and of «Суровикин»."""
    towns = (reading.lemma for reading in meant if "Geox" in reading.tags and reading.lemma.endswith(_NEUTER_TOWNS))
    stems = {town[:-1] for town in towns if folded[-1] in _OBLIQUE and folded != town}
    return frozenset(form for stem in stems for form in _noun(stem, "ru"))


def _town_beside_surname(folded: str, language: str) -> frozenset[str]:
    """The Russian town that a surname's case may be as well: «Работина» is of «Работино» too."""
    town = _TOWN_IN_A_CASE.sub("о", folded)
    return name_forms(town, language) if language == "ru" and town != folded else frozenset()


def _is_of_a_verb(reading: Reading) -> bool:
    return reading.score >= _SURE and not reading.is_a("NOUN", "ADJF", "ADJS", "ADVB")


def _spelled_in(language: str, lemma: str) -> str:
    """A noun of the other language as it ends in this one: «Машовець» is «Машовец»."""
    theirs, ours = ("ець", "ец") if language == "ru" else ("ец", "ець")
    return lemma.removesuffix(theirs) + ours if lemma.endswith(theirs) else lemma


def _may_be_in(language: str, lemma: str) -> bool:
    """Whether a noun may be one in this language by its looks."""
    if OTHER_LETTERS[language].intersection(lemma) or is_known_in(lemma, language):
        return False
    return lemma[-1] in _CONSONANTS or lemma.endswith("ець") or (language == "ru" and lemma[-1] in "ая")


def _nominatives(folded: str, language: str) -> Iterator[str]:
    for ending, its in _NOMINATIVES[language]:
        if folded.endswith(ending) and len(folded) - len(ending) >= _SHORTEST_STEM:
            nominative = folded.removesuffix(ending) + its
            if not is_lemma(nominative, language) or (language == "uk" and lacks_plural(nominative)):
                yield nominative


def lacks_plural(lemma: str) -> bool:
    """Whether the Ukrainian dictionary gives a thing of the masculine gender no plural: «байрактар»."""
    own = [reading for reading in readings(lemma, "uk") if reading.lemma == lemma and reading.is_a("NOUN")]
    if not own or lemma[-1] not in _HARD or lemma.endswith(_TOWN_ENDINGS):
        return False
    return not any(form.tag.number == "plur" for reading in own for form in reading.parse.lexeme)


def with_plural(lemma: str) -> frozenset[str]:
    """The Ukrainian forms of a noun that :func:`lacks_plural`."""
    singular = {form for reading in readings(lemma, "uk") if reading.lemma == lemma for form in _forms(reading)}
    return _plural(lemma, "uk") | singular


def _noun(lemma: str, language: str) -> set[str]:
    """The forms of a noun by its lemma; by the rules for names where the dictionary guesses it to be something else."""
    guesses = [reading for reading in readings(lemma, language, known=False) if reading.lemma == lemma]
    forms = {form for guess in guesses if guess.is_a("NOUN") and _is_declined(guess) for form in _forms(guess)}
    return forms or set(name_forms(lemma, language) | _plural(lemma, language))


def _plural(lemma: str, language: str) -> frozenset[str]:
    """The plural of a noun that ends in a hard consonant."""
    if lemma[-1] not in _HARD:
        return frozenset()
    first = "ы" if language == "ru" and lemma[-1] not in "гкх" else "и"
    return frozenset(lemma + ending for ending in (first, "ов" if language == "ru" else "ів", "ам", "ами", "ах"))


def _is_declined(reading: Reading) -> bool:
    return reading.is_a("NOUN", "ADJF") and "Fixd" not in reading.tags


def _forms(reading: Reading) -> Iterator[str]:
    """The forms of its own gender, where it is a person's: «Арестович» is no «Арестовна»."""
    gender = reading.parse.tag.gender if "Patr" in reading.tags else None
    for form in reading.parse.lexeme:
        if "COMP" not in form.tag and (gender is None or form.tag.gender == gender):
            yield as_folded(form.word)


def _unknown(forms: Iterable[str], language: str) -> frozenset[str]:
    return frozenset(form for form in forms if not _is_of_another_word(form, language))


def _is_of_another_word(form: str, language: str) -> bool:
    return is_known_in(form, language) and not all(reading.is_name for reading in readings(form, language))

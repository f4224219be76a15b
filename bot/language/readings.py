"""Which words of a dictionary a typed form may stand for, and which of those are too unlikely to be meant (pure).

The Russian dictionary says how often its corpus reads a form as which word. The Ukrainian one does not: there kinds of
words decide.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from bot.language.dictionaries import analyzer, as_folded, as_in_dictionary

_NAMES = frozenset({"Surn", "Name", "Patr", "Geox"})
_PERSONS = frozenset({"Surn", "Name", "Patr"})
_RARER = _NAMES | {"ADVB"}
"""Tags of names and adverbs, which are often spelled as a form of a common word."""

_FAR_LIKELIER = 2.25
"""So many times as often as the name; by the dictionary's corpus 2.5 times for «котлы», twice for «сумы»."""

_OFTEN_ENOUGH = 0.5
"""So many times as often as a surname: «волков» is a plural too, «орлов» is not."""

_LIKELY, _LIKELY_NOUN, _MOSTLY, _AT_LEAST = 0.2, 0.13, 0.6, 0.02
"""Shares of all readings of a form by the dictionary's corpus."""

_SELDOM_TYPED = frozenset({"GRND", "impr", "COMP", "ADJS", "voct", "gen2", "loc2", "excl", "alt", "Arch"})
"""Kinds of forms that are typed less often than a noun that is spelled alike: «прорыв» of «прорыть»."""

_FUNCTION_WORDS = frozenset({"CONJ", "NPRO", "PRCL"})
_TOWNS = frozenset(
    {
        *("київ", "оріхів", "бердичів", "глухів", "яворів", "макарів"),
        *("суми", "пологи", "кринки", "олешки", "липці", "погребки", "ромни", "прилуки", "бровари"),
    }
)
"""Ukrainian towns that are spelled like the plural of a common noun, and are meant oftener in this field."""

_OFTEN_VERBS = frozenset({"став", "стала", "стало", "хотів", "пила"})
"""Ukrainian past forms that mean a verb far oftener than the noun spelled alike («пруд», «пилка»)."""


class Reading(NamedTuple):
    """A word with the grammemes of all its forms that are spelled as was typed; ``score`` is how often it is meant."""

    lemma: str
    parse: Any
    tags: frozenset[str]
    score: float

    @property
    def is_name(self) -> bool:
        """Whether it names a person or, as far as the dictionary says so, a place."""
        return not _NAMES.isdisjoint(self.tags)

    @property
    def is_person(self) -> bool:
        """Whether it names a person."""
        return not _PERSONS.isdisjoint(self.tags)

    @property
    def is_rarer(self) -> bool:
        """Whether it is one of those that are seldom meant where a common word is spelled alike."""
        return not _RARER.isdisjoint(self.tags)

    def is_a(self, *parts_of_speech: str) -> bool:
        """Whether it is of one of these parts of speech."""
        return self.parse.tag.POS in parts_of_speech


def readings(folded: str, language: str, *, known: bool = True) -> list[Reading]:
    """One reading of each word and paradigm, out of the dictionary or else by the word's ending."""
    parses: dict[tuple[Any, ...], list[Any]] = {}
    for parse in analyzer(language).parse(as_in_dictionary(folded)):
        if parse.is_known == known and parse.tag.POS is not None:
            parses.setdefault((parse.normal_form, parse.tag.POS, paradigm(parse)), []).append(parse)
    return [
        Reading(as_folded(lemma), its[0], _shared_tags(its), sum(parse.score for parse in its))
        for (lemma, *_), its in parses.items()
    ]


def meant(folded: str, language: str) -> list[Reading]:
    """The words of a dictionary that are meant by what was typed; none when the dictionary does not have it."""
    every = readings(folded, language)
    own = [reading for reading in every if reading.lemma == folded]
    others = [reading for reading in every if reading.lemma != folded]
    if not own:
        return _without_unlikely_names(others)
    are_meant = _likely_in_russian if language == "ru" else _likely_in_ukrainian
    return own + are_meant(folded, own, others)


def is_lemma(folded: str, language: str) -> bool:
    """Whether a dictionary has this as the form by which it lists a word."""
    return any(reading.lemma == folded for reading in readings(folded, language))


def is_well_spelled(folded: str, language: str) -> bool:
    """Whether a dictionary has this form, and not as a slip that it lists as well: «обєкт»."""
    return any("Dist" not in reading.tags for reading in readings(folded, language))


def _without_unlikely_names(every: list[Reading]) -> list[Reading]:
    common = _score(reading for reading in every if not reading.is_name)
    return [reading for reading in every if not (reading.is_name and reading.score < common * _LIKELY)]


def _likely_in_russian(_folded: str, own: list[Reading], others: list[Reading]) -> list[Reading]:
    owned, total = _score(own), _score(own) + _score(others)
    if all(reading.is_a("ADVB", "PREP", "PRCL") for reading in own):
        return [other for other in others if other.score >= total * _AT_LEAST]
    if all(reading.is_rarer for reading in own):
        common = [reading for reading in others if not reading.is_rarer]
        names = [reading for reading in others if reading.is_rarer and reading.score >= total * _LIKELY]
        return names + (common if _score(common) > _often_enough(own) * owned else [])
    is_plural = all("Pltm" in reading.tags for reading in own)
    others = [other for other in others if not _is_a_word_by_now(own, other)]
    return [other for other in others if _is_likely(other, owned, total, is_plural=is_plural)]


def _is_a_word_by_now(own: list[Reading], other: Reading) -> bool:
    """Whether a word has left the verb whose participle it was: «бывший», «ведущий», «данные»; «занятый» has not."""
    has_left = any("Apro" in reading.tags or {"NOUN", "inan"} <= reading.tags for reading in own)
    return other.is_a("PRTF") and (has_left or {"impf", "actv"} <= other.tags)


def _often_enough(names: list[Reading]) -> float:
    """How many times as often as these names a common word has to be meant."""
    if not all("Surn" in reading.tags for reading in names):
        return 0 if all("Fixd" in reading.tags for reading in names) else _FAR_LIKELIER
    return _OFTEN_ENOUGH


def _is_likely(other: Reading, owned: float, total: float, *, is_plural: bool) -> bool:
    if other.is_name:
        return other.score > _FAR_LIKELIER * owned
    if not other.tags.isdisjoint(_SELDOM_TYPED):
        return other.score >= total * _MOSTLY
    if other.is_a("NOUN"):
        return other.score >= total * (_AT_LEAST if is_plural else _LIKELY_NOUN)
    return other.score >= total * _LIKELY


def _likely_in_ukrainian(folded: str, own: list[Reading], others: list[Reading]) -> list[Reading]:
    if folded in _TOWNS:
        return []
    return [other for other in others if _may_be_meant_too(folded, own, other)]


def _may_be_meant_too(folded: str, own: list[Reading], other: Reading) -> bool:
    is_only_names = all(reading.is_person for reading in own)
    if not other.tags.isdisjoint(_SELDOM_TYPED):
        return False
    if other.is_person:
        return all(reading.is_person or _comes_of_names(reading) for reading in own)
    if any(reading.is_a(*_FUNCTION_WORDS) for reading in own):
        return other.is_a("NPRO")
    if other.is_a("VERB"):
        return is_only_names or "Impe" in other.tags or _is_of_a_verb(folded, other)
    return True


def _comes_of_names(reading: Reading) -> bool:
    """Whether a word may be made of a person's name: «Кулеби» is a village, «Сергіїв» is what belongs to Serhii."""
    return "Pltm" in reading.tags or (reading.is_a("ADJF") and reading.lemma.endswith(("ів", "їв")))


def _is_of_a_verb(folded: str, other: Reading) -> bool:
    """Whether a noun and a past form spelled alike are of one root («привіз»); those in -в are not («прорив»)."""
    if folded in _OFTEN_VERBS:
        return True
    return "past" in other.tags and folded[-1] not in "аяоеиіїв"


def _score(chosen: Iterable[Reading]) -> float:
    return sum(reading.score for reading in chosen)


def paradigm(parse: Any) -> object:
    """What tells two words apart that share a lemma: «рубіж» with and without a plural."""
    return parse.methods_stack[0][2:3]


def _shared_tags(parses: list[Any]) -> frozenset[str]:
    """The grammemes that every one of these forms of a word has."""
    return frozenset.intersection(*(frozenset(str(parse.tag).replace(" ", ",").split(",")) for parse in parses))

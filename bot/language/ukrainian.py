"""Ukrainian gerunds and participles, which the dictionary keeps apart from the verbs they are forms of (pure)."""

from collections.abc import Iterator
from typing import Any

from bot.language.dictionaries import analyzer, as_folded, as_in_dictionary, is_known_in

_VOWELS = "аеиіоуюяєї"
_SELVES = ("ся", "сь")
"""Endings of verbs that act on themselves."""


def with_relatives(parse: Any) -> Iterator[str]:
    """The folded forms of a word; of a verb, a gerund or a participle those of all three."""
    verbs = [parse] if parse.tag.POS == "VERB" else list(_verbs_of(parse))
    for verb in verbs:
        forms = [(as_folded(form.word), str(form.tag)) for form in verb.lexeme]
        yield from (form for form, _ in forms)
        gerunds = set(_gerunds(forms))
        yield from gerunds
        for participle in _participles(forms, gerunds):
            yield from _adjective_forms(participle)
    yield from (as_folded(form.word) for form in parse.lexeme)


def _gerunds(forms: list[tuple[str, str]]) -> Iterator[str]:
    """«Відступаючи» of «відступають», «відступивши» of «відступив», «здавшись» of «здався»."""
    for form, tag in forms:
        bare, itself = _parted(form)
        if "pres" in tag and "3per" in tag and bare.endswith("ть") and _is_plural(bare):
            yield bare.removesuffix("ть") + "чи" + itself
        elif "past" in tag and bare[-1:] not in _VOWELS:
            yield bare + "ши" + itself


def _parted(form: str) -> tuple[str, str]:
    for ending in _SELVES:
        if form.endswith(ending):
            return form.removesuffix(ending), "сь"
    return form, ""


def _is_plural(third_person: str) -> bool:
    return third_person[-3:-2] in set("уюая")


def _participles(forms: list[tuple[str, str]], gerunds: set[str]) -> Iterator[str]:
    """«Захоплений» of «захоплено», «наступаючий» of «наступаючи», where the dictionary has such an adjective."""
    made = {form[:-1] + "ий" for form, tag in forms if "Impe" in tag and form.endswith(("но", "то"))}
    made |= {gerund + "й" for gerund in gerunds if gerund.endswith("чи")}
    yield from (participle for participle in made if is_known_in(participle, "uk"))


def _adjective_forms(participle: str) -> Iterator[str]:
    for parse in _parses(participle):
        if parse.tag.POS == "ADJF" and as_folded(parse.normal_form) == participle:
            yield from (as_folded(form.word) for form in parse.lexeme)
            return


def _verbs_of(parse: Any) -> Iterator[Any]:
    """The verbs that a gerund or a participle is of."""
    lemma, tag = as_folded(parse.normal_form), str(parse.tag)
    if parse.tag.POS == "GRND":
        bare, itself = _parted(lemma)
        reflexive = "ся" if itself else ""
        if bare.endswith("чи"):
            yield from _verbs_with(bare.removesuffix("чи") + "ть" + reflexive, "pres")
        elif bare.endswith("ши"):
            yield from _verbs_with(bare.removesuffix("ши") + reflexive, "past")
    elif parse.tag.POS == "ADJF" and "pssv" in tag:
        yield from _verbs_with(lemma[:-2] + "о", "Impe")
    elif parse.tag.POS == "ADJF" and lemma.endswith("чий"):
        yield from _verbs_with(lemma.removesuffix("чий") + "ть", "pres")


def _verbs_with(form: str, grammeme: str) -> Iterator[Any]:
    seen = set()
    for parse in _parses(form):
        if parse.tag.POS == "VERB" and grammeme in str(parse.tag) and parse.normal_form not in seen:
            seen.add(parse.normal_form)
            yield parse


def _parses(folded: str) -> list[Any]:
    return [parse for parse in analyzer("uk").parse(as_in_dictionary(folded)) if parse.is_known]

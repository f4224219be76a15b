"""Ukrainian words whose apostrophe was left out, as «Купянськ» and «пять» (pure)."""

import re
from collections.abc import Iterator

from bot.language.dictionaries import APOSTROPHE, OTHER_LETTERS, is_known_in
from bot.language.readings import is_well_spelled

_WHERE_IT_MAY_STAND = re.compile("(?<=[бвгґджзйклмнпрстфхцчшщ])(?=[яюєї])")


def as_meant(folded: str) -> frozenset[tuple[str, str]]:
    """Words, with their languages, that this one may be but for an apostrophe; none for a word of the dictionary.

    It may be left out of a Ukrainian word, and stand for the hard sign of a Russian one: «об'явление».
    """
    hard = folded.replace(APOSTROPHE, "ъ")
    if hard != folded and not is_known_in(folded, "uk") and is_known_in(hard, "ru"):
        return frozenset({(hard, "ru")})
    return frozenset((word, "uk") for word in _with_apostrophes(folded))


def _with_apostrophes(folded: str) -> frozenset[str]:
    if OTHER_LETTERS["uk"].intersection(folded) or APOSTROPHE in folded or is_well_spelled(folded, "uk"):
        return frozenset()
    return frozenset(word for word in _each_place(folded) if is_known_in(word, "uk"))


def without_apostrophes(forms: frozenset[str]) -> frozenset[str]:
    """The forms and how they are written in haste, but for what is then a word in itself: «п'ята» is no «пята»."""
    hasty = {form.replace(APOSTROPHE, "") for form in forms if APOSTROPHE in form}
    return forms.union(form for form in hasty if not is_known_in(form, "ru") and not is_well_spelled(form, "uk"))


def _each_place(folded: str) -> Iterator[str]:
    for place in _WHERE_IT_MAY_STAND.finditer(folded):
        yield folded[: place.start()] + APOSTROPHE + folded[place.start() :]

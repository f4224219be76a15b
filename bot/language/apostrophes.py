"""Ukrainian words whose apostrophe was left out, as «Купянськ» and «пять» (pure)."""

import re
from collections.abc import Iterator

from bot.language.dictionaries import APOSTROPHE, OTHER_LETTERS, is_known_in

_WHERE_IT_MAY_STAND = re.compile("(?<=[бвгґджзйклмнпрстфхцчшщ])(?=[яюєї])")


def with_apostrophes(folded: str) -> frozenset[str]:
    """The Ukrainian words that this one may be, typed without its apostrophe; none for a word of the dictionary."""
    if OTHER_LETTERS["uk"].intersection(folded) or APOSTROPHE in folded or is_known_in(folded, "uk"):
        return frozenset()
    return frozenset(word for word in _each_place(folded) if is_known_in(word, "uk"))


def without_apostrophes(forms: frozenset[str]) -> frozenset[str]:
    """The forms and how they are written in haste, but for what is then a word in itself: «п'ята» is no «пята»."""
    hasty = {form.replace(APOSTROPHE, "") for form in forms if APOSTROPHE in form}
    return forms.union(form for form in hasty if not is_known_in(form, "uk") and not is_known_in(form, "ru"))


def _each_place(folded: str) -> Iterator[str]:
    for place in _WHERE_IT_MAY_STAND.finditer(folded):
        yield folded[: place.start()] + APOSTROPHE + folded[place.start() :]

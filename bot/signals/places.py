"""The gazetteer: places along the front, their names in three languages, oblast and axis."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from bot.language.names import direction_forms, name_forms
from bot.language.tokens import index_words
from bot.language.word_table import WordTable

LANGUAGES = ("ru", "uk", "en")


class Guard(StrEnum):
    """When a name that is a common word counts: with a capital letter, or with one inside a sentence."""

    CAPITAL = "capital"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of the gazetteer.

    ``place_id`` is its usual English name in lower case with ``-`` between words; ``name`` the English
    name to show; ``names`` are (language, name), former names too; ``forms`` extra forms that no rule
    makes; ``adjectives`` name the direction that is called after it («бахмутский»). ``axis`` is the id of
    its direction, such as ``bakhmut``. A name with a ``guard`` is a common word as well. The name of a
    place in the ``rear`` says nothing of a battle.
    """

    place_id: str
    name: str
    oblast: str
    axis: str | None = None
    names: tuple[tuple[str, str], ...] = ()
    forms: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    guard: Guard | None = None
    rear: bool = False


class Gazetteer:
    """All known places, by id and by any form of any name; ``table`` holds those forms."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = {place.place_id: place for place in places}
        self._ids: dict[str, tuple[str, ...]] = {}
        for place in self._places.values():
            for form in _forms(place):
                self._ids[form] = (*self._ids.get(form, ()), place.place_id)
        self._by_index_words = {" ".join(form.replace("-", " ").split()): ids for form, ids in self._ids.items()}
        self.table = WordTable(self._ids)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def place(self, place_id: str) -> Place | None:
        """The place with this id, or None."""
        return self._places.get(place_id)

    def ids_of(self, word: str) -> tuple[str, ...]:
        """The ids that a typed id or a typed name, in any language, form and spelling, can mean."""
        typed = word.strip().lower()
        return (typed,) if typed in self._places else self._by_index_words.get(index_words(word), ())

    def occurrences(self, folded: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """Start, end and ids of every name in a folded text, in order; those with a guard too."""
        return [(start, end, self._ids[folded[start:end]]) for start, end in self.table.occurrences(folded)]


def _forms(place: Place) -> set[str]:
    forms = set(place.forms).union(*map(direction_forms, place.adjectives))
    for language, name in (*place.names, ("en", place.name)):
        for form in name_forms(name, language):
            forms |= {form, form.replace(" ", "-")}
    return forms


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The places that ship with Frontwatch."""
    return Gazetteer(shipped_places())


def shipped_places() -> tuple[Place, ...]:
    """The places that ship with Frontwatch, as they stand in their file."""
    source = (files("bot.signals") / "packs" / "places.toml").read_text(encoding="utf-8")
    return tuple(map(place_of, tomllib.loads(source)["place"]))


def place_of(table: Mapping[str, Any]) -> Place:
    """A place from the keys of its table, which have been checked."""
    return Place(
        place_id=table["id"],
        name=table["name"],
        oblast=table["oblast"],
        axis=table.get("axis"),
        names=tuple((language, name) for language in LANGUAGES for name in table.get(language, ())),
        forms=tuple(table.get("forms", ())),
        adjectives=tuple(table.get("adjectives", ())),
        guard=Guard(table["guard"]) if "guard" in table else None,
        rear=table.get("rear", False),
    )

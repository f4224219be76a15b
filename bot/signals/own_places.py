"""``[[place]]`` of watch.toml, and ``[[override]]`` of a place that ships."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.configuration.mistakes import Mistakes, shown, suggestion
from bot.configuration.toml_lines import TomlPath, path_text
from bot.language.tokens import index_words
from bot.signals.entries import EntryReader
from bot.signals.overriding import read_off
from bot.signals.places import LANGUAGES, Guard, Place, place_of

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_LISTS = (*LANGUAGES, "forms", "adjectives")
_KEYS = ("name", *_LISTS, "oblast", "axis", "guard", "rear")
_GUARDS = tuple(guard.value for guard in Guard)


class OwnPlaces:
    """The places of one watch.toml."""

    def __init__(self, reader: EntryReader, mistakes: Mistakes) -> None:
        self._reader = reader
        self._mistakes = mistakes

    def added_to(self, shipped: Sequence[Place]) -> tuple[Place, ...]:
        """The shipped places as they stand now, then the operator's own."""
        places = {place.place_id: place for place in shipped}
        own: dict[str, TomlPath] = {}
        for path, table in self._reader.tables("place"):
            place = self._place(path, table, places, own)
            if place is not None:
                own[place.place_id] = path
                places[place.place_id] = place
        self._override(places, {place.place_id for place in shipped})
        axes = places.keys() | {place.axis for place in shipped if place.axis}
        for place_id, path in own.items():
            self._check_axis(path, places[place_id].axis if place_id in places else None, axes)
        return tuple(places.values())

    def _place(
        self, path: TomlPath, table: Mapping[str, Any], places: Mapping[str, Place], own: Mapping[str, TomlPath]
    ) -> Place | None:
        fields = self._fields(path, table, others=("id",))
        place_id = table.get("id")
        if not isinstance(place_id, str) or not _ID.match(place_id):
            remedy = 'Write id = the English name in lower case with "-" between words: "chasiv-yar"'
            self._mistakes.tell((*path, "id") if "id" in table else path, "the place has no id", remedy)
            return None
        if place_id in own:
            what = f"the place {place_id} stands at {path_text(own[place_id])} already"
            self._mistakes.tell((*path, "id"), what, "Take one of the two out")
            return None
        if place_id in places:
            remedy = f'Change it by [[override]] with place = "{place_id}", or give yours another id'
            self._mistakes.tell((*path, "id"), f"a place {place_id} ships with Frontwatch", remedy)
            return None
        missing = [key for key in ("name", "oblast") if key not in table]
        for key in missing:
            self._mistakes.tell(path, f"the place has no {key}", f'Add {key} = "…"')
        return None if missing or fields is None else place_of({"id": place_id, **fields})

    def _override(self, places: dict[str, Place], shipped: set[str]) -> None:
        for path, table in self._reader.tables("override"):
            if "place" not in table:
                continue
            fields = self._fields(path, table, others=("place", "off"))
            is_off = read_off(path, table, fields or (), self._mistakes) if fields is not None else None
            place_id = table["place"]
            if not isinstance(place_id, str) or place_id not in shipped or place_id not in places:
                remedy = suggestion(place_id, sorted(shipped), otherwise="`frontwatch flag` tells the ids of places")
                self._mistakes.tell((*path, "place"), f"no place {shown(place_id)} ships with Frontwatch", remedy)
            elif is_off:
                del places[place_id]
            elif fields:
                self._check_axis(path, fields.get("axis"), places.keys() | {each.axis for each in places.values()})
                places[place_id] = _changed(places[place_id], fields)

    def _fields(self, path: TomlPath, table: Mapping[str, Any], *, others: Sequence[str]) -> dict[str, Any] | None:
        """The keys of a place with what they say; None where one is wrong, which is told."""
        is_good = True
        for key, value in table.items():
            remedy = _remedy_for(key, value) if key in _KEYS else None
            if key not in (*_KEYS, *others):
                remedy = suggestion(key, (*others, *_KEYS))
                self._mistakes.tell((*path, key), f"{key} is no key of a place", remedy)
            elif remedy is not None:
                self._mistakes.tell((*path, key), f"{key} has a wrong value", remedy)
            is_good = is_good and remedy is None
        return {key: table[key] for key in _KEYS if key in table} if is_good else None

    def _check_axis(self, path: TomlPath, axis: str | None, known: Collection[str | None]) -> None:
        if axis is not None and axis not in known:
            otherwise = "Write the id of the place that the axis is called after"
            remedy = suggestion(axis, sorted(filter(None, known)), otherwise=otherwise)
            self._mistakes.tell((*path, "axis"), f"there is no place {axis!r} to call an axis after", remedy)


def _remedy_for(key: str, value: object) -> str | None:
    """How to write a key of a place whose value is wrong; None for a right one."""
    if key in _LISTS:
        is_list = isinstance(value, list) and all(isinstance(name, str) and index_words(name) for name in value)
        return None if is_list else f'Write a list of names: {key} = ["…"]'
    if key == "rear":
        return None if isinstance(value, bool) else "Write true or false"
    if key == "guard":
        return None if value in _GUARDS else suggestion(value, _GUARDS)
    if key == "name":
        return None if isinstance(value, str) and index_words(value) else 'Write the English name in quotes: "…"'
    is_id = isinstance(value, str) and _ID.match(value) is not None
    return None if is_id else 'Write it in lower case with "-" between words: "donetsk"'


def _changed(place: Place, fields: Mapping[str, Any]) -> Place:
    """The place with these fields instead of its own; a language's names replace those of that language."""
    names = tuple(
        (language, name)
        for language in LANGUAGES
        for name in fields.get(language, [name for spoken, name in place.names if spoken == language])
    )
    changes: dict[str, Any] = {key: fields[key] for key in ("name", "oblast", "axis", "rear") if key in fields}
    changes |= {key: tuple(fields[key]) for key in ("forms", "adjectives") if key in fields}
    if "guard" in fields:
        changes["guard"] = Guard(fields["guard"])
    return replace(place, names=names, **changes)

"""The packs that ship, with what an operator adds to them and overrides in them in watch.toml.

A pack is TOML that an operator can read (see ``packs/ru.toml``); mistakes are told by file and line, all at once.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from bot.configuration.mistakes import Mistakes, suggestion
from bot.configuration.toml_lines import TomlPath, find_line
from bot.configuration.values import SIGNALS, PackSource, SignalSettings
from bot.errors import Problem, SettingsError
from bot.signals.catalogue import BUILT_IN_GROUPS, LANGUAGES, Catalogue, Cue, Term
from bot.signals.entries import KEYS_OF_LISTS, EntryReader
from bot.signals.overriding import Overriding, check_targets
from bot.signals.own_places import OwnPlaces
from bot.signals.places import Gazetteer, Place, load_gazetteer, shipped_places

_Words = list[tuple[str, str]]


def load_packs(settings: SignalSettings) -> tuple[Catalogue, Gazetteer]:
    """All packs and places, with the operator's own. Raises SettingsError with every mistake in any of them."""
    if settings.entries is None:
        return load_catalogue(), load_gazetteer()
    problems: list[Problem] = []
    catalogue, places = _extended(settings.entries, problems)
    if problems:
        raise SettingsError(dict.fromkeys(problems))
    return catalogue, Gazetteer(places)


def problems_of(settings: SignalSettings) -> tuple[Problem, ...]:
    """Every mistake in the entries that watch.toml adds to the packs, in no order."""
    problems: list[Problem] = []
    if settings.entries is not None:
        _extended(settings.entries, problems)
    return tuple(dict.fromkeys(problems))


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """The packs that ship. Raises SettingsError with every mistake in them."""
    packs = sorted((item for item in _folder().iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    return read_packs([(pack.name, pack.read_text(encoding="utf-8")) for pack in packs if is_term_pack(pack)])


def is_term_pack(item: Traversable) -> bool:
    """Whether a file of the packs' folder holds terms and cues; the others hold places."""
    return not item.name.startswith("places")


def gazetteer_of(settings: SignalSettings) -> Gazetteer:
    """The places that ship, with the operator's own. Raises SettingsError with every mistake in these."""
    if settings.entries is None:
        return load_gazetteer()
    problems: list[Problem] = []
    places = _Own(settings.entries, problems).places(shipped_places())
    if problems:
        raise SettingsError(problems)
    return Gazetteer(places)


def read_packs(packs: Sequence[tuple[str, str]]) -> Catalogue:
    """Read packs given as (file name, TOML text). Raises SettingsError with every mistake in any of them."""
    problems: list[Problem] = []
    groups: dict[str, _Words] = {}
    terms: list[Term] = []
    cues: list[Cue] = []
    for name, source in packs:
        pack = _Pack(name, source, problems)
        pack.read_into(groups, terms, cues)
    _check_groups(terms, groups, problems)
    if problems:
        raise SettingsError(problems)
    return _catalogue(groups, terms, cues)


def _folder() -> Traversable:
    return files("bot.signals") / "packs"


def _extended(entries: PackSource, problems: list[Problem]) -> tuple[Catalogue, tuple[Place, ...]]:
    own = _Own(entries, problems)
    own.check_overrides()
    return own.catalogue(load_catalogue()), own.places(shipped_places())


def _catalogue(groups: Mapping[str, _Words], terms: Sequence[Term], cues: Sequence[Cue]) -> Catalogue:
    return Catalogue(
        groups={group: tuple(words) for group, words in groups.items()}, terms=tuple(terms), cues=tuple(cues)
    )


def _check_groups(terms: Sequence[Term], groups: Mapping[str, object], problems: list[Problem]) -> None:
    known = (*groups, *BUILT_IN_GROUPS)
    for term in terms:
        asked = [word for key in KEYS_OF_LISTS for word in getattr(term, key)]
        asked += [word for phrase in term.phrases for word in phrase.split()]
        for word in asked:
            if word.startswith("@") and word[1:] not in known:
                remedy = f"{suggestion(word[1:], known)}, or add it under [groups]."
                problems.append(Problem(where=term.where, what=f"no pack has a group {word[1:]!r}", remedy=remedy))


class _Pack:
    """One file of a pack; its mistakes are told as ``ru.toml:12``."""

    def __init__(self, name: str, source: str, problems: list[Problem]) -> None:
        self._name = name
        self._source = source
        self._problems = problems
        self._pack: dict[str, Any] = {}

    def read_into(self, groups: dict[str, _Words], terms: list[Term], cues: list[Cue]) -> None:
        """Add what the pack holds to what the others hold."""
        try:
            self._pack = tomllib.loads(self._source)
        except tomllib.TOMLDecodeError as error:
            return self._tell((), f"it is no TOML: {error}", "Mend the line")
        language = str(self._pack.get("language", ""))
        if language not in LANGUAGES:
            self._tell(("language",), f"language is {language!r}", f"Write one of {', '.join(LANGUAGES)}")
        reader = EntryReader(self._pack, self._tell, self._where, language=language)
        for group, words in reader.groups(("groups",), self._pack.get("groups", {}), language):
            groups.setdefault(group, []).extend(words)
        terms += reader.terms()
        cues += reader.cues()
        return None

    def _where(self, path: TomlPath) -> str:
        return f"{self._name}:{find_line(self._source, path) or 1}"

    def _tell(self, path: TomlPath, what: str, remedy: str) -> None:
        self._problems.append(Problem(where=self._where(path), what=what, remedy=f"{remedy}."))


class _Own:
    """What watch.toml adds to the packs, and what it overrides in them."""

    def __init__(self, entries: PackSource, problems: list[Problem]) -> None:
        self._problems = problems
        self._mistakes = Mistakes(file_name=entries.file_name, source=entries.text, problems=problems)
        self._document: dict[str, Any] = tomllib.loads(entries.text)  # it was read once, so it is TOML
        table = self._document.get("signals", {})
        self._own_names = [name for name, value in table.items() if isinstance(value, dict) and name not in SIGNALS]
        self._reader = EntryReader(
            self._document,
            self._mistakes.tell,
            self._mistakes.where,
            language=None,
            signals=(*SIGNALS, *self._own_names),
        )

    def check_overrides(self) -> None:
        """Tell every override that names nothing to override."""
        check_targets(self._reader, self._mistakes)

    def catalogue(self, shipped: Catalogue) -> Catalogue:
        """The packs with the overrides, then the operator's own entries."""
        groups: dict[str, _Words] = {group: list(words) for group, words in shipped.groups.items()}
        self._add_groups(groups)
        overriding = Overriding(self._reader, self._mistakes)
        own_terms = list(self._reader.terms())
        terms = [*overriding.terms(shipped.terms), *own_terms]
        cues = [*overriding.cues(shipped.cues), *self._reader.cues()]
        overridden = [term for term in terms if term.where.startswith(self._mistakes.file_name)]
        _check_groups(overridden, groups, self._problems)
        for name in self._own_names:
            if not any(term.signal == name for term in own_terms):
                remedy = f'Add [[term]] with signal = "{name}", a language and words'
                self._mistakes.tell(("signals", name), "no [[term]] raises this signal", remedy)
        return _catalogue(groups, terms, cues)

    def places(self, shipped: Sequence[Place]) -> tuple[Place, ...]:
        """The places with the overrides, then the operator's own."""
        return OwnPlaces(self._reader, self._mistakes).added_to(shipped)

    def _add_groups(self, groups: dict[str, _Words]) -> None:
        table = self._document.get("groups", {})
        if not isinstance(table, dict):
            self._mistakes.tell(("groups",), "it is not a table", "Begin it with [groups.ru]")
            return
        for language, listed in table.items():
            if language not in LANGUAGES:
                remedy = f"Begin it with one of {', '.join(f'[groups.{each}]' for each in LANGUAGES)}"
                self._mistakes.tell(("groups", language), f"{language!r} is no language of the packs", remedy)
                continue
            for group, words in self._reader.groups(("groups", language), listed, language):
                groups.setdefault(group, []).extend(words)

"""The packs as records: groups of words, terms that raise signals, cues that make stances.

A pack is TOML that an operator can read (see ``packs/ru.toml``); mistakes are told by file and line.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from bot.configuration.toml_lines import find_line
from bot.configuration.values import SIGNALS
from bot.errors import Problem, SettingsError
from bot.language.grammar import Grammar
from bot.model.flag import Stance

LANGUAGES = ("ru", "uk", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What raises a signal: any of ``phrases``, under conditions.

    ``object`` needs one of these words within ``within`` words of the phrase, ``near`` in the same sentence;
    a ``direct`` one follows no preposition («захватили церковь в Токмаке» takes no Tokmak);
    ``unless`` within ``within`` words and ``unless_sentence`` in the sentence forbid it. ``setting`` asks that
    the post speaks of a battlefield. ``forms`` keeps the first word to some of its forms, ``not_forms`` bars some.
    A noun that is ``talked_of`` is one to come unless its sentence asserts it («звільнення Херсона»).
    ``presupposed`` takes the thing for granted whatever is tried about it («вырваться из кольца»).
    """

    signal: str
    language: str
    phrases: tuple[str, ...]
    where: str
    gap: int = 1
    within: int = 4
    object: tuple[str, ...] = ()
    object_after: bool = False
    object_before: bool = False
    direct: bool = False
    talked_of: bool = False
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unless_sentence: tuple[str, ...] = ()
    setting: bool = False
    forms: Grammar = Grammar.NONE
    not_forms: Grammar = Grammar.NONE
    stance: Stance | None = None
    presupposed: bool = False
    euphemism: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words that make a mention denied, feared or past, and how far they reach.

    ``before`` and ``after``: so many words on that side of the mention, in its clause unless the cue ``crosses``;
    ``clause`` and ``sentence``: anywhere there. A ``claimed`` cue settles what an infinitive leaves open
    («удалось прорвать»). An ``attempt`` is denied by a ``failure`` anywhere in its sentence. With ``nouns`` a cue,
    a preposition mostly, governs nouns only; one that ``governs`` means what is to come, and no deed told as done.
    """

    stance: Stance
    language: str
    phrases: tuple[str, ...]
    where: str
    before: int = 0
    after: int = 0
    clause: bool = False
    sentence: bool = False
    gap: int = 1
    forms: Grammar = Grammar.NONE
    signals: tuple[str, ...] = ()
    crosses: bool = False
    attempt: bool = False
    failure: bool = False
    nouns: bool = False
    governs: bool = False
    not_forms: Grammar = Grammar.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All packs together; ``groups`` are named sets of words, by name then language."""

    groups: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    cues: tuple[Cue, ...] = ()


_FORMS = {grammar.name.lower(): grammar for grammar in Grammar if grammar.name}
_TERM_KEYS = {
    "gap": int,
    "within": int,
    "setting": bool,
    "euphemism": bool,
    "object_after": bool,
    "object_before": bool,
    "direct": bool,
    "talked_of": bool,
    "presupposed": bool,
    "object": list,
    "near": list,
    "unless": list,
    "unless_sentence": list,
}
_CUE_KEYS = {
    "before": int,
    "after": int,
    "clause": bool,
    "sentence": bool,
    "gap": int,
    "crosses": bool,
    "signals": list,
    "attempt": bool,
    "failure": bool,
    "nouns": bool,
    "governs": bool,
}


def load_catalogue() -> Catalogue:
    """The packs that ship. Raises SettingsError with every mistake in them."""
    folder = files("bot.signals") / "packs"
    packs = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    return read_packs([(pack.name, pack.read_text(encoding="utf-8")) for pack in packs if is_term_pack(pack)])


def is_term_pack(item: Traversable) -> bool:
    """Whether a file of the packs' folder holds terms and cues; the others hold places."""
    return not item.name.startswith("places")


def read_packs(packs: list[tuple[str, str]]) -> Catalogue:
    """Read packs given as (file name, TOML text). Raises SettingsError with every mistake in any of them."""
    problems: list[Problem] = []
    groups: dict[str, list[tuple[str, str]]] = {}
    terms: list[Term] = []
    cues: list[Cue] = []
    for name, source in packs:
        reader = _PackReader(name, source, problems)
        for group, words in reader.groups():
            groups.setdefault(group, []).extend(words)
        terms += reader.terms()
        cues += reader.cues()
    _check_groups(terms, groups, problems)
    if problems:
        raise SettingsError(problems)
    return Catalogue(
        groups={group: tuple(words) for group, words in groups.items()}, terms=tuple(terms), cues=tuple(cues)
    )


BUILT_IN_GROUPS = ("place", "name", "number", "quote")


def _check_groups(terms: list[Term], groups: Mapping[str, object], problems: list[Problem]) -> None:
    for term in terms:
        for word in (*term.object, *term.near, *term.unless, *term.unless_sentence):
            if word.startswith("@") and word[1:] not in groups and word[1:] not in BUILT_IN_GROUPS:
                problems.append(
                    Problem(where=term.where, what=f"no pack has a group {word[1:]!r}", remedy="Add it under [groups].")
                )


class _PackReader:
    def __init__(self, name: str, source: str, problems: list[Problem]) -> None:
        self._name = name
        self._source = source
        self._problems = problems
        try:
            self._pack: dict[str, Any] = tomllib.loads(source)
        except tomllib.TOMLDecodeError as error:
            self._tell((), f"it is no TOML: {error}", "Mend the line.")
            self._pack = {"language": LANGUAGES[0]}
        self._language = str(self._pack.get("language", ""))
        if self._language not in LANGUAGES:
            self._tell(("language",), f"language is {self._language!r}", f"Write one of {', '.join(LANGUAGES)}.")

    def groups(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        for name, words in self._pack.get("groups", {}).items():
            if _is_word_list(words):
                yield name, [(word, self._language) for word in words]
            else:
                self._tell(("groups", name), f"group {name} is no list of words", 'Write ["word", "two words"].')

    def terms(self) -> Iterator[Term]:
        for number, table in enumerate(self._pack.get("term", [])):
            path = ("term", number)
            values = self._values(path, table, _TERM_KEYS, {"signal", "words", "forms", "not_forms", "stance"})
            signal = table.get("signal")
            if not isinstance(signal, str) or not signal:
                self._tell(path, "the term has no signal", f"Write signal = one of {', '.join(SIGNALS)}, or your own.")
            stance = self._stance(path, table, needed=False)
            yield Term(
                signal=str(signal), language=self._language, phrases=self._words(path, table),
                where=self._where(path), forms=self._forms(path, table, "forms"),
                not_forms=self._forms(path, table, "not_forms"), stance=stance, **values,
            )  # fmt: skip

    def cues(self) -> Iterator[Cue]:
        for number, table in enumerate(self._pack.get("cue", [])):
            path = ("cue", number)
            values = self._values(path, table, _CUE_KEYS, {"words", "forms", "not_forms", "stance"})
            if not any(table.get(key) for key in ("before", "after", "clause", "sentence", "failure")):
                self._tell(
                    path, "the cue reaches nothing", "Write before = 3, after = 3, clause = true or sentence = true."
                )
            stance = self._stance(path, table, needed=True) or Stance.CLAIMED
            yield Cue(
                stance=stance, language=self._language, phrases=self._words(path, table),
                where=self._where(path), forms=self._forms(path, table, "forms"),
                not_forms=self._forms(path, table, "not_forms"), **values,
            )  # fmt: skip

    def _values(
        self, path: tuple[str | int, ...], table: Mapping[str, Any], kinds: Mapping[str, type], others: set[str]
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in table.items():
            kind = kinds.get(key)
            if kind is None and key not in others:
                self._tell(
                    (*path, key), f"{key} is no key of a {path[0]}", f"Use {', '.join(sorted((*kinds, *others)))}."
                )
            elif kind is not None and (type(value) is not kind or (kind is list and not _is_word_list(value))):
                self._tell((*path, key), f"{key} has a wrong value", f"Write a {kind.__name__}.")
            elif kind is not None:
                values[key] = tuple(value) if kind is list else value
        return values

    def _words(self, path: tuple[str | int, ...], table: Mapping[str, Any]) -> tuple[str, ...]:
        words = table.get("words")
        if not _is_word_list(words) or not words:
            self._tell((*path, "words"), "words is no list of words or phrases", 'Write words = ["word", "two words"].')
            return ()
        return tuple(words)

    def _forms(self, path: tuple[str | int, ...], table: Mapping[str, Any], key: str) -> Grammar:
        chosen = Grammar.NONE
        for name in table.get(key, ()):
            if name not in _FORMS:
                self._tell((*path, key), f"{name!r} is no kind of form", f"Use {', '.join(_FORMS)}.")
            chosen |= _FORMS.get(name, Grammar.NONE)
        return chosen

    def _stance(self, path: tuple[str | int, ...], table: Mapping[str, Any], *, needed: bool) -> Stance | None:
        name = table.get("stance")
        if name is None and not needed:
            return None
        if name not in tuple(Stance):
            self._tell((*path, "stance"), f"stance is {name!r}", f"Write one of {', '.join(Stance)}.")
            return None
        return Stance(name)

    def _where(self, path: tuple[str | int, ...]) -> str:
        return f"{self._name}:{find_line(self._source, path) or 1}"

    def _tell(self, path: tuple[str | int, ...], what: str, remedy: str) -> None:
        self._problems.append(Problem(where=self._where(path), what=what, remedy=remedy))


def _is_word_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word.strip("= ") for word in value)

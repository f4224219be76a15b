"""``[[override]]`` of watch.toml: shipped entries changed or switched off, by the words that they stand for.

An entry is named by its words as the pack has them and ``frontwatch signals explain`` tells them. Of a shipped
entry with many words only those that are named are changed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.configuration.mistakes import Mistakes, suggestion
from bot.configuration.toml_lines import TomlPath
from bot.signals.catalogue import Cue, Term
from bot.signals.entries import CUE_KEYS, TERM_KEYS, EntryReader
from bot.signals.lexicon import FIXED

_Entry = TypeVar("_Entry", Term, Cue)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Override:
    """What becomes of the entries with these words: the fields that change, or None where they are switched off."""

    path: TomlPath
    words: tuple[str, ...]
    signal: str | None
    language: str | None
    changes: Mapping[str, Any] | None

    def is_of(self, entry: Term | Cue) -> bool:
        """Whether an entry is one of those that may be meant, by signal and language."""
        is_its_signal = self.signal is None or (isinstance(entry, Term) and entry.signal == self.signal)
        return is_its_signal and self.language in (None, entry.language)


class Overriding:
    """The overrides of terms and cues of one watch.toml."""

    def __init__(self, reader: EntryReader, mistakes: Mistakes) -> None:
        self._reader = reader
        self._mistakes = mistakes

    def terms(self, shipped: Sequence[Term]) -> list[Term]:
        """The shipped terms as they stand now."""
        overrides = [self._of_term(path, table) for path, table in self._tables() if _kind(table) == "words"]
        return self._applied(shipped, [override for override in overrides if override is not None])

    def cues(self, shipped: Sequence[Cue]) -> list[Cue]:
        """The shipped cues as they stand now."""
        overrides = [self._of_cue(path, table) for path, table in self._tables() if _kind(table) == "cue"]
        return self._applied(shipped, [override for override in overrides if override is not None])

    def _tables(self) -> Iterator[tuple[TomlPath, Mapping[str, Any]]]:
        return self._reader.tables("override")

    def _of_term(self, path: TomlPath, table: Mapping[str, Any]) -> _Override | None:
        signal = self._reader.signal(path, table)
        override = self._read(path, table, "words", TERM_KEYS, ("signal",), signal)
        return override if signal else None

    def _of_cue(self, path: TomlPath, table: Mapping[str, Any]) -> _Override | None:
        return self._read(path, table, "cue", CUE_KEYS, (), None)

    def _read(
        self,
        path: TomlPath,
        table: Mapping[str, Any],
        key: str,
        kinds: Mapping[str, type],
        others: Collection[str],
        signal: str | None,
    ) -> _Override | None:
        words = self._reader.words(path, table, key)
        language = self._reader.language(path, table) if "language" in table else None
        changes = self._reader.values(path, table, kinds, others=(*others, key, "stance", "off"))
        if "stance" in table:
            stance = self._reader.stance(path, table, needed=True)
            changes |= {"stance": stance} if stance is not None else {}
        is_off = read_off(path, table, changes, self._mistakes)
        if not words or is_off is None:
            return None
        return _Override(path=path, words=words, signal=signal, language=language, changes=None if is_off else changes)

    def _applied(self, shipped: Sequence[_Entry], overrides: Sequence[_Override]) -> list[_Entry]:
        entries = list(shipped)
        for override in overrides:
            entries = list(self._with(entries, override))
        return entries

    def _with(self, entries: Sequence[_Entry], override: _Override) -> Iterator[_Entry]:
        named = {_plain(word) for word in override.words}
        self._tell_missing(entries, override)
        for entry in entries:
            meant = tuple(phrase for phrase in entry.phrases if override.is_of(entry) and _plain(phrase) in named)
            if not meant:
                yield entry
                continue
            rest = tuple(phrase for phrase in entry.phrases if phrase not in meant)
            if rest:
                yield replace(entry, phrases=rest)
            if override.changes is not None:
                yield replace(entry, phrases=meant, where=self._mistakes.where(override.path), **override.changes)

    def _tell_missing(self, entries: Sequence[_Entry], override: _Override) -> None:
        standing = {_plain(phrase) for entry in entries if override.is_of(entry) for phrase in entry.phrases}
        for word in override.words:
            if _plain(word) not in standing:
                of = f" of {override.signal}" if override.signal else ""
                otherwise = "`frontwatch signals explain` tells which fired"
                remedy = suggestion(_plain(word), sorted(standing), otherwise=otherwise)
                self._mistakes.tell(override.path, f"no shipped entry{of} has the words {word!r}", remedy)


def read_off(path: TomlPath, table: Mapping[str, Any], changes: Collection[str], mistakes: Mistakes) -> bool | None:
    """Whether an override switches off; None where it says neither that nor what to change, which is told."""
    off = table.get("off", False)
    if not isinstance(off, bool):
        mistakes.tell((*path, "off"), f"{off!r} is neither true nor false", "Write true or false")
        return None
    if off and changes:
        mistakes.tell(path, "what is switched off cannot be changed too", "Take off = true out, or the other keys")
        return None
    if not off and not changes:
        mistakes.tell(path, "it overrides nothing", "Add off = true, or the keys that are to be otherwise")
        return None
    return off


def check_targets(reader: EntryReader, mistakes: Mistakes) -> None:
    """Tell every override that names nothing to override."""
    for path, table in reader.tables("override"):
        if _kind(table) is None:
            what = "it does not say what it overrides"
            mistakes.tell(path, what, 'Add signal = "…" with words = ["…"], or cue = ["…"], or place = "…"')


def _kind(table: Mapping[str, Any]) -> str | None:
    if "place" in table:
        return "place"
    if "cue" in table:
        return "cue"
    return "words" if "words" in table or "signal" in table else None


def _plain(phrase: str) -> str:
    return " ".join(phrase.replace(FIXED, "").casefold().replace("ё", "е").split())

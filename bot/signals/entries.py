"""Entries of a pack, from TOML to records: what may stand in a ``[[term]]``, a ``[[cue]]`` and in groups."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from bot.configuration.mistakes import suggestion
from bot.configuration.toml_lines import TomlPath
from bot.language.grammar import Grammar
from bot.language.tokens import index_words
from bot.model.flag import Stance
from bot.signals.catalogue import LANGUAGES, Cue, Term
from bot.signals.lexicon import FIXED

_PLAIN_LETTER = re.compile("[а-яa-z]")
"""What no folding takes away."""

KEYS_OF_LISTS = ("object", "near", "unless", "unless_sentence")
"""Where a term may name groups of words by ``@``."""

Tell = Callable[[TomlPath, str, str], None]
"""Takes a mistake down: where it stands, what is wrong, how to mend it (without a full stop)."""

TERM_KEYS: Mapping[str, type] = {
    "gap": int,
    "within": int,
    "setting": bool,
    "euphemism": bool,
    "object_after": bool,
    "object_before": bool,
    "direct": bool,
    "talked_of": bool,
    "presupposed": bool,
    **dict.fromkeys(KEYS_OF_LISTS, list),
}
CUE_KEYS: Mapping[str, type] = {
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
FORM_KEYS = ("forms", "not_forms")
_REACH = ("before", "after", "clause", "sentence", "failure")
_FORMS = {grammar.name.lower(): grammar for grammar in Grammar if grammar.name}
_HOW_WRITTEN = {
    int: "Write a number from 0 on",
    bool: "Write true or false",
    list: 'Write a list of words: ["word", "two words"]',
}


class EntryReader:
    """Reads the entries of one file; what is wrong in them is told, and read as far as it can be.

    ``language`` is the pack's; without one every entry names its own. ``signals`` are the names that there are;
    None for a pack by itself, which may raise any.
    """

    def __init__(
        self,
        pack: Mapping[str, Any],
        tell: Tell,
        where: Callable[[TomlPath], str],
        *,
        language: str | None,
        signals: Collection[str] | None = None,
    ) -> None:
        self._pack = pack
        self._tell = tell
        self._where = where
        self._language = language
        self._signals = signals

    def terms(self) -> Iterator[Term]:
        """Every ``[[term]]``."""
        for path, table in self.tables("term"):
            values = self.values(path, table, TERM_KEYS, others=("signal", "words", "stance"))
            yield Term(
                signal=self.signal(path, table),
                language=self.language(path, table),
                phrases=self.words(path, table),
                where=self._where(path),
                stance=self.stance(path, table, needed=False),
                **values,
            )

    def cues(self) -> Iterator[Cue]:
        """Every ``[[cue]]``."""
        for path, table in self.tables("cue"):
            values = self.values(path, table, CUE_KEYS, others=("words", "stance"))
            if not any(table.get(key) for key in _REACH):
                self._tell(
                    path, "the cue reaches nothing", "Write before = 3, after = 3, clause = true or sentence = true"
                )
            for name in values.get("signals", ()):
                self._check_signal((*path, "signals"), name)
            yield Cue(
                stance=self.stance(path, table, needed=True) or Stance.CLAIMED,
                language=self.language(path, table),
                phrases=self.words(path, table),
                where=self._where(path),
                **values,
            )

    def groups(self, path: TomlPath, table: object, language: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """The groups of a table, with the language of their words."""
        if not isinstance(table, dict):
            self._tell(path, "it is no table of groups", 'Write name = ["word", "two words"] in it')
            return
        for name, words in table.items():
            if is_word_list(words):
                yield name, [(word, language) for word in words]
            else:
                self._tell((*path, name), f"group {name} is no list of words", 'Write ["word", "two words"]')

    def tables(self, key: str) -> Iterator[tuple[TomlPath, Mapping[str, Any]]]:
        """Each ``[[key]]`` with its path."""
        listed = self._pack.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(table, dict) for table in listed):
            self._tell((key,), "it is not a list of tables", f"Begin each with [[{key}]]")
            return
        for number, table in enumerate(listed):
            yield (key, number), table

    def values(
        self, path: TomlPath, table: Mapping[str, Any], kinds: Mapping[str, type], *, others: Collection[str]
    ) -> dict[str, Any]:
        """The conditions of an entry as fields of its record; keys that are not known are told."""
        known = (*others, *kinds, *FORM_KEYS, *(("language",) if self._language is None else ()))
        values: dict[str, Any] = {}
        for key, value in table.items():
            if key not in known:
                self._tell((*path, key), f"{key} is no key of {_named(path)}", suggestion(key, sorted(known)))
            elif key in FORM_KEYS:
                values[key] = self._forms((*path, key), value)
            elif key in kinds:
                if _is_a(value, kinds[key]):
                    values[key] = tuple(value) if isinstance(value, list) else value
                else:
                    self._tell((*path, key), f"{key} has a wrong value", _HOW_WRITTEN[kinds[key]])
        return values

    def signal(self, path: TomlPath, table: Mapping[str, Any]) -> str:
        """The signal that an entry raises; empty for one that there is not."""
        signal = table.get("signal")
        if not isinstance(signal, str) or not signal:
            names = ", ".join(self._signals) if self._signals else "…"
            self._tell(path, f"the {path[0]} has no signal", f"Write signal = one of {names}")
            return ""
        return signal if self._check_signal((*path, "signal"), signal) else ""

    def _check_signal(self, path: TomlPath, signal: str) -> bool:
        if self._signals is None or signal in self._signals:
            return True
        remedy = f"{suggestion(signal, self._signals)}; a signal of your own begins with [signals.NAME]"
        self._tell(path, f"there is no signal {signal!r}", remedy)
        return False

    def language(self, path: TomlPath, table: Mapping[str, Any]) -> str:
        """The language of an entry's words."""
        if self._language is not None:
            return self._language
        language = table.get("language")
        if language in LANGUAGES:
            return str(language)
        if language is None:
            self._tell(path, f"the {path[0]} has no language", f"Add language = one of {', '.join(LANGUAGES)}")
        else:
            self._tell((*path, "language"), f"language is {language!r}", f"Write one of {', '.join(LANGUAGES)}")
        return LANGUAGES[0]

    def words(self, path: TomlPath, table: Mapping[str, Any], key: str = "words") -> tuple[str, ...]:
        """The words or phrases of an entry."""
        words = table.get(key)
        if not is_word_list(words) or not words:
            place = (*path, key) if key in table else path
            self._tell(place, f"{key} is no list of words or phrases", f'Write {key} = ["word", "two words"]')
            return ()
        for phrase in words:
            if not all(map(_can_be_read, phrase.split())):
                remedy = 'Write a word in letters, or "=…" for signs that stand just so'
                self._tell((*path, key), f"{phrase!r} has a part that is no word", remedy)
        return tuple(words)

    def stance(self, path: TomlPath, table: Mapping[str, Any], *, needed: bool) -> Stance | None:
        """The stance that an entry settles."""
        name = table.get("stance")
        if name is None and not needed:
            return None
        if name not in tuple(Stance):
            self._tell((*path, "stance"), f"stance is {name!r}", f"Write one of {', '.join(Stance)}")
            return None
        return Stance(name)

    def _forms(self, path: TomlPath, value: object) -> Grammar:
        chosen = Grammar.NONE
        for name in map(str, value if isinstance(value, list) else [value]):
            if name not in _FORMS:
                self._tell(path, f"{name!r} is no kind of form", f"Use {', '.join(_FORMS)}")
            chosen |= _FORMS.get(name, Grammar.NONE)
        return chosen


def is_word_list(value: object) -> bool:
    """Whether a value is a list of words or phrases, none of them empty."""
    return isinstance(value, list) and all(isinstance(word, str) and word.strip(f"{FIXED} ") for word in value)


def _named(path: TomlPath) -> str:
    return f"{'an' if str(path[0])[0] in 'aeiou' else 'a'} {path[0]}"


def _can_be_read(word: str) -> bool:
    return word.startswith((FIXED, "@")) or _PLAIN_LETTER.search(word) is not None or bool(index_words(word))


def _is_a(value: object, kind: type) -> bool:
    if kind is list:
        return is_word_list(value)
    return type(value) is kind and not (kind is int and isinstance(value, int) and value < 0)

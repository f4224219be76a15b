"""watch.toml: channels with class and title, signals switched off, signals and words of the operator's own.

Entries of packs (``[[term]]``, ``[[override]]``, …) are read where the packs are, in :mod:`bot.signals`.

Every mistake is told with its line; tomllib gives no lines for values, so :mod:`toml_lines` finds them.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.configuration.mistakes import Mistakes, shown, suggestion
from bot.configuration.toml_lines import TomlPath, path_text
from bot.configuration.values import SIGNALS, PackSource, SignalSettings, WatchList
from bot.errors import Problem
from bot.model.channel import ChannelClass, ChannelRef
from bot.model.signal import OwnSignal
from bot.model.story import Severity

PACK_TABLES = ("term", "cue", "place", "groups", "override")
"""Keys under which watch.toml adds to the packs or overrides them."""

_TOP = ("channels", "signals", "words", *PACK_TABLES)
_CHANNEL = ("name", "title", "class")
_SIGNALS_TABLE = (*SIGNALS, "disabled")
_OWN_SIGNAL = ("title", "severity")
_SIGNAL_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
_LONGEST_NAME, _LONGEST_TITLE = 32, 40
_CLASSES = tuple(str(each) for each in ChannelClass)
_Item = TypeVar("_Item")


def read_watch_file(path: Path, problems: list[Problem], *, must_exist: bool) -> WatchList:
    """The watch list of ``path``, as far as it can be understood; mistakes are added to ``problems``.

    An absent file is an empty list, unless the operator named it (``must_exist``).
    """
    try:
        source = path.read_text("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        if must_exist:
            problems.append(
                Problem(where="WATCH_FILE", what=f"there is no file {path}", remedy="Make it from watch.example.toml.")
            )
        return WatchList()
    except OSError as error:
        problems.append(Problem(where=path.name, what=f"it cannot be read: {error.strerror}", remedy=f"Mend {path}."))
        return WatchList()
    except UnicodeDecodeError:
        problems.append(Problem(where=path.name, what="it is not UTF-8 text", remedy="Save it as UTF-8."))
        return WatchList()
    return read_watch_list(source, path.name, problems)


def read_watch_list(source: str, file_name: str, problems: list[Problem]) -> WatchList:
    """The watch list of a TOML text, as far as it can be understood; mistakes are added to ``problems``."""
    try:
        document = tomllib.loads(source)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a plain ValueError
        problems.append(_syntax_problem(str(error), file_name))
        return WatchList()
    return _WatchReader(Mistakes(file_name=file_name, source=source, problems=problems)).watch_list(document)


def _syntax_problem(message: str, file_name: str) -> Problem:
    at = re.search(r" \(at line (\d+), column (\d+)\)\Z", message)
    where = f"{file_name} line {at[1]}, column {at[2]}" if at else file_name
    what = message[: at.start()] if at else message
    return Problem(where=where, what=f"it is not TOML: {what}", remedy="watch.example.toml shows how it is written.")


@dataclass(slots=True)
class _WatchReader:
    mistakes: Mistakes
    seen: dict[object, str] = field(default_factory=dict)

    def watch_list(self, document: Mapping[str, object]) -> WatchList:
        self._check_keys((), document, _TOP)
        channels = tuple(self._each_table("channels", document.get("channels", []), self._channel))
        words = tuple(dict.fromkeys(self._each_table("words", document.get("words", []), self._word)))
        own, disabled = self._signals(document.get("signals", {}))
        adds = own or any(key in document for key in PACK_TABLES)
        entries = PackSource(file_name=self.mistakes.file_name, text=self.mistakes.source) if adds else None
        signals = SignalSettings(disabled=disabled, words=words, own=own, entries=entries)
        return WatchList(channels=channels, signals=signals)

    def _each_table(
        self, key: str, value: object, read: Callable[[TomlPath, Mapping[str, object]], _Item | None]
    ) -> Iterable[_Item]:
        if not isinstance(value, list):
            self.mistakes.tell((key,), "it is not a list of tables", f"Begin each with [[{key}]]")
            return
        for number, table in enumerate(value):
            path: TomlPath = (key, number)
            if isinstance(table, dict):
                item = read(path, table)
                if item is not None:
                    yield item
            else:
                self.mistakes.tell(path, "it is not a table", f"Begin each with [[{key}]]")

    def _channel(self, path: TomlPath, table: Mapping[str, object]) -> ChannelRef | None:
        self._check_keys(path, table, _CHANNEL)
        title = self._text((*path, "title"), table.get("title")) if "title" in table else None
        channel_class = self._class((*path, "class"), table["class"]) if "class" in table else None
        if "name" not in table:
            self.mistakes.tell(path, "the channel has no name", 'Add name = "@handle", or its numeric id')
            return None
        typed = table["name"]
        name = self._text((*path, "name"), str(typed) if type(typed) is int else typed)
        if name is None:
            return None
        channel = ChannelRef.parse(name, title=title, channel_class=channel_class)
        return channel if self._is_new((*path, "name"), channel) else None

    def _is_new(self, path: TomlPath, channel: ChannelRef) -> bool:
        identity = channel.telegram_id or (channel.handle or channel.title or "").casefold()
        before = self.seen.setdefault(identity, path_text(path))
        if before != path_text(path):
            self.mistakes.tell(path, f"the same channel stands at {before} already", "Take one of the two out")
        return before == path_text(path)

    def _class(self, path: TomlPath, value: object) -> ChannelClass | None:
        if isinstance(value, str) and value in _CLASSES:
            return ChannelClass(value)
        self.mistakes.tell(path, f"{shown(value)} is not a class", suggestion(value, _CLASSES))
        return None

    def _word(self, path: TomlPath, table: Mapping[str, object]) -> str | None:
        self._check_keys(path, table, ("word",))
        if "word" not in table:
            self.mistakes.tell(path, "the word is missing", 'Add word = "…"')
            return None
        return self._text((*path, "word"), table["word"])

    def _signals(self, table: object) -> tuple[tuple[OwnSignal, ...], frozenset[str]]:
        """The operator's own signals, and the names of those that are switched off."""
        if not isinstance(table, dict):
            remedy = "Begin it with [signals], and a signal of your own with [signals.NAME]"
            self.mistakes.tell(("signals",), "it is not a table", remedy)
            return (), frozenset()
        tables = {name: value for name, value in table.items() if isinstance(value, dict) and name != "disabled"}
        self._check_keys(
            ("signals",), {key: value for key, value in table.items() if key not in tables}, _SIGNALS_TABLE
        )
        own = [self._own_signal(name, value) for name, value in tables.items()]
        disabled = set(self._disabled_list(table.get("disabled", []), (*SIGNALS, *tables)))
        for name in SIGNALS:
            switch = table.get(name, True)
            if name not in tables and not isinstance(switch, bool):
                self.mistakes.tell(
                    ("signals", name), f"{shown(switch)} is neither true nor false", "Write true or false"
                )
            elif not switch:
                disabled.add(name)
        return tuple(signal for signal in own if signal is not None), frozenset(disabled)

    def _own_signal(self, name: str, table: Mapping[str, object]) -> OwnSignal | None:
        path = ("signals", name)
        if name in SIGNALS:
            remedy = f'Switch it by {name} = false; add to it by [[term]] with signal = "{name}"'
            self.mistakes.tell(path, f"{name} ships with Frontwatch, and is no signal of your own", remedy)
            return None
        self._check_keys(path, table, _OWN_SIGNAL)
        is_name = len(name) <= _LONGEST_NAME and _SIGNAL_NAME.match(name) is not None
        if not is_name:
            remedy = f"Use lower-case Latin letters, digits and -, at most {_LONGEST_NAME}: [signals.counter-attack]"
            self.mistakes.tell(path, f"{shown(name)} cannot be a signal's name", remedy)
        title = self._title(path, table)
        severity = self._severity((*path, "severity"), table["severity"]) if "severity" in table else Severity.MEDIUM
        if not is_name or title is None or severity is None:
            return None
        return OwnSignal(name=name, title=title, severity=severity)

    def _title(self, path: TomlPath, table: Mapping[str, object]) -> str | None:
        if "title" not in table:
            self.mistakes.tell(path, "the signal has no title", 'Add title = "…", which heads its alerts')
            return None
        title = self._text((*path, "title"), table["title"])
        if title is not None and (len(title) > _LONGEST_TITLE or not title.isprintable()):
            self.mistakes.tell(
                (*path, "title"), "it is no short heading", f"Write one line of at most {_LONGEST_TITLE} letters"
            )
            return None
        return title

    def _severity(self, path: TomlPath, value: object) -> Severity | None:
        labels = tuple(severity.label for severity in Severity)
        if value in labels:
            return Severity[str(value).upper()]
        self.mistakes.tell(path, f"{shown(value)} is no severity", suggestion(value, labels))
        return None

    def _disabled_list(self, names: object, known: tuple[str, ...]) -> Iterable[str]:
        path = ("signals", "disabled")
        if not isinstance(names, list):
            self.mistakes.tell(path, "it is not a list", 'Write disabled = ["capture"]')
            return
        for name in names:
            if name in known:
                yield name
            else:
                self.mistakes.tell(path, f"there is no signal {shown(name)}", suggestion(name, known))

    def _text(self, path: TomlPath, value: object) -> str | None:
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.mistakes.tell(
            path, "it is empty" if value == "" else f"{shown(value)} is not a text", 'Write it in quotes: "…"'
        )
        return None

    def _check_keys(self, path: TomlPath, table: Mapping[str, object], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                self.mistakes.tell((*path, key), "there is no such key", suggestion(key, known))

"""watch.toml: channels with class and title, signals switched off, own words.

Every mistake is told with its line; tomllib gives no lines for values, so :mod:`toml_lines` finds them.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.configuration.toml_lines import TomlPath, find_line, path_text
from bot.configuration.values import SIGNALS, SignalSettings, WatchList
from bot.errors import Problem
from bot.model.channel import ChannelClass, ChannelRef

_TOP = ("channels", "signals", "words")
_CHANNEL = ("name", "title", "class")
_SIGNALS_TABLE = (*SIGNALS, "disabled")
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
    reader = _WatchReader(source=source, file_name=file_name, problems=problems)
    return reader.watch_list(document)


def _syntax_problem(message: str, file_name: str) -> Problem:
    at = re.search(r" \(at line (\d+), column (\d+)\)\Z", message)
    where = f"{file_name} line {at[1]}, column {at[2]}" if at else file_name
    what = message[: at.start()] if at else message
    return Problem(where=where, what=f"it is not TOML: {what}", remedy="watch.example.toml shows how it is written.")


@dataclass(slots=True)
class _WatchReader:
    source: str
    file_name: str
    problems: list[Problem]
    seen: dict[object, str] = field(default_factory=dict)

    def watch_list(self, document: Mapping[str, object]) -> WatchList:
        self._check_keys((), document, _TOP)
        channels = tuple(self._each_table("channels", document.get("channels", []), self._channel))
        words = tuple(dict.fromkeys(self._each_table("words", document.get("words", []), self._word)))
        disabled = self._disabled(document.get("signals", {}))
        return WatchList(channels=channels, signals=SignalSettings(disabled=disabled, words=words))

    def _each_table(
        self, key: str, value: object, read: Callable[[TomlPath, Mapping[str, object]], _Item | None]
    ) -> Iterable[_Item]:
        if not isinstance(value, list):
            self._tell((key,), "it is not a list of tables", f"Begin each with [[{key}]]")
            return
        for number, table in enumerate(value):
            path: TomlPath = (key, number)
            if isinstance(table, dict):
                item = read(path, table)
                if item is not None:
                    yield item
            else:
                self._tell(path, "it is not a table", f"Begin each with [[{key}]]")

    def _channel(self, path: TomlPath, table: Mapping[str, object]) -> ChannelRef | None:
        self._check_keys(path, table, _CHANNEL)
        title = self._text((*path, "title"), table.get("title")) if "title" in table else None
        channel_class = self._class((*path, "class"), table["class"]) if "class" in table else None
        if "name" not in table:
            self._tell(path, "the channel has no name", 'Add name = "@handle", or its numeric id')
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
            self._tell(path, f"the same channel stands at {before} already", "Take one of the two out")
        return before == path_text(path)

    def _class(self, path: TomlPath, value: object) -> ChannelClass | None:
        if isinstance(value, str) and value in _CLASSES:
            return ChannelClass(value)
        self._tell(path, f"{_shown(value)} is not a class", _suggestion(value, _CLASSES))
        return None

    def _word(self, path: TomlPath, table: Mapping[str, object]) -> str | None:
        self._check_keys(path, table, ("word",))
        if "word" not in table:
            self._tell(path, "the word is missing", 'Add word = "…"')
            return None
        return self._text((*path, "word"), table["word"])

    def _disabled(self, table: object) -> frozenset[str]:
        if not isinstance(table, dict):
            self._tell(("signals",), "it is not a table", "Begin it with [signals]")
            return frozenset()
        self._check_keys(("signals",), table, _SIGNALS_TABLE)
        disabled = set(self._disabled_list(table.get("disabled", [])))
        for name in SIGNALS:
            switch = table.get(name, True)
            if not isinstance(switch, bool):
                self._tell(("signals", name), f"{_shown(switch)} is neither true nor false", "Write true or false")
            elif not switch:
                disabled.add(name)
        return frozenset(disabled)

    def _disabled_list(self, names: object) -> Iterable[str]:
        path = ("signals", "disabled")
        if not isinstance(names, list):
            self._tell(path, "it is not a list", 'Write disabled = ["capture"]')
            return
        for name in names:
            if name in SIGNALS:
                yield name
            else:
                self._tell(path, f"there is no signal {_shown(name)}", _suggestion(name, SIGNALS))

    def _text(self, path: TomlPath, value: object) -> str | None:
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._tell(path, "it is empty" if value == "" else f"{_shown(value)} is not a text", 'Write it in quotes: "…"')
        return None

    def _check_keys(self, path: TomlPath, table: Mapping[str, object], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                self._tell((*path, key), "there is no such key", _suggestion(key, known))

    def _tell(self, path: TomlPath, what: str, remedy: str) -> None:
        line = find_line(self.source, path)
        place = f"{self.file_name} line {line}" if line else self.file_name
        self.problems.append(Problem(where=f"{place}: {path_text(path)}", what=what, remedy=f"{remedy}."))


def _suggestion(value: object, known: tuple[str, ...]) -> str:
    alike = difflib.get_close_matches(str(value), known, n=1)
    return f"Write {alike[0]}" if alike else f"Known are: {', '.join(known)}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"

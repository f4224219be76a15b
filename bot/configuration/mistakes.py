"""Mistakes in a TOML file: where each stands, and which known word it was probably meant to be."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from bot.configuration.toml_lines import TomlPath, find_line, path_text
from bot.errors import Problem

_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistakes:
    """Takes down the mistakes of one file, whose text is ``source``, among the ``problems`` of all."""

    file_name: str
    source: str
    problems: list[Problem]

    def where(self, path: TomlPath) -> str:
        """The place of a key or table, with its line."""
        line = find_line(self.source, path)
        place = f"{self.file_name} line {line}" if line else self.file_name
        return f"{place}: {path_text(path)}"

    def tell(self, path: TomlPath, what: str, remedy: str) -> None:
        """Take one mistake down; ``remedy`` has no full stop."""
        self.problems.append(Problem(where=self.where(path), what=what, remedy=f"{remedy}."))


def suggestion(value: object, known: Iterable[str], *, otherwise: str | None = None) -> str:
    """What to write instead: the known word that is most alike, else ``otherwise``, else all of them."""
    words = tuple(known)
    alike = difflib.get_close_matches(str(value), words, n=1)
    if alike:
        return f"Write {alike[0]}"
    return otherwise or f"Known are: {', '.join(words)}"


def shown(value: object) -> str:
    """A value as it stands in the file, cut short."""
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"

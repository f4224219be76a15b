"""On which line of a TOML text a key stands: tomllib tells values only.

The text has been parsed before, so it is known to be TOML; this looks at headers and at the first key
of a line, which is how people write such a file. What it cannot find is told by its table's line.
"""

import re
from collections import Counter
from functools import lru_cache

TomlPath = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?\Z")
_STEP = re.compile(r"([A-Za-z0-9_-]+)|[\"']([^\"']*)[\"']")
_KEY = re.compile(r"\s*(?:\"([^\"]+)\"|'([^']+)'|([A-Za-z0-9_-]+))\s*(?:=|\.)")


def find_line(source: str, path: TomlPath) -> int | None:
    """The line, from 1, of a key or table; of the nearest table that holds it when it has no line of its own."""
    lines = _lines_of(source)
    for end in range(len(path), 0, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return None


def path_text(path: TomlPath) -> str:
    """A path as people write it: ``channels[2].class``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


@lru_cache(maxsize=8)
def _lines_of(source: str) -> dict[TomlPath, int]:
    lines: dict[TomlPath, int] = {}
    tables: Counter[TomlPath] = Counter()
    table: TomlPath = ()
    for number, text in enumerate(source.splitlines(), start=1):
        header = _HEADER.match(text)
        key = _KEY.match(text)
        if header:
            name: TomlPath = tuple(bare or quoted for bare, quoted in _STEP.findall(header[2]))
            table = (*name, tables[name]) if header[1] == "[[" else name
            tables[name] += 1
            for end in range(1, len(table) + 1):
                lines.setdefault(table[:end], number)
        elif key:
            lines.setdefault((*table, key[1] or key[2] or key[3]), number)
    return lines

"""Where a setting is written: the environment first, then the file ``.env``.

A key that the environment holds empty is unset, also where ``.env`` has a value: the environment wins.
"""

import difflib
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from dotenv.parser import Binding, parse_stream

from bot.configuration.reading import Unreadable
from bot.errors import Problem

KEYS = (
    "TELEGRAM_API_ID",
    "TELEGRAM_API_HASH",
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_SESSION",
    "TELEGRAM_BOT_SESSION",
    "TELEGRAM_DC",
    "TELEGRAM_DC_KEY",
    "TELEGRAM_PROXY",
    "SUBSCRIBER_CHAT",
    "ADMINS",
    "ACCESS",
    "DATABASE_URL",
    "DATA_DIR",
    "READABLE_BY_OTHERS",
    "WATCH_FILE",
    "ALERT_MAX_AGE",
    "TRANSLATIONS_AN_HOUR",
    "BACKFILL_DAYS",
    "MEDIA",
    "MEDIA_MAX_MB",
    "LOG_LEVEL",
    "LOG_FORMAT",
)
"""Every key that is read (CONTRACTS.md, "Environment"); each stands in ``config.example.env``."""

DOTENV_NAME = ".env"
_OURS = 0.8  # how like one of ours an unknown key of .env must look to be told as a slip of the pen
_Value = TypeVar("_Value")


@dataclass(slots=True)
class Environment:
    """The texts of all settings that are set, each with the place where it stands, and the problems so far."""

    texts: dict[str, str] = field(repr=False)
    places: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    def read(self, key: str, reader: Callable[[str], _Value], default: _Value) -> _Value:
        """The value of ``key``; a text that ``reader`` refuses is noted as a problem, and the default returned."""
        text = self.texts.get(key)
        if text is None:
            return default
        try:
            return reader(text)
        except Unreadable as wrong:
            self.tell(key, wrong.what, wrong.remedy)
            return default

    def tell(self, key: str, what: str, remedy: str) -> None:
        """Note a problem with the value of ``key``."""
        place = self.places.get(key, "environment")
        self.problems.append(Problem(where=f"{place}: {key}", what=what, remedy=f"{remedy}."))


def read_environment(environ: Mapping[str, str], directory: Path) -> Environment:
    """All settings of ``environ`` and of ``directory``'s ``.env``; an unreadable file or line becomes a problem."""
    found = Environment(texts={}, places={})
    for binding in _bindings(directory / DOTENV_NAME, found.problems):
        _take_binding(binding, found)
    for key in KEYS:
        if key in environ:
            found.texts[key], found.places[key] = environ[key], "environment"
    found.texts = {key: text.strip() for key, text in found.texts.items() if text.strip()}
    return found


def _bindings(path: Path, problems: list[Problem]) -> list[Binding]:
    try:
        text = path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        problems.append(Problem(where="`.env`", what=f"it cannot be read: {error.strerror}", remedy=f"Mend {path}."))
        return []
    except UnicodeDecodeError:
        problems.append(Problem(where="`.env`", what="it is not UTF-8 text", remedy="Save it as UTF-8."))
        return []
    return list(parse_stream(io.StringIO(text)))


def _take_binding(binding: Binding, found: Environment) -> None:
    place = f"`.env` line {_line(binding)}"
    if binding.error or (binding.key is not None and binding.value is None):
        found.problems.append(
            Problem(where=place, what="it is not KEY=value", remedy="Write KEY=value, or # before a remark.")
        )
    elif binding.key in KEYS:
        found.texts[binding.key], found.places[binding.key] = binding.value or "", place
    elif binding.key is not None:
        alike = difflib.get_close_matches(binding.key.upper(), KEYS, n=1, cutoff=_OURS)
        if alike:
            found.problems.append(
                Problem(where=f"{place}: {binding.key}", what="there is no such key", remedy=f"Write {alike[0]}.")
            )


def _line(binding: Binding) -> int:
    """The line of the key itself: the parser counts blank lines before it as its own."""
    blank = re.match(r"\s*", binding.original.string)
    return binding.original.line + (blank[0].count("\n") if blank else 0)

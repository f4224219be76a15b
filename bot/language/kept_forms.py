"""Forms of words kept on disk, so that the packs and thousands of watched words are expanded once, not at every start.

A file is plain JSON, named after what its answers follow from: the dictionaries and our own rules. It is a help
and never a need: one that cannot be read or written is done without.
"""

import json
import logging
import sys
import tempfile
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.language import (
    apostrophes,
    dictionaries,
    english,
    forms,
    grammar,
    guessing,
    irregular,
    names,
    readings,
    ukrainian,
)
from bot.language.forms import forms_of, inflected

_log = logging.getLogger(__name__)
_DICTIONARIES = ("pymorphy3", "pymorphy3-dicts-ru", "pymorphy3-dicts-uk")
_RULES = (apostrophes, dictionaries, english, forms, grammar, guessing, irregular, names, readings, ukrainian)


def user_cache_folder(environ: Mapping[str, str]) -> Path | None:
    """Where this user's programs keep what can be made again; None for a user who has no home."""
    if sys.platform == "win32":
        base = environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = environ.get("XDG_CACHE_HOME")
    try:
        return Path(base or Path.home() / ".cache") / "frontwatch"
    except RuntimeError:
        return None


class _Kept:
    """Answers kept in a file, by question."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / f"{name}-{_origin()}.json"
        self._kept = _read(self._path)
        self._asked: dict[str, Any] = {}

    def keep(self) -> None:
        """Write what was asked for, and nothing else, unless it stands there already."""
        if self._asked.keys() <= self._kept.keys():
            return
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _replace(self._path, json.dumps(self._asked, ensure_ascii=False))
        except OSError as error:
            _log.info("The forms of words cannot be kept in %s: %s", self._path.parent, error)


class KeptForms(_Kept):
    """Says what ``forms_of`` says, and remembers it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "forms")

    def __call__(self, word: str) -> list[str]:
        """All folded forms of one word."""
        known = self._kept.get(word)
        if not isinstance(known, str):
            known = " ".join(form for form in forms_of(word) if " " not in form)
            self._kept.pop(word, None)
        self._asked[word] = known
        return known.split(" ")


class KeptInflections(_Kept):
    """Says what ``inflected`` says, and remembers it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "inflections")

    def __call__(self, word: str, language: str) -> dict[str, int]:
        """The folded forms of a dictionary word, and as bare integers the Grammar of each."""
        question = f"{language} {word}"
        known = self._kept.get(question)
        if not isinstance(known, dict) or not _are_integers(known.values()):
            known = {form: int(meaning) for form, meaning in inflected(word, language).items()}
            self._kept.pop(question, None)
        self._asked[question] = known
        return known


def _are_integers(values: Iterable[object]) -> bool:
    return set(map(type, values)) <= {int}


def _replace(path: Path, text: str) -> None:
    """Put a text in the place of a file, all of it or nothing."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=path.name, delete=False) as file:
        written = Path(file.name)
        file.write(text)
    try:
        written.replace(path)
    except OSError:
        written.unlink(missing_ok=True)
        raise


def _read(path: Path) -> dict[str, Any]:
    """What a file holds; nothing for one that is missing or damaged."""
    try:
        kept = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        _log.debug("%s is made anew: %s", path, error)
        return {}
    return kept if isinstance(kept, dict) else {}


def _origin() -> str:
    """A short name for everything that forms follow from: the dictionaries and our own rules."""
    rules = [Path(module.__file__ or "").read_bytes() for module in _RULES]
    versions = " ".join(version(name) for name in _DICTIONARIES).encode()
    return blake2b(b"\0".join([versions, *rules]), digest_size=8).hexdigest()

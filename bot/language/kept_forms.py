"""Forms of words kept on disk, so that thousands of watched words are expanded once and not at every start."""

import json
import logging
import sys
import tempfile
from collections.abc import Mapping
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from bot.language import english, forms
from bot.language.forms import forms_of

_log = logging.getLogger(__name__)
_DICTIONARIES = ("pymorphy3", "pymorphy3-dicts-ru", "pymorphy3-dicts-uk")


def user_cache_folder(environ: Mapping[str, str]) -> Path:
    """Where this user's programs keep what can be made again."""
    if sys.platform == "win32":
        base = environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = environ.get("XDG_CACHE_HOME")
    return Path(base or Path.home() / ".cache") / "frontwatch"


class KeptForms:
    """Says what ``forms_of`` says, and remembers it in a file named after what it follows from.

    The file is a help and never a need: one that cannot be read or written is done without.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"forms-{_origin()}.json"
        self._kept = _read(self._path)
        self._asked: dict[str, str] = {}

    def __call__(self, word: str) -> list[str]:
        """All folded forms of one word."""
        known = self._kept.get(word)
        if known is None:
            known = " ".join(form for form in forms_of(word) if " " not in form)
        self._asked[word] = known
        return known.split(" ")

    def keep(self) -> None:
        """Write what was asked for, and nothing else, unless it stands there already."""
        if self._asked.keys() <= self._kept.keys():
            return
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _replace(self._path, json.dumps(self._asked, ensure_ascii=False))
        except OSError as error:
            _log.info("The forms of watched words cannot be kept in %s: %s", self._path.parent, error)


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


def _read(path: Path) -> dict[str, str]:
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {word: known for word, known in kept.items() if isinstance(known, str)}


def _origin() -> str:
    """A short name for everything that forms follow from: the dictionaries and our own rules."""
    rules = [Path(module.__file__ or "").read_bytes() for module in (forms, english)]
    versions = " ".join(version(name) for name in _DICTIONARIES).encode()
    return blake2b(b"\0".join([versions, *rules]), digest_size=8).hexdigest()

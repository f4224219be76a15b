"""The operator's own words (``[[words]]`` of watch.toml): watched in every chat that SUBSCRIBER_CHAT names."""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from bot.configuration.toml_lines import TomlPath, find_line, path_text
from bot.errors import Problem, SettingsError, WordRefusedError
from bot.model.watch import NewWatchWord
from bot.settings import Settings
from bot.signals.own_words import key_of


def standing_words(settings: Settings, chat_ids: Iterable[int], *, now: datetime) -> list[NewWatchWord]:
    """Every word of watch.toml for each of these chats. Raises SettingsError with all that cannot be watched for."""
    require_words(settings)
    return [
        NewWatchWord(chat_id=chat_id, text=word, key=key_of(word), added_at=now, is_standing=True)
        for chat_id in chat_ids
        for word in settings.watch.signals.words
    ]


def require_words(settings: Settings) -> None:
    """Check that every word of watch.toml can be watched for. Raises SettingsError with all that cannot."""
    problems = list(word_problems(settings))
    if problems:
        raise SettingsError(problems)


def word_problems(settings: Settings) -> Iterator[Problem]:
    """What is wrong with the words of watch.toml, in its order."""
    for word in settings.watch.signals.words:
        try:
            key_of(word)
        except WordRefusedError as error:
            what = f"{error.fault}{f': {error.detail}' if error.detail else ''}"
            yield Problem(where=_where(settings.watch_file, word), what=what, remedy="Mend it or take it out.")


def _where(path: Path, word: str) -> str:
    """File, line and key of a word; the file's name alone when it has changed since it was read."""
    try:
        source = path.read_text("utf-8-sig")
        tables = tomllib.loads(source)["words"]
        number = next(number for number, table in enumerate(tables) if table["word"].strip() == word)
    except (OSError, ValueError, LookupError, StopIteration, TypeError, AttributeError):
        return path.name
    place: TomlPath = ("words", number, "word")
    return f"{path.name} line {find_line(source, place)}: {path_text(place)}"

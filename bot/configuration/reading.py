"""One setting's text to its value.

Each function raises :class:`Unreadable` with what is wrong and how to mend it; none of those texts
repeats the value of a secret. Blanks round a value have been stripped and a value is never empty.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import NoReturn
from urllib.parse import SplitResult, unquote, urlsplit

from bot.configuration.secret import Secret
from bot.configuration.values import DataCentre, Proxy

_DURATION = re.compile(r"([0-9]{1,6})\s*([smhd])\Z", re.IGNORECASE)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_CHAT_ID = re.compile(r"-?[1-9][0-9]{0,18}\Z")
_CHAT_NAME = re.compile(r"(?:@|(?:https?://)?t\.me/)?([A-Za-z][A-Za-z0-9_]{3,31})/?\Z")
_DATA_CENTRE = re.compile(r"([1-9][0-9]{0,4})@(\[[0-9A-Fa-f:.]+\]|[^\s:@\[\]]+):([0-9]{1,5})\Z")
_BOT_TOKEN = re.compile(r"[0-9]{1,19}:\S+\Z")
_SESSION = re.compile(r"1(?:[A-Za-z0-9_-]{350}[A-Za-z0-9_=-]{2}|[A-Za-z0-9_-]{366}[A-Za-z0-9_=-]{2})\Z")
_PROXY_SCHEMES = ("socks5", "socks4", "http")
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_HIGHEST_PORT = 65535
MEMORY = Path(":memory:")


class Unreadable(Exception):  # noqa: N818  (never leaves this package: it becomes a Problem)
    """A value cannot be used; ``what`` is wrong, ``remedy`` mends it."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(what)


def api_id(text: str) -> int:
    """``TELEGRAM_API_ID``: a positive number."""
    if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) == 0:
        raise Unreadable("it is not a number", "Copy App api_id from https://my.telegram.org, such as 1234567")
    return int(text)


def secret(text: str) -> Secret:
    """A key without a shape of its own; it must be one word."""
    if not re.fullmatch(r"\S+", text):
        raise Unreadable("it holds a blank", "Copy it again, as one word")
    return Secret(text)


def bot_token(text: str) -> Secret:
    """``TELEGRAM_BOT_TOKEN``: the bot's id, a colon, its key."""
    if not _BOT_TOKEN.match(text):
        raise Unreadable("it does not look like a bot token", "Copy it from @BotFather: digits, a colon, letters")
    return Secret(text)


def session_string(text: str) -> Secret:
    """A Telethon session string: ``1`` and a data centre with its key in base64."""
    if not _SESSION.match(text):
        raise Unreadable(
            "it is not a session string, or was cut", "Copy it again in full, or make a new one with frontwatch login"
        )
    return Secret(text)


def data_centre(text: str) -> DataCentre:
    """``TELEGRAM_DC``: ``id@host:port``."""
    match = _DATA_CENTRE.match(text)
    if not match or not 0 < int(match[3]) <= _HIGHEST_PORT:
        raise Unreadable(f"{shown(text)} is not a data centre", "Write id@host:port, such as 2@149.154.167.50:443")
    return DataCentre(dc_id=int(match[1]), host=match[2].strip("[]"), port=int(match[3]))


def proxy(text: str) -> Proxy:
    """``TELEGRAM_PROXY``: ``socks5://user:password@host:port``; user and password may be percent-encoded."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:  # its text would repeat a part of the value
        _not_a_proxy()
    if parts.scheme.lower() not in _PROXY_SCHEMES or not parts.hostname or not port or _has_path(parts):
        _not_a_proxy()
    return Proxy(
        scheme=parts.scheme.lower(),
        host=parts.hostname,
        port=port,
        username=unquote(parts.username) if parts.username else None,
        password=Secret(unquote(parts.password)) if parts.password else None,
    )


def _has_path(parts: SplitResult) -> bool:
    return bool(parts.path.strip("/") or parts.query or parts.fragment)


def _not_a_proxy() -> NoReturn:
    raise Unreadable(
        "it is not a proxy's address",
        "Write socks5://host:port or socks5://user:password@host:port (socks4 and http work too); "
        "write characters such as / or @ in the password as %2F or %40",
    ) from None


def user_ids(text: str) -> frozenset[int]:
    """``ADMINS``: numeric ids of people, comma-separated."""
    ids = _listed(text)
    for typed in ids:
        if not re.fullmatch(r"[1-9][0-9]{0,18}", typed):
            raise Unreadable(
                f"{shown(typed)} is not a person's id", "Write numeric ids with commas, such as 12345678,87654321"
            )
    return frozenset(map(int, ids))


def count(text: str) -> int:
    """A number of things, 0 for none."""
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise Unreadable(f"{shown(text)} is not a number", "Write a number such as 30, or 0 for none")
    return int(text)


def megabytes(text: str) -> int:
    """``MEDIA_MAX_MB``: a whole number of megabytes, 1 to 4000 (Telegram has no larger files), as bytes."""
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= 4000:
        raise Unreadable(
            f"{shown(text)} is not a number of megabytes", "Write a whole number from 1 to 4000, such as 20"
        )
    return int(text) * 1_000_000


def chats(text: str) -> tuple[str, ...]:
    """``SUBSCRIBER_CHAT``: ids, @names or t.me links, comma-separated; each comes out as an id or an @name."""
    found: dict[str, None] = {}
    for typed in _listed(text):
        name = _CHAT_NAME.match(typed)
        if not name and not _CHAT_ID.match(typed):
            raise Unreadable(
                f"{shown(typed)} is neither a chat's id nor an @name",
                "Write ids or @names with commas, such as -1001234567890,@my_channel",
            )
        found[f"@{name[1]}" if name else typed] = None
    return tuple(found)


def duration(text: str) -> timedelta:
    """A span such as ``90s``, ``30m``, ``6h`` or ``3d``; more than zero."""
    match = _DURATION.match(text)
    if not match or int(match[1]) == 0:
        raise Unreadable(f"{shown(text)} is not a length of time", "Write a number and s, m, h or d, such as 6h or 3d")
    return timedelta(**{_UNITS[match[2].lower()]: int(match[1])})


def days(text: str) -> timedelta:
    """A whole number of days, 0 to 365."""
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) > 365:
        raise Unreadable(f"{shown(text)} is not a number of days", "Write a whole number from 0 to 365, such as 3")
    return timedelta(days=int(text))


def path(text: str) -> Path:
    """A file or folder; ``~`` is the home folder, since no shell reads ``.env``."""
    try:
        return Path(text.replace("\0", "")).expanduser()
    except RuntimeError:
        raise Unreadable(f"{shown(text)}: there is no such home folder", "Write the whole path") from None


def database(text: str) -> Path:
    """``DATABASE_URL``: a path, ``sqlite:///path`` or ``:memory:``."""
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):(?://)?", text)
    if scheme and scheme[1].lower().startswith("postgres"):
        raise Unreadable(
            "PostgreSQL is not supported yet",
            "Leave DATABASE_URL out to use SQLite in DATA_DIR, or write sqlite:///path/to/frontwatch.db",
        )
    if (scheme and not text.startswith("sqlite:///")) or text == "sqlite:///":
        raise Unreadable(
            "it is not a database that Frontwatch knows", "Write a path or sqlite:///path/to/frontwatch.db"
        )
    return path(text.removeprefix("sqlite:///"))


def log_level(text: str) -> str:
    """``LOG_LEVEL``: a level's name, in any case."""
    return one_of(text, _LOG_LEVELS)


def one_of(text: str, names: tuple[str, ...]) -> str:
    """One of a few words, in any case."""
    for name in names:
        if text.casefold() == name.casefold():
            return name
    raise Unreadable(f"{shown(text)} is not one of its values", f"Write one of: {', '.join(names)}")


def shown(text: str) -> str:
    """A value inside quotes on one line, cut short; never for secrets."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _listed(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",")]
    return [part for part in parts if part]

"""Settings: the environment, ``.env`` and ``watch.toml``, read once, with all mistakes told at once."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.configuration import reading
from bot.configuration.environment import KEYS, Environment, read_environment
from bot.configuration.secret import Secret
from bot.configuration.values import (
    DEFAULT_ALERT_MAX_AGE,
    DEFAULT_BACKFILL,
    DEFAULT_MEDIA_MAX_BYTES,
    DEFAULT_TRANSLATIONS_AN_HOUR,
    SIGNALS,
    Access,
    DataCentre,
    LogFormat,
    Proxy,
    Settings,
    SignalSettings,
    TelegramSettings,
    WatchList,
)
from bot.configuration.watch_file import read_watch_file
from bot.errors import Problem, SettingsError
from bot.model.media import MediaMode

__all__ = [
    "KEYS",
    "SIGNALS",
    "Access",
    "DataCentre",
    "LogFormat",
    "Proxy",
    "Secret",
    "Settings",
    "SignalSettings",
    "TelegramSettings",
    "WatchList",
    "in_reading_order",
    "load_settings",
    "read_settings",
    "require_telegram",
    "secrets_of",
]

DATABASE_NAME = "frontwatch.db"


def load_settings(environ: Mapping[str, str], *, directory: Path) -> Settings:
    """Read everything; relative paths and ``.env`` are those of ``directory``.

    Raises SettingsError with every mistake of the environment, of ``.env`` and of watch.toml, but for entries of
    packs in the latter: those are read where the packs are.
    """
    settings, problems = read_settings(environ, directory=directory)
    if problems:
        raise SettingsError(in_reading_order(problems))
    return settings


def read_settings(environ: Mapping[str, str], *, directory: Path) -> tuple[Settings, list[Problem]]:
    """The settings as far as they can be understood, and the mistakes in them."""
    source = read_environment(environ, directory)
    data_dir = directory / source.read("DATA_DIR", reading.path, Path("data"))
    watch_file = directory / source.read("WATCH_FILE", reading.path, Path("watch.toml"))
    database = source.read("DATABASE_URL", reading.database, data_dir / DATABASE_NAME)
    settings = Settings(
        data_dir=data_dir,
        watch_file=watch_file,
        database_url=str(database if database == reading.MEMORY else directory / database),
        telegram=_telegram(source, directory),
        subscriber_chats=source.read("SUBSCRIBER_CHAT", reading.chats, ()),
        admins=source.read("ADMINS", reading.user_ids, frozenset()),
        access=source.read("ACCESS", _access, Access.APPROVE),
        readable_by_others=source.read("READABLE_BY_OTHERS", _is_allowed, default=False),
        alert_max_age=source.read("ALERT_MAX_AGE", reading.duration, DEFAULT_ALERT_MAX_AGE),
        translations_an_hour=source.read("TRANSLATIONS_AN_HOUR", reading.count, DEFAULT_TRANSLATIONS_AN_HOUR),
        backfill=source.read("BACKFILL_DAYS", reading.days, DEFAULT_BACKFILL),
        media=source.read("MEDIA", _media, MediaMode.NONE),
        media_max_bytes=source.read("MEDIA_MAX_MB", reading.megabytes, DEFAULT_MEDIA_MAX_BYTES),
        log_level=source.read("LOG_LEVEL", reading.log_level, "INFO"),
        log_format=source.read("LOG_FORMAT", _log_format, LogFormat.TEXT),
        watch=read_watch_file(watch_file, source.problems, must_exist="WATCH_FILE" in source.texts),
    )
    return settings, source.problems


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file, then by line; watch.toml comes after the environment and ``.env``."""
    return sorted(problems, key=_reading_order)


def require_telegram(settings: Settings, *, bot: bool) -> None:
    """Check that the keys of the listening account are set, and those of the bot if ``bot``.

    Only ``login`` and ``run`` need them. Raises SettingsError with every key that is missing.
    """
    telegram = settings.telegram
    needed: list[tuple[str, object, str]] = [
        ("TELEGRAM_API_ID", telegram.api_id, "Make an app at https://my.telegram.org and copy its api_id"),
        ("TELEGRAM_API_HASH", telegram.api_hash, "Make an app at https://my.telegram.org and copy its api_hash"),
    ]
    if bot and telegram.bot_session is None:
        needed.append(("TELEGRAM_BOT_TOKEN", telegram.bot_token, "Make a bot with @BotFather and copy its token"))
    missing = [
        Problem(where=key, what="it is not set", remedy=f"{remedy} into `.env` or the environment.")
        for key, value, remedy in needed
        if value is None
    ]
    if missing:
        raise SettingsError(missing)


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Every secret that was set, for whoever has to strike them out of what it writes."""
    telegram = settings.telegram
    secrets = (telegram.api_hash, telegram.bot_token, telegram.session, telegram.bot_session)
    password = telegram.proxy.password if telegram.proxy else None
    return tuple(secret.reveal() for secret in (*secrets, password) if secret is not None)


def _reading_order(problem: Problem) -> tuple[str, int]:
    file_name, _, rest = problem.where.partition(" line ")
    line = re.match(r"[0-9]+", rest)
    rank = {"`.env`": "1"}.get(file_name, "0" if file_name.startswith("environment") else "2")
    return (rank, int(line[0]) if line else 0)


def _telegram(source: Environment, directory: Path) -> TelegramSettings:
    dc_key = source.read("TELEGRAM_DC_KEY", reading.path, None)
    telegram = TelegramSettings(
        api_id=source.read("TELEGRAM_API_ID", reading.api_id, None),
        api_hash=source.read("TELEGRAM_API_HASH", reading.secret, None),
        bot_token=source.read("TELEGRAM_BOT_TOKEN", reading.bot_token, None),
        session=source.read("TELEGRAM_SESSION", reading.session_string, None),
        bot_session=source.read("TELEGRAM_BOT_SESSION", reading.session_string, None),
        dc=source.read("TELEGRAM_DC", reading.data_centre, None),
        dc_key=directory / dc_key if dc_key else None,
        proxy=source.read("TELEGRAM_PROXY", reading.proxy, None),
    )
    if telegram.dc_key and not telegram.dc_key.is_file():
        source.tell("TELEGRAM_DC_KEY", f"there is no file {telegram.dc_key}", "Write the path of a PEM file")
    return telegram


def _access(text: str) -> Access:
    return Access(reading.one_of(text, tuple(map(str, Access))))


def _media(text: str) -> MediaMode:
    return MediaMode(reading.one_of(text, tuple(map(str, MediaMode))))


def _is_allowed(text: str) -> bool:
    return reading.one_of(text, ("refuse", "allow")) == "allow"


def _log_format(text: str) -> LogFormat:
    return LogFormat(reading.one_of(text, tuple(map(str, LogFormat))))

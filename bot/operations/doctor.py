"""``frontwatch doctor``: looks at everything that ``run`` needs, and says what to mend."""

import os
import shutil
import stat
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import FrontwatchError, Problem, SettingsError
from bot.exports.json_text import json_line
from bot.operations.private_files import is_shared
from bot.operations.standing_words import word_problems
from bot.ports import Archive
from bot.settings import Settings, require_telegram
from bot.wording import texts

# A clock before this release is wrong, and Telegram refuses a client whose clock is far off.
EARLIEST_PLAUSIBLE = datetime(2026, 1, 1, tzinfo=UTC)
_BOTH_KEYS = "Make an app at https://my.telegram.org and copy its api_id and api_hash into `.env` or the environment."
LEAST_FREE_BYTES = 1_000_000_000

ArchiveOpener = Callable[[str], Awaitable[Archive]]
IntegrityCheck = Callable[[str], str | None]
"""What is damaged in the archive at this place, in SQLite's words; None when nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at; ``remedy`` is None when it is well."""

    name: str
    detail: str
    remedy: str | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is to be mended here."""
        return self.remedy is None


def checks_as_json(checks: tuple[Check, ...]) -> str:
    """``doctor --json`` (CONTRACTS.md)."""
    told = [{"name": c.name, "ok": c.ok, "detail": c.detail, "remedy": c.remedy} for c in checks]
    return json_line({"checks": told})


def checks_as_text(checks: tuple[Check, ...]) -> str:
    """The same for a person at a terminal."""
    lines = []
    for check in checks:
        lines.append(f"{'ok  ' if check.ok else 'MEND'}  {check.name}: {check.detail}")
        if check.remedy:
            lines.append(f"      → {check.remedy}")
    return "\n".join(lines)


def settings_checks(error: SettingsError) -> tuple[Check, ...]:
    """One check for each mistake in the settings; nothing else can be looked at before they are right."""
    return _apart(
        Check(name="settings", detail=f"{problem.where}: {problem.what}", remedy=problem.remedy)
        for problem in error.problems
    )


def _apart(checks: Iterable[Check]) -> tuple[Check, ...]:
    """The same, where those of one name are numbered from the second on: programs look them up by name."""
    met: Counter[str] = Counter()
    apart = []
    for check in checks:
        met[check.name] += 1
        is_first = met[check.name] == 1
        apart.append(check if is_first else replace(check, name=f"{check.name} {met[check.name]}"))
    return tuple(apart)


async def examine(
    settings: Settings, open_archive: ArchiveOpener, integrity_problem: IntegrityCheck, *, now: datetime
) -> tuple[Check, ...]:
    """Look at settings, keys, sessions, channels, database, disk and clock; changes nothing but an older archive."""
    return _apart(
        [
            _settings(settings),
            *_telegram_keys(settings),
            *_sessions(settings),
            _channels(settings),
            _signals(settings),
            *_words(settings),
            _readers(settings),
            _data_folder(settings.data_dir),
            await _database(settings, open_archive, now) if _stands(settings) else _no_database(settings),
            *_file(settings, integrity_problem),
            _disk(settings.data_dir),
            _clock(now),
        ]
    )


def _settings(settings: Settings) -> Check:
    channels = texts.counted(texts.SHELL_CHANNELS, len(settings.watch.channels))
    return Check(name="settings", detail=f"read, {channels} in {settings.watch_file.name}")


def _telegram_keys(settings: Settings) -> Iterator[Check]:
    missing: tuple[Problem, ...] = ()
    try:
        require_telegram(settings, bot=True)
    except SettingsError as error:
        missing = error.problems
    keys = [problem for problem in missing if "BOT" not in problem.where]
    token = [problem for problem in missing if "BOT" in problem.where]
    yield _unset("keys", keys) if keys else Check(name="keys", detail="api id and api hash are set")
    if token:
        yield _unset("token", token)
    else:
        is_needed = settings.telegram.bot_session is None
        yield Check(name="token", detail="set" if is_needed else "the bot signs in by TELEGRAM_BOT_SESSION")


def _unset(name: str, problems: Sequence[Problem]) -> Check:
    if len(problems) == 1:
        return Check(name=name, detail=f"{problems[0].where} is not set", remedy=problems[0].remedy)
    named = " and ".join(problem.where for problem in problems)
    return Check(name=name, detail=f"{named} are not set", remedy=_BOTH_KEYS)


def _sessions(settings: Settings) -> Iterator[Check]:
    if settings.telegram.session is not None:
        yield Check(name="session", detail="the listening account signs in by TELEGRAM_SESSION")
        return
    path = settings.data_dir / "reader.session"
    if not path.exists():
        remedy = "Run `frontwatch login`, or set TELEGRAM_SESSION."
        yield Check(name="session", detail="the listening account is not signed in", remedy=remedy)
        return
    yield _private("session", path)


def _private(name: str, path: Path) -> Check:
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        remedy = f"Run: chmod {'700' if path.is_dir() else '600'} {path}"
        if path.is_dir() and is_shared(path):
            remedy = f"Set DATA_DIR to a folder of its own: {path} is everybody's."
        return Check(name=name, detail=f"{path} can be read by others ({mode:04o})", remedy=remedy)
    return Check(name=name, detail=f"{path} is there, and private")


def _channels(settings: Settings) -> Check:
    if settings.watch.channels:
        return Check(name="channels", detail=f"{len(settings.watch.channels)} to follow")
    remedy = f"Copy watch.example.toml to {settings.watch_file} and name the channels there."
    return Check(name="channels", detail="none to follow", remedy=remedy)


def _signals(settings: Settings) -> Check:
    signals = settings.watch.signals
    looked_for = ", ".join(signals.looked_for)
    if not looked_for:
        remedy = f"Switch one on in {settings.watch_file.name}, under [signals]."
        return Check(name="signals", detail="all are switched off: there will be no alerts", remedy=remedy)
    own = f", {len(signals.own)} of your own" if signals.own else ""
    return Check(name="signals", detail=f"{looked_for}{own}")


def _words(settings: Settings) -> Iterator[Check]:
    """Words of watch.toml that cannot be watched for; without words there is nothing to tell."""
    problems = list(word_problems(settings))
    for problem in problems:
        yield Check(name="words", detail=f"{problem.where}: {problem.what}", remedy=problem.remedy)
    if settings.watch.signals.words and not problems:
        yield Check(name="words", detail=f"{len(settings.watch.signals.words)} watched in SUBSCRIBER_CHAT")


def _readers(settings: Settings) -> Check:
    if settings.subscriber_chats or settings.admins:
        chats = texts.counted(texts.SHELL_CHATS, len(settings.subscriber_chats))
        admins = texts.counted(texts.SHELL_ADMINS, len(settings.admins))
        return Check(name="readers", detail=f"{chats}, {admins}")
    remedy = "Set SUBSCRIBER_CHAT to the chat that is to be told, or ADMINS to your own numeric id."
    return Check(name="readers", detail="nobody is told, and nobody can approve anybody", remedy=remedy)


def _data_folder(path: Path) -> Check:
    if not path.exists():
        return Check(name="data", detail=f"{path} is made at the first start")
    if not path.is_dir():
        return Check(name="data", detail=f"{path} is no folder", remedy="Set DATA_DIR to a folder.")
    if not os.access(path, os.W_OK | os.X_OK):
        return Check(name="data", detail=f"{path} cannot be written to", remedy=f"Make {path} writable for this user.")
    return _private("data", path)


def _stands(settings: Settings) -> bool:
    return Path(settings.database_url).exists()


def _no_database(settings: Settings) -> Check:
    return Check(name="database", detail=f"{settings.database_url} is made at the first start")


async def _database(settings: Settings, open_archive: ArchiveOpener, now: datetime) -> Check:
    try:
        archive = await open_archive(settings.database_url)
        try:
            status = await archive.status(now=now)
        finally:
            await archive.close()
    except FrontwatchError as error:
        return Check(name="database", detail=str(error), remedy="Mend what the line says, or set DATABASE_URL.")
    told = texts.counted(texts.SHELL_POSTS, status.posts)
    if status.change_log_behind:
        told += f", {texts.counted(texts.SHELL_CHANGES_WAIT, status.change_log_behind)}"
    return Check(name="database", detail=told)


def _file(settings: Settings, integrity_problem: IntegrityCheck) -> Iterator[Check]:
    """Who may read the archive's file, and whether it is whole; nothing where there is none."""
    path = Path(settings.database_url)
    if not path.is_file():
        return
    yield _private("database file", path)
    try:
        problem = integrity_problem(settings.database_url)
    except FrontwatchError as error:
        problem = str(error)
    if problem is None:
        yield Check(name="integrity", detail="the database is whole")
    else:
        remedy = "Stop the bot, and run `frontwatch restore` with your newest backup."
        yield Check(name="integrity", detail=f"the database is damaged: {problem}", remedy=remedy)


def _disk(path: Path) -> Check:
    standing = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    free = shutil.disk_usage(standing).free
    if free < LEAST_FREE_BYTES:
        remedy = "Free some space: the archive needs about 1.4 GB for a million posts."
        return Check(name="disk", detail=f"only {free / 1e6:,.0f} MB are free", remedy=remedy)
    return Check(name="disk", detail=f"{free / 1e9:,.0f} GB are free")


def _clock(now: datetime) -> Check:
    if now < EARLIEST_PLAUSIBLE:
        return Check(name="clock", detail=f"it says {now:%Y-%m-%d %H:%M} UTC", remedy="Set the machine's clock (NTP).")
    return Check(name="clock", detail=f"it says {now:%Y-%m-%d %H:%M} UTC")

"""Settings as the rest of the house sees them: already understood, every one with its default."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from bot.configuration.secret import Secret
from bot.model.channel import ChannelRef
from bot.model.media import MediaMode
from bot.model.signal import OwnSignal

SIGNALS = ("breakthrough", "encirclement", "withdrawal", "offensive", "capture")
"""The signals of the pack that ships, by name, so that a misspelt one in ``watch.toml`` is told (SIGNALS.md)."""

DEFAULT_ALERT_MAX_AGE = timedelta(hours=6)
DEFAULT_TRANSLATIONS_AN_HOUR = 30
DEFAULT_BACKFILL = timedelta(days=3)
DEFAULT_MEDIA_MAX_BYTES = 20_000_000


class Access(StrEnum):
    """Who gets answers that cost something."""

    OPEN = "open"
    APPROVE = "approve"
    CLOSED = "closed"


class LogFormat(StrEnum):
    """How log lines look."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCentre:
    """A Telegram data centre other than the usual ones."""

    dc_id: int
    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy on the way to Telegram; ``scheme`` is ``socks5``, ``socks4`` or ``http``."""

    scheme: str
    host: str
    port: int
    username: str | None = None
    password: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings:
    """What the two Telegram sessions need; everything is optional until ``login`` or ``run`` asks for it.

    ``session`` and ``bot_session`` are Telethon session strings that stand in for session files.
    ``dc_key`` is a PEM file with the RSA key of ``dc``.
    """

    api_id: int | None = None
    api_hash: Secret | None = None
    bot_token: Secret | None = None
    session: Secret | None = None
    bot_session: Secret | None = None
    dc: DataCentre | None = None
    dc_key: Path | None = None
    proxy: Proxy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSource:
    """A TOML text with entries of packs in it, and the name of its file."""

    file_name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSettings:
    """What watch.toml says of signals: those switched off, the operator's own, and the operator's own words.

    ``entries`` is the file itself where it adds to the packs that ship or overrides something in them; how that
    is written is known to the room of the signals, which reads it.
    """

    disabled: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    own: tuple[OwnSignal, ...] = ()
    entries: PackSource | None = None

    @property
    def known(self) -> tuple[str, ...]:
        """The names of all signals, whether switched on or off: those that ship, then the operator's own."""
        return (*SIGNALS, *(signal.name for signal in self.own))

    @property
    def looked_for(self) -> tuple[str, ...]:
        """The names of the signals that are switched on."""
        return tuple(name for name in self.known if name not in self.disabled)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchList:
    """What watch.toml says: the channels to follow, in its order, and the signals to look for."""

    channels: tuple[ChannelRef, ...] = ()
    signals: SignalSettings = field(default_factory=SignalSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that an operator can set.

    ``subscriber_chats`` are ids or @names. ``database_url`` is the path of an SQLite file, or
    ``:memory:``. ``readable_by_others`` allows sessions and archive to be so. ``alert_max_age`` is RULES 4's,
    ``backfill`` RULES 6's.
    """

    data_dir: Path
    watch_file: Path
    database_url: str
    telegram: TelegramSettings = field(default_factory=TelegramSettings)
    watch: WatchList = field(default_factory=WatchList)
    subscriber_chats: tuple[str, ...] = ()
    admins: frozenset[int] = frozenset()
    access: Access = Access.APPROVE
    readable_by_others: bool = False
    alert_max_age: timedelta = DEFAULT_ALERT_MAX_AGE
    translations_an_hour: int = DEFAULT_TRANSLATIONS_AN_HOUR
    backfill: timedelta = DEFAULT_BACKFILL
    media: MediaMode = MediaMode.NONE
    media_max_bytes: int = DEFAULT_MEDIA_MAX_BYTES
    log_level: str = "INFO"
    log_format: LogFormat = LogFormat.TEXT

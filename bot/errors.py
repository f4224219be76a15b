"""Every error that Frontwatch raises on purpose.

    FrontwatchError
    ├── SettingsError            settings, watch.toml or a pack are wrong; holds all problems at once
    ├── InputError               a file, query or command cannot be understood
    │   └── WordRefusedError     a word or expression cannot be watched for; carries ``fault``
    ├── ArchiveError             the database cannot be read or written
    │   ├── ArchiveUnavailableError  not just now, until the operator has mended it: disk full, failed, read-only
    │   │   └── ArchiveBusyError     another process holds it; try again
    │   ├── ArchiveUnfitError    the file is damaged, or no archive of ours; carries ``what`` without the remedy
    │   └── ArchiveVersionError  it was written by a newer Frontwatch
    ├── SessionError             a Telegram session is missing, dead or in use elsewhere
    ├── TelegramUnreachableError no connection to Telegram could be made
    ├── FeedError                a channel cannot be read
    │   ├── ChannelUnavailableError   banned, private, or gone
    │   └── AnswerUnreadableError     what Telegram tells of it holds something that this version does not know
    ├── TranslationError         a text could not be translated
    │   └── TranslationPausedError  no text can be for a while; carries ``retry_after``, if that is known
    ├── MediaError               a file of a post could not be fetched
    │   ├── MediaGoneError       it is not there any more
    │   ├── MediaPausedError     no file can be for a while; carries ``retry_after``
    │   └── MediaTooLargeError   it is larger than the operator wants
    ├── DrawingError             a picture could not be drawn
    └── DeliveryError            a message could not be sent or edited
        ├── FloodWaitError       told to wait; carries ``retry_after``
        ├── StillRunningError    the first call with this ``random_id`` has not ended yet
        ├── ChatGoneError        this chat will never take a message again
        ├── ChatMigratedError    a group became a supergroup; carries ``new_chat_id``
        ├── MessageRejectedError the server refuses this very message for good
        └── MessengerUnavailableError  no connection, or the server failed; try again

Only what an operator or a subscriber can mend is one of these; bugs pass through as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.model.watch import WordFault


class FrontwatchError(Exception):
    """The root; its text is one plain sentence that says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in the settings: where it stands, what is wrong, how to mend it."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.remedy}"


class SettingsError(FrontwatchError):
    """Settings are wrong; ``problems`` holds every mistake that was found, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class InputError(FrontwatchError):
    """Something that a person typed or a file that they gave cannot be used."""


class WordRefusedError(InputError):
    """A word, phrase or regular expression cannot be watched for; ``detail`` is the part that is wrong, if any."""

    def __init__(self, fault: WordFault, detail: str = "") -> None:
        self.fault = fault
        self.detail = detail
        super().__init__(f"This cannot be watched for: {fault}{f' ({detail})' if detail else ''}.")


class ArchiveError(FrontwatchError):
    """The archive cannot be read or written."""


class ArchiveUnavailableError(ArchiveError):
    """The archive cannot be used just now; what was asked of it may be asked again, and will succeed once it can be."""


class ArchiveBusyError(ArchiveUnavailableError):
    """Another process holds the archive's lock for longer than we wait."""


class ArchiveUnfitError(ArchiveError):
    """The file is damaged, or no archive of ours; which other file to name, only the command knows."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        super().__init__(f"{what}. {remedy}")


class ArchiveVersionError(ArchiveError):
    """The archive's schema is newer than this program."""


class SessionError(FrontwatchError):
    """A Telegram session is missing, signed out, or used from another place."""


class TelegramUnreachableError(FrontwatchError):
    """No connection to Telegram could be made, by network or proxy."""


class FeedError(FrontwatchError):
    """A channel cannot be read."""


class ChannelUnavailableError(FeedError):
    """The channel is private, banned, or does not exist."""


class AnswerUnreadableError(FeedError):
    """Telegram's answer holds something that this version cannot read, such as a kind of message yet to be known."""


class TranslationError(FrontwatchError):
    """A text could not be translated."""


class TranslationPausedError(TranslationError):
    """Telegram refuses to translate anything just now, because its quota is used up or it does not offer it."""

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(f"Telegram translates nothing just now ({reason}).")


class MediaError(FrontwatchError):
    """A file of a post could not be fetched."""


class MediaGoneError(MediaError):
    """The post, or its file, is not there any more."""


class MediaPausedError(MediaError):
    """No file can be fetched for a while."""

    def __init__(self, reason: str, retry_after: timedelta) -> None:
        self.retry_after = retry_after
        super().__init__(reason)


class MediaTooLargeError(MediaError):
    """The file is larger than the operator wants, whatever size was told."""


class DrawingError(FrontwatchError):
    """A picture could not be drawn; its figures can still be told in words."""


class DeliveryError(FrontwatchError):
    """A message could not be sent or edited."""


class FloodWaitError(DeliveryError):
    """Telegram asks to wait before the next message."""

    def __init__(self, retry_after: timedelta) -> None:
        self.retry_after = retry_after
        super().__init__(f"Telegram asks to wait {retry_after}.")


class StillRunningError(DeliveryError):
    """The server still works on the first call that carried this ``random_id`` (TELEGRAM 20)."""


class ChatGoneError(DeliveryError):
    """Blocked, kicked, deactivated or closed: this chat takes no messages (TELEGRAM 23)."""


class ChatMigratedError(DeliveryError):
    """The group became a supergroup with another id."""

    def __init__(self, new_chat_id: int) -> None:
        self.new_chat_id = new_chat_id
        super().__init__(f"The group is now the supergroup {new_chat_id}.")


class MessageRejectedError(DeliveryError):
    """The server will never take this very message (too long, no text, bad entities)."""


class MessengerUnavailableError(DeliveryError):
    """No connection, or the server failed; the same call may succeed later."""

"""The whole archive: every port of ``bot.ports.Archive``, put together."""

from storage.sqlite.doors.asking import Asking
from storage.sqlite.doors.following import Following
from storage.sqlite.doors.media import Media
from storage.sqlite.doors.telling import Telling
from storage.sqlite.doors.upkeep import Upkeep
from storage.sqlite.doors.way import Way


class SqliteArchive(Way, Following, Telling, Asking, Media, Upkeep):
    """The archive in one SQLite file; fulfils ``bot.ports.Archive``."""

"""Opens a file of posts, or standard input, and finds out by its content what kind it is."""

import io
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Literal

import ijson

from bot.errors import InputError
from bot.feeds.entries import LeftOut, OnLeftOut
from bot.feeds.json_lines import read_json_lines
from bot.feeds.streams import STANDARD_INPUT, CountedBytes, WithoutEndlessNumbers, open_counted, unpacked
from bot.feeds.telegram_desktop import read_desktop_export
from bot.model.post import Arrival, Origin

BATCH = 500
_FOREIGN = {
    b"PK\x03\x04": "it is a ZIP archive. Unpack it",
    b"BZh": "it is packed with bzip2. Unpack it, or pack it with gzip",
    b"\xfd7zXZ": "it is packed with xz. Unpack it, or pack it with gzip",
    b"\x28\xb5\x2f\xfd": "it is packed with zstd. Unpack it, or pack it with gzip",
    b"\xff\xfe": "it is UTF-16 text. Save it as UTF-8",
    b"\xfe\xff": "it is UTF-16 text. Save it as UTF-8",
    b"SQLite format 3": "it is a database. Give a Telegram Desktop export or JSON lines",
}
_CHAT_HEADER = frozenset({"name", "type", "id"})
_EXPORT_KEYS = frozenset({"messages", "chats", "left_chats", "about", "personal_information"})
DAMAGE = (OSError, EOFError, zlib.error)
"""What reading a file that is cut short or broken raises; gzip.BadGzipFile is an OSError."""


class FeedKind(StrEnum):
    """What a file of posts is."""

    JSON_LINES = "JSON lines"
    TELEGRAM_DESKTOP = "Telegram Desktop export"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Arrivals in the file's order, and how many bytes of the file, packed as it is, had been read by then."""

    arrivals: tuple[Arrival, ...]
    bytes_read: int


class FileFeed:
    """An open file of posts; ``bytes_total`` is None for standard input."""

    def __init__(
        self,
        *,
        name: str,
        kind: FeedKind,
        arrivals: Iterator[Arrival],
        counted: CountedBytes,
        bytes_total: int | None,
    ) -> None:
        self.name = name
        self.kind = kind
        self.bytes_total = bytes_total
        self._arrivals = arrivals
        self._counted = counted

    def batches(self, size: int = BATCH) -> Iterator[Batch]:
        """Yield everything once, at most ``size`` at a time. Raises InputError when none of it can be used."""
        while arrivals := tuple(islice(self._arrivals, size)):
            yield Batch(arrivals=arrivals, bytes_read=self._counted.count)


@contextmanager
def open_feed(path: Path | Literal["-"], *, origin: Origin, on_left_out: OnLeftOut) -> Iterator[FileFeed]:
    """Open ``path``, or standard input for ``-``; gzip is read as it is.

    ``on_left_out`` is told every entry that cannot be used; the rest goes on. Raises InputError, here or
    while it is read, when the file as a whole cannot be used.
    """
    name = name_of(path)
    with ExitStack() as stack:
        counted, bytes_total = open_counted(path, stack)
        try:
            stream = unpacked(counted)
            head = stream.peek()
        except DAMAGE as error:
            raise InputError(f"{name}: it cannot be read ({error}). Check the file.") from None
        refuse_foreign(head, name)
        kind = _kind_of(head)
        read = read_desktop_export if kind is FeedKind.TELEGRAM_DESKTOP else read_json_lines
        arrivals = read(stream, file=name, origin=origin, on_left_out=on_left_out)
        arrivals = _to_the_damage(arrivals, name, on_left_out)
        yield FileFeed(name=name, kind=kind, arrivals=arrivals, counted=counted, bytes_total=bytes_total)


def name_of(path: Path | Literal["-"]) -> str:
    """How messages call a file."""
    return "standard input" if path == STANDARD_INPUT else str(path)


def _to_the_damage(arrivals: Iterator[Arrival], name: str, on_left_out: OnLeftOut) -> Iterator[Arrival]:
    """Everything up to where the file breaks off; a file that breaks before its first post is no input."""
    count = 0
    try:
        for count, arrival in enumerate(arrivals, start=1):  # noqa: B007  (counted for the damage)
            yield arrival
    except DAMAGE as error:
        if count == 0:
            raise InputError(f"{name}: it cannot be read ({error}). Check the file.") from None
        reason = f"the file is damaged or cut short here ({error}), the rest is lost"
        on_left_out(LeftOut(file=name, place=f"after entry {count}", reason=reason))


def refuse_foreign(head: bytes, name: str) -> None:
    """Raise InputError for content whose first bytes are those of another kind of file."""
    for start, trouble in _FOREIGN.items():
        if head.startswith(start):
            raise InputError(f"{name}: {trouble}.")


def _kind_of(head: bytes) -> FeedKind:
    """An export begins as one object with a chat's or an account's keys; whatever else is read line by line."""
    keys = set(_top_keys(head))
    is_export = "channel" not in keys and (keys & _EXPORT_KEYS or keys >= _CHAT_HEADER)
    return FeedKind.TELEGRAM_DESKTOP if is_export else FeedKind.JSON_LINES


def _top_keys(head: bytes) -> Iterator[str]:
    """The keys of the outermost object as far as ``head`` goes; it may break off or be no JSON anywhere."""
    depth = 0
    try:
        for event, value in ijson.basic_parse(WithoutEndlessNumbers(io.BytesIO(head))):
            if event == "map_key" and depth == 1:
                yield value
            elif event in ("start_map", "start_array"):
                depth += 1
            elif event in ("end_map", "end_array"):
                depth -= 1
    except (ijson.JSONError, ValueError):
        return

"""Files of posts: CSV, JSON lines and Parquet, written row by row, so that none is ever whole in memory."""

import csv
import io
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, BinaryIO, Final, Protocol

from bot.errors import InputError
from bot.exports.json_text import json_line
from bot.exports.rows import COLUMNS, as_full_json, cells
from bot.model.post import MediaFact
from bot.model.query import Hit, Query
from bot.ports import ReadingRoom

_LOOKED_AT: Final = 500
"""Posts that are looked at in one go: some ten milliseconds, after which others have their turn."""

_BYTE_ORDER_MARK: Final = "\ufeff".encode()
"""By it spreadsheets know UTF-8."""

_ROWS_A_GROUP: Final = 20_000
"""Rows that a Parquet file holds in memory until they are written."""


class Format(StrEnum):
    """What a file of posts can be; also the end of its name."""

    CSV = "csv"
    JSON_LINES = "jsonl"
    PARQUET = "parquet"


_ALSO_CALLED: Final = {"json": Format.JSON_LINES}


def format_called(name: str) -> Format | None:
    """The format that a person means by a name or a file's ending, JSON lines also by ``json``; None for none."""
    name = name.lower()
    return _ALSO_CALLED.get(name) or (Format(name) if name in tuple(Format) else None)


class PostFile(Protocol):
    """A file that posts are written to. ``posts`` counts them; ``is_full`` tells that some found no room."""

    posts: int
    is_full: bool

    def add(self, hits: Sequence[Hit]) -> None:
        """Write these posts, or as many as there is room for. May raise OSError."""
        ...

    def finish(self) -> None:
        """Write what is still held back; the stream stays open. May raise OSError."""
        ...


async def stretches(archive: ReadingRoom, query: Query) -> AsyncIterator[tuple[Hit, ...]]:
    """All answers with their media, newest first, some hundreds at a time; a few or none may come in one go.

    Raises ArchiveError.
    """
    below: int | None = None
    while True:
        stretch = await archive.stretch(query, below=below, look_at=_LOOKED_AT)
        media = await archive.media_of([hit.post.post_id for hit in stretch.hits]) if stretch.hits else {}
        yield tuple(_with_media(hit, media) for hit in stretch.hits)
        if stretch.below is None:
            return
        below = stretch.below


def _with_media(hit: Hit, media: Mapping[int, tuple[MediaFact, ...]]) -> Hit:
    shown = media.get(hit.post.post_id)
    return replace(hit, post=replace(hit.post, media=shown)) if shown else hit


def open_file(out: BinaryIO, file_format: Format, *, most_bytes: int | None = None) -> PostFile:
    """Begin a file in ``out``. ``most_bytes`` holds for lines only.

    Raises InputError for Parquet where pyarrow is not installed.
    """
    match file_format:
        case Format.CSV:
            return LineFile(out, _csv_line, head=_BYTE_ORDER_MARK + _row(COLUMNS), most_bytes=most_bytes)
        case Format.JSON_LINES:
            return LineFile(out, _json_line, most_bytes=most_bytes)
        case Format.PARQUET:
            return ParquetFile(out)


class LineFile:
    """CSV or JSON lines. Half a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""

    def __init__(
        self, out: BinaryIO, line_of: Callable[[Hit], bytes], *, head: bytes = b"", most_bytes: int | None = None
    ) -> None:
        self.posts = 0
        self.is_full = False
        self._out = out
        self._line_of = line_of
        self._room = None if most_bytes is None else most_bytes - len(head)
        out.write(head)

    def add(self, hits: Sequence[Hit]) -> None:
        """See PostFile. The first post without room ends the file, so that it has no gaps."""
        for hit in hits:
            line = self._line_of(hit)
            if self._room is not None:
                self._room -= len(line)
            self.is_full = self.is_full or (self._room is not None and self._room < 0)
            if self.is_full:
                return
            self._out.write(line)
            self.posts += 1

    def finish(self) -> None:
        """See PostFile."""
        self._out.flush()


class ParquetFile:
    """Columns as analysts read them: times as times, flags and places as lists."""

    def __init__(self, out: BinaryIO) -> None:
        """Raises InputError where pyarrow is not installed."""
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError as error:
            raise InputError(
                "Parquet needs pyarrow, which is not installed: pip install 'frontwatch[analysis]'."
                " CSV and JSON lines need nothing."
            ) from error
        self.posts = 0
        self.is_full = False
        self._table_of = pyarrow.Table.from_pylist
        self._schema = _schema(pyarrow)
        self._writer = parquet.ParquetWriter(out, self._schema, compression="zstd")
        self._held: list[dict[str, object]] = []

    def add(self, hits: Sequence[Hit]) -> None:
        """See PostFile."""
        self._held += map(_record, hits)
        self.posts += len(hits)
        if len(self._held) >= _ROWS_A_GROUP:
            self._write()

    def finish(self) -> None:
        """See PostFile."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        self._writer.write_table(self._table_of(self._held, schema=self._schema))
        self._held.clear()


def _row(row: Sequence[str]) -> bytes:
    """A row as RFC 4180 has it: line breaks, commas and quotes stand within quotes."""
    line = io.StringIO(newline="")
    csv.writer(line).writerow(row)
    return line.getvalue().encode("utf-8", "replace")


def _csv_line(hit: Hit) -> bytes:
    return _row(cells(hit))


def _json_line(hit: Hit) -> bytes:
    return json_line(as_full_json(hit)).encode("utf-8", "replace") + b"\n"


def _record(hit: Hit) -> dict[str, object]:
    """The object of JSON lines with its times as times, and every text fit for UTF-8."""
    record: dict[str, object] = json.loads(_json_line(hit))
    post = hit.post
    return record | {"date": post.date, "edited_at": post.edited_at, "deleted_at": post.deleted_at}


def _schema(pyarrow: Any) -> Any:
    text, whole, time = pyarrow.string(), pyarrow.int64(), pyarrow.timestamp("us", tz="UTC")
    return pyarrow.schema(
        {
            "channel": text,
            "id": whole,
            "date": time,
            "text": text,
            "url": text,
            "deleted": pyarrow.bool_(),
            "revisions": whole,
            "flags": pyarrow.list_(pyarrow.struct({"signal": text, "stance": text})),
            "class": text,
            "title": text,
            "forwarded_from": pyarrow.struct({"channel": text, "id": whole}),
            "origin": text,
            "places": pyarrow.list_(text),
            "media": pyarrow.list_(pyarrow.struct({"type": text})),
            "grouped_id": whole,
            "reply_to": whole,
            "views": whole,
            "edited_at": time,
            "deleted_at": time,
        }
    )

"""``/export``: every post that answers a question, as a file.

The file is written to the disk while the archive is read in stretches, so that neither is ever whole in memory, and
whoever waits for an alert or an answer has their turn in between.
"""

import asyncio
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from bot.commands.asked import Asked, Means, said
from bot.commands.hits import total_shown
from bot.commands.lexing import items
from bot.commands.query import shown
from bot.commands.understanding import Understood, understand
from bot.exports.files import Format, format_called, open_file, stretches
from bot.model.conversation import Answer
from bot.model.message import Attachment, AttachmentKind, Message
from bot.model.query import Query, Total
from bot.ports import ReadingRoom
from bot.wording import texts
from bot.wording.rich_text import RichText, join_blocks

MOST_BYTES: Final = 20_000_000
"""Of a file in a chat: some ten thousands of posts, which a phone still opens. The shell has no such cap."""

COUNTED_UP_TO: Final = 100_000
_LONGEST_HEADER: Final = 60
_FORMATS: Final = (Format.CSV, Format.JSON_LINES)
"""Those that a phone can open."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asked to have as a file. ``unknown`` is a format that is none."""

    question: str
    file_format: Format = Format.CSV
    unknown: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """How many posts a file holds, and, where more answer, how many that are."""

    posts: int
    total: Total | None = None


async def export(means: Means, asked: Asked) -> Answer:
    """``/export [csv|jsonl] QUERY``: the file, or a sentence."""
    wish = read_wish(asked.rest)
    if wish.unknown is not None:
        return said(texts.EXPORT_NO_FORMAT.format(typed=shown(wish.unknown)))
    if not wish.question:
        return said(texts.EXPORT_HOW)
    understood = await understand(
        wish.question, archive=means.archive, now=asked.now, zone=asked.zone, names=means.names
    )
    if understood.query is None:
        return said("\n".join(understood.remarks))
    person = asked.user_id or asked.chat_id
    if means.under_way.has(person):
        return said(texts.EXPORT_UNDER_WAY)
    if means.under_way.is_full:
        return said(texts.EXPORT_OTHERS_UNDER_WAY)
    written: _Written | None = None
    try:
        path, out = means.under_way.begin(person, suffix=f".{wish.file_format}")
        try:
            with out:
                written = await _write(means.archive, understood.query, out, wish.file_format)
        finally:
            if written is None or not written.posts:
                means.under_way.end(person)
    except OSError as error:
        _log.warning("a file could not be written: %s", error)
        return said(texts.EXPORT_FAILED)
    return _answer(asked, wish, understood, written, path)


def read_wish(text: str) -> Wish:
    """The format, as the first word or as a filter ``format:``, and the question without it."""
    kept: list[str] = []
    named = ""
    for item in items(text):
        if item.key == "format":
            named = item.value
        elif not kept and not named and _format(item.typed) is not None:
            named = item.typed
        else:
            kept.append(item.typed)
    file_format = _format(named) if named else Format.CSV
    if file_format is None:
        return Wish(question=" ".join(kept), unknown=named)
    return Wish(question=" ".join(kept), file_format=file_format)


def _format(name: str) -> Format | None:
    called = format_called(name)
    return called if called in _FORMATS else None


async def _write(archive: ReadingRoom, query: Query, out: BinaryIO, file_format: Format) -> _Written:
    file = open_file(out, file_format, most_bytes=MOST_BYTES)
    async for hits in stretches(archive, query):
        await asyncio.to_thread(file.add, hits)
        if file.is_full:
            break
    await asyncio.to_thread(file.finish)
    if not file.is_full:
        return _Written(posts=file.posts)
    total = await archive.count_hits(query, most=COUNTED_UP_TO)
    return _Written(posts=file.posts, total=replace(total, posts=max(total.posts, file.posts)))


def _answer(asked: Asked, wish: Wish, understood: Understood, written: _Written, path: Path) -> Answer:
    """The file, which whoever sends it removes; before it what was not understood."""
    remarks = join_blocks([RichText().italic(remark).message() for remark in _remarks(understood, written)])
    if not written.posts:
        return Answer(messages=(*remarks, _nothing(wish)))
    local = asked.now.astimezone(asked.zone)
    attachment = Attachment(
        kind=AttachmentKind.DOCUMENT,
        name=f"frontwatch-{local:%Y-%m-%d-%H%M}.{wish.file_format}",
        content=path,
        caption=_caption(wish, written),
        temporary=True,
    )
    return Answer(messages=remarks, attachments=(attachment,))


def _remarks(understood: Understood, written: _Written) -> tuple[str, ...]:
    by_relevance = understood.query is not None and understood.query.by_relevance
    hint = understood.if_nothing if not written.posts else None
    return (*understood.remarks, *((texts.EXPORT_NEWEST_FIRST,) if by_relevance else ()), *((hint,) if hint else ()))


def _nothing(wish: Wish) -> Message:
    return RichText().bold(shown(wish.question, most=_LONGEST_HEADER)).add(f" · {texts.EXPORT_NOTHING}").message()


def _caption(wish: Wish, written: _Written) -> Message:
    text = RichText().bold(shown(wish.question, most=_LONGEST_HEADER)).add(" · ")
    if written.total is None:
        return text.add(f"{texts.counted(texts.SEARCH_TOTAL, written.posts)}, {texts.SEARCH_NEWEST_FIRST}").message()
    total = total_shown(written.total)
    cut = texts.EXPORT_CUT.format(count=f"{written.posts:,}", total=total, megabytes=MOST_BYTES / 1e6)
    return text.add(cut).message()

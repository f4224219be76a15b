"""Text with entities: built piece by piece, joined, and split where a message is too long (TELEGRAM 21, 22).

No markup is ever parsed: what a post says stays text, and entities are counted in UTF-16 code units.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final, Self
from urllib.parse import urlsplit

from bot.model.message import Button, Entity, EntityKind, Message, utf16_length
from bot.wording.letters import cut_before

TEXT_LIMIT: Final = 4096
"""UTF-16 units in one message."""

ENTITY_LIMIT: Final = 100
"""Entities in one message."""

_URL_LIMIT: Final = 2048
_URL = re.compile(r"(?:https?://|t\.me/)[^\s\x00-\x20\x7f-\x9f<>\"\\]+\Z", re.IGNORECASE)
_BOUNDARIES = (re.compile(r"\n[^\S\n]*\n\s*"), re.compile(r"\n\s*"), re.compile(r"\s+"))
_BLANK_BLOCK = "\n\n"


def is_link(url: str | None) -> bool:
    """Whether we link to ``url``: only http(s) and t.me, with a host that a server will take."""
    if not url or len(url) > _URL_LIMIT or not _URL.match(url):
        return False
    try:
        host = urlsplit(url if "://" in url else f"https://{url}").hostname
    except ValueError:
        return False
    return bool(host) and "." in str(host).strip(".")


class RichText:
    """A message under construction; every method returns the builder itself."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._entities: list[Entity] = []

    def add(self, text: str, *kinds: EntityKind) -> Self:
        """Append ``text``, marked with each of ``kinds``; a lone surrogate becomes U+FFFD."""
        return self._append(text, tuple((kind, None) for kind in kinds))

    def bold(self, text: str) -> Self:
        """Append bold text."""
        return self.add(text, EntityKind.BOLD)

    def italic(self, text: str) -> Self:
        """Append italic text."""
        return self.add(text, EntityKind.ITALIC)

    def quote(self, text: str) -> Self:
        """Append a quotation, as a block of its own."""
        return self.add(text, EntityKind.BLOCKQUOTE)

    def link(self, label: str, url: str | None) -> Self:
        """Append ``label`` as a link; where ``url`` is none that we link to, only the label is written."""
        return self._append(label, ((EntityKind.LINK, url),) if is_link(url) else ())

    def line(self) -> Self:
        """Begin a new line, unless the text is still empty."""
        return self.add("\n") if self._length else self

    def message(self, buttons: Sequence[Sequence[Button]] = ()) -> Message:
        """What was built. It may be longer than one message can be: see ``split`` and ``join_blocks``."""
        return Message(
            text="".join(self._pieces),
            entities=tuple(self._entities),
            buttons=tuple(tuple(row) for row in buttons if row),
        )

    def _append(self, text: str, marks: Iterable[tuple[EntityKind, str | None]]) -> Self:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        length = utf16_length(text)
        if length:
            marked = [Entity(kind=kind, offset=self._length, length=length, url=url) for kind, url in marks]
            self._entities.extend(marked)
            self._pieces.append(text)
            self._length += length
        return self


def join_blocks(blocks: Iterable[Message], *, limit: int = TEXT_LIMIT) -> tuple[Message, ...]:
    """Put blocks after each other with a blank line between, beginning a new message only between two blocks.

    A block that is too long for one message by itself is split. Buttons of blocks are left out.
    """
    joined: list[Message] = []
    for block in blocks:
        for piece in split(block, limit=limit):
            bare = replace(piece, buttons=())
            if joined and _fits(joined[-1], bare, limit):
                joined[-1] = _concatenated(joined[-1], bare)
            else:
                joined.append(bare)
    return tuple(joined)


def split(message: Message, *, limit: int = TEXT_LIMIT, entity_limit: int = ENTITY_LIMIT) -> tuple[Message, ...]:
    """Cut a message into ones that can be sent; their texts joined give the text back.

    Cuts fall after a paragraph, else a line, else a word, else a letter, and not inside an entity unless that
    alone is longer than a message: then each part keeps its share of it. Where more than ``entity_limit`` entities
    begin at one point, the last ones are dropped. Parts of blanks only, which no server takes, are left
    out. Buttons go with the last part.
    """
    plan = _Plan(message, limit, entity_limit)
    parts = [part for part in plan.parts() if part.text.strip()]
    if parts:
        parts[-1] = replace(parts[-1], buttons=message.buttons)
    return tuple(parts)


def _fits(first: Message, second: Message, limit: int) -> bool:
    length = utf16_length(first.text) + len(_BLANK_BLOCK) + utf16_length(second.text)
    return length <= limit and len(first.entities) + len(second.entities) <= ENTITY_LIMIT


def _concatenated(first: Message, second: Message) -> Message:
    shift = utf16_length(first.text) + len(_BLANK_BLOCK)
    moved = tuple(replace(entity, offset=entity.offset + shift) for entity in second.entities)
    return Message(text=first.text + _BLANK_BLOCK + second.text, entities=first.entities + moved)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """An entity by code points instead of UTF-16 units, so that no cut can part a surrogate pair."""

    start: int
    end: int
    entity: Entity


class _Plan:
    """Finds the cuts of one message."""

    def __init__(self, message: Message, limit: int, entity_limit: int) -> None:
        self._text = message.text
        self._limit = limit
        self._entity_limit = entity_limit
        self._units = [0, *accumulate(2 if character > "\uffff" else 1 for character in self._text)]
        self._stretches = sorted(self._stretched(message.entities), key=lambda stretch: stretch.start)

    def parts(self) -> Iterator[Message]:
        start = 0
        while start < len(self._text):
            end = self._next_cut(start)
            yield Message(text=self._text[start:end], entities=tuple(self._clipped(start, end)))
            start = end

    def _stretched(self, entities: Iterable[Entity]) -> Iterator[_Stretch]:
        for entity in entities:
            start = bisect_left(self._units, entity.offset)
            end = min(bisect_left(self._units, entity.offset + entity.length), len(self._text))
            if start < end:
                yield _Stretch(start, end, entity)

    def _clipped(self, start: int, end: int) -> Iterator[Entity]:
        inside = [stretch for stretch in self._stretches if stretch.start < end and stretch.end > start]
        for stretch in inside[: self._entity_limit]:
            first = self._units[max(stretch.start, start)]
            last = self._units[min(stretch.end, end)]
            yield replace(stretch.entity, offset=first - self._units[start], length=last - first)

    def _next_cut(self, start: int) -> int:
        furthest = self._furthest(start)
        if furthest == len(self._text):
            return furthest
        half = start + (furthest - start) // 2
        for least in (half, start):
            for boundary in _BOUNDARIES:
                cut = self._last_boundary(boundary, start, least, furthest)
                if cut is not None:
                    return cut
        cut = self._before_entity(start, furthest) or self._inside_entity(start, furthest)
        whole = cut_before(self._text, cut, least=start)
        return whole if whole > start else cut

    def _furthest(self, start: int) -> int:
        """As far as both limits allow, and at least one character."""
        by_length = bisect_left(self._units, self._units[start] + self._limit + 1) - 1
        touched = [stretch for stretch in self._stretches if stretch.end > start]
        later = [stretch.start for stretch in touched[self._entity_limit :] if stretch.start > start]
        by_entities = min(later, default=len(self._text))
        return max(start + 1, min(by_length, by_entities, len(self._text)))

    def _last_boundary(self, boundary: re.Pattern[str], start: int, least: int, furthest: int) -> int | None:
        ends = (match.end() for match in boundary.finditer(self._text, start, furthest))
        return max((end for end in ends if end > least and not self._is_inside(end)), default=None)

    def _is_inside(self, cut: int) -> bool:
        return any(stretch.start < cut < stretch.end for stretch in self._stretches)

    def _before_entity(self, start: int, furthest: int) -> int | None:
        """``furthest`` itself, or the beginning of the entities that it would fall into."""
        cut = furthest
        while self._is_inside(cut):
            cut = min(stretch.start for stretch in self._stretches if stretch.start < cut < stretch.end)
        return cut if cut > start else None

    def _inside_entity(self, start: int, furthest: int) -> int:
        ends = [match.end() for match in _BOUNDARIES[-1].finditer(self._text, start + 1, furthest)]
        return ends[-1] if ends else furthest

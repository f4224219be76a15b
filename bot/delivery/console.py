"""Messages in a terminal, much as a chat shows them: for replay, the demo, and trying things out."""

import os
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Final, TextIO
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from bot.delivery.transcript import Sent, TranscriptMessenger
from bot.model.message import Entity, EntityKind, Message
from bot.model.subscriber import DEFAULT_ZONE
from bot.ports import Clock
from bot.wording import texts
from bot.wording.harmless import harmless
from bot.wording.times import with_zone

WIDTH: Final = 80
"""Columns; a phone shows about half of it, so no line relies on the rest."""

_QUOTE_MARK: Final = "│ "
_STYLES: Final = {
    EntityKind.BOLD: "bold",
    EntityKind.ITALIC: "italic",
    EntityKind.UNDERLINE: "underline",
    EntityKind.STRIKE: "strike",
    EntityKind.LINK: "underline",
    EntityKind.CODE: "bold",
    EntityKind.PRE: "bold",
}


class _Terminal(Console):
    """Falls silent when whoever read has gone, as in ``frontwatch replay … | head``: that is no one's fault."""

    def on_broken_pipe(self) -> None:
        """Let the rest go nowhere, instead of ending the program from within a send."""
        self.quiet = True
        with Path(os.devnull).open("wb") as nowhere:
            # What is buffered still would raise when it is flushed at the end (Python's "Note on SIGPIPE").
            os.dup2(nowhere.fileno(), self.file.fileno())


class ConsoleMessenger(TranscriptMessenger):
    """Prints each message as it is sent, and of an edit the new lines; keeps them as ``TranscriptMessenger`` does.

    Times stand in ``zone``. Markup shows only where ``out`` is a terminal; nothing that a message says
    can steer the terminal.
    """

    def __init__(self, out: TextIO, clock: Clock, *, zone: ZoneInfo = DEFAULT_ZONE, width: int = WIDTH) -> None:
        super().__init__(clock)
        self._zone = zone
        self._width = width
        self._console = _Terminal(file=out, width=width, highlight=False, markup=False, emoji=False)

    @property
    def has_reader(self) -> bool:
        """Whether what is printed still goes anywhere: False once the pipe that ``out`` was is closed."""
        return not self._console.quiet

    def _keep(self, sent: Sent) -> None:
        before = self._latest.get((sent.chat_id, sent.message_id))
        super()._keep(sent)
        if before is not None:
            self._print_edit(sent, before)
            return
        heading = self._heading(sent)
        self._console.print(Text(heading + "─" * max(0, self._width - len(heading)), style="dim"))
        for line in message_lines(sent.message, width=self._width):
            self._console.print(line, soft_wrap=True)
        self._console.print()

    def _print_edit(self, sent: Sent, before: Message) -> None:
        """What is new in an edit, on as few lines as it takes: an edit rings nobody."""
        known = set(before.text.split("\n"))
        lines = sent.message.text.split("\n")
        new = [line for line in lines if line not in known] or lines[:1]
        shown = Text(f"{self._heading(sent)}· ", style="dim").append(harmless(" · ".join(new)), style="not dim")
        for line in shown.wrap(self._console, self._width):
            line.rstrip()
            self._console.print(line, soft_wrap=True)

    def _heading(self, sent: Sent) -> str:
        name = f"m{sent.message_id}"
        if sent.is_edit:
            name = texts.CONSOLE_EDITED.format(message=name)
        elif sent.reply_to is not None:
            name = texts.CONSOLE_REPLY.format(message=name, answered=f"m{sent.reply_to}")
        parts = [name, with_zone(sent.at, self._zone, now=sent.at)]
        if sent.silent:
            parts.append(texts.CONSOLE_SILENT)
        return f"── {' · '.join(parts)} "


def message_lines(message: Message, *, width: int = WIDTH) -> Iterator[Text]:
    """A message's text and buttons as lines no wider than ``width``; also for answers shown in a shell."""
    console = Console(width=width, color_system=None)
    units = [0, *accumulate(2 if character > "\uffff" else 1 for character in message.text)]
    points = {unit: point for point, unit in enumerate(units)}
    spans = [_Span(entity, points) for entity in message.entities]
    start = 0
    for line in message.text.split("\n"):
        end = start + len(line)
        is_quote = any(span.kind is EntityKind.BLOCKQUOTE and span.start <= start < span.end for span in spans)
        mark = _QUOTE_MARK if is_quote else ""
        styled = _styled(message.text, start, end, spans)
        for wrapped in styled.wrap(console, width - len(mark)) or [Text()]:
            wrapped.rstrip()
            yield Text(mark) + wrapped
        start = end + 1
    for row in message.buttons:
        yield from Text(" ".join(f"[{harmless(button.label)}]" for button in row)).wrap(console, width)


class _Span:
    """An entity by code points."""

    def __init__(self, entity: Entity, points: dict[int, int]) -> None:
        self.kind = entity.kind
        self.url = entity.url
        self.start = points.get(entity.offset, 0)
        self.end = points.get(entity.offset + entity.length, self.start)


def _styled(text: str, start: int, end: int, spans: list[_Span]) -> Text:
    """One line of the message with its markup; where a link ends its address is told."""
    styled = Text()
    edges = {start, end, *(edge for span in spans for edge in (span.start, span.end) if start < edge < end)}
    ordered = sorted(edges)
    for first, last in pairwise(ordered):
        covering = [span for span in spans if span.start <= first and last <= span.end]
        style = " ".join(_STYLES[span.kind] for span in covering if span.kind in _STYLES)
        styled.append(harmless(text[first:last]), style=style)
        for span in covering:
            if span.kind is EntityKind.LINK and span.end == last and span.url:
                styled.append(f" {harmless(span.url)}")
    return styled

"""The desk: every message and every pressed button comes here, and goes back as an answer."""

import difflib
import logging
import math
from collections.abc import Mapping
from typing import Final

from bot.commands import (
    admitting,
    digest,
    exporting,
    figures,
    greeting,
    latest,
    muting,
    posts,
    refusing,
    searching,
    settings,
    stats,
    subscribing,
    telling,
    trend,
    watching,
)
from bot.commands.access import Act, Asker, Rules, Verdict, decide
from bot.commands.asked import Asked, Button, Entry, Means, said
from bot.commands.query import KnownNames, shown
from bot.commands.rate import Buckets, Turn
from bot.commands.typed import Command, read_command
from bot.commands.under_way import UnderWay
from bot.errors import ArchiveError
from bot.model.conversation import Answer, Incoming, Press
from bot.model.pressing import ButtonKind, read_press
from bot.model.subscriber import ChatKind
from bot.ports import Archive, Clock, Draughtsman
from bot.wording import texts

_log = logging.getLogger(__name__)

COMMANDS: Final[Mapping[str, Entry]] = {
    "start": Entry(act=Act.SUBSCRIBE, answering=subscribing.start),
    "help": Entry(act=Act.GREET, answering=greeting.help_),
    "subscribe": Entry(act=Act.SUBSCRIBE, answering=subscribing.subscribe),
    "unsubscribe": Entry(act=Act.CHANGE, answering=subscribing.unsubscribe),
    "forget": Entry(act=Act.GREET, answering=subscribing.forget),
    "latest": Entry(act=Act.READ, answering=latest.latest),
    "digest": Entry(act=Act.READ, answering=digest.digest),
    "story": Entry(act=Act.READ, answering=telling.story),
    "search": Entry(act=Act.READ, answering=searching.search),
    "export": Entry(act=Act.READ, answering=exporting.export),
    "post": Entry(act=Act.READ, answering=posts.post),
    "trend": Entry(act=Act.READ, answering=trend.trend),
    "channels": Entry(act=Act.READ, answering=figures.channels),
    "stats": Entry(act=Act.READ, answering=stats.stats),
    "watch": Entry(act=Act.CHANGE, answering=watching.watch),
    "unwatch": Entry(act=Act.CHANGE, answering=watching.unwatch),
    "watching": Entry(act=Act.READ, answering=watching.watching),
    "settings": Entry(act=Act.CHANGE, answering=settings.settings),
    "mute": Entry(act=Act.CHANGE, answering=muting.mute),
    "unmute": Entry(act=Act.CHANGE, answering=muting.unmute),
    "status": Entry(act=Act.OPERATE, answering=figures.status),
    "subscribers": Entry(act=Act.OPERATE, answering=admitting.subscribers),
    "approve": Entry(act=Act.OPERATE, answering=admitting.approve),
}
"""What can be typed, and what it takes to be allowed to."""

BUTTONS: Final[Mapping[ButtonKind, Button]] = {
    ButtonKind.SEARCH_PAGE: Button(act=Act.READ, numbers=2, paging=searching.search_page),
    ButtonKind.CHANNELS_PAGE: Button(act=Act.READ, numbers=1, paging=figures.channels_page),
    ButtonKind.WHOLE_STORY: Button(act=Act.READ, numbers=1, paging=telling.story_pressed),
    ButtonKind.WISH: Button(act=Act.CHANGE, numbers=2, paging=settings.press),
    ButtonKind.MUTE_EVENT: Button(act=Act.CHANGE, numbers=1, paging=muting.mute_pressed),
    ButtonKind.UNMUTE: Button(act=Act.CHANGE, numbers=1, paging=muting.unmute_pressed),
    ButtonKind.SUBSCRIBERS_PAGE: Button(act=Act.OPERATE, numbers=1, paging=admitting.subscribers_page),
}
"""What can be pressed."""

_LONGEST_EXAMPLE: Final = 60


class Desk:
    """Answers people. Holds nothing that a restart may not lose: only who asked how much in the last minute."""

    def __init__(
        self,
        archive: Archive,
        *,
        names: KnownNames,
        rules: Rules,
        clock: Clock,
        username: str = "",
        draughtsman: Draughtsman | None = None,
    ) -> None:
        """``username`` is the bot's own name, by which groups address it."""
        self._means = Means(archive=archive, names=names, rules=rules, under_way=UnderWay(), draughtsman=draughtsman)
        self._username = username
        self._clock = clock
        self._buckets = Buckets()

    async def answer(self, incoming: Incoming) -> Answer:
        """Answer a message; an empty answer is silence. An archive that fails is said in words."""
        command = read_command(incoming.text)
        if not self._is_for_us(incoming, command):
            return Answer()
        turn = self._turn(incoming.user_id or incoming.chat_id)
        if turn is not None:
            return said(turn) if turn else Answer()
        try:
            return await self._answer(incoming, command)
        except ArchiveError as error:
            _log.warning("a command could not be answered: %s", error)
            return said(texts.ARCHIVE_FAILED)

    async def press(self, press: Press) -> Answer:
        """Answer a pressed button; its data proves nothing, so that the person's right is looked up again."""
        pressed = read_press(press.data)
        button = BUTTONS.get(pressed.kind) if pressed else None
        if pressed is None or button is None or len(pressed.numbers) != button.numbers:
            return Answer(toast=texts.BUTTON_UNKNOWN)
        turn = self._turn(press.user_id)
        if turn is not None:
            return Answer(toast=turn or texts.WAIT_A_LITTLE)
        try:
            kind = ChatKind.PERSON if press.chat_id > 0 else ChatKind.GROUP
            asker = await self._asker(press.chat_id, kind, press.user_id)
            verdict = decide(button.act, asker, self._means.rules)
            if verdict is not Verdict.ALLOWED:
                return Answer(toast=refusing.reason(verdict))
            asked = Asked(chat_id=press.chat_id, chat_kind=kind, asker=asker, verdict=verdict, now=self._clock.now())
            return await button.paging(self._means, asked, pressed.numbers)
        except ArchiveError as error:
            _log.warning("a button could not be answered: %s", error)
            return Answer(toast=texts.ARCHIVE_FAILED)

    async def _answer(self, incoming: Incoming, command: Command | None) -> Answer:
        if command is None:
            return said(texts.NOT_A_COMMAND.format(example=_as_search(incoming.text)))
        entry = COMMANDS.get(command.name)
        if entry is None:
            return said(_unknown(command))
        asker = await self._asker(incoming.chat_id, incoming.chat_kind, incoming.user_id)
        asked = Asked(
            chat_id=incoming.chat_id,
            chat_kind=incoming.chat_kind,
            asker=asker,
            verdict=decide(entry.act, asker, self._means.rules),
            now=self._clock.now(),
            rest=command.rest,
            chat_title=incoming.chat_title,
            access_hash=incoming.chat_access_hash,
        )
        if asked.verdict in (Verdict.ALLOWED, Verdict.TO_BE_APPROVED):
            return await entry.answering(self._means, asked)
        return await refusing.refuse(self._means, asked)

    def _is_for_us(self, incoming: Incoming, command: Command | None) -> bool:
        """In a group only commands that we know, or that name us; never what names another bot."""
        if incoming.chat_kind is ChatKind.PERSON:
            return bool(incoming.text.strip())
        if incoming.chat_kind is ChatKind.CHANNEL or command is None:
            return False
        if command.addressee is not None:
            return command.is_for(self._username)
        return command.name in COMMANDS

    async def _asker(self, chat_id: int, chat_kind: ChatKind, user_id: int | None) -> Asker:
        archive = self._means.archive
        chat = await archive.subscriber(chat_id)
        own = await archive.subscriber(user_id) if user_id is not None else None
        return Asker(user_id=user_id, chat_kind=chat_kind, own=own, chat=chat)

    def _turn(self, who: int) -> str | None:
        """None when ``who`` may be answered now; else what to tell them, which is empty if they know already."""
        now = self._clock.now()
        turn, wait = self._buckets.take(who, now)
        if turn is Turn.TAKEN:
            return None
        seconds = math.ceil(round(wait.total_seconds(), 3))
        return texts.WAIT.format(seconds=seconds) if turn is Turn.REFUSED else ""


def _as_search(text: str) -> str:
    return f"/search {shown(' '.join(text.split()), most=_LONGEST_EXAMPLE)}"


def _unknown(command: Command) -> str:
    alike = difflib.get_close_matches(command.name, COMMANDS, n=1)
    if alike:
        return texts.UNKNOWN_COMMAND_ALIKE.format(typed=command.name, alike=alike[0])
    return texts.UNKNOWN_COMMAND.format(typed=command.name)

"""A real archive with a few posts of our own, the real detector, and a desk in front of them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import pytest

from bot.clocks import VirtualClock
from bot.commands.access import Rules
from bot.commands.desk import Desk
from bot.commands.query import KnownNames
from bot.model.channel import ChannelClass, ChannelRef
from bot.model.conversation import Answer, Incoming, Press
from bot.model.post import Arrival, ForwardOrigin, MediaFact, Origin, SeenDeletion, SeenPost
from bot.model.subscriber import ChatKind
from bot.ports import Archive, Draughtsman
from bot.settings import Access
from bot.signals.detector import Detector, load_detector
from bot.worker import Worker
from storage.opening import open_archive

NOW = datetime(2023, 5, 12, 9, tzinfo=UTC)
ADMIN, PERSON, STRANGER, GROUP = 1, 20, 30, -100_500
USERNAME = "front_bot"

BLOGGER = ChannelRef(handle="blogger", title="Военный блогер", channel_class=ChannelClass.MILBLOGGER_RU)
MINISTRY = ChannelRef(handle="ministry", title="Министерство", channel_class=ChannelClass.MINISTRY_RU)
ANALYST = ChannelRef(handle="analyst", title="Front Notes", channel_class=ChannelClass.ANALYST)


@lru_cache(maxsize=1)
def detector() -> Detector:
    return load_detector()


def post(
    channel: ChannelRef,
    message_id: int,
    ago: timedelta,
    text: str,
    *,
    media: bool = False,
    forwarded_from: ChannelRef | None = None,
) -> SeenPost:
    """A post that was seen live ``ago`` before NOW."""
    return SeenPost(
        channel=channel,
        message_id=message_id,
        date=NOW - ago,
        text=text,
        origin=Origin.LIVE,
        media=(MediaFact(kind="photo", media_id=message_id),) if media else (),
        forwarded_from=ForwardOrigin(channel=forwarded_from) if forwarded_from else None,
    )


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


POSTS: Sequence[Arrival] = (
    post(BLOGGER, 1, hours(12), "У противника ПРОРЫВ обороны в районе Соледара, бои тяжёлые"),
    post(BLOGGER, 2, hours(11), "О масштабе прорыва под Артёмовском спорят весь вечер", media=True),
    post(MINISTRY, 1, hours(9), "Сообщения о прорывах обороны не соответствуют действительности"),
    post(BLOGGER, 3, hours(8), "Бахмут: ночь прошла под обстрелами. Учения отменены"),
    post(ANALYST, 1, hours(7), "No breakthrough near Bakhmut is visible on our maps yet"),
    post(
        ANALYST,
        2,
        hours(6),
        "Cooking day: bakery of the volunteers opened its doors in Dnipro",
        forwarded_from=MINISTRY,
    ),
    post(BLOGGER, 4, hours(5), "Говорят, прорывом это назвать нельзя. Бахмутом живём"),
    post(BLOGGER, 5, hours(4), "Пост, который скоро удалят: прорыв линии"),
    SeenDeletion(channel=BLOGGER, message_id=5, deleted_at=NOW - hours(3), origin=Origin.LIVE),
)


async def fill(archive: Archive, arrivals: Sequence[Arrival]) -> None:
    """Take posts in and work them, as the two loops do."""
    await archive.take_in(arrivals, now=NOW)
    await work_all(archive)


async def work_all(archive: Archive) -> None:
    """Have all that was taken in read: words, flags, places."""
    worker = Worker(archive, detector(), VirtualClock(NOW))
    while await worker.run_once():
        pass


class Chats:
    """People who write to the desk."""

    def __init__(self, archive: Archive, access: Access) -> None:
        self.archive = archive
        self.clock = VirtualClock(NOW)
        self.access = access
        self.draughtsman: Draughtsman | None = None
        self.desk = self.opened()

    def opened(self) -> Desk:
        """A desk as it is after a restart."""
        names = KnownNames(gazetteer=detector().gazetteer, signals=detector().signals)
        rules = Rules(access=self.access, admins=frozenset({ADMIN}))
        return Desk(
            self.archive, names=names, rules=rules, clock=self.clock, username=USERNAME, draughtsman=self.draughtsman
        )

    async def say(self, user_id: int | None, text: str, *, chat_id: int | None = None) -> Answer:
        """What ``user_id`` is answered, in their private chat unless ``chat_id`` names a group; no rate limit."""
        self.clock.advance_to(self.clock.now() + timedelta(seconds=5))
        return await self.say_at_once(user_id, text, chat_id=chat_id)

    async def say_at_once(self, user_id: int | None, text: str, *, chat_id: int | None = None) -> Answer:
        chat = chat_id if chat_id is not None else user_id
        assert chat is not None
        incoming = Incoming(
            chat_id=chat,
            chat_kind=ChatKind.PERSON if chat > 0 else ChatKind.GROUP,
            chat_title=f"Chat {chat}",
            user_id=user_id,
            message_id=1,
            text=text,
            at=self.clock.now(),
        )
        return await self.desk.answer(incoming)

    async def push(self, user_id: int, data: bytes | None, *, chat_id: int | None = None) -> Answer:
        self.clock.advance_to(self.clock.now() + timedelta(seconds=5))
        assert data is not None
        chat = chat_id if chat_id is not None else user_id
        return await self.desk.press(Press(chat_id=chat, user_id=user_id, message_id=9, data=data))

    async def notices(self, *, limit: int = 50) -> list[tuple[int, str]]:
        """Chat and text of the notices that wait to be sent; each is told, and sent, once."""
        now = self.clock.now()
        leased = await self.archive.lease(now=now, limit=limit, lease_for=timedelta(hours=1), max_per_chat=limit)
        for row in leased:
            await self.archive.confirm(row.key, version=row.version, now=now)
        return [(row.chat_id, row.parts[0].text) for row in leased if row.parts]


OpenChats = Callable[[Access], Awaitable[Chats]]


@asynccontextmanager
async def archive_with(arrivals: Sequence[Arrival]) -> AsyncIterator[Archive]:
    archive = await open_archive(":memory:")
    try:
        if arrivals:
            await fill(archive, arrivals)
        yield archive
    finally:
        await archive.close()


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    async with archive_with(POSTS) as opened:
        yield opened


@pytest.fixture
def chats(archive: Archive) -> Chats:
    """A bot that anybody may ask."""
    return Chats(archive, Access.OPEN)


def text_of(answer: Answer) -> str:
    """All that an answer says, without the joiners that keep mentions from ringing."""
    edited = [answer.edit] if answer.edit else []
    return "\n".join(message.text for message in (*answer.messages, *edited)).replace("\u2060", "")

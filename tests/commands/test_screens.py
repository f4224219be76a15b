"""Every reply, alert and digest looks right on a phone, whatever strangers call themselves and write."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.commands.desk import COMMANDS
from bot.delivery.renderer import DeliveryRenderer
from bot.digests import DigestClerk
from bot.model.channel import Channel, ChannelClass, ChannelRef, FollowState
from bot.model.conversation import Answer
from bot.model.delivery import DeliveryKind
from bot.model.following import StateChange
from bot.model.message import Message
from bot.model.post import Arrival, ForwardOrigin, MediaFact, Origin, SeenDeletion
from bot.model.subscriber import ChatKind, Subscriber, SubscriberState
from bot.settings import Access
from bot.wording.states import states_changed
from bot.worker import Worker
from tests.commands.conftest import ADMIN, MINISTRY, NOW, PERSON, Chats, archive_with, detector, hours, post
from tests.wording.screens import HOSTILE, LETTERS, WORD, assert_fits_a_phone, assert_nothing_is_cut

CLAIM = "{0} У Соледара прорыв нашей обороны, идёт тяжёлый бой {1}; {2}"
OTHER_CLAIM = "{0} Под Соледаром наши войска попали в окружение {1}"
TAKEN_BACK = "{0} {1} У Соледара тихо, писал не то. {2}"
WATCHED = "тяжёлый бой"
SPEAKERS = tuple(
    ChannelRef(
        handle=f"speaker_{number}" if number % 2 else None,
        title=f"{name} {number}",
        channel_class=ChannelClass.MILBLOGGER_RU,
    )
    for number, name in enumerate(HOSTILE)
)
COPIERS = tuple(ChannelRef(title=f"{number} {HOSTILE[number % len(HOSTILE)]}") for number in range(30))
PLAIN = (
    *("latest", "digest", "channels", "stats", "stats 30", "status", "subscribers", "settings", "watching", "help"),
    *("story 1", "story 2", "mute", "mute 1", "mute @speaker_1", "trend", "trend breakthrough 30", "start", "approve"),
    *(
        "search прорыв",
        f"search {WORD} sort:relevance",
        f'search "{LETTERS[3]}"',
        "search соледар -окружение has:media",
    ),
    *("export прорыв", "post @speaker_1 1", "post @speaker_5 1", "post @speaker_3 1", f"watch {' '.join(LETTERS[:4])}"),
)


def claims() -> Iterator[Arrival]:
    """One claim in the words of each speaker, one of them an album, and forwards of the first."""
    texts = [CLAIM.format(name, f"{number} {WORD}", HOSTILE[number - 1]) for number, name in enumerate(HOSTILE)]
    for number, speaker in enumerate(SPEAKERS):
        yield post(speaker, 1, hours(5) - timedelta(minutes=number), texts[number], media=number == 3)
    file = MediaFact(kind="document", name=HOSTILE[0], size_bytes=1_000)
    yield replace(post(SPEAKERS[3], 2, hours(4.95), ""), grouped_id=7, media=(file,))
    for number, copier in enumerate(COPIERS):
        copied = post(copier, 1, hours(4) - timedelta(minutes=number), texts[1])
        yield replace(copied, forwarded_from=ForwardOrigin(channel=SPEAKERS[number % 2], message_id=1))


def afterwards() -> Iterator[Arrival]:
    """A denial, a claim of something else, edits within a letter and within a word, a deletion."""
    yield post(MINISTRY, 1, hours(3), "Сообщения о прорыве обороны у Соледара не соответствуют действительности")
    yield post(SPEAKERS[1], 5, hours(2), OTHER_CLAIM.format(HOSTILE[2], HOSTILE[4]))
    for number in range(2, len(SPEAKERS)):
        text = TAKEN_BACK.format(HOSTILE[number], LETTERS[number % 7] * 200, HOSTILE[number - 2])
        seen = post(SPEAKERS[number], 1, hours(5) - timedelta(minutes=number), text)
        yield replace(seen, is_edit=True, edited_at=NOW - hours(1.5))
    yield SeenDeletion(channel=SPEAKERS[1], message_id=1, deleted_at=NOW - hours(1), origin=Origin.LIVE)


class Screens:
    """All that chats are shown of a hostile archive, looked at one by one."""

    def __init__(self, chats: Chats) -> None:
        self.chats = chats
        self.seen: set[str] = set()
        self._pressed: set[bytes] = set()
        self._worker = Worker(chats.archive, detector(), chats.clock)
        self._renderer = DeliveryRenderer(chats.archive, detector().gazetteer, chats.clock)

    async def happens(self, arrivals: Iterator[Arrival]) -> None:
        """Take posts in, work them, and look at all that is told of them."""
        await self.chats.archive.take_in(list(arrivals), now=self.chats.clock.now())
        while await self._worker.run_once():
            pass
        await self.told()

    async def told(self) -> None:
        """Look at what waits to be sent, as it would be sent now."""
        now = self.chats.clock.now()
        archive = self.chats.archive
        for row in await archive.lease(now=now, limit=500, lease_for=timedelta(hours=1), max_per_chat=500):
            subscriber = await archive.subscriber(row.chat_id)
            assert subscriber is not None
            parts = row.parts or await self._renderer.render(row, subscriber)
            self.look(f"{row.kind} {'again' if row.confirmed_version else 'first'}", parts)
            await archive.freeze(row.key, parts, version=row.version)
            for number, _ in enumerate(parts):
                await archive.confirm_part(row.key, message_id=number + 1)
            await archive.confirm(row.key, version=row.version, now=now)

    async def asks(self, person: int, text: str) -> None:
        """Look at an answer, and at what its buttons lead to."""
        waiting = [await self.chats.say(person, text)]
        while waiting:
            answer = waiting.pop()
            messages = self._messages(text.split()[0], answer)
            for button in (button for message in messages for row in message.buttons for button in row):
                if button.data and button.data not in self._pressed:
                    self._pressed.add(button.data)
                    waiting.append(await self.chats.push(person, button.data))

    def look(self, what: str, messages: Sequence[Message]) -> None:
        for message in messages:
            assert_fits_a_phone(_without_forms(message) if what in ("/watch", "/watching") else message)
            self.seen.add(what)

    def _messages(self, command: str, answer: Answer) -> list[Message]:
        messages = [*answer.messages, *([answer.edit] if answer.edit else [])]
        self.look(command, messages)
        for attachment in answer.attachments:
            assert_fits_a_phone(attachment.caption, most=1024)
            self.seen.add(command)
            if not isinstance(attachment.content, bytes):
                attachment.content.unlink()
        if answer.toast:
            assert_nothing_is_cut(answer.toast)
        return messages


async def test_screens_are_right_on_a_phone() -> None:
    async with archive_with(()) as archive:
        chats = Chats(archive, Access.OPEN)
        screens = Screens(chats)
        for person in (ADMIN, PERSON):
            await screens.asks(person, "/subscribe")
        await screens.asks(PERSON, f"/watch {WATCHED}")
        await screens.asks(PERSON, f"/watch {WORD}")
        for number, name in enumerate(HOSTILE):
            state = SubscriberState.PENDING if number % 2 else SubscriberState.LEFT
            await archive.save_subscriber(
                Subscriber(chat_id=900 + number, kind=ChatKind.PERSON, title=name, state=state, since=NOW)
            )
        await screens.happens(claims())
        await screens.happens(afterwards())
        chats.clock.advance_to(NOW + timedelta(minutes=20))
        await screens.told()
        for question in PLAIN:
            await screens.asks(ADMIN, f"/{question}")
        for command in sorted(set(COMMANDS) - {"forget", "unsubscribe"}):
            for name in HOSTILE:
                await screens.asks(PERSON, f"/{command} {name}")
        await DigestClerk(archive).tick(NOW + hours(10))
        chats.clock.advance_to(NOW + hours(10))
        await screens.told()
        followed = await archive.follow(SPEAKERS, now=NOW)
        screens.look("states", _states(followed, NOW + hours(10)))
        for command in ("unsubscribe", "forget"):
            await screens.asks(PERSON, f"/{command}")
    told = {f"{kind} first" for kind in DeliveryKind if kind is not DeliveryKind.NOTICE} | {"alert again", "states"}
    assert screens.seen >= told | {f"/{command}" for command in COMMANDS}


def _without_forms(message: Message) -> Message:
    """An answer without the lines of forms, which are shown as the archive's words are: without their marks."""
    assert not message.entities
    return replace(message, text="\n".join(line for line in message.text.split("\n") if " form" not in line))


def _states(channels: tuple[Channel, ...], now: datetime) -> tuple[Message, ...]:
    changes = [
        StateChange(
            channel=replace(channel, follow_state=list(FollowState)[number % 4], follow_note=HOSTILE[-2]),
            told=None,
            last_post_at=NOW,
        )
        for number, channel in enumerate(channels)
    ]
    return states_changed(changes, now=now)

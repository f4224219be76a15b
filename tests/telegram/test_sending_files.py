"""Files and pictures as the bot sends them: whole, once each, and in words where a chat allows none."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from telethon.tl import types

from bot.clocks import SystemClock
from bot.delivery.answer_pace import AnswerPace
from bot.delivery.rates import Rates
from bot.errors import ChatGoneError
from bot.model.conversation import Answer, Incoming, Press
from bot.model.message import Attachment, AttachmentKind, Button, Entity, EntityKind, Message
from bot.settings import TelegramSettings
from bot.telegram.bot_updates import BotUpdates
from bot.telegram.client import Client
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.sessions import open_bot
from bot.wording import texts
from tests.telegram_server.rooms import Person, Stored
from tests.telegram_server.server import TelegramServer

PART = 512 * 1024
CAPTION = Message(
    text="12 flags",
    entities=(Entity(kind=EntityKind.BOLD, offset=0, length=2),),
    buttons=((Button(label="More", data=b"more"),),),
)
PICTURE = Attachment(kind=AttachmentKind.PHOTO, name="trend.png", content=b"\x89PNG picture", caption=CAPTION)
TABLE = Attachment(kind=AttachmentKind.DOCUMENT, name="posts.csv", content=b"date,text\n", caption=CAPTION)


@pytest_asyncio.fixture
async def bot(telegram: TelegramServer, settings: TelegramSettings, tmp_path: Path) -> AsyncIterator[Client]:
    """The bot, connected."""
    client = await open_bot(settings, tmp_path / "data", clock=SystemClock(), tries=1)
    yield client
    await client.close()


@pytest.fixture
def messenger(bot: Client) -> TelegramMessenger:
    """The messenger under test."""
    return TelegramMessenger(bot)


@pytest.fixture
def anna(telegram: TelegramServer) -> Person:
    """A person whom the bot may write to."""
    return telegram.add_person("Anna", started=True)


def newest(telegram: TelegramServer, person: Person) -> Stored:
    """The last message in a private chat, with its media."""
    messages = telegram.world.box_for(telegram.room(person, person), person).messages
    return messages[max(messages)]


async def test_a_picture_arrives_byte_for_byte_with_its_caption(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    message_id = await messenger.send_file(anna.id, PICTURE, random_id=1)

    (sent,) = telegram.sent(anna)
    assert (sent.id, sent.text, sent.buttons) == (message_id, "12 flags", ((("More", b"more"),),))
    assert [(type(e), e.offset, e.length) for e in sent.entities] == [(types.MessageEntityBold, 0, 2)]
    assert sent.file is not None
    assert (sent.file.name, sent.file.data) == ("trend.png", PICTURE.content)
    assert isinstance(newest(telegram, anna).media, types.MessageMediaPhoto)


async def test_a_document_keeps_its_name_and_kind(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    await messenger.send_file(anna.id, TABLE, random_id=1)

    document = newest(telegram, anna).media.document
    assert document.mime_type == "text/csv"
    assert types.DocumentAttributeFilename("posts.csv") in document.attributes


@pytest.mark.parametrize("size", [PART, 3 * PART + 17, 10 * 1024 * 1024 + 1])
async def test_a_file_of_any_size_goes_up_in_parts_from_its_path(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person, tmp_path: Path, size: int
) -> None:
    path = tmp_path / "made-under-another-name"
    path.write_bytes(bytes(number * 7 % 251 for number in range(1000)) * (size // 1000 + 1))
    with path.open("r+b") as file:
        file.truncate(size)

    await messenger.send_file(anna.id, replace(TABLE, content=path), random_id=1)

    (sent,) = telegram.sent(anna)
    assert sent.file is not None
    assert sent.file.name == "posts.csv"
    assert sent.file.data == path.read_bytes()
    parts = telegram.requests["upload.saveFilePart"] + telegram.requests["upload.saveBigFilePart"]
    assert parts == -(-size // PART)


async def test_a_repeated_random_id_or_a_lost_answer_is_no_second_file(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    telegram.faults.cut_after("messages.sendMedia")
    telegram.faults.cut_before("upload.saveFilePart")

    first = await messenger.send_file(anna.id, PICTURE, random_id=7)

    assert await messenger.send_file(anna.id, PICTURE, random_id=7) == first
    assert [sent.id for sent in telegram.sent(anna)] == [first]


@pytest.mark.parametrize(
    ("method", "status", "code"),
    [
        ("messages.sendMedia", 403, "CHAT_SEND_PHOTOS_FORBIDDEN"),
        ("messages.sendMedia", 403, "CHAT_SEND_DOCS_FORBIDDEN"),
        ("messages.sendMedia", 400, "PHOTO_INVALID_DIMENSIONS"),
        ("upload.saveFilePart", 400, "METHOD_INVALID"),
    ],
)
async def test_where_the_file_is_refused_the_caption_goes_out_alone_and_says_so(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person, method: str, status: int, code: str
) -> None:
    telegram.faults.refuse(method, status, code)

    message_id = await messenger.send_file(anna.id, PICTURE, random_id=1)

    (sent,) = telegram.sent(anna)
    assert (sent.id, sent.text, sent.file) == (message_id, f"12 flags\n\n{texts.FILE_REFUSED}", None)
    assert len(sent.entities) == 1


async def test_a_file_for_somebody_who_blocked_the_bot_is_told_as_such(
    messenger: TelegramMessenger, telegram: TelegramServer, anna: Person
) -> None:
    anna.blocked.add(telegram.bot.id)

    with pytest.raises(ChatGoneError, match="blocked"):
        await messenger.send_file(anna.id, PICTURE, random_id=1)


class FileDesk:
    """Answers with what it was given."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def answer(self, incoming: Incoming) -> Answer:
        """The same, whatever is asked."""
        return self._answer

    async def press(self, press: Press) -> Answer:
        """The same, whatever is pressed."""
        return self._answer


async def test_an_answer_brings_its_files_after_its_messages_and_a_short_wait_is_obeyed(
    telegram: TelegramServer, bot: Client, messenger: TelegramMessenger, anna: Person
) -> None:
    desk = FileDesk(Answer(messages=(Message(text="Here they are."),), attachments=(PICTURE, TABLE)))
    turn = AnswerPace(Rates(), SystemClock()).turn
    BotUpdates(bot, messenger, SystemClock(), answer=desk.answer, press=desk.press, turn=turn).start()
    telegram.faults.flood("upload.saveFilePart", 1)

    telegram.say(anna, "/trend")
    await telegram.until(lambda: len(telegram.sent(anna)) == 3)

    names = [sent.file.name if sent.file else None for sent in telegram.sent(anna)]
    assert names == [None, "trend.png", "posts.csv"]


@pytest.mark.parametrize("blocked", [False, True])
async def test_a_temporary_file_is_removed_whether_it_was_sent_or_not(
    telegram: TelegramServer, bot: Client, messenger: TelegramMessenger, anna: Person, tmp_path: Path, *, blocked: bool
) -> None:
    lent, kept = tmp_path / "lent.csv", tmp_path / "kept.csv"
    for path in (lent, kept):
        path.write_bytes(b"date,text\n")
    files = (replace(TABLE, content=kept), replace(TABLE, content=lent, temporary=True))
    desk = FileDesk(Answer(attachments=files))
    turn = AnswerPace(Rates(), SystemClock()).turn
    BotUpdates(bot, messenger, SystemClock(), answer=desk.answer, press=desk.press, turn=turn).start()
    if blocked:
        anna.blocked.add(telegram.bot.id)

    pressed = telegram.press(anna, 1, b"export")
    await telegram.until(lambda: pressed.answered)

    assert (lent.exists(), kept.exists()) == (False, True)
    assert len(telegram.sent(anna)) == (0 if blocked else 2)

"""/export through a real archive: the file, its cap, one at a time, and sentences where there is none."""

import asyncio
import csv
import io
import json
import tempfile
from pathlib import Path

import pytest

from bot.commands import exporting, under_way
from bot.commands.exporting import Wish, read_wish
from bot.exports.files import Format
from bot.model.conversation import Answer
from bot.model.message import AttachmentKind, utf16_length
from bot.settings import Access
from tests.commands.conftest import ANALYST, GROUP, PERSON, STRANGER, Chats, fill, hours, post, text_of


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def content_of(answer: Answer) -> str:
    """The file's text; it is then removed, as whoever sends it does."""
    (attachment,) = answer.attachments
    assert attachment.temporary
    assert isinstance(attachment.content, Path)
    content = attachment.content.read_bytes().decode("utf-8-sig")
    attachment.content.unlink()
    return content


def ids_of(answer: Answer) -> list[tuple[str, str]]:
    rows = csv.DictReader(io.StringIO(content_of(answer), newline=""))
    return [(row["channel"], row["id"]) for row in rows]


def caption_of(answer: Answer) -> str:
    (attachment,) = answer.attachments
    return attachment.caption.text.replace("\u2060", "")


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("прорыв", Wish(question="прорыв")),
        ("csv прорыв", Wish(question="прорыв")),
        ("jsonl прорыв", Wish(question="прорыв", file_format=Format.JSON_LINES)),
        ("JSON прорыв", Wish(question="прорыв", file_format=Format.JSON_LINES)),
        ("прорыв format:jsonl", Wish(question="прорыв", file_format=Format.JSON_LINES)),
        (
            'from:@a format:JSONL ~"линия обороны"',
            Wish(question='from:@a ~"линия обороны"', file_format=Format.JSON_LINES),
        ),
        ("прорыв csv", Wish(question="прорыв csv")),
        ('"csv" прорыв', Wish(question='"csv" прорыв')),
        ('jsonl "csv"', Wish(question='"csv"', file_format=Format.JSON_LINES)),
        ("format:parquet прорыв", Wish(question="прорыв", unknown="parquet")),
        ("format: прорыв", Wish(question="прорыв")),
        ("", Wish(question="")),
        ("jsonl", Wish(question="", file_format=Format.JSON_LINES)),
    ],
)
def test_the_format_is_told_from_the_question(typed: str, wish: Wish) -> None:
    assert read_wish(typed) == wish


async def test_a_search_as_a_file_for_spreadsheets(chats: Chats) -> None:
    answer = await chats.say(PERSON, "/export прорыв")
    (attachment,) = answer.attachments
    assert (attachment.kind, attachment.name) == (AttachmentKind.DOCUMENT, "frontwatch-2023-05-12-1200.csv")
    assert caption_of(answer) == "прорыв · 5 posts, newest first"
    assert answer.messages == ()
    assert ids_of(answer) == [("blogger", "5"), ("blogger", "4"), ("ministry", "1"), ("blogger", "2"), ("blogger", "1")]


async def test_json_lines(chats: Chats) -> None:
    answer = await chats.say(PERSON, "/export jsonl прорыв from:@ministry")
    assert answer.attachments[0].name.endswith(".jsonl")
    (line,) = content_of(answer).splitlines()
    assert json.loads(line)["channel"] == "ministry"
    assert json.loads(line)["class"] == "ministry_ru"


async def test_a_whole_archive_is_more_than_one_stretch(chats: Chats) -> None:
    many = [post(ANALYST, number, hours(20), f"Тихий день {number}") for number in range(100, 1_300)]
    await fill(chats.archive, many)
    answer = await chats.say(PERSON, "/export тихий")
    assert "1,200 posts" in caption_of(answer)
    assert len(ids_of(answer)) == 1_200


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/export", "/export jsonl прорыв"),
        ("/export csv", "/export jsonl прорыв"),
        ("/export format:xlsx прорыв", "There is no format xlsx"),
        ("/export небывальщина", "небывальщина · no post, so no file"),
        ("/export прорыв from:@nobody", "@nobody"),
        ("/export after:gestern", "after:2023-05-01"),
    ],
)
async def test_without_posts_there_is_a_sentence_and_no_file(chats: Chats, folder: Path, typed: str, told: str) -> None:
    answer = await chats.say(PERSON, typed)
    assert told in text_of(answer)
    assert answer.attachments == ()
    assert files_in(folder) == []


async def test_what_was_not_understood_stands_before_the_file(chats: Chats) -> None:
    answer = await chats.say(PERSON, "/export прорыв sort:relevance place:nowhere")
    assert "place:nowhere was left out" in text_of(answer)
    assert "newest first and whole" in text_of(answer)
    assert len(ids_of(answer)) == 5


async def test_a_file_that_is_too_large_is_cut_and_says_so(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST_BYTES", 900)
    answer = await chats.say(PERSON, "/export прорыв")
    told = caption_of(answer)
    rows = ids_of(answer)
    assert rows == [("blogger", "5"), ("blogger", "4"), ("ministry", "1")]
    assert "the first 3 of 5 posts: a file holds 0.0009 MB here. Narrow the search" in told
    monkeypatch.setattr(exporting, "COUNTED_UP_TO", 4)
    answer = await chats.say(PERSON, "/export прорыв")
    assert "the first 3 of over 4 posts" in caption_of(answer)


async def test_one_file_at_a_time_until_it_is_sent(chats: Chats, folder: Path) -> None:
    first, second = await asyncio.gather(
        chats.say_at_once(PERSON, "/export прорыв"), chats.say_at_once(PERSON, "/export прорыв")
    )
    assert len(first.attachments) + len(second.attachments) == 1
    assert "still under way" in text_of(first) + text_of(second)
    assert "still under way" in text_of(await chats.say(PERSON, "/export прорыв"))
    assert len((await chats.say(STRANGER, "/export прорыв")).attachments) == 1
    for file in files_in(folder):
        file.unlink()
    assert len((await chats.say(PERSON, "/export прорыв")).attachments) == 1


async def test_a_few_files_at_a_time_for_all(chats: Chats) -> None:
    made = [await chats.say(100 + number, "/export прорыв") for number in range(under_way.MOST_AT_ONCE)]
    assert all(answer.attachments for answer in made)
    assert "Several files" in text_of(await chats.say(PERSON, "/export прорыв"))
    content_of(made[0])
    assert (await chats.say(PERSON, "/export прорыв")).attachments


async def test_a_folder_that_cannot_be_written_is_said(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    assert "could not be written" in text_of(await chats.say(PERSON, "/export прорыв"))


async def test_a_file_that_is_broken_off_leaves_nothing(chats: Chats, folder: Path) -> None:
    asking = asyncio.create_task(chats.say_at_once(PERSON, "/export прорыв"))
    while not files_in(folder):  # noqa: ASYNC110  (a file appears without an event)
        await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert files_in(folder) == []
    assert (await chats.say(PERSON, "/export прорыв")).attachments


async def test_it_is_for_those_who_may_read(chats: Chats) -> None:
    closed = Chats(chats.archive, Access.CLOSED)
    answer = await closed.say(STRANGER, "/export прорыв")
    assert (answer.attachments, "no new subscribers" in text_of(answer)) == ((), True)
    assert (await chats.say(PERSON, "/export прорыв", chat_id=GROUP)).attachments


async def test_a_caption_fits_whatever_was_asked(chats: Chats) -> None:
    answer = await chats.say(PERSON, f"/export прорыв {' '.join(['-' + 'ы' * 40] * 60)}")
    (attachment,) = answer.attachments
    assert utf16_length(attachment.caption.text) <= 1024

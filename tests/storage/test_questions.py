"""Questions are kept for their buttons, for a while, and forgotten with the person (QuestionStore)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model.query import Question
from bot.ports import Archive
from storage.opening import open_archive

NOW = datetime(2023, 5, 12, 9, 0, 0, 123456, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=30)
QUESTION = Question(chat_id=-100_500, user_id=20, text='~"прорыв обороны" 🔥', asked_at=NOW)


@pytest.fixture(params=["memory", "file"])
async def archive(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Archive]:
    opened = await open_archive(":memory:" if request.param == "memory" else str(tmp_path / "archive.db"))
    yield opened
    await opened.close()


async def test_a_question_comes_back_as_it_was(archive: Archive) -> None:
    number = await archive.remember_question(QUESTION, forget_before=LONG_AGO)
    assert await archive.question(number) == QUESTION
    anonymous = replace(QUESTION, user_id=None)
    other = await archive.remember_question(anonymous, forget_before=LONG_AGO)
    assert other != number
    assert await archive.question(other) == anonymous
    assert await archive.question(other + 1) is None


async def test_old_questions_go_when_new_ones_come(archive: Archive) -> None:
    old = await archive.remember_question(QUESTION, forget_before=LONG_AGO)
    later = replace(QUESTION, asked_at=NOW + timedelta(days=30))
    kept = await archive.remember_question(later, forget_before=NOW)
    assert await archive.question(old) == QUESTION, "what was asked at that very time stays"
    await archive.remember_question(later, forget_before=NOW + timedelta(microseconds=1))
    assert await archive.question(old) is None
    assert await archive.question(kept) == later


async def test_a_number_is_never_given_twice(archive: Archive) -> None:
    gone = await archive.remember_question(QUESTION, forget_before=LONG_AGO)
    later = replace(QUESTION, asked_at=NOW + timedelta(days=1))
    assert await archive.remember_question(later, forget_before=later.asked_at) > gone


async def test_a_person_is_forgotten_with_what_they_asked(archive: Archive) -> None:
    theirs = await archive.remember_question(QUESTION, forget_before=LONG_AGO)
    other = await archive.remember_question(replace(QUESTION, user_id=30), forget_before=LONG_AGO)
    await archive.forget_person(20)
    assert await archive.question(theirs) is None
    assert await archive.question(other) is not None


@pytest.mark.parametrize("text", ["", "\x00", "\ud83d", "я" * 10_000])
async def test_any_text_can_be_kept(archive: Archive, text: str) -> None:
    number = await archive.remember_question(replace(QUESTION, text=text), forget_before=LONG_AGO)
    assert await archive.question(number) is not None

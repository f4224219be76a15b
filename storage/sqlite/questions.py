"""Questions whose answers have buttons: kept for as long as their buttons shall work."""

import sqlite3
from datetime import datetime

from bot.model.query import Question
from storage.sqlite.rows import clean, instant, micros
from storage.sqlite.sql import load_queries

_SQL = load_queries("questions")


def remember(db: sqlite3.Connection, question: Question, *, forget_before: datetime) -> int:
    """Keep a question and return its number, which is never given twice; older ones are deleted."""
    db.execute(_SQL["forget_before"], {"before": micros(forget_before)})
    row = {
        "chat_id": question.chat_id,
        "user_id": question.user_id,
        "text": clean(question.text),
        "asked_us": micros(question.asked_at),
    }
    number: int = db.execute(_SQL["remember"], row).fetchone()["question_id"]
    return number


def one(db: sqlite3.Connection, question_id: int) -> Question | None:
    """A question by its number."""
    row = db.execute(_SQL["one"], {"question_id": question_id}).fetchone()
    if row is None:
        return None
    return Question(chat_id=row["chat_id"], user_id=row["user_id"], text=row["text"], asked_at=instant(row["asked_us"]))


def forget_person(db: sqlite3.Connection, user_id: int) -> None:
    """Delete all that a person asked."""
    db.execute(_SQL["forget_person"], {"user_id": user_id})

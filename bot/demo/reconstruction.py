"""The demonstration's posts and questions. All of it is invented: see README.md beside this file."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to the archive: what a person wants to know, and how they type it."""

    asks: str
    query: str


QUESTIONS = (
    Question(
        asks="Who wrote of a breakthrough, in any inflected form, and meant no water pipe?", query="прорыв -труба"
    ),
    Question(asks="What was told of one place, in three languages?", query="place:berkhivka-reservoir"),
    Question(asks="What did the ministry itself say?", query="from:@demo_ministry_ru"),
)


def posts_file() -> AbstractContextManager[Path]:
    """The posts as a file of JSON lines, for ``with``; also when the package lies in an archive."""
    return as_file(files("bot.demo") / "posts.jsonl")

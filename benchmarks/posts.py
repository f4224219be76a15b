"""The corpus's news posts, and words drawn from them by a fixed seed."""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.language.dictionaries import analyzer
from bot.language.folding import fold
from bot.language.tokens import words_of
from bot.signals.own_words import key_of

SEED = 20_230_510
_FILE = "news_posts.jsonl.gz"
_SHORTEST_LEMMA = 4


class CorpusMissingError(Exception):
    """There is no corpus where one was looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What is read of a post."""

    channel: str
    text: str
    date: datetime


def load_posts(corpus: Path) -> list[Post]:
    """All news posts. Raises CorpusMissingError where the file is not."""
    path = corpus / _FILE
    if not path.is_file():
        raise CorpusMissingError(f"no file {path}")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [
        Post(channel=record["channel"], text=record["text"], date=datetime.fromisoformat(record["date"]))
        for record in records
    ]


def sample(posts: Sequence[Post], count: int) -> list[Post]:
    """So many of the posts, always the same ones."""
    return random.Random(SEED).sample(list(posts), min(count, len(posts)))  # noqa: S311 — nothing secret is drawn


def drawn_lemmas(posts: Sequence[Post], count: int) -> list[str]:
    """So many dictionary forms of words that stand in the posts, always the same ones, as keys of watched words."""
    words = {word for post in posts for word in words_of(fold(post.text).text)}
    cyrillic = sorted(word for word in words if word.isalpha() and not word.isascii() and len(word) >= _SHORTEST_LEMMA)
    random.Random(SEED).shuffle(cyrillic)  # noqa: S311 — nothing secret is drawn
    lemmas: dict[str, None] = {}
    for lemma in _lemmas(cyrillic):
        lemmas[key_of(lemma)] = None
        if len(lemmas) == count:
            break
    return list(lemmas)


def _lemmas(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        yield analyzer("ru").parse(word)[0].normal_form

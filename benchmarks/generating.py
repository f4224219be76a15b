"""Posts without end, made of the corpus' news posts: as long, as often flagged, and seldom alike.

Each post has the shape of a real one: how many sentences, how long each, what stands between them. The sentences
are drawn from other posts of the same channel, numbers and places are changed, and a sentence that is most of a
short post is put together from two or more. The corpus is read at run time; a seed gives the same posts again.

``python -m benchmarks.generating 1000000 > posts.jsonl`` writes them as lines for ``frontwatch import``.
"""

import json
import math
import random
import re
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import Final
from zlib import crc32

import click

from benchmarks.posts import SEED, CorpusMissingError, Post, load_posts
from bot.signals.places import load_gazetteer

CHANNELS: Final = 120
"""So many channels post; the corpus has 24, each of which several write like."""

FIRST_DAY: Final = datetime(2019, 1, 1, tzinfo=UTC)
_POSTS_A_DAY: Final = 150.0
_DOUBLES_IN_DAYS: Final = 365.0
_MOST_A_DAY: Final = 10_000.0
"""What 500 channels write on a busy day; a million posts take four years, five millions six."""

_HOURS: Final = (3, 2, 1, 1, 2, 4, 7, 9, 10, 11, 11, 11, 11, 11, 11, 11, 11, 10, 10, 9, 8, 8, 6, 5)
"""How a day's posts are spread over its hours (UTC), by the corpus."""

_ENDS: Final = re.compile(r"(?<=[.!?…]\s)|(?<=\n)(?!\n)")
_NUMBER: Final = re.compile(r"\d+")
_CAPITALISED: Final = re.compile(r"\b[А-ЯЁІЇЄҐ][а-яёіїєґ’-]{3,}")
_LARGEST_SHARE: Final = 0.36
"""A part that is more of a post is cut in two: who shares one part with another post shares less than 0.4 with it."""
_FEWEST_CUT: Final = 4
_DEEDS: Final = re.compile(
    "взя[лт]|освобо|наступ|контрнаст|окруж|прорв|прорыв|отступ|отош|отвод|зашл|вошл|зачищ|контрол|продви|закреп|бегут"
)
_DEEDS_KEPT: Final = 0.4
"""Sentences of who took what stand together in few posts; drawn one by one, all of them would flag twice as many."""
_REFRAIN: Final = 8
"""What a channel says so often is its signature or heading, and stays."""
_CHOICE: Final = 40
"""Out of so many parts of nearly the same length one is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedPost:
    """A post of a channel that is known by its handle alone."""

    channel: str
    message_id: int
    date: datetime
    text: str

    def as_line(self) -> str:
        """The line of a file for ``frontwatch import`` (CONTRACTS.md, "Posts in")."""
        entry = {"channel": self.channel, "id": self.message_id, "date": self.date.isoformat(), "text": self.text}
        return json.dumps(entry, ensure_ascii=False) + "\n"


_Kind = tuple[bool, bool, bool]
"""Whether a part begins its sentence, ends it, and ends its post."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence or a piece of one, and the blanks behind it."""

    text: str
    behind: str
    kind: _Kind


_Shape = tuple[_Part, ...]
"""All parts of a post."""


@dataclass(frozen=True, slots=True)
class _Pool:
    """Parts of one kind, by length."""

    texts: tuple[str, ...]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "_Pool":
        ordered = sorted(dict.fromkeys(texts), key=lambda text: (len(text), text))
        return cls(tuple(ordered), tuple(map(len, ordered)))

    def draw(self, length: int, chance: random.Random) -> str:
        """A part of nearly this length."""
        first = max(0, min(bisect_left(self.lengths, length) - _CHOICE // 2, len(self.texts) - _CHOICE))
        return self.texts[first + int(chance.random() * min(_CHOICE, len(self.texts)))]


_Pools = dict[_Kind, _Pool]


@dataclass(frozen=True, slots=True)
class _Style:
    """How one channel of the corpus writes: the shapes of its posts, its refrains, and what its posts are made of."""

    shapes: tuple[_Shape, ...]
    refrains: frozenset[str]
    pools: _Pools


class Generator:
    """Makes posts; reading the corpus into parts takes some seconds, and the memory does not grow afterwards."""

    def __init__(self, posts: Sequence[Post]) -> None:
        by_channel: defaultdict[str, list[_Shape]] = defaultdict(list)
        for post in posts:
            by_channel[post.channel].append(tuple(_parts(post.text)))
        everywhere = _pools(shape for shapes in by_channel.values() for shape in shapes)
        self._styles = [_style(shapes, everywhere) for _, shapes in sorted(by_channel.items())]
        by_end = _places(post.text for post in posts)
        self._places = {word: names for names in by_end.values() for word in names}

    def posts(self, *, seed: int = SEED, first_day: datetime = FIRST_DAY) -> Iterator[GeneratedPost]:
        """Posts by date, rising; the same for the same corpus and seed."""
        chance = random.Random(seed)  # noqa: S311 — nothing secret is drawn
        weights = list(accumulate(1 / math.sqrt(rank) for rank in range(1, CHANNELS + 1)))
        handles = [f"@generated_{number:03}" for number in range(1, CHANNELS + 1)]
        last_ids = [0] * CHANNELS
        numbers = range(CHANNELS)
        for date in _dates(first_day, chance):
            (number,) = chance.choices(numbers, cum_weights=weights)
            last_ids[number] += 1
            text = self._text(self._styles[number % len(self._styles)], chance)
            yield GeneratedPost(channel=handles[number], message_id=last_ids[number], date=date, text=text)

    def _text(self, style: _Style, chance: random.Random) -> str:
        shape = style.shapes[int(chance.random() * len(style.shapes))]
        pieces = []
        for part in shape:
            if part.text in style.refrains:
                pieces.append(part.text)
            else:
                pieces.append(self._changed(style.pools[part.kind].draw(len(part.text), chance), chance))
            pieces.append(part.behind)
        return "".join(pieces)

    def _changed(self, text: str, chance: random.Random) -> str:
        """The text with other numbers of as many digits, and with other places in the same case."""
        text = _NUMBER.sub(lambda found: _other_number(found[0], chance), text)
        return _CAPITALISED.sub(lambda found: self._other_place(found[0], chance), text)

    def _other_place(self, word: str, chance: random.Random) -> str:
        names = self._places.get(word)
        return names[int(chance.random() * len(names))] if names else word


def _other_number(digits: str, chance: random.Random) -> str:
    if len(digits) > 1 and digits[0] == "0":
        return digits
    lowest = 10 ** (len(digits) - 1) if len(digits) > 1 else 1
    return str(lowest + int(chance.random() * (10 ** len(digits) - lowest)))


def _style(shapes: Sequence[_Shape], everywhere: _Pools) -> _Style:
    said = Counter(part.text for shape in shapes for part in shape)
    own = _pools(shapes)
    large = {kind: pool for kind, pool in own.items() if len(pool.texts) >= _CHOICE}
    return _Style(
        tuple(shapes), frozenset(text for text, times in said.items() if times >= _REFRAIN), everywhere | large
    )


def _pools(shapes: Iterable[_Shape]) -> _Pools:
    by_kind: defaultdict[_Kind, list[str]] = defaultdict(list)
    for shape in shapes:
        for part in shape:
            if not _DEEDS.search(part.text) or crc32(part.text.encode()) < _DEEDS_KEPT * (1 << 32):
                by_kind[part.kind].append(part.text)
    return {kind: _Pool.of(texts) for kind, texts in by_kind.items()}


def _parts(text: str) -> Iterator[_Part]:
    """A post's sentences, those cut that are too much of it."""
    most = max(1, int(len(text) * _LARGEST_SHARE))
    sentences = [sentence for sentence in _ENDS.split(text) if sentence.strip()]
    for at, sentence in enumerate(sentences):
        pieces = list(_cut(sentence, most))
        for number, piece in enumerate(pieces):
            bare = piece.rstrip()
            ends = number == len(pieces) - 1
            yield _Part(bare, piece[len(bare) :], (number == 0, ends, ends and at == len(sentences) - 1))


def _cut(sentence: str, most: int) -> Iterator[str]:
    """Pieces of a sentence, each of at most so many letters if its words allow, cut behind commas where it can be."""
    words = sentence.split(" ")
    if len(sentence) <= most or len(words) < _FEWEST_CUT:
        yield sentence
        return
    middle = len(words) // 2
    commas = [at for at in range(2, len(words) - 1) if words[at - 1].endswith((",", ":", ";", "—"))]
    near = min(commas, key=lambda at: abs(at - middle), default=middle)
    at = near if abs(near - middle) <= len(words) // 4 else middle
    yield from _cut(" ".join(words[:at]) + " ", most)
    yield from _cut(" ".join(words[at:]), most)


def _places(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The places that the texts name, by their last letters: words that end alike stand in the same case."""
    gazetteer = load_gazetteer()
    words = {word for text in texts for word in _CAPITALISED.findall(text)}
    by_end: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        if gazetteer.ids_of(word):
            by_end[word[-2:]].append(word)
    return {end: tuple(names) for end, names in by_end.items()}


def _dates(first_day: datetime, chance: random.Random) -> Iterator[datetime]:
    """Moments that rise for ever: more each year, few at night."""
    mean = sum(_HOURS) / len(_HOURS)
    seconds = 0.0
    while True:
        a_day = min(_MOST_A_DAY, _POSTS_A_DAY * 2 ** (seconds / 86_400 / _DOUBLES_IN_DAYS))
        hour = int(seconds // 3600) % len(_HOURS)
        seconds += chance.expovariate(a_day / 86_400 * _HOURS[hour] / mean)
        yield first_day + timedelta(seconds=int(seconds))


@click.command()
@click.argument("count", type=click.IntRange(min=1))
@click.option("--corpus", type=click.Path(path_type=Path), default=Path("../shared/corpus"), show_default=True)
@click.option("--seed", type=int, default=SEED, show_default=True)
def main(count: int, corpus: Path, seed: int) -> None:
    """Write COUNT posts to standard output, one JSON object a line."""
    try:
        generator = Generator(load_posts(corpus))
    except CorpusMissingError as error:
        click.echo(f"There is nothing to make posts of: {error}", err=True)
        sys.exit(2)
    for post in islice(generator.posts(seed=seed), count):
        sys.stdout.buffer.write(post.as_line().encode())


if __name__ == "__main__":
    main()

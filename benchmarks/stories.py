"""Near-duplicates and grouping together, in a window of 48 h with 20,000 posts, one in twenty of them flagged."""

import multiprocessing
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.loading import memory
from benchmarks.measuring import figure, ratio, table_of
from benchmarks.posts import SEED
from benchmarks.posts import Post as NewsPost
from bot.model.channel import Channel, ChannelClass
from bot.model.flag import Flag, Mention, Side, Stance
from bot.model.flagged import FlaggedPost, FlaggedVersion
from bot.model.post import Origin, Post
from bot.signals.places import load_gazetteer
from bot.stories.duplicates import COPIED_WITHIN, NearTexts, VersionKey
from bot.stories.fingerprints import fingerprint, is_near_duplicate
from bot.stories.grouping import Grouping

WINDOW = 20_000
_FLAGGED = 0.05
"""How many of the posts are flagged: the share of the corpus' war channels on a busy day."""
_COPIES = 0.6
"""How many of the flagged posts repeat another of the last hours: of 40 alarms one event made 5 told it first."""
_CHANNELS = 500
_START = datetime(2023, 5, 11, tzinfo=UTC)
_COMPARED = 3
"""So many posts the plain way compares with every text of the window; the rest is reckoned."""
_SIGNALS = ("breakthrough", "encirclement", "withdrawal", "offensive", "capture")
_CLASSES = (*ChannelClass, *[ChannelClass.AGGREGATOR] * 10)


@dataclass(frozen=True, slots=True)
class _Arrival:
    flagged: FlaggedPost
    date: datetime

    @property
    def text(self) -> str:
        return self.flagged.versions[0].text


class _Desk:
    """What happens to each post between reading and telling."""

    def __init__(self) -> None:
        self._axes = {place.place_id: place.axis for place in load_gazetteer()}
        self._near = NearTexts()
        self._grouping = Grouping(self._axes.get)
        self._next_id = 1

    def take(self, arrival: _Arrival) -> None:
        """One post, as when it comes in live."""
        self.compare(arrival)
        self.group(arrival)

    def compare(self, arrival: _Arrival) -> float:
        """The seconds that it takes to find a post's copies."""
        started = time.process_time()
        self._near.forget_before(arrival.date - COPIED_WITHIN)
        post = arrival.flagged.post
        for _ in self._near.add(VersionKey(arrival.date, "", post.message_id, post.post_id, 0), arrival.text).before():
            pass
        return time.process_time() - started

    def group(self, arrival: _Arrival) -> float:
        """The seconds that it takes to find a flagged post's stories."""
        started = time.process_time()
        if arrival.flagged.may_join:
            for change in self._grouping.take([arrival.flagged], next_id=self._next_id):
                self._next_id = max(self._next_id, change.story.story_id + 1)
        return time.process_time() - started

    @property
    def stories(self) -> int:
        """How many stories there are."""
        return len(self._grouping.stories)


def table(posts: Sequence[NewsPost]) -> str:
    """Posts a second with a full window, the memory that it takes, and the plain way of comparing."""
    texts = [post.text for post in posts]
    arrivals = list(_arrivals(texts, WINDOW + WINDOW // 5))
    desk = _Desk()
    for arrival in arrivals[:WINDOW]:
        desk.take(arrival)
    new = arrivals[WINDOW:]
    near = sum(desk.compare(arrival) for arrival in new)
    grouped = sum(desk.group(arrival) for arrival in new)
    ours = len(new) / (near + grouped)
    plain = _plain(arrivals[:WINDOW], new[:_COMPARED])
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        added = pool.apply(_added, (texts,))
    rows = [
        ["as the worker does it: what is flagged is compared and grouped", figure(len(new) / grouped), ""],
        ["every post compared, and what is flagged compared again and grouped", figure(ours), ""],
        ["every post compared, and nothing grouped", figure(len(new) / near), ""],
        ["the same by comparing with every text", f"{plain:.3g}", ratio(len(new) / near, plain)],
    ]
    takes = f"{added:.0f} MB" if added is not None else "unknown memory"
    title = f"Stories in a window of {WINDOW:,} posts in 48 h ({desk.stories:,} stories), which takes {takes}"
    return table_of(title, ["", "posts/s", "ours is × as fast"], rows)


def _arrivals(texts: Sequence[str], count: int) -> Iterator[_Arrival]:
    """News posts spread over 48 h a window, some of them flagged, always the same."""
    chance = random.Random(SEED)  # noqa: S311 — nothing secret is drawn
    places = [place.place_id for place in load_gazetteer()]
    kept: list[tuple[str, tuple[Flag, ...]]] = []
    for number in range(count):
        text = texts[number % len(texts)]
        flags: tuple[Flag, ...] = ()
        if chance.random() < _FLAGGED:
            if kept and chance.random() < _COPIES:
                text, flags = chance.choice(kept[-50:])
                text = f"‼️ {text}"
            else:
                flags = (_flag(chance, places),)
                kept.append((text, flags))
        yield _arrival(number, text, flags, chance)


def _flag(chance: random.Random, places: Sequence[str]) -> Flag:
    """A flag as the corpus has them: places of the front by their fame, mostly one, some with a side."""
    stance = chance.choices([Stance.CLAIMED, Stance.DENIED, Stance.FEARED], [6, 1, 3])[0]
    named = {places[min(int(chance.expovariate(0.08)), len(places) - 1)] for _ in range(chance.choice((0, 1, 1, 1, 2)))}
    side = chance.choice([None, *Side])
    mention = Mention(start=0, end=1, text="П", term="прорыв", stance=stance, side=side)
    return Flag(signal=chance.choice(_SIGNALS), stance=stance, places=tuple(sorted(named)), mentions=(mention,))


def _arrival(number: int, text: str, flags: tuple[Flag, ...], chance: random.Random) -> _Arrival:
    key = chance.randrange(_CHANNELS)
    channel = Channel(
        key=key,
        telegram_id=key + 1,
        handle=f"channel_{key}",
        title=f"Канал {key}",
        channel_class=chance.choice(_CLASSES),
    )
    date = _START + number * (COPIED_WITHIN / WINDOW)
    post = Post(
        post_id=(int(date.timestamp()) << 20) + number,
        channel=channel,
        message_id=number + 1,
        date=date,
        text=text,
        origin=Origin.LIVE,
    )
    version = FlaggedVersion(number=0, text=text, origin=Origin.LIVE, flags=flags)
    return _Arrival(FlaggedPost(post=post, versions=(version,)), date)


def _plain(window: Sequence[_Arrival], new: Sequence[_Arrival]) -> float:
    """Posts a second when each is compared with every text of the window."""
    prints = [fingerprint(arrival.text) for arrival in window]
    started = time.process_time()
    for arrival in new:
        own = fingerprint(arrival.text)
        sum(is_near_duplicate(own, other) for other in prints)
    return len(new) / (time.process_time() - started)


def _added(texts: Sequence[str]) -> float | None:
    """The megabytes of a full window; what is opened and kept once for all texts is met before."""
    arrivals = list(_arrivals(texts, WINDOW))
    warm = _Desk()
    for arrival in arrivals[: WINDOW // 20]:
        warm.take(arrival)
    for text in texts:
        fingerprint(text)
    before = memory()
    desk = _Desk()
    for arrival in arrivals:
        desk.take(arrival)
    after = memory()
    del desk  # it had to live until the memory was read
    return after - before if after is not None and before is not None else None

"""One night makes the same stories in whatever order it arrives, and wherever the worker is killed (RULES 8–12)."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.clocks import VirtualClock
from bot.errors import ArchiveBusyError
from bot.model.channel import ChannelClass, ChannelRef
from bot.model.post import Arrival, ForwardOrigin, Origin, SeenDeletion, SeenPost
from bot.model.story import Story
from bot.model.work import WorkDone
from bot.ports import Archive
from bot.signals.detector import Detector
from bot.worker import Worker
from storage.opening import open_archive
from tests.worker.house import EVENING

CLAIMS = (
    ("polevoy", "Срочно: прорыв обороны в районе Соледара, колонна техники идёт на запад, связи с ротой нет с вечера."),
    ("okopnik", "Подтверждаю: у Соледара противник прорвал линию обороны, подробности дам позже, когда выйдут люди."),
    (
        "front_notes",
        "Enemy troops have broken through the defence line near Soledar, two villages behind it are burning.",
    ),
    ("zvedennia", "Ворог прорвав оборону під Соледаром, бої йдуть уже в посадках за шахтою, резервів не видно."),
    ("zametki", "Под Соледаром оборона прорвана на глубину двух километров, держится только левый фланг."),
)
EVERYDAY = "Утро номер {number}: на рынке опять подорожали огурцы, а автобус ушёл раньше расписания."
DENIAL = "Заявления о прорывах обороны на различных участках не соответствуют действительности."
WITHDRAWN = "Удалил прежнюю запись, сведения уточняются."


@dataclass(frozen=True, slots=True)
class _Teller:
    """Writes the posts of a channel, each with the next number."""

    handle: str
    channel_class: ChannelClass | None = None

    def says(self, hours: float, text: str, number: int, *, of: tuple[str, int] | None = None) -> SeenPost:
        return SeenPost(
            channel=ChannelRef(handle=self.handle, title=self.handle.title(), channel_class=self.channel_class),
            message_id=number,
            date=EVENING + timedelta(hours=hours),
            text=text,
            origin=Origin.LIVE,
            forwarded_from=ForwardOrigin(channel=ChannelRef(handle=of[0]), message_id=of[1]) if of else None,
        )


def a_night() -> list[Arrival]:
    """Five claims of one event, copies and forwards, edits, a deletion, a denial and everyday posts."""
    blogger = ChannelClass.MILBLOGGER_RU
    night: list[Arrival] = []
    for number, (handle, text) in enumerate(CLAIMS):
        first = _Teller(handle, blogger).says(number * 1.5, text, 10)
        night.append(first)
        for copy in range(4):
            teller = _Teller(f"svodki_{number}_{copy}", ChannelClass.AGGREGATOR)
            copied = f"❗️ {text}" if copy % 2 else f"{text}\n\nПодписаться"
            night.append(
                teller.says(number * 1.5 + 0.3 + copy * 0.7, copied, 20, of=(handle, 10) if copy == 3 else None)
            )
    late = EVENING + timedelta(hours=8)
    claims = [post for post in night if isinstance(post, SeenPost)]
    for number, texts in ((0, (WITHDRAWN, claims[0].text)), (5, (WITHDRAWN,)), (10, (f"{claims[10].text} (upd)",))):
        for step, text in enumerate(texts):
            when = late + timedelta(minutes=step)
            night.append(replace(claims[number], text=text, is_edit=True, edited_at=when))
    night.append(SeenDeletion(channel=claims[6].channel, message_id=20, deleted_at=late, origin=Origin.LIVE))
    night.append(_Teller("vedomstvo", ChannelClass.MINISTRY_RU).says(7, DENIAL, 5))
    night += [_Teller(f"gorod_{n % 7}").says(n / 3, EVERYDAY.format(number=n), 30 + n) for n in range(24)]
    return night


def shuffled(night: Sequence[Arrival], chance: random.Random) -> list[Arrival]:
    """Another order, in which each channel's own posts keep theirs."""
    queues: defaultdict[str, list[Arrival]] = defaultdict(list)
    for arrival in night:
        queues[arrival.channel.handle or ""].append(arrival)
    order = []
    while queues:
        handle = chance.choice(sorted(queues))
        order.append(queues[handle].pop(0))
        if not queues[handle]:
            del queues[handle]
    return order


class _Failing:
    """An archive whose second commit fails when the dice say so: nothing of it is done."""

    def __init__(self, archive: Archive, chance: random.Random) -> None:
        self._archive = archive
        self._chance = chance

    def __getattr__(self, name: str) -> object:
        return getattr(self._archive, name)

    async def commit_work(self, work: WorkDone) -> None:
        if self._chance.random() < 0.3:
            raise ArchiveBusyError("locked")
        await self._archive.commit_work(work)


async def stories_of(order: Sequence[Arrival], detector: Detector, chance: random.Random) -> list[object]:
    """The stories of an order of arrival, with a worker that fails, and is sometimes another one."""
    archive = await open_archive(":memory:")
    try:
        clock = VirtualClock(EVENING)
        worker = Worker(_Failing(archive, chance), detector, clock)  # type: ignore[arg-type]  # hands all else on
        start = 0
        while start < len(order):
            size = chance.choice((1, 3, 8))
            await archive.take_in(order[start : start + size], now=EVENING + timedelta(hours=9))
            start += size
            if chance.random() < 0.2:
                worker = Worker(_Failing(archive, chance), detector, clock)  # type: ignore[arg-type]
            await _work_off(worker)
        span = (EVENING - timedelta(days=3), EVENING + timedelta(days=3))
        return sorted((_told(story) for story in await archive.stories_between(*span)), key=repr)
    finally:
        await archive.close()


async def _work_off(worker: Worker) -> None:
    while True:
        try:
            if not await worker.run_once():
                return
        except ArchiveBusyError:
            continue


def _told(story: Story) -> object:
    names = {post.post_id: (post.channel_name, post.message_id) for post in story.posts}
    posts = tuple(
        (names[post.post_id], post.role, names.get(post.copy_of or 0), post.stands, post.text) for post in story.posts
    )
    return story.signal, story.place, story.state, story.severity, story.sources, story.copies, posts


@pytest.mark.parametrize("seed", range(4))
async def test_a_night_is_one_claimed_story_in_any_order_with_any_failures(seed: int, detector: Detector) -> None:
    chance = random.Random(seed)  # noqa: S311  # a test's order, no secret
    night = a_night()
    in_order = await stories_of(night, detector, chance)
    assert len(in_order) == 1
    assert await stories_of(shuffled(night, chance), detector, chance) == in_order


SPOTS = [
    "танк",
    "пехота",
    "мост",
    "посадка",
    "терриконы",
    "овраг",
    "шахта",
    "ферма",
    "насыпь",
    "станция",
    "лесополоса",
    "высота",
    "дорога",
    "карьер",
    "склад",
]
SAYINGS = (
    "Прорыв обороны в районе {town}: {words}.",
    "Под городом, в районе {town}, могут прорвать оборону: {words}.",
    "Наши войска отошли из района {town}: {words}.",
    DENIAL,
)


def some_days(chance: random.Random) -> list[Arrival]:
    """Claims, fears, retreats and denials of two places, every few hours for eight days, and copies of them."""
    classes = (ChannelClass.MILBLOGGER_RU, ChannelClass.PMC, ChannelClass.MINISTRY_RU)
    posts: list[Arrival] = []
    for number, channel_class in enumerate(classes):
        teller, hours, message = _Teller(f"kanal_{number}", channel_class), chance.random() * 9, 0
        while hours < 8 * 24:
            message += 1
            saying = chance.choices(SAYINGS, (6, 1, 2, 1))[0]
            text = saying.format(town=chance.choice(("Соледара", "Работино")), words=" ".join(chance.sample(SPOTS, 7)))
            posts.append(replace(teller.says(hours, text, message), origin=Origin.IMPORT))
            if chance.random() < 0.2:
                copier = _Teller(f"kopii_{number}", ChannelClass.AGGREGATOR)
                posts.append(copier.says(hours + chance.random() * 40, f"❗️ {text}", message))
            hours += chance.expovariate(1 / 5)
    return posts


async def test_days_that_come_channel_by_channel_make_the_stories_of_those_that_come_by_date(
    detector: Detector,
) -> None:
    chance = random.Random(3)  # noqa: S311  # a test's order, no secret
    posts = some_days(chance)
    by_date = sorted((post for post in posts if isinstance(post, SeenPost)), key=lambda post: post.date)
    by_channel = sorted(by_date, key=lambda post: (post.channel.handle or "", post.date))
    expected = await stories_of(by_date, detector, chance)
    assert await stories_of(by_channel, detector, chance) == expected
    assert await stories_of(shuffled(by_date, chance), detector, chance) == expected

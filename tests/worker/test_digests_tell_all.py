"""Each post is told in one digest: over zones, clock changes, downtime, deaths, refusals and late posts (RULES 18)."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clocks import VirtualClock
from bot.delivery.pump import Pump
from bot.delivery.renderer import DeliveryRenderer
from bot.digests import DigestClerk
from bot.errors import MessageRejectedError, MessengerUnavailableError
from bot.model.channel import ChannelClass, ChannelRef
from bot.model.flag import Stance
from bot.model.message import Message
from bot.model.post import Origin, SeenPost
from bot.model.story import Role, Story
from bot.model.subscriber import ChatKind, Preferences, Subscriber, SubscriberState
from bot.model.work import Lane, WorkDone
from bot.ports import Archive, Messenger
from storage.opening import open_archive
from tests.storage.samples import story, story_post
from tests.wording.samples import GAZETTEER

Fate = Literal["sent", "killed before", "killed after", "refused", "offline"]

CHAT: Final = 7
ZONES: Final = ("Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
STARTS: Final = ("2024-03-09T12:00+00:00", "2024-03-30T12:00+00:00", "2024-04-06T03:00+00:00", "2024-10-26T12:00+00:00")
TIMES: Final = (time(2, 30), time(3, 0), time(3, 30), time(8), time(20))
NOTES: Final = ChannelRef(handle="notes_test", title="Notes")
MINISTRY: Final = ChannelRef(handle="ministry_test", title="Ministry", channel_class=ChannelClass.MINISTRY_RU)


class KilledError(BaseException):
    """Stands for the process's death: nothing may catch it."""


class Telegram(Messenger):
    """What Telegram does with a digest: a random id is one message, whatever comes with it later."""

    def __init__(self) -> None:
        self.sent: dict[int, str] = {}
        self.fate: Fate = "sent"

    async def send(
        self,
        chat_id: int,
        message: Message,
        *,
        random_id: int,
        silent: bool = False,
        reply_to: int | None = None,
    ) -> int:
        """Let the message meet its fate."""
        fate, self.fate = self.fate, "sent"
        match fate:
            case "killed before":
                raise KilledError
            case "refused" if random_id not in self.sent:
                raise MessageRejectedError("no such message")
            case "offline":
                raise MessengerUnavailableError("no connection")
        assert self.sent.setdefault(random_id, message.text) == message.text
        if fate == "killed after":
            raise KilledError
        return len(self.sent)

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Digests are never edited."""
        raise AssertionError


class Program:
    """The bot as far as digests go, which may be killed and started again at any moment."""

    def __init__(self, archive: Archive, start: datetime) -> None:
        self.archive = archive
        self.clock = VirtualClock(start)
        self.telegram = Telegram()
        self.stories: list[Story] = []
        self.posts = 0

    async def post(self, hours_late: int, channel: ChannelRef) -> None:
        """A claim, or a denial of one, comes; it may be late."""
        self.posts += 1
        seen = SeenPost(
            channel=channel,
            message_id=self.posts,
            date=self.clock.now() - timedelta(hours=hours_late),
            text=f"прорыв, весть-{self.posts}.",
            origin=Origin.RECOVERED if hours_late else Origin.LIVE,
        )
        await self.archive.take_in([seen], now=self.clock.now())

    async def work(self) -> None:
        """The second commit: a denial joins the first story that has none, anything else founds one."""
        for change in await self.archive.pending(Lane.URGENT, limit=99):
            claimed = next((each for each in self.stories if len(each.posts) == 1), None)
            if change.post.channel.handle == MINISTRY.handle and claimed:
                answer = story_post(change.post, role=Role.DENIAL, stance=Stance.DENIED)
                told = story(claimed.story_id, *claimed.posts, answer)
                self.stories[told.story_id - 1] = told
            else:
                told = story(len(self.stories) + 1, story_post(change.post), event_id=len(self.stories) + 1)
                self.stories.append(told)
            await self.archive.commit_work(
                WorkDone(lane=Lane.URGENT, up_to=change.position, at=self.clock.now(), stories=(told,))
            )

    async def tick(self) -> None:
        """The minute has come."""
        await DigestClerk(self.archive).tick(self.clock.now())

    async def deliver(self, fate: Fate) -> None:
        """A program that was just started sends what is due, as far as ``fate`` lets it."""
        self.telegram.fate = fate
        renderer = DeliveryRenderer(self.archive, GAZETTEER, self.clock)
        await self.archive.release_leases()
        try:
            await Pump(self.archive, self.telegram, renderer, self.clock).run_once()
        except* KilledError:
            pass

    async def go_on(self, minutes: int) -> None:
        """Time passes."""
        self.clock.advance_to(self.clock.now() + timedelta(minutes=minutes))


@dataclass(frozen=True)
class Round:
    """Posts come, are worked or not yet; time passes, up to a slot or not; what waits meets its fate, or a death."""

    posts: list[tuple[int, ChannelRef]]
    is_worked: bool
    minutes: int | None
    fates: list[Fate]
    """Empty: the program is down, and nothing is sent."""


FATES: Final[list[Fate]] = ["sent", "sent", "killed before", "killed after", "refused", "offline"]
ROUNDS = st.builds(
    Round,
    posts=st.lists(st.tuples(st.sampled_from([0, 0, 5, 30, 100]), st.sampled_from([NOTES, MINISTRY])), max_size=2),
    is_worked=st.booleans(),
    minutes=st.sampled_from([None, None, None, 1, 20, 400, 3000]),
    fates=st.lists(st.sampled_from(FATES), max_size=3),
)


async def play(program: Program, each: Round) -> None:
    """One round; a program that runs ticks every time before it sends."""
    for hours_late, channel in each.posts:
        await program.post(hours_late, channel)
    if each.is_worked:
        await program.work()
    if each.minutes is not None:
        await program.go_on(each.minutes)
    elif (slot := await DigestClerk(program.archive).next_tick(program.clock.now())) is not None:
        program.clock.advance_to(slot)
    for fate in each.fates:
        await program.tick()
        await program.deliver(fate)
        await program.go_on(1)


@settings(deadline=None, max_examples=80)
@given(
    st.sampled_from(ZONES),
    st.sampled_from(STARTS),
    st.lists(st.sampled_from(TIMES), min_size=1, max_size=3, unique=True).map(tuple),
    st.lists(ROUNDS, min_size=2, max_size=9),
)
async def test_each_post_is_told_in_exactly_one_digest(
    zone: str, start: str, times: tuple[time, ...], rounds: list[Round]
) -> None:
    archive = await open_archive(":memory:")
    try:
        program = Program(archive, datetime.fromisoformat(start))
        wishes = Preferences(digest_times=times, zone=ZoneInfo(zone))
        await archive.save_subscriber(_reader(program.clock.now(), wishes))
        for each in rounds:
            await play(program, each)
        await program.work()
        for _ in range(3):
            await program.go_on(24 * 60)
            await program.tick()
            await program.deliver("sent")
        told = Counter(re.findall(r"весть-(\d+)", "\n".join(program.telegram.sent.values())))
    finally:
        await archive.close()
    assert told == Counter(str(number) for number in range(1, program.posts + 1))


def _reader(since: datetime, wishes: Preferences) -> Subscriber:
    return Subscriber(
        chat_id=CHAT,
        kind=ChatKind.PERSON,
        title="Читатель",
        state=SubscriberState.ACTIVE,
        since=since,
        preferences=wishes,
    )

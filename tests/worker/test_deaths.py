"""A night with deaths: killed before any of its commits, it tells what it would have told (RULES 15, 16)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.clocks import VirtualClock
from bot.delivery.pump import Pump
from bot.delivery.rates import UNLIMITED, Rates
from bot.delivery.renderer import DeliveryRenderer
from bot.delivery.transcript import TranscriptMessenger
from bot.model.channel import ChannelClass
from bot.ports import Archive
from bot.signals.detector import Detector
from bot.worker import Worker
from storage.opening import open_archive
from tests.worker.house import EVENING, House

WRITES = frozenset({"commit_work", "lease", "freeze", "confirm_part", "confirm", "postpone", "park", "withdraw"})
CLAIM = "Срочно: прорыв обороны в районе Соледара, колонна техники идёт на запад, связи с ротой нет с вечера."
SECOND = "Подтверждаю от себя: линия обороны у Соледара прорвана, подробности дам позже, когда выйдут люди."
DENIAL = "Заявления о прорывах обороны на различных участках не соответствуют действительности."
ENCIRCLED = "Под Бахмутом окружён наш батальон, кольцо замкнуто, выхода нет."


class _KilledError(BaseException):
    """Stands for the process's death: nothing may catch it."""


@dataclass
class Mortal:
    """An archive at whose ``dies_at``-th write the process dies, before the write is done."""

    archive: Archive
    dies_at: int | None = None
    writes: int = 0

    def __getattr__(self, name: str) -> object:
        method = getattr(self.archive, name)
        return self._mortal(method) if name in WRITES else method

    def _mortal(self, method: Callable[..., object]) -> Callable[..., object]:
        def write(*given: object, **named: object) -> object:
            self.writes += 1
            if self.writes == self.dies_at:
                raise _KilledError
            return method(*given, **named)

        return write


@dataclass
class Night:
    """The whole way of one evening in virtual time, begun anew after each death."""

    house: House
    mortal: Mortal
    detector: Detector
    clock: VirtualClock
    messenger: TranscriptMessenger = field(init=False)

    def __post_init__(self) -> None:
        self.messenger = TranscriptMessenger(self.clock)
        self.begin()

    def begin(self) -> None:
        """A new process over the same archive."""
        archive: Archive = self.mortal  # type: ignore[assignment]  # it has all of the archive's methods
        self.worker = Worker(archive, self.detector, self.clock)
        renderer = DeliveryRenderer(archive, self.detector.gazetteer, self.clock)
        self.pump = Pump(archive, self.messenger, renderer, self.clock, rates=Rates(UNLIMITED))

    async def settle(self) -> None:
        """Do all that is due; die at most once on the way."""
        try:
            await self._work()
        except BaseException as death:
            if not _is_death(death):
                raise
            await self.mortal.archive.release_leases()
            self.begin()
            await self._work()

    async def pass_time(self, minutes: int) -> None:
        """Settle, and do what falls due in the next minutes, each at its time."""
        end = self.clock.now() + timedelta(minutes=minutes)
        await self.settle()
        while (due := await self.pump.next_due()) is not None and due <= end:
            self.clock.advance_to(due)
            await self.settle()

    async def _work(self) -> None:
        while await self.worker.run_once():
            pass
        while await self.pump.run_once():
            pass


def _is_death(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return error.subgroup(_KilledError) is not None
    return isinstance(error, _KilledError)


async def _told(detector: Detector, dies_at: int | None) -> tuple[list[str], int]:
    """Everything that the chat was sent in a night with a death at this write, and how many writes it had."""
    archive = await open_archive(":memory:")
    house = House(archive, detector)
    night = Night(house, Mortal(archive, dies_at), detector, house.clock)
    await house.subscribe()
    blogger, aggregator = ChannelClass.MILBLOGGER_RU, ChannelClass.AGGREGATOR
    for channel, minutes, text, channel_class, rest in (
        ("polevoy", 0, CLAIM, blogger, 3),
        ("svodki", 4, f"❗️ {CLAIM}", aggregator, 1),
        ("okopnik", 6, SECOND, blogger, 4),
        ("zametki", 12, ENCIRCLED, blogger, 30),
        ("vedomstvo", 60, DENIAL, ChannelClass.MINISTRY_RU, 40),
    ):
        await house.post(channel, minutes, text, channel_class=channel_class)
        await night.pass_time(rest)
    sent = night.messenger.sent
    await archive.close()
    minute = timedelta(minutes=1)
    return [
        f"{(each.at - EVENING) // minute} {each.message_id} {each.is_edit} {each.reply_to} {each.message.text}"
        for each in sent
    ], night.mortal.writes


async def test_a_death_before_any_commit_changes_nothing_of_what_is_told(detector: Detector) -> None:
    undisturbed, writes = await _told(detector, None)
    kinds = [line.split()[2:4] for line in undisturbed]
    assert kinds.count(["False", "None"]) == 1
    assert kinds.count(["False", "1"]) == 3
    assert kinds.count(["True", "None"]) >= 3
    for dies_at in range(1, writes + 1):
        told, _ = await _told(detector, dies_at)
        assert told == undisturbed, f"killed before write {dies_at}"

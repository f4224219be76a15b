"""A worker over a real archive at a virtual time, and short ways to post and to look."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.clock_lead import ClockLead
from bot.clocks import VirtualClock
from bot.model.channel import ChannelClass, ChannelRef
from bot.model.delivery import Delivery
from bot.model.post import Origin, SeenDeletion, SeenPost
from bot.model.story import Story
from bot.model.subscriber import ChatKind, Preferences, Subscriber, SubscriberState
from bot.ports import Archive
from bot.signals.detector import Detector
from bot.worker import Worker

EVENING = datetime(2024, 3, 9, 18, 0, tzinfo=UTC)


class House:
    """An archive with a worker at a virtual time, and short ways to post and to look."""

    def __init__(self, archive: Archive, detector: Detector) -> None:
        self.archive = archive
        self.clock = VirtualClock(EVENING)
        self.lead = ClockLead(self.clock)
        self.worker = Worker(archive, detector, self.clock, lead=self.lead)
        self._ids = 100

    async def subscribe(self, chat_id: int = 7, preferences: Preferences | None = None) -> None:
        """Add an active subscriber."""
        await self.archive.save_subscriber(
            Subscriber(
                chat_id=chat_id,
                kind=ChatKind.PERSON,
                title="Читатель",
                state=SubscriberState.ACTIVE,
                since=EVENING - timedelta(days=1),
                preferences=preferences or Preferences(),
            )
        )

    async def post(
        self,
        channel: str,
        minutes: int,
        text: str,
        *,
        origin: Origin = Origin.LIVE,
        channel_class: ChannelClass | None = None,
        message_id: int | None = None,
        grouped_id: int | None = None,
        edited: bool = False,
    ) -> int:
        """Store a post of so many minutes into the evening, and let the clock reach it; its id."""
        self._ids += 1
        number = message_id or self._ids
        date = EVENING + timedelta(minutes=minutes)
        self.clock.advance_to(date)
        seen = SeenPost(
            channel=ChannelRef(handle=channel, title=channel.title(), channel_class=channel_class),
            message_id=number,
            date=date,
            text=text,
            origin=origin,
            grouped_id=grouped_id,
            is_edit=edited,
            edited_at=date if edited else None,
        )
        await self.archive.take_in([seen], now=self.clock.now())
        return number

    async def delete(self, channel: str, message_id: int) -> None:
        """Tell that a post was deleted."""
        now = self.clock.now()
        seen = SeenDeletion(
            channel=ChannelRef(handle=channel), message_id=message_id, deleted_at=now, origin=Origin.LIVE
        )
        await self.archive.take_in([seen], now=now)

    async def work(self) -> int:
        """Work all there is; how many changes."""
        worked = 0
        while done := await self.worker.run_once():
            worked += done
        return worked

    async def stories(self) -> Sequence[Story]:
        """All stories."""
        return await self.archive.stories_between(EVENING - timedelta(days=30), EVENING + timedelta(days=30))

    async def alerts(self) -> Sequence[Delivery]:
        """All rows that wait to be sent."""
        now = self.clock.now() + timedelta(days=1)
        return await self.archive.lease(now=now, limit=99, lease_for=timedelta(0), max_per_chat=99)

"""When an answer may be sent: from the same limits as alerts, of which answers take a share (TELEGRAM 19)."""

from datetime import timedelta
from typing import Final

from bot.delivery.rates import Limit, Limits, Rates
from bot.model.conversation import LONGEST_ANSWER_WAIT
from bot.model.subscriber import ChatKind
from bot.ports import Clock

SHARE: Final = Limits(
    overall=Limit(count=15, per=timedelta(seconds=1)),
    chat=Limit(count=3, per=timedelta(seconds=6)),
    group=Limit(count=10, per=timedelta(minutes=1)),
)
"""Half of what Telegram allows: however many people ask, alerts find the other half free."""


class AnswerPace:
    """Gives turns to answers; each counts against the limits that the pump keeps, and against the share of answers."""

    def __init__(self, rates: Rates, clock: Clock, *, share: Limits = SHARE) -> None:
        """``rates`` are those of the pump that sends through the same bot."""
        self._rates = rates
        self._share = Rates(share)
        self._clock = clock

    async def turn(self, chat_id: int) -> bool:
        """Wait until this chat may get a message or an edit, and count it; False when that takes too long."""
        kind = ChatKind.PERSON if chat_id > 0 else ChatKind.GROUP
        latest = self._clock.elapsed() + LONGEST_ANSWER_WAIT
        while True:
            now = self._clock.elapsed()
            wait = max(self._rates.wait(chat_id, kind, now), self._share.wait(chat_id, kind, now))
            if wait <= timedelta(0):
                self._rates.take(chat_id, kind, now)
                self._share.take(chat_id, kind, now)
                return True
            if now + wait > latest:
                return False
            await self._clock.sleep(wait)

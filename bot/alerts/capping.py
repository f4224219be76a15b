"""How many alerts a chat gets in an hour; what is over is counted and told in one line at the hour's turn.

The severest alerts pass the cap, and count in it: it is there to spare a reader noise, not news.
"""

from datetime import datetime, timedelta
from typing import Final

from bot.alerts.wishes import hold
from bot.model.delivery import DeliveryKind, NewDelivery, Priority
from bot.model.story import Severity
from bot.model.subscriber import Preferences

AN_HOUR: Final = timedelta(hours=1)


def is_over_the_cap(wanted: Preferences, severity: int, told: int) -> bool:
    """Whether an alert of this severity is one too many for a chat that was ``told`` so many in the last hour."""
    return severity < Severity.CRITICAL and told >= wanted.alerts_an_hour


def count_of_more(chat_id: int, wanted: Preferences, now: datetime) -> NewDelivery:
    """The notice of this clock hour's alerts that were only counted; it comes when the hour is over."""
    began = now.replace(minute=0, second=0, microsecond=0)
    ends = began + AN_HOUR
    return NewDelivery(
        key=f"more:{chat_id}:{began.isoformat()}",
        chat_id=chat_id,
        kind=DeliveryKind.NOTICE,
        priority=Priority.NOTICE,
        created_at=now,
        silent=True,
        not_before=hold(wanted, Severity.LOW, ends) or ends,
        facts={"since": began.isoformat(), "until": ends.isoformat()},
    )

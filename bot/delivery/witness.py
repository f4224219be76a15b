"""What may be watched of the pump: metrics, and the transcript of a replay, without the pump knowing either."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model.delivery import Delivery
from bot.model.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message that reached its chat: a part of a delivery, or an edit of a part sent before."""

    at: datetime
    delivery: Delivery
    message_id: int
    message: Message
    is_edit: bool


class Witness(Protocol):
    """Is told what the pump did, after it was recorded; must not raise."""

    def told(self, told: Told) -> None:
        """A message was sent or edited."""
        ...

    def parked(self, delivery: Delivery, reason: str) -> None:
        """A row was given up."""
        ...


class NoWitness:
    """Watches nothing."""

    def told(self, told: Told) -> None:
        """Do nothing."""

    def parked(self, delivery: Delivery, reason: str) -> None:
        """Do nothing."""

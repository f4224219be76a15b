"""What every messenger promises (bot/ports/outside.py, ``Messenger``); each one's tests inherit these.

A messenger's test class gives the fixtures ``messenger``, ``chat_id``, a chat that takes messages, and
``arrived``, which tells the texts that the chat shows now, in order.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot.clocks import VirtualClock
from bot.delivery.pump import Pump
from bot.delivery.rates import UNLIMITED, Rates
from bot.errors import MessageRejectedError
from bot.model.delivery import DeliveryKind, NewDelivery, Priority
from bot.model.message import Button, Message
from bot.model.work import Lane, WorkDone
from bot.ports import Messenger
from bot.wording.rich_text import TEXT_LIMIT, RichText
from storage.opening import open_archive
from tests.delivery.boundary import TextRenderer
from tests.wording.samples import NIGHT, subscriber

Arrived = Callable[[], list[str]]


class MessengerContract:
    """Inherit and give the fixtures."""

    async def test_a_message_arrives_and_has_an_id(self, messenger: Messenger, chat_id: int, arrived: Arrived) -> None:
        first = await messenger.send(chat_id, Message(text="first"), random_id=11)
        second = await messenger.send(chat_id, Message(text="second"), random_id=12, silent=True)
        assert arrived() == ["first", "second"]
        assert 0 < first < second

    async def test_a_repeated_random_id_is_the_first_message(
        self, messenger: Messenger, chat_id: int, arrived: Arrived
    ) -> None:
        first = await messenger.send(chat_id, Message(text="once"), random_id=-5)
        again = await messenger.send(chat_id, Message(text="once"), random_id=-5)
        assert first == again
        assert arrived() == ["once"]

    async def test_equal_texts_with_other_random_ids_are_two_messages(
        self, messenger: Messenger, chat_id: int, arrived: Arrived
    ) -> None:
        await messenger.send(chat_id, Message(text="same"), random_id=1)
        await messenger.send(chat_id, Message(text="same"), random_id=2)
        assert arrived() == ["same", "same"]

    async def test_markup_buttons_and_replies_are_taken(
        self, messenger: Messenger, chat_id: int, arrived: Arrived
    ) -> None:
        first = await messenger.send(chat_id, Message(text="alert"), random_id=1)
        text = RichText().add("🔴 ").bold("bold").add(" ").link("post", "https://t.me/front/1").line().quote("«said»")
        buttons = [[Button(label="Open post", url="https://t.me/front/1"), Button(label="More", data=b"more:1")]]
        await messenger.send(chat_id, text.message(buttons), random_id=2, reply_to=first)
        assert arrived() == ["alert", "🔴 bold post\n«said»"]

    async def test_a_reply_to_a_message_that_is_gone_is_sent_all_the_same(
        self, messenger: Messenger, chat_id: int, arrived: Arrived
    ) -> None:
        await messenger.send(chat_id, Message(text="denied"), random_id=1, reply_to=4711)
        assert arrived() == ["denied"]

    async def test_an_edit_replaces_the_text_and_the_same_edit_is_no_failure(
        self, messenger: Messenger, chat_id: int, arrived: Arrived
    ) -> None:
        message_id = await messenger.send(chat_id, Message(text="before"), random_id=1)
        await messenger.edit(chat_id, message_id, Message(text="after"))
        await messenger.edit(chat_id, message_id, Message(text="after"))
        assert arrived() == ["after"]

    @pytest.mark.parametrize("text", ["", " \n ", "я" * (TEXT_LIMIT + 1), "😀" * (TEXT_LIMIT // 2 + 1)])
    async def test_a_text_that_cannot_be_sent_is_rejected_for_good(
        self, messenger: Messenger, chat_id: int, arrived: Arrived, text: str
    ) -> None:
        with pytest.raises(MessageRejectedError):
            await messenger.send(chat_id, Message(text=text), random_id=1)
        assert arrived() == []

    async def test_a_text_of_the_full_length_is_sent(
        self, messenger: Messenger, chat_id: int, arrived: Arrived
    ) -> None:
        text = "😀" * (TEXT_LIMIT // 2)
        await messenger.send(chat_id, Message(text=text), random_id=1)
        assert arrived() == [text]

    async def test_an_unknown_message_cannot_be_edited(self, messenger: Messenger, chat_id: int) -> None:
        with pytest.raises(MessageRejectedError):
            await messenger.edit(chat_id, 4711, Message(text="after"))

    async def test_sends_at_the_same_time_do_not_mix(
        self, messenger: Messenger, chat_id: int, arrived: Arrived
    ) -> None:
        sends = (messenger.send(chat_id, Message(text=f"text {n}"), random_id=n) for n in range(1, 9))
        ids = await asyncio.gather(*sends)
        assert len(set(ids)) == 8
        assert sorted(arrived()) == [f"text {n}" for n in range(1, 9)]

    async def test_an_alert_lives_in_place_and_is_answered_once(
        self, messenger: Messenger, chat_id: int, arrived: Arrived
    ) -> None:
        """The whole pump over this messenger: an alert, its edits, a reply, and the same again after a restart."""
        archive, clock = await open_archive(":memory:"), VirtualClock(NIGHT)
        await archive.save_subscriber(subscriber(chat_id=chat_id))

        async def want(kind: DeliveryKind, version: int = 1, **facts: Any) -> None:
            key, priority = f"{kind}:1:1", Priority[kind.name]
            row = NewDelivery(
                key=key, chat_id=chat_id, kind=kind, priority=priority, created_at=NIGHT, version=version, **facts
            )
            work = WorkDone(lane=Lane.URGENT, up_to=0, at=NIGHT, deliveries=(row,))
            await archive.commit_work(work)

        async def pump_through() -> None:
            pump = Pump(archive, messenger, TextRenderer(), clock, rates=Rates(UNLIMITED))
            while await pump.run_once():
                pass

        await want(DeliveryKind.ALERT)
        await pump_through()
        await want(DeliveryKind.ALERT, 2)
        await want(DeliveryKind.ALERT, 3)
        for _ in range(2):
            await want(DeliveryKind.REPLY, reply_to_key="alert:1:1")
            await pump_through()
        await archive.close()
        assert arrived() == ["alert:1:1 v3", "reply:1:1 v1"]

"""``/digest``: the digest at once, which takes nothing from the one of the slot."""

from datetime import timedelta

from bot.digests import DigestClerk
from bot.model.channel import ChannelRef
from bot.model.post import Origin, SeenPost
from bot.worker import Worker
from tests.commands.conftest import GROUP, NOW, PERSON, Chats, detector, text_of

LATER = SeenPost(
    channel=ChannelRef(handle="late_notes", title="Late Notes"),
    message_id=7,
    date=NOW - timedelta(days=3),
    text="Противник прорвал оборону под Угледаром",
    origin=Origin.RECOVERED,
)


async def recover(chats: Chats) -> None:
    """The old post comes in a second later."""
    chats.clock.advance_to(chats.clock.now() + timedelta(seconds=1))
    await chats.archive.take_in([LATER], now=chats.clock.now())
    while await Worker(chats.archive, detector(), chats.clock).run_once():
        pass


async def test_a_stranger_reads_the_last_day(chats: Chats) -> None:
    told = text_of(await chats.say(PERSON, "/digest"))
    assert "Digest · 11 May, 12:00 – 12 May, 12:00 Kyiv" in told
    assert "BREAKTHROUGH" in told


async def test_a_subscriber_reads_what_became_known_since_the_last_digest(chats: Chats) -> None:
    await chats.say(PERSON, "/subscribe")
    assert "nothing to tell" in text_of(await chats.say(PERSON, "/digest"))
    await recover(chats)
    first = text_of(await chats.say(PERSON, "/digest"))
    assert "Vuhledar" in first
    assert "Soledar" not in first
    assert text_of(await chats.say(PERSON, "/digest")) == first


async def test_it_takes_nothing_from_the_digest_of_the_slot(chats: Chats) -> None:
    await chats.say(PERSON, "/subscribe")
    await recover(chats)
    await chats.say(PERSON, "/digest")
    assert (await chats.archive.digest_standing(PERSON)).told is None
    evening = NOW + timedelta(hours=8)
    assert await DigestClerk(chats.archive).tick(evening) == 1
    rows = await chats.archive.lease(now=evening, limit=9, lease_for=timedelta(0), max_per_chat=9)
    (row,) = (row for row in rows if row.facts.get("slot"))
    assert row.facts["empty"] is False


async def test_in_a_group_the_one_who_asks_lends_their_wishes(chats: Chats) -> None:
    await chats.say(PERSON, "/subscribe")
    told = text_of(await chats.say(PERSON, "/digest", chat_id=GROUP))
    assert "BREAKTHROUGH" in told

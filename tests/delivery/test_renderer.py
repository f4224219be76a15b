"""From the outbox to the console, through a real archive: what a subscriber reads."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock_lead import ClockLead
from bot.clocks import VirtualClock
from bot.delivery.console import ConsoleMessenger
from bot.delivery.pump import Pump
from bot.delivery.renderer import DeliveryRenderer
from bot.delivery.translating import Translations
from bot.model.channel import ChannelClass, ChannelRef
from bot.model.delivery import Delivery, DeliveryKind, DeliveryState, NewDelivery, Priority
from bot.model.post import Origin, SeenPost
from bot.model.story import StoryPost
from bot.model.work import Lane, WorkDone
from bot.ports import Archive
from storage.opening import open_archive
from tests.wording.samples import CLAIM_TEXT, GAZETTEER, NIGHT, claim, story, subscriber


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    """An archive with one subscriber, one post and its story."""
    archive = await open_archive(":memory:")
    await archive.save_subscriber(subscriber())
    ref = ChannelRef(handle="front_diary", title="Diary of the Front", channel_class=ChannelClass.MILBLOGGER_RU)
    seen = SeenPost(channel=ref, message_id=10, date=NIGHT, text=CLAIM_TEXT, origin=Origin.LIVE)
    await archive.take_in([seen], now=NIGHT)
    await archive.commit_work(
        WorkDone(lane=Lane.URGENT, up_to=1, at=NIGHT, stories=(story(await _stored_claim(archive)),))
    )
    yield archive
    await archive.close()


async def _stored_claim(archive: Archive) -> StoryPost:
    (change,) = await archive.pending(Lane.URGENT, limit=1)
    return claim(post_id=change.post.post_id, channel_key=change.post.channel.key)


def _row(kind: DeliveryKind, *, story_id: int | None = None, facts: dict[str, object] | None = None) -> Delivery:
    return Delivery(
        key="k",
        chat_id=500,
        kind=kind,
        priority=Priority.ALERT,
        state=DeliveryState.WAITING,
        created_at=NIGHT,
        version=1,
        confirmed_version=0,
        attempts=1,
        silent=False,
        story_id=story_id,
        facts=facts or {},
    )


async def test_alert_and_digest_reach_the_console(archive: Archive) -> None:
    clock = VirtualClock(NIGHT + timedelta(minutes=1))
    out = io.StringIO()
    pump = Pump(archive, ConsoleMessenger(out, clock), DeliveryRenderer(archive, GAZETTEER, clock), clock)
    span = {"since": (NIGHT - timedelta(hours=1)).isoformat(), "until": (NIGHT + timedelta(hours=1)).isoformat()}
    alert = NewDelivery(
        key="alert/1/500",
        chat_id=500,
        kind=DeliveryKind.ALERT,
        priority=Priority.ALERT,
        created_at=NIGHT,
        story_id=1,
    )
    digest = NewDelivery(
        key="digest/500/2023-05-11T20:00",
        chat_id=500,
        kind=DeliveryKind.DIGEST,
        priority=Priority.DIGEST,
        created_at=NIGHT,
        silent=True,
        facts=span | {"slot": "2023-05-11T20:00", "after": 0, "up_to": 1, "empty": False},
    )
    await archive.enqueue([digest, alert])
    assert await pump.run_once() == 1
    clock.advance_to(NIGHT + timedelta(minutes=2))
    assert await pump.run_once() == 1
    shown = [line.rstrip(" ─") for line in out.getvalue().splitlines()]
    assert shown == [
        "── m1 · 11 May, 21:15 Kyiv",
        "🟠 BREAKTHROUGH claimed · Soledar (Bakhmut axis)",
        "11 May, 21:14 Kyiv · unverified claim",
        "Diary of the Front @front_diary (blogger, RU):",
        "│ «У Соледара прорыв нашей обороны, идёт тяжёлый бой.»",
        "Why flagged: «прорыв нашей обороны» + place, claimed",
        "[Open post] [Whole story] [Mute this story]",
        "",
        "── m2 · 11 May, 21:16 Kyiv · silent",
        "Digest · 11 May, 20:14 – 22:14 Kyiv",
        "",
        "🟠 BREAKTHROUGH claimed · Soledar (Bakhmut axis)",
        "unverified claim · 1 source",
        "21:14 claimed · Diary of the Front (blogger, RU) → post",
        "https://t.me/front_diary/10",
        "│ «У Соледара прорыв нашей обороны, идёт тяжёлый бой.»",
        "",
        "1 channel, read from files",
        "",
    ]


async def test_of_two_alerts_that_waited_while_their_events_became_one_the_event_s_own_is_told(
    archive: Archive,
) -> None:
    facts: dict[str, object] = {"event": 1}
    rows = [replace(_row(DeliveryKind.ALERT, story_id=1, facts=facts), key=f"alert:{number}:500") for number in (1, 2)]
    renderer = DeliveryRenderer(archive, GAZETTEER, VirtualClock(NIGHT))
    assert len(await renderer.render(rows[1], subscriber())) == 1
    alerts = [
        NewDelivery(
            key=row.key, chat_id=500, kind=row.kind, priority=row.priority, created_at=NIGHT, story_id=1, facts=facts
        )
        for row in rows
    ]
    await archive.enqueue(alerts)
    assert [len(await renderer.render(row, subscriber())) for row in rows] == [1, 0]
    assert len(await renderer.render(replace(rows[1], confirmed_version=1), subscriber())) == 1


async def test_an_alert_is_not_told_where_the_chat_has_that_of_an_event_that_became_part_of_its_own(
    archive: Archive,
) -> None:
    (known,) = await archive.stories_of_events([1])
    joined = story(*known.posts, story_id=2, event_id=2)
    merged = replace(known, posts=(), event_id=2, merged_into=2)
    await archive.commit_work(WorkDone(lane=Lane.URGENT, up_to=1, at=NIGHT, stories=(merged, joined)))
    renderer = DeliveryRenderer(archive, GAZETTEER, VirtualClock(NIGHT))
    facts: dict[str, object] = {"event": 2}
    alerts = [
        NewDelivery(
            key=f"alert:{number}:500",
            chat_id=500,
            kind=DeliveryKind.ALERT,
            priority=Priority.ALERT,
            created_at=NIGHT,
            story_id=2,
            facts=facts,
        )
        for number in (1, 2)
    ]
    await archive.enqueue(alerts)
    row = replace(_row(DeliveryKind.ALERT, story_id=2, facts=facts), key="alert:2:500")
    assert len(await renderer.render(row, subscriber())) == 1
    await archive.confirm("alert:1:500", version=1, now=NIGHT)
    assert await renderer.render(row, subscriber()) == ()


async def test_an_alert_is_not_told_where_only_backfilled_posts_are_left_of_its_event(
    archive: Archive,
) -> None:
    renderer = DeliveryRenderer(archive, GAZETTEER, VirtualClock(NIGHT))
    row = _row(DeliveryKind.ALERT, story_id=1)
    assert len(await renderer.render(row, subscriber())) == 1
    (live,) = (await archive.stories_of_events([1]))[0].posts
    backfilled = story(replace(live, origin=Origin.BACKFILL), version=2)
    await archive.commit_work(WorkDone(lane=Lane.URGENT, up_to=1, at=NIGHT, stories=(backfilled,)))
    assert await renderer.render(row, subscriber()) == ()
    assert len(await renderer.render(replace(row, confirmed_version=1), subscriber())) == 1


async def test_a_claim_of_this_hour_does_not_fade_by_a_clock_that_is_a_day_ahead(archive: Archive) -> None:
    row = _row(DeliveryKind.ALERT, story_id=1)
    clock = VirtualClock(NIGHT + timedelta(days=1))
    lead = ClockLead(clock)
    renderer = DeliveryRenderer(archive, GAZETTEER, clock, lead=lead)
    (by_the_clock,) = await renderer.render(row, subscriber())
    lead.believe(NIGHT)
    (by_telegram,) = await renderer.render(row, subscriber())
    assert "BREAKTHROUGH fading" in by_the_clock.text
    assert "BREAKTHROUGH claimed" in by_telegram.text


async def test_rows_that_hold_too_little_are_refused(archive: Archive) -> None:
    renderer = DeliveryRenderer(archive, GAZETTEER, VirtualClock(NIGHT))
    with pytest.raises(LookupError, match="story 7 is not in the archive"):
        await renderer.render(_row(DeliveryKind.ALERT, story_id=7), subscriber())
    with pytest.raises(ValueError, match="names no story"):
        await renderer.render(_row(DeliveryKind.ALERT), subscriber())
    with pytest.raises(ValueError, match="no time 'since' among its facts"):
        await renderer.render(_row(DeliveryKind.DIGEST), subscriber())
    facts: dict[str, object] = {"since": NIGHT.isoformat(), "until": "2023-05-11T20:00:00"}
    with pytest.raises(ValueError, match="until has no time zone"):
        await renderer.render(_row(DeliveryKind.DIGEST, facts=facts), subscriber())
    with pytest.raises(ValueError, match="a notice row brings its text with it"):
        await renderer.render(_row(DeliveryKind.NOTICE), subscriber())


_WORD_FACTS = {
    "words": ["прорыв"], "channel": 1, "message": 10, "recovered": False, "since": NIGHT.isoformat(), "others": 0,
    "copies": 0,
}  # fmt: skip


async def test_the_alert_of_a_watched_word_shows_its_post(archive: Archive) -> None:
    renderer = DeliveryRenderer(archive, GAZETTEER, VirtualClock(NIGHT))
    (message,) = await renderer.render(_row(DeliveryKind.WORD, facts=_WORD_FACTS), subscriber())
    assert message.text.splitlines()[0] == "👁 прорыв"
    assert "«У Соледара прорыв нашей обороны, идёт тяжёлый бой.»" in message.text


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"words": []}, ValueError, "names no word"),
        ({"channel": None}, ValueError, "no number 'channel'"),
        ({"others": "3"}, ValueError, "no number 'others'"),
        ({"since": 5}, ValueError, "no time 'since'"),
        ({"message": 11}, LookupError, "message 11 of channel 1"),
    ],
)
async def test_a_watched_word_s_row_that_holds_too_little_is_refused(
    archive: Archive, change: dict[str, object], error: type[Exception], said: str
) -> None:
    renderer = DeliveryRenderer(archive, GAZETTEER, VirtualClock(NIGHT))
    with pytest.raises(error, match=said):
        await renderer.render(_row(DeliveryKind.WORD, facts=_WORD_FACTS | change), subscriber())


class Interpreter:
    """A translator at the boundary that knows one sentence, and says hostile things about it."""

    async def translate(self, text: str, language: str) -> str:
        """The same whatever is asked."""
        return f"<{language}> A breakthrough\n\u202eof /start @everybody\x1b[31m " + "x" * 5000


async def test_excerpts_are_shown_in_the_readers_language_too(archive: Archive) -> None:
    clock = VirtualClock(NIGHT)
    translations = Translations(archive, Interpreter(), clock)
    renderer = DeliveryRenderer(archive, GAZETTEER, clock, translations=translations)
    task = asyncio.create_task(translations.run())
    row = _row(DeliveryKind.ALERT, story_id=1)
    (message,) = await renderer.render(row, subscriber())
    (line,) = [line for line in message.text.splitlines() if line.startswith("In English:")]
    assert line.startswith("In English: “<en> A breakthrough of /\u2060start @\u2060everybody")
    assert len(message.text) < 1000
    wishes = subscriber().preferences
    off = replace(subscriber(), preferences=replace(wishes, translate_to=None))
    native = replace(subscriber(), preferences=replace(wishes, translate_to="ru"))
    for reader in (off, native):
        (plain,) = await renderer.render(row, reader)
        assert "In " not in plain.text
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task

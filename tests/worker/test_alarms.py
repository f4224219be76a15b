"""The flags at hand while stories are weighed are those of the archive and of the batch, each once."""

from datetime import UTC, datetime, timedelta

from bot.alarms import AlarmBook
from bot.model.channel import ChannelRef
from bot.model.flag import Flag, Mention, Stance
from bot.model.post import Change, Origin, SeenPost
from bot.model.story import Story
from bot.model.work import Lane, PostReading, WorkDone
from bot.ports import Archive
from tests.wording.samples import claim, story

EVENING = datetime(2023, 5, 11, 18, 0, tzinfo=UTC)
NOTES = ChannelRef(handle="front_notes", title="Notes")
DAY = timedelta(days=1)


def flag(stance: Stance = Stance.CLAIMED) -> Flag:
    """A breakthrough."""
    mention = Mention(start=0, end=6, text="прорыв", term="прорыв", stance=stance)
    return Flag(signal="breakthrough", stance=stance, places=(), mentions=(mention,))


async def taken_in(archive: Archive, first: int, moments: list[datetime]) -> list[Change]:
    """Posts of these times, stored and not yet worked."""
    seen = [
        SeenPost(channel=NOTES, message_id=number, date=moment, text="прорыв", origin=Origin.LIVE)
        for number, moment in enumerate(moments, start=first)
    ]
    await archive.take_in(seen, now=max(moments))
    return list(await archive.pending(Lane.URGENT, limit=999))


async def worked(archive: Archive, changes: list[Change], *flags: Flag) -> None:
    """The second commit."""
    readings = tuple(
        PostReading(post_id=each.post.post_id, revision=0, words="прорыв", flags=flags) for each in changes
    )
    await archive.commit_work(WorkDone(lane=Lane.URGENT, up_to=changes[-1].position, at=EVENING, readings=readings))


def tonight(number: int) -> list[datetime]:
    """So many posts of the last two hours."""
    return [EVENING - timedelta(minutes=5 * each) for each in range(number)]


def told() -> Story:
    """A breakthrough that was claimed at EVENING."""
    return story(claim(date=EVENING))


async def two_weeks(archive: Archive) -> None:
    """One flag in every evening before."""
    await worked(archive, await taken_in(archive, 1, [EVENING - back * DAY for back in range(1, 15)]), flag())


async def test_a_burst_is_known_while_its_own_batch_is_worked(archive: Archive) -> None:
    await two_weeks(archive)
    changes = await taken_in(archive, 100, tonight(8))
    book = AlarmBook(archive)
    assert book.burst_of(told()) is None
    await book.learn([(each.post, [flag()]) for each in changes])
    assert book.burst_of(told()) == "burst: 8 flags in 3 h, usually 1"


async def test_a_batch_that_is_worked_again_counts_once(archive: Archive) -> None:
    await two_weeks(archive)
    changes = await taken_in(archive, 100, tonight(6))
    book = AlarmBook(archive)
    for _ in range(3):
        await book.learn([(each.post, [flag()]) for each in changes])
    await worked(archive, changes, flag())
    assert book.burst_of(told()) == "burst: 6 flags in 3 h, usually 1"
    fresh = AlarmBook(archive)
    await fresh.learn([(each.post, [flag()]) for each in changes])
    assert fresh.burst_of(told()) == book.burst_of(told())


async def test_who_denies_raises_no_alarm_and_who_fears_does(archive: Archive) -> None:
    await two_weeks(archive)
    changes = await taken_in(archive, 100, tonight(8))
    for stance, expected in ((Stance.DENIED, None), (Stance.FEARED, "burst: 8 flags in 3 h, usually 1")):
        book = AlarmBook(archive)
        await book.learn([(each.post, [flag(stance)]) for each in changes])
        assert book.burst_of(told()) == expected


async def test_a_batch_of_older_posts_is_weighed_by_what_was_usual_then(archive: Archive) -> None:
    await two_weeks(archive)
    later = await taken_in(archive, 100, [EVENING + 300 * DAY])
    await worked(archive, later, flag())
    book = AlarmBook(archive)
    await book.learn([(later[0].post, [flag()])])
    assert book.burst_of(told()) is None
    changes = await taken_in(archive, 200, tonight(8))
    await book.learn([(each.post, [flag()]) for each in changes])
    assert book.burst_of(told()) == "burst: 8 flags in 3 h, usually 1"


async def test_what_another_process_has_worked_is_read_anew(archive: Archive) -> None:
    await two_weeks(archive)
    book = AlarmBook(archive)
    first, *others = await taken_in(archive, 100, tonight(8))
    await book.learn([(first.post, [flag()])])
    await book.committed()
    await worked(archive, others, flag())
    assert book.burst_of(told()) is None
    await book.learn([(first.post, [flag()])])
    assert book.burst_of(told()) == "burst: 8 flags in 3 h, usually 1"

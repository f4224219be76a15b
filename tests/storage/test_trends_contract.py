"""Flags by stretches of time: each post once a signal, in the stretch of its date."""

from datetime import datetime, timedelta

from bot.model.flag import Stance
from bot.model.trend import TrendMaterial
from bot.ports import Archive
from bot.stories.bursts import Alarms
from tests.storage.samples import NIGHT, NOW, done, edit, flag, minutes, read_all, seen, story, story_post

HOUR = timedelta(hours=1)
EDGES = tuple(NIGHT + number * HOUR for number in range(4))


async def counted(archive: Archive, signal: str | None = None, edges: tuple[datetime, ...] = EDGES) -> TrendMaterial:
    """The material of those stretches."""
    return await archive.trend_material(edges, signal=signal, most_stories=2)


async def fill(archive: Archive) -> None:
    """Six posts of four hours, five of them flagged."""
    arrivals = [seen(number, after=minutes(after)) for number, after in enumerate((-1, 0, 59, 60, 179, 180), 1)]
    await archive.take_in(arrivals, now=NOW)
    await read_all(
        archive,
        m1=flag(),
        m2=flag(),
        m3=flag("capture", Stance.DENIED),
        m4=flag("capture", Stance.FEARED),
        m5=flag("breakthrough", Stance.PAST),
        m6=flag(),
    )


async def test_a_stretch_includes_its_start_and_not_its_end(archive: Archive) -> None:
    await fill(archive)

    assert (await counted(archive)).counts == {
        (0, Stance.CLAIMED): 1,
        (0, Stance.DENIED): 1,
        (1, Stance.FEARED): 1,
        (2, Stance.PAST): 1,
    }


async def test_one_signal_is_counted_by_itself(archive: Archive) -> None:
    await fill(archive)

    assert (await counted(archive, "capture")).counts == {(0, Stance.DENIED): 1, (1, Stance.FEARED): 1}
    assert (await counted(archive, "withdrawal")).counts == {}


async def test_an_edited_post_counts_once_by_the_most_alarming_of_its_versions(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв"), seen(2, "нет")], now=NOW)
    await read_all(archive, m1=flag(), m2=flag("breakthrough", Stance.DENIED))
    await archive.take_in([edit(1, "прорыва нет", at=minutes(5)), edit(2, "всё же", at=minutes(5))], now=NOW)
    await read_all(archive, m1=flag("breakthrough", Stance.DENIED), m2=flag("breakthrough", Stance.FEARED))

    material = await counted(archive)

    assert material.counts == {(0, Stance.CLAIMED): 1, (0, Stance.FEARED): 1}
    alarms = Alarms(material.alarms).count(EDGES[0] - timedelta(seconds=1), EDGES[1] - timedelta(seconds=1))
    assert alarms == 2, "the figures of digests and of trends are the same"


async def test_the_alarms_of_four_weeks_before_come_along(archive: Archive) -> None:
    weeks = timedelta(weeks=4)
    await archive.take_in([seen(1, after=-weeks - minutes(1)), seen(2, after=-weeks), seen(3)], now=NOW)
    await read_all(archive, m1=flag(), m2=flag(), m3=flag())

    alarms = (await counted(archive)).alarms

    assert len(alarms.raised["breakthrough"]) == 2
    assert alarms.first_post == NIGHT - weeks


async def test_the_biggest_stories_are_those_with_most_posts_in_the_span(archive: Archive) -> None:
    arrivals = [seen(number, after=minutes(after)) for number, after in enumerate((-90, -80, -70, 1, 2, 3, 4), 1)]
    await archive.take_in(arrivals, now=NOW)
    posts = await read_all(archive)
    at = {number: story_post(post) for number, post in posts.items()}
    saved = (
        story(1, at[1], at[2], at[3], at[4]),
        story(2, at[5], at[6]),
        story(3, at[7], signal="capture"),
        story(4, merged_into=2),
    )
    await archive.commit_work(done((), stories=saved))

    everything = await counted(archive)
    captures = await counted(archive, "capture")

    assert [(told.story.story_id, told.posts) for told in everything.stories] == [(2, 2), (1, 1)]
    assert [(told.story.story_id, told.posts) for told in captures.stories] == [(3, 1)]


async def test_an_empty_archive_has_nothing(archive: Archive) -> None:
    material = await counted(archive)

    assert (material.counts, material.stories, material.alarms.first_post) == ({}, (), None)
    assert material.edges == EDGES

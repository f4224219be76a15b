"""Files that are wanted: the worker and the alerts go first, flagged ones before others, and each is wanted once."""

from bot.model.media import FileState, KeptFile, MediaItem
from bot.model.post import MediaFact, Origin
from bot.ports import Archive
from tests.storage.samples import MINISTRY, NOW, delivery, flag, minutes, read_all, seen


async def _taken(archive: Archive, *numbers: int, media_id: int | None = None) -> None:
    """Live posts with a photo each, of which only the intake knows yet."""
    for number in numbers:
        photo = MediaFact(kind="photo", media_id=media_id or number, size_bytes=10)
        post = seen(number, origin=Origin.LIVE, channel=MINISTRY, media=(photo,))
        await archive.take_in([post], now=NOW)


async def _noted(archive: Archive) -> tuple[MediaItem, ...]:
    """Want all that is new."""
    news = await archive.media_news(most=10)
    await archive.want_files(news.items, up_to=news.up_to, now=NOW)
    return news.items


async def _next(archive: Archive, *, after: float = 0) -> int | None:
    """The message that shows the file to fetch."""
    wanted = await archive.next_file(now=NOW + minutes(after))
    return wanted.message_id if wanted else None


async def test_nothing_is_wanted_before_the_worker_is_done_with_it(archive: Archive) -> None:
    assert await _noted(archive) == ()
    await _taken(archive, 1, 2)
    assert await _noted(archive) == ()
    await read_all(archive, m2=flag())
    assert [(item.media_id, item.is_flagged) for item in await _noted(archive)] == [(1, False), (2, True)]
    assert await _noted(archive) == ()
    assert await _next(archive) == 2


async def test_an_alert_that_is_to_be_sent_goes_before_any_file(archive: Archive) -> None:
    await _noted(archive)
    await _taken(archive, 1)
    await read_all(archive)
    await _noted(archive)
    await archive.enqueue([delivery("held for the night", not_before=NOW + minutes(600))])
    assert await _next(archive) == 1
    await archive.enqueue([delivery("now")])
    assert await _next(archive) is None
    assert await _next(archive, after=61) == 1


async def test_what_was_there_before_the_setting_is_not_fetched(archive: Archive) -> None:
    await _taken(archive, 1)
    await read_all(archive)
    assert await _noted(archive) == ()
    assert await _next(archive) is None


async def test_a_kept_item_is_not_wanted_again_and_a_gone_one_is_with_another_post(archive: Archive) -> None:
    await _noted(archive)
    await _taken(archive, 1, 2)
    await read_all(archive)
    await _noted(archive)
    await archive.file_kept(1, KeptFile(sha256="ab" * 32, size_bytes=10))
    await archive.file_given_up(2, FileState.GONE)
    assert await _next(archive) is None
    await _taken(archive, 3, media_id=1)
    await _taken(archive, 4, media_id=2)
    await read_all(archive)
    await _noted(archive)
    assert await _next(archive) == 4

"""Files of posts come behind everything else, into a folder that no stranger's name reaches (real Telethon)."""

import hashlib
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.media.folder import MediaFolder
from bot.media.keeper import MediaKeeper
from bot.model.channel import ChannelRef
from bot.model.flag import Flag, Stance
from bot.model.media import MediaMode
from bot.model.post import Change
from bot.model.work import Lane, PostReading, WorkDone
from bot.ports import Archive
from bot.telegram.files import PART_BYTES, TelegramFiles
from bot.telegram.history import History
from tests.telegram.station import Station
from tests.telegram_server.rooms import Channel
from tests.telegram_server.server import TelegramServer

MAX_BYTES = 2 * PART_BYTES
_MOST_STEPS = 20

MakeKeeper = Callable[..., MediaKeeper]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files go."""
    return tmp_path / "media"


@pytest.fixture
def keeper(station: Station, folder: Path) -> MakeKeeper:
    """Makes the keeper as ``run`` does, over a station that has been started."""

    def make(mode: MediaMode = MediaMode.ALL) -> MediaKeeper:
        opened = MediaFolder(folder)
        opened.open()
        source = TelegramFiles(station.client, History(station.client, station.clock), station.roster)
        return MediaKeeper(station.archive, source, opened, station.clock, mode=mode, max_bytes=MAX_BYTES)

    return make


async def followed(telegram: TelegramServer, station: Station) -> Channel:
    """A channel that is followed; nothing of it is news."""
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    await station.start(channel)
    return channel


async def worked(station: Station, at_least: int, *flagged: str) -> None:
    """The worker's part: what has come is read, and the posts with these texts raise a flag."""
    changes = await station.changes(at_least)
    readings = [_reading(change, is_flagged=change.post.text in flagged) for change in changes]
    done = WorkDone(lane=Lane.URGENT, up_to=changes[-1].position, at=station.clock.now(), readings=tuple(readings))
    await station.archive.commit_work(done)


def _reading(change: Change, *, is_flagged: bool) -> PostReading:
    flags = (Flag(signal="breakthrough", stance=Stance.CLAIMED, places=(), mentions=()),) if is_flagged else ()
    return PostReading(post_id=change.post.post_id, revision=0, words=change.post.text.lower(), flags=flags)


async def all_fetched(keeper: MediaKeeper) -> int:
    """Step until nothing is to be done; how many steps that took."""
    for steps in range(_MOST_STEPS):
        if not await keeper.step():
            return steps
    raise AssertionError("there is no end to it")


async def kept_from_now_on(
    telegram: TelegramServer, station: Station, keeper: MakeKeeper
) -> tuple[Channel, MediaKeeper]:
    """A followed channel, whose files are kept from here on."""
    channel = await followed(telegram, station)
    keeping = keeper()
    await all_fetched(keeping)
    return channel, keeping


def kept(folder: Path) -> dict[str, bytes]:
    """All files below the folder by their paths in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def modes(folder: Path) -> tuple[set[int], set[int]]:
    """The modes of the files below the folder, and those of the folders."""
    all_paths = [folder, *folder.rglob("*")]
    files = {stat.S_IMODE(path.stat().st_mode) for path in all_paths if path.is_file()}
    return files, {stat.S_IMODE(path.stat().st_mode) for path in all_paths if path.is_dir()}


def shelved(*contents: bytes) -> dict[str, bytes]:
    """How the folder must look when it holds these contents and nothing else."""
    names = {hashlib.sha256(content).hexdigest(): content for content in contents}
    return {f"{name[:2]}/{name}": content for name, content in names.items()}


async def hash_told(archive: Archive, message_id: int) -> str | None:
    """The hash that /post tells of a post's only file."""
    channel = await archive.find_channel(ChannelRef(handle="frontnews"))
    assert channel is not None
    history = await archive.post_history(channel.key, message_id, most_forwards=1)
    assert history is not None
    (fact,) = history.media
    return fact.sha256


async def test_photos_and_documents_are_kept_by_their_content_once(
    telegram: TelegramServer, station: Station, keeper: MakeKeeper, folder: Path
) -> None:
    channel, keeping = await kept_from_now_on(telegram, station, keeper)
    picture, paper = b"picture" * 1000, b"paper" * (PART_BYTES // 4)
    first = telegram.publish(channel, "A photo", media=telegram.photo(picture))
    telegram.publish(channel, "A document", media=telegram.document(paper, name="../../../etc/cron.d/x"))
    again = telegram.publish(channel, "The same photo sent anew", media=telegram.photo(picture))
    await worked(station, 3)

    await all_fetched(keeping)

    assert kept(folder) == shelved(picture, paper)
    assert await hash_told(station.archive, first) == hashlib.sha256(picture).hexdigest()
    assert await hash_told(station.archive, again) == hashlib.sha256(picture).hexdigest()
    assert modes(folder) == ({0o600}, {0o700})


async def test_a_size_told_too_small_gets_nothing_past_the_cap_and_cuts_nothing_off(
    telegram: TelegramServer, station: Station, keeper: MakeKeeper, folder: Path
) -> None:
    channel, keeping = await kept_from_now_on(telegram, station, keeper)
    fitting, huge = b"f" * MAX_BYTES, b"h" * (8 * MAX_BYTES)
    telegram.publish(channel, "", media=telegram.document(fitting, name="a", told_bytes=10))
    telegram.publish(channel, "", media=telegram.document(huge, name="b", told_bytes=10))
    telegram.publish(channel, "", media=telegram.document(huge, name="c"))
    await worked(station, 3)

    await all_fetched(keeping)

    assert kept(folder) == shelved(fitting)
    # Two parts and the end of the one, three parts of the other, and nothing of what is told to be too large.
    assert telegram.requests["upload.getFile"] == 6
    assert await all_fetched(keeping) == 0


async def test_a_reference_that_expires_on_the_way_is_renewed_and_the_file_goes_on(
    telegram: TelegramServer, station: Station, keeper: MakeKeeper, folder: Path
) -> None:
    channel, keeping = await kept_from_now_on(telegram, station, keeper)
    content = b"1" * PART_BYTES + b"2" * 100
    telegram.publish(channel, "", media=telegram.photo(content))
    await worked(station, 1)
    telegram.expire_file_references()
    telegram.faults.refuse("upload.getFile", 400, "FILE_REFERENCE_EXPIRED")

    await all_fetched(keeping)

    assert kept(folder) == shelved(content)


async def test_a_wait_that_telegram_asks_for_is_obeyed_and_loses_nothing(
    telegram: TelegramServer, station: Station, keeper: MakeKeeper, folder: Path
) -> None:
    channel, keeping = await kept_from_now_on(telegram, station, keeper)
    telegram.publish(channel, "", media=telegram.photo(b"picture"))
    await worked(station, 1)
    telegram.faults.flood("upload.getFile", 1000)

    await all_fetched(keeping)

    assert kept(folder) == {}
    assert telegram.requests["upload.getFile"] == 1
    assert await station.archive.next_file(now=station.clock.now()) is not None


async def test_a_deleted_post_has_no_file_and_stops_nothing(
    telegram: TelegramServer, station: Station, keeper: MakeKeeper, folder: Path
) -> None:
    channel, keeping = await kept_from_now_on(telegram, station, keeper)
    gone = telegram.publish(channel, "", media=telegram.photo(b"gone"))
    telegram.publish(channel, "", media=telegram.photo(b"there"))
    await worked(station, 2)
    telegram.delete(channel, gone)

    await all_fetched(keeping)

    assert kept(folder) == shelved(b"there")


async def test_flagged_means_the_whole_album_of_a_caption(
    telegram: TelegramServer, station: Station, keeper: MakeKeeper, folder: Path
) -> None:
    channel = await followed(telegram, station)
    keeping = keeper(MediaMode.FLAGGED)
    await all_fetched(keeping)
    for text, content in (("", b"one"), ("Breakthrough", b"two"), ("", b"three")):
        telegram.publish(channel, text, media=telegram.photo(content), grouped_id=7)
    telegram.publish(channel, "Weather", media=telegram.photo(b"sky"))
    await worked(station, 4, "Breakthrough")

    await all_fetched(keeping)

    assert kept(folder) == shelved(b"one", b"two", b"three")


async def test_what_a_killed_process_left_is_cleaned_away(
    telegram: TelegramServer, station: Station, keeper: MakeKeeper, folder: Path
) -> None:
    await followed(telegram, station)
    keeper()
    (folder / "incoming" / "half").write_bytes(b"half")
    keeper()
    assert kept(folder) == {}


async def test_files_stop_coming_before_the_disk_is_full_and_it_is_said_once(
    telegram: TelegramServer,
    station: Station,
    keeper: MakeKeeper,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    channel, keeping = await kept_from_now_on(telegram, station, keeper)
    telegram.publish(channel, "", media=telegram.photo(b"picture"))
    await worked(station, 1)
    monkeypatch.setattr("bot.media.folder.LEAST_FREE_BYTES", 1 << 62)
    monkeypatch.setattr("bot.media.keeper.NO_ROOM_PAUSE", timedelta(0))

    await all_fetched(keeping)
    await all_fetched(keeping)

    assert kept(folder) == {}
    assert caplog.text.count("nearly full") == 1
    monkeypatch.setattr("bot.media.folder.LEAST_FREE_BYTES", 0)
    await all_fetched(keeping)
    assert kept(folder) == shelved(b"picture")

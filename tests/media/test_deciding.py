"""Which files are wanted."""

import pytest

from bot.media.deciding import MOST_ATTEMPTS, is_wanted, wait_after
from bot.model.media import MediaItem, MediaMode


def item(*, kind: str = "photo", size: int | None = 1000, is_flagged: bool = False) -> MediaItem:
    """A media item of a post."""
    return MediaItem(post_id=1, media_id=1, kind=kind, size_bytes=size, is_flagged=is_flagged)


@pytest.mark.parametrize(
    ("mode", "of_a_flag", "of_none"),
    [(MediaMode.NONE, False, False), (MediaMode.FLAGGED, True, False), (MediaMode.ALL, True, True)],
)
def test_the_operator_says_whose_files_are_kept(mode: MediaMode, *, of_a_flag: bool, of_none: bool) -> None:
    assert is_wanted(item(is_flagged=True), mode, max_bytes=1000) is of_a_flag
    assert is_wanted(item(), mode, max_bytes=1000) is of_none


def test_what_is_told_to_be_too_large_is_not_even_begun() -> None:
    assert not is_wanted(item(size=1001), MediaMode.ALL, max_bytes=1000)
    assert is_wanted(item(size=None), MediaMode.ALL, max_bytes=1000)


@pytest.mark.parametrize("kind", ["poll", "location", "sticker", "contact", "something_new"])
def test_what_has_no_file_of_its_own_is_not_wanted(kind: str) -> None:
    assert not is_wanted(item(kind=kind), MediaMode.ALL, max_bytes=1000)


def test_tries_grow_rare_and_end() -> None:
    waits = [wait for attempts in range(1, MOST_ATTEMPTS) if (wait := wait_after(attempts))]
    assert len(set(waits)) == len(waits)
    assert waits == sorted(waits)
    assert wait_after(MOST_ATTEMPTS) is None

"""``frontwatch channel merge``."""

import asyncio
import os

from bot.clocks import SystemClock
from bot.errors import InputError
from bot.language.kept_forms import user_cache_folder
from bot.model.channel import Channel, ChannelRef
from bot.operations.importing import work_off
from bot.ports import Archive, Clock
from bot.reading import ReadingPool
from bot.settings import Settings
from bot.shell.archives import archive_of, require_archive
from bot.shell.interruption import breakable
from bot.shell.printing import say
from bot.shell.statuses import DONE
from bot.signals.detector import load_detector
from bot.wording import texts
from bot.worker import Worker
from storage.backups import require_alone


async def merge(settings: Settings, kept: str, given: str, *, on_trial: bool) -> int:
    """Make the channel ``given`` part of ``kept``, or only tell what that would do."""
    require_archive(settings)
    if not on_trial:
        # A running bot knows the channels by keys of which one goes.
        await asyncio.to_thread(require_alone, settings.database_url)
    clock = SystemClock()
    async with archive_of(settings) as archive:
        keeper, giver = await _channel(archive, kept), await _channel(archive, given)
        merged = await archive.merge_channels(kept=keeper.key, given=giver.key, now=clock.now(), on_trial=on_trial)
    say(
        f"{'Would merge' if on_trial else 'Merged'} {giver.name} into {keeper.name}: "
        f"{texts.counted(texts.SHELL_MOVED, merged.moved)}, "
        f"{texts.counted(texts.SHELL_DOUBLES, merged.doubles, versions=merged.revised)}."
    )
    if not on_trial:
        await _work_off(settings, clock)
    return DONE


async def _work_off(settings: Settings, clock: Clock) -> None:
    """Let the worker renew full-text rows and stories; if this is interrupted, the next worker does it."""
    with breakable():
        detector = load_detector(settings.watch.signals, cache_folder=user_cache_folder(os.environ))
    # The pool forks, which must be done before the archive's threads run.
    async with ReadingPool(detector) as pool, archive_of(settings) as archive:
        await work_off(Worker(archive, detector, clock, bulk_reader=pool))


async def _channel(archive: Archive, typed: str) -> Channel:
    """The channel that a person means by an id, a @handle, or a title. Raises InputError."""
    ref = ChannelRef(handle=typed.removeprefix("@"))
    if typed.removeprefix("-").isdecimal():
        ref = ChannelRef(telegram_id=int(typed.removeprefix("-100").removeprefix("-")))
    elif not typed.removeprefix("@").isidentifier():
        ref = ChannelRef(title=typed)
    found = await archive.find_channel(ref)
    if found is None:
        raise InputError(f"The archive knows no channel {typed}: give an id, a @handle, or a title as `status` does.")
    return found

"""``frontwatch reindex`` and ``prune``: what can be done to an archive beside a running bot."""

from datetime import timedelta

from bot.clocks import SystemClock
from bot.operations import upkeep
from bot.settings import Settings
from bot.shell.archives import archive_of, require_archive
from bot.shell.printing import say
from bot.shell.statuses import DONE
from bot.terminal import progress_bar
from bot.wording import texts


async def reindex(settings: Settings, *, whole: bool) -> int:
    """Make the full-text rows of all posts anew; ``whole`` the index itself too."""
    require_archive(settings)
    clock = SystemClock()
    async with archive_of(settings, in_bulk=True) as archive:
        if await archive.reindex_mark() is not None:
            say("An earlier reindexing was interrupted; it goes on where it stopped.", err=True)
        posts = (await archive.status(now=clock.now())).posts
        with progress_bar("Reindexing", posts) as bar:

            def show(done: int) -> None:
                bar.advance_to(done, texts.counted(texts.SHELL_POSTS, done))

            done = await upkeep.reindex(archive, clock, whole=whole, on_step=show)
    say(texts.counted(texts.SHELL_INDEXED, done))
    return DONE


async def prune(settings: Settings, *, days: int) -> int:
    """Let go what nobody needs any more of what is older than so many days."""
    require_archive(settings)
    clock = SystemClock()
    async with archive_of(settings) as archive:
        pruned = await upkeep.prune(archive, clock, before=clock.now() - timedelta(days=days))
    say(
        f"Gone: {texts.counted(texts.SHELL_CHANGES, pruned.changes)}, "
        f"{texts.counted(texts.SHELL_MESSAGES, pruned.deliveries)}, "
        f"{texts.counted(texts.SHELL_KEPT, pruned.kept)}. Posts and stories stay."
    )
    return DONE

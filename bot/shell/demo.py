"""``frontwatch demo``: one night, reconstructed, from the first post to the answered questions."""

import sys
import tempfile
from pathlib import Path

from bot.clocks import VirtualClock
from bot.delivery.console import ConsoleMessenger
from bot.demo.reconstruction import QUESTIONS, posts_file
from bot.model.post import Arrival
from bot.operations.replaying import by_date, moment_of, replay
from bot.ports import Archive, Messenger
from bot.settings import Settings, load_settings
from bot.shell.left_out import LeftOutTally
from bot.shell.printing import say
from bot.shell.searching import answer
from bot.shell.staging import arrivals_of, stage_for
from bot.shell.statuses import DONE
from storage.opening import open_archive

_HITS_SHOWN = 3


async def demo() -> int:
    """Replay the packaged posts into a fresh archive, show what a subscriber gets, and ask the archive."""
    with tempfile.TemporaryDirectory(prefix="frontwatch-demo-") as folder:
        # The demo is the same everywhere: no setting of this machine changes it.
        settings = load_settings({}, directory=Path(folder))
        with posts_file() as path:
            arrivals = by_date(arrivals_of([path], LeftOutTally()))
        archive = await open_archive(settings.database_url)
        try:
            await _tell_the_night(arrivals, archive, settings)
            await _ask(archive, settings)
        finally:
            await archive.close()
    return DONE


async def _tell_the_night(arrivals: list[Arrival], archive: Archive, settings: Settings) -> None:
    say("Frontwatch demo: the night of 11–12 May 2023, a reconstruction in our own words.")
    say(f"{len(arrivals)} posts, edits and deletions go in. This is what a subscriber gets:\n")

    def messenger_at(clock: VirtualClock) -> Messenger:
        return ConsoleMessenger(sys.stdout, clock)

    await replay(arrivals, await stage_for(archive, settings, moment_of(arrivals[0]), messenger_at))


async def _ask(archive: Archive, settings: Settings) -> None:
    for question in QUESTIONS:
        say(f"── {question.asks}\n$ frontwatch search '{question.query}'\n")
        await answer(archive, question.query, settings.watch.signals, as_json=False, limit=_HITS_SHOWN)
        say()

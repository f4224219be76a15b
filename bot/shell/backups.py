"""``frontwatch backup`` and ``restore``."""

from pathlib import Path

from bot.clocks import SystemClock
from bot.settings import Settings
from bot.shell.archives import require_archive
from bot.shell.printing import say
from bot.shell.statuses import DONE
from bot.shell.whole_files import require_place
from bot.terminal import ProgressBar, progress_bar
from storage import backups


def back_up(settings: Settings, target: Path) -> int:
    """Copy the archive into a new file, also beside a running bot."""
    require_archive(settings)
    require_place(target)
    with progress_bar("Copying", None) as bar:
        size = backups.back_up(settings.database_url, target, on_progress=_shown_by(bar))
    say(f"{target}: {_mb(size)}, checked.")
    return DONE


def restore(settings: Settings, backup: Path) -> int:
    """Put a backup in the archive's place, and keep the old one beside it."""
    with progress_bar("Copying", None) as bar:
        kept = backups.restore(
            settings.database_url,
            backup,
            now=SystemClock().now(),
            on_progress=_shown_by(bar),
        )
    say(f"{settings.database_url} is {backup} now.{f' The old one is kept as {kept}.' if kept else ''}")
    return DONE


def _shown_by(bar: ProgressBar) -> backups.OnProgress:
    return lambda done, total: bar.advance_to(done, f"{_mb(done)} of {_mb(total)}")


def _mb(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"

"""All settings checked before anything is done: also what watch.toml adds to the packs of signals."""

from collections.abc import Mapping
from pathlib import Path

from bot.errors import SettingsError
from bot.settings import Settings, in_reading_order, read_settings


def load_whole_settings(environ: Mapping[str, str], *, directory: Path) -> Settings:
    """As ``load_settings``, and every entry of a pack in watch.toml is looked at too.

    Raises SettingsError with every mistake anywhere.
    """
    settings, problems = read_settings(environ, directory=directory)
    if settings.watch.signals.entries is not None:
        from bot.signals.loading import problems_of  # a file without entries need not wait for the packs

        problems.extend(problems_of(settings.watch.signals))
    if problems:
        raise SettingsError(in_reading_order(problems))
    return settings

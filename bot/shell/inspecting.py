"""``frontwatch status``, ``doctor`` and the container's health check."""

from collections.abc import Mapping
from pathlib import Path

import click

from bot.clocks import SystemClock
from bot.errors import SettingsError
from bot.exports.json_text import json_line
from bot.operations.doctor import checks_as_json, checks_as_text, examine, settings_checks
from bot.operations.heartbeat import heartbeat_problem
from bot.operations.reports import needs_attention, status_as_json, status_as_text
from bot.operations.whole_settings import load_whole_settings
from bot.settings import Settings
from bot.shell.archives import standing_archive_of
from bot.shell.printing import say
from bot.shell.statuses import ATTENTION, DONE
from storage.backups import integrity_problem
from storage.opening import open_archive


async def status(settings: Settings, *, as_json: bool) -> int:
    """Print the figures of the archive; 1 when somebody should look."""
    now = SystemClock().now()
    async with standing_archive_of(settings) as archive:
        figures = await archive.status(now=now)
    if as_json:
        click.echo(json_line(status_as_json(figures)))
    else:
        say(status_as_text(figures, now))
    return ATTENTION if needs_attention(figures) else DONE


async def doctor(environ: Mapping[str, str], directory: Path, *, as_json: bool) -> int:
    """Print every check; 1 when something is to be mended."""
    try:
        settings = load_whole_settings(environ, directory=directory)
    except SettingsError as error:
        checks = settings_checks(error)
    else:
        checks = await examine(settings, open_archive, integrity_problem, now=SystemClock().now())
    if as_json:
        click.echo(checks_as_json(checks))
    else:
        say(checks_as_text(checks))
    return DONE if all(check.ok for check in checks) else ATTENTION


def healthcheck(settings: Settings) -> int:
    """Print what is wrong with the running bot, if anything is."""
    problem = heartbeat_problem(settings.data_dir, SystemClock().now())
    if problem:
        say(problem, err=True)
    return ATTENTION if problem else DONE

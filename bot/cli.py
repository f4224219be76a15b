"""What a person types: the commands, their options, and their exit statuses (CONTRACTS.md).

Each command imports what it needs when it is called: help and the health check answer at once, and a signal
is heard from the first moment.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NoReturn

import click

from bot.errors import FrontwatchError, SettingsError
from bot.model.channel import ChannelClass
from bot.operations.logs import set_up_logging
from bot.operations.private_files import refuse_readable
from bot.operations.whole_settings import load_whole_settings
from bot.settings import Settings, load_settings, require_telegram, secrets_of
from bot.shell.free_words import FreeWords
from bot.shell.interruption import stopped_by_signals, until_interrupted
from bot.shell.printing import in_one_line, make_printable, say
from bot.shell.statuses import DONE, INTERRUPTED, WRONG_USE
from bot.shell.values import Day, Number, WholeNumber

_FILES = click.argument("files", metavar="FILE...", nargs=-1, required=True)
_JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable: one JSON object a line.")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with its status; a person's mistake is one line, never a traceback."""
    make_printable()
    try:
        with stopped_by_signals():
            status = frontwatch.main(args=arguments, prog_name="frontwatch", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.format_message(), err=True)
        status = WRONG_USE
    except click.ClickException as error:
        asked = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "frontwatch"
        status = _complain(in_one_line(error.format_message(), f"See: {asked} --help"))
    except SettingsError as error:
        for problem in error.problems:
            _complain(str(problem))
        status = WRONG_USE
    except FrontwatchError as error:
        status = _complain(str(error))
    except (KeyboardInterrupt, click.Abort) as ended:
        _drop_output()  # a reader that reads no more must not hold up the end
        left_to_do = ended.__cause__.args if ended.__cause__ else ended.args  # click makes an Abort of it
        say(" ".join(("Interrupted; nothing is half-written.", *left_to_do)), err=True)
        status = INTERRUPTED
    except SystemExit:
        # Not standalone, click exits by itself only when our reader has left the pipe, which is no one's fault.
        _drop_output()
        status = DONE
    except OSError as error:
        if error.errno is None:
            raise
        _drop_output()
        status = _complain(f"The system says: {error}.", "Mend that, and try again.")
    sys.exit(status if isinstance(status, int) else DONE)


def _drop_output() -> None:
    """Let what is buffered go nowhere: Python would complain again when it flushes at exit."""
    with contextlib.suppress(OSError, AttributeError):  # there may be no output at all, or none with a number
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(text: str, remedy: str = "") -> int:
    say(f"frontwatch: {' '.join(text.split())} {remedy}".rstrip(), err=True)
    return WRONG_USE


def _run(work: Coroutine[Any, Any, int | None], *, if_interrupted: str = "") -> int:
    """Do the work; Ctrl-C and SIGTERM end it in order: each part puts away what it holds.

    ``if_interrupted`` is what a person is told then of what is left to do.
    """
    try:
        return asyncio.run(until_interrupted(work)) or DONE
    except asyncio.CancelledError:
        raise KeyboardInterrupt(*filter(None, [if_interrupted])) from None


def _settings() -> Settings:
    settings = load_whole_settings(os.environ, directory=Path.cwd())
    set_up_logging(settings.log_level, settings.log_format, secrets=secrets_of(settings))
    return settings


def _settings_of_data() -> Settings:
    """The settings for a command that opens the archive or a session, once nobody else can read those."""
    settings = _settings()
    refuse_readable(settings)
    return settings


def _paths(files: Sequence[str]) -> list[Path | Literal["-"]]:
    return ["-" if name == "-" else Path(name) for name in files]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="frontwatch")
def frontwatch() -> None:
    """Follows public channels, keeps every post, and tells when a breakthrough or a retreat is claimed."""


@frontwatch.command(short_help="Replays one night, and asks the archive three questions.")
def demo() -> int:
    """Replays one night, reconstructed, and asks the archive three questions."""
    from bot.shell.demo import demo as show

    return _run(show())


@frontwatch.command(short_help="Signs the listening account in.")
@click.option("--qr", is_flag=True, help="Sign in by a QR code instead of a phone number.")
@click.option("--string", "as_string", is_flag=True, help="Print a session string for TELEGRAM_SESSION as well.")
def login(*, qr: bool, as_string: bool) -> int:
    """Signs the listening account in and keeps its session file (mode 0600)."""
    from bot.shell.login import login as sign_in

    settings = _settings_of_data()
    require_telegram(settings, bot=False)
    return _run(sign_in(settings, by_qr=qr, as_string=as_string))


@frontwatch.command(short_help="The bot: follows, alerts and answers until it is stopped.")
def run() -> int:
    """The bot: listens, catches up, flags, alerts and answers until it is stopped."""
    from bot import app
    from bot.operations.standing_words import require_words

    settings = _settings_of_data()
    require_telegram(settings, bot=True)
    require_words(settings)
    return _run(app.run(settings))


@frontwatch.command("import", short_help="Takes posts from files into the archive; nobody is alerted.")
@_FILES
@_JSON
def import_(files: Sequence[str], *, as_json: bool) -> int:
    """Takes posts from Telegram Desktop exports or JSON lines into the archive; nobody is alerted."""
    from bot.shell.importing import import_files

    return _run(
        import_files(_settings_of_data(), _paths(files), as_json=as_json),
        if_interrupted="What was stored stays: run it again to finish.",
    )


@frontwatch.command(short_help="Shows what subscribers would have got from posts in files.")
@_FILES
@_JSON
@click.option("--speed", type=Number(min=0, min_open=True), metavar="N", help="Times faster than life; else at once.")
@click.option("--arrival", is_flag=True, help="Keep the files' order instead of merging by date.")
@click.option("--database", metavar="FILE", help="Keep the archive here instead of in a temporary place.")
def replay(files: Sequence[str], *, as_json: bool, speed: float | None, arrival: bool, database: str | None) -> int:
    """Shows what subscribers would have got from these posts, in virtual time."""
    from bot.shell.replaying import ReplayPlan, replay_files

    plan = ReplayPlan(as_json=as_json, speed=speed, keep_arrival=arrival, database=database)
    return _run(replay_files(_settings(), _paths(files), plan))


@frontwatch.command(short_help="Prints what fires in posts, and which words decided it.")
@click.argument("file")
def flag(file: str) -> int:
    """Reads JSON lines of posts, and prints one line of flags for each: what fires, and which words decided."""
    from bot.shell.flagging import flag_file

    return flag_file(_settings(), _paths([file])[0])


@frontwatch.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    short_help="Shows why a text is flagged or not, and the forms of words.",
)
def signals() -> None:
    """Shows how the detector reads: why a text is flagged or not, and the forms of words."""


@signals.command("explain", cls=FreeWords, short_help="Shows what matched in a text, and what was left out.")
@click.argument("text", nargs=-1, type=click.UNPROCESSED)
@click.option("--class", "channel_class", type=click.Choice([each.value for each in ChannelClass]), help="Who says it.")
@click.option("--date", type=Day(), metavar="YYYY-MM-DD", help="Day of the post, which settles what is past.")
@_JSON
def explain(text: Sequence[str], *, channel_class: str | None, date: datetime | None, as_json: bool) -> int:
    """Shows what matched in TEXT (- for standard input), what was left out and why, and what made the stance."""
    from bot.shell import signals as explaining

    return explaining.explain(
        _settings(),
        explaining.typed_text(text),
        date=date.replace(tzinfo=UTC) if date else None,
        channel_class=ChannelClass(channel_class) if channel_class else None,
        as_json=as_json,
    )


@signals.command("forms", cls=FreeWords, short_help="Shows all forms of words.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@_JSON
def forms(words: Sequence[str], *, as_json: bool) -> int:
    """Shows all forms of each of the WORDS, as /search and /watch find them; of @troops, the words of that group."""
    from bot.shell import signals as explaining

    return explaining.forms(_settings(), " ".join(words), as_json=as_json)


@frontwatch.command(cls=FreeWords, short_help="Asks the archive, newest first.")
@click.argument("query", nargs=-1, type=click.UNPROCESSED)
@_JSON
@click.option("--limit", type=WholeNumber(1), metavar="N", default=20, show_default=True, help="At most so many hits.")
@click.option("--offset", type=WholeNumber(0), metavar="N", default=0, help="Leave out so many of the newest hits.")
def search(query: Sequence[str], *, as_json: bool, limit: int, offset: int) -> int:
    """Asks the archive, newest first: words in all forms, "phrases", -exclusions, from: after: signal: place: …"""
    from bot.shell import searching

    return _run(searching.search(_settings_of_data(), " ".join(query), as_json=as_json, limit=limit, offset=offset))


@frontwatch.command(cls=FreeWords, short_help="Writes every post that answers into a file.")
@click.argument("query", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["csv", "jsonl", "json", "parquet"]),
    help="Of the file; json is jsonl, one object a line. Else as its name ends, else CSV.",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Else standard output.")
def export(query: Sequence[str], *, file_format: str | None, out: Path | None) -> int:
    """Writes every post that answers into a file, newest first; the QUERY is that of search."""
    from bot.shell import exporting

    return _run(exporting.export(_settings_of_data(), " ".join(query), file_format=file_format, out=out))


@frontwatch.command(short_help="Flags by hour or day against the usual, as a picture.")
@click.option("--signal", metavar="S", help="One signal; else all.")
@click.option("--days", type=WholeNumber(1, 365), metavar="N", default=7, show_default=True, help="So many days.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Draw the picture here.")
def trend(*, signal: str | None, days: int, out: Path | None) -> int:
    """Tells how many flags there were by hour (up to 2 days) or day, against the usual; --out draws a PNG of it."""
    from bot.shell import trends

    return _run(trends.trend(_settings_of_data(), signal=signal, days=days, out=out))


@frontwatch.command()
@_JSON
def status(*, as_json: bool) -> int:
    """Tells the state of channels and queues."""
    from bot.shell import inspecting

    return _run(inspecting.status(_settings_of_data(), as_json=as_json))


@frontwatch.command(short_help="Says what is missing or wrong, and how to mend it.")
@_JSON
def doctor(*, as_json: bool) -> int:
    """Looks at settings, sessions, channels, database, disk and clock, and says what to mend."""
    from bot.shell import inspecting

    return _run(inspecting.doctor(os.environ, Path.cwd(), as_json=as_json))


@frontwatch.group(context_settings={"help_option_names": ["-h", "--help"]}, short_help="Makes two rows one channel.")
def channel() -> None:
    """What can be done to the archive's channels."""


@channel.command("merge", short_help="Makes channel B part of channel A.")
@click.argument("kept", metavar="A")
@click.argument("given", metavar="B")
@click.option("--dry-run", "on_trial", is_flag=True, help="Only tell what it would do; also beside a running bot.")
def merge(kept: str, given: str, *, on_trial: bool) -> int:
    """Makes channel B part of channel A, each named by its Telegram id, @handle or exact title.

    For an export whose title the archive did not know for the followed channel's: posts, deletions, names and following
    go over to A; posts that both have become one, and other texts of them its versions. Nobody is alerted. The
    bot must not run meanwhile, and nothing parts the two again: make a backup first.
    """
    from bot.shell import merging

    return _run(merging.merge(_settings_of_data(), kept, given, on_trial=on_trial))


@frontwatch.command(short_help="Copies the archive into a file, also while the bot runs.")
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> int:
    """Copies the archive, as it is now, into a new FILE (mode 0600), checks the copy, and overwrites nothing.

    The bot may run meanwhile. Sessions and settings are not in it: DATA_DIR and watch.toml are kept separately.
    """
    from bot.shell import backups

    return backups.back_up(_settings_of_data(), file)


@frontwatch.command(short_help="Puts a backup in the archive's place; the bot must not run.")
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> int:
    """Checks a backup and puts a copy of it in the archive's place; the old archive is kept beside it.

    Refuses while any process, such as the bot, has the archive open.
    """
    from bot.shell import backups

    return backups.restore(_settings_of_data(), file)


@frontwatch.command(short_help="Makes the full-text index anew, also beside a running bot.")
@click.option("--all", "whole", is_flag=True, help="Begin with an empty index, for one that is lost or damaged.")
def reindex(*, whole: bool) -> int:
    """Makes the full-text rows of all posts anew, from the archive, for when searches find too little or too much.

    Flags and stories stay as they are: they are what was told. Posts that could not be read are put before the
    worker once more, that of the running bot or of the next import; nobody is alerted. Works beside a running bot;
    interrupted, it goes on where it stopped when it is called again.

    With --all searches find only what has been indexed again so far, and the bot waits while the old index is dropped.
    """
    from bot.shell import upkeep

    return _run(
        upkeep.reindex(_settings_of_data(), whole=whole),
        if_interrupted="What was indexed stays: run it again to finish.",
    )


@frontwatch.command(short_help="Deletes old workings; posts and stories stay.")
@click.option("--days", type=WholeNumber(7), metavar="N", default=90, show_default=True, help="Keep so many days.")
def prune(*, days: int) -> int:
    """Deletes worked changes, sent messages, questions and translations that are older than N days.

    Never posts, their versions, flags and stories, nor what a chat's next digest asks for, nor alerts of events that
    go on. The running bot does the same every night with 90 days.
    """
    from bot.shell import upkeep

    return _run(upkeep.prune(_settings_of_data(), days=days))


@frontwatch.command(hidden=True)
def healthcheck() -> int:
    """For the container: exits 0 while the bot of this DATA_DIR is well."""
    from bot.shell import inspecting

    return inspecting.healthcheck(load_settings(os.environ, directory=Path.cwd()))

"""``frontwatch trend``."""

from pathlib import Path

from bot import charts
from bot.clocks import SystemClock
from bot.commands.trend import MOST_DAYS, TrendWish, trend_in
from bot.delivery.console import message_lines
from bot.errors import InputError
from bot.model.subscriber import DEFAULT_ZONE
from bot.model.trend import Chart, Trend
from bot.settings import Settings
from bot.shell.archives import standing_archive_of
from bot.shell.printing import say
from bot.shell.statuses import ATTENTION, DONE
from bot.shell.whole_files import require_place, whole_file
from bot.signals.loading import gazetteer_of
from bot.wording.trends import further_days, no_flag, trend_caption, trend_chart


async def trend(settings: Settings, *, signal: str | None, days: int, out: Path | None) -> int:
    """Print the figures in words and draw them into ``out``; 1 when there is nothing to draw.

    Raises InputError for no signal, and for a file that cannot be this picture.
    """
    _refuse_what_is_no_picture(out)
    known = settings.watch.signals.known
    if signal is not None and signal.casefold() not in known:
        raise InputError(f"There is no signal {signal!r}. Signals: {', '.join(known)}.")
    wish = TrendWish(signal=signal.casefold() if signal else None, days=days)
    now = SystemClock().now()
    async with standing_archive_of(settings) as archive:
        found = await trend_in(archive, wish, zone=DEFAULT_ZONE, now=now)
    if not found.total:
        return _nothing(found, out)
    caption = trend_caption(found, gazetteer_of(settings.watch.signals), DEFAULT_ZONE, now=now)
    for line in message_lines(caption):
        say(line.plain)
    if out is not None:
        _draw(trend_chart(found, DEFAULT_ZONE, now=now), out)
    return DONE


def _refuse_what_is_no_picture(out: Path | None) -> None:
    if out is not None and out.suffix.lower() not in ("", ".png"):
        raise InputError(f"{out}: a picture is drawn as PNG only. Let the name end in .png.")
    if out is not None and (out.is_dir() or not out.exists()):
        require_place(out.resolve())


def _nothing(found: Trend, out: Path | None) -> int:
    days = further_days(found, most_days=MOST_DAYS)
    say(no_flag(found) + (f" To look further back: --days {days}" if days else ""))
    if out is None:
        return DONE
    say(f"frontwatch: There is nothing to draw: {out} was not written.", err=True)
    return ATTENTION


def _draw(chart: Chart, out: Path) -> None:
    with whole_file(out) as stream:
        stream.write(charts.draw(chart))
    say(f"\nDrawn: {out}")

"""``frontwatch search``."""

import os

import click

from bot.clocks import SystemClock
from bot.commands.finding import page_and_total, reachable
from bot.commands.hits import hit_block, order_shown, total_shown
from bot.commands.query import KnownNames
from bot.commands.understanding import understand
from bot.delivery.console import message_lines
from bot.exports.json_text import json_line
from bot.exports.rows import as_json as hit_as_json
from bot.model.query import HitPage, Query, Total
from bot.model.subscriber import DEFAULT_ZONE
from bot.ports import Archive
from bot.settings import Settings, SignalSettings
from bot.shell.archives import standing_archive_of
from bot.shell.printing import in_one_line, say
from bot.shell.statuses import DONE, WRONG_USE
from bot.signals.loading import gazetteer_of

_MANY = 10**12
"""More posts than an archive can hold, and fewer than a database can count."""


async def search(settings: Settings, text: str, *, as_json: bool, limit: int, offset: int) -> int:
    """Print the hits, newest first; remarks on what was not understood go to standard error."""
    typed = os.fsencode(text).decode("utf-8", "replace")  # UTF-8 also where the locale says otherwise
    async with standing_archive_of(settings) as archive:
        return await answer(archive, typed, settings.watch.signals, as_json=as_json, limit=limit, offset=offset)


async def answer(
    archive: Archive, text: str, signals: SignalSettings, *, as_json: bool, limit: int, offset: int = 0
) -> int:
    """Ask one open archive; 2 when nothing of the question was understood."""
    names = KnownNames(gazetteer=gazetteer_of(signals), signals=signals.known)
    now = SystemClock().now()
    understood = await understand(text, archive=archive, now=now, zone=DEFAULT_ZONE, names=names, albums_as_one=True)
    if understood.query is None:
        say(f"frontwatch: {in_one_line(*understood.remarks)}", err=True)
        return WRONG_USE
    for remark in understood.remarks:
        say(f"frontwatch: {remark}", err=True)
    limit, offset = min(limit, _MANY), min(offset, _MANY)
    if as_json:
        page = await archive.search(understood.query, limit=limit, offset=offset)
        for hit in page.hits:
            click.echo(json_line(hit_as_json(hit)))
    else:
        page, total = await page_and_total(archive, understood.query, limit=limit, offset=offset)
        _print(page, total, understood.query)
    if understood.if_nothing and not page.hits and not offset:
        say(f"frontwatch: {understood.if_nothing}", err=True)
    return DONE


def _print(page: HitPage, total: Total, query: Query) -> None:
    now = SystemClock().now()
    for hit in page.hits:
        for line in message_lines(hit_block(hit, query.wanted, zone=DEFAULT_ZONE, now=now)):
            say(line.plain)
        say()
    if not page.hits:
        say(_nothing_there(query, total))
        return
    say(f"{len(page.hits):,} of {total_shown(total)}, {order_shown(query)}.")


def _nothing_there(query: Query, total: Total) -> str:
    """Why a page is empty."""
    if not total.posts:
        return "No post answers that."
    told = f"Nothing stands so far down: {total_shown(total)} in all"
    most = reachable(query, total)
    if most == total:
        return f"{told}."
    return f"{told}, of which the newest {most.posts:,} are put in order of relevance. Leave sort:relevance out."

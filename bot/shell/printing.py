"""What commands print can be printed everywhere, read by programs everywhere, and steers no terminal."""

import io
import sys

import click

from bot.wording.harmless import harmless


def make_printable() -> None:
    """Let standard output be UTF-8 wherever a program reads it (CONTRACTS.md), whatever the locale says.

    A terminal keeps its own encoding; what it cannot show is shown as a question mark.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            is_program = stream is sys.stdout and not stream.isatty()
            stream.reconfigure(encoding="utf-8" if is_program else None, errors="replace")


def in_one_line(*remarks: str) -> str:
    """The remarks one after the other, each but the last with a full stop, unless it ends in a mark already."""
    ended = (each if each.endswith((".", "!", "?", "…")) else f"{each}." for each in remarks[:-1])
    return " ".join((*ended, *remarks[-1:]))


def say(text: str = "", *, err: bool = False) -> None:
    """Print lines for people, on standard error if ``err``: file names, titles and posts in them are a stranger's."""
    click.echo("\n".join(map(harmless, text.split("\n"))), err=err)

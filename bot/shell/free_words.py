"""Commands that take a person's words as they come: -exclusions are words of theirs, misspelt options are not."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

import click

_LONG_OPTION = re.compile(r"--[a-z]", re.IGNORECASE)
_LEAST_ALIKE = 0.7


class FreeWords(click.Command):
    """A command whose words may begin with a dash; what stands after ``--`` is words alone.

    -h is only help where it stands alone: ``-herson`` leaves out posts with that word.
    """

    ignore_unknown_options = True

    def get_help_option_names(self, _: click.Context) -> list[str]:
        """See click."""
        return ["--help"]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See click. Raises UsageError for what looks like an option and is none."""
        return super().parse_args(ctx, list(self._read(ctx, args)))

    def _read(self, ctx: click.Context, args: list[str]) -> Iterator[str]:
        options = {name: each for each in self.get_params(ctx) for name in each.opts if name.startswith("--")}
        words = iter(args)
        for word in words:
            option = options.get(word.partition("=")[0])
            if option is None and _LONG_OPTION.match(word):
                raise click.UsageError(_no_option(word.partition("=")[0], list(options)), ctx)
            yield "--help" if word == "-h" else word
            if word == "--" or _awaits_value(option, word):
                yield from words if word == "--" else _next(words)


def _awaits_value(option: click.Parameter | None, word: str) -> bool:
    return isinstance(option, click.Option) and not option.is_flag and "=" not in word


def _next(words: Iterator[str]) -> Iterator[str]:
    for word in words:
        yield word
        return


def _no_option(typed: str, known: list[str]) -> str:
    begun = [name for name in known if name.startswith(typed.lower())]
    nearest = begun or get_close_matches(typed.lower(), known, n=1, cutoff=_LEAST_ALIKE)
    meant = f" Did you mean '{nearest[0]}'?" if nearest else f" There are {', '.join(sorted(known))}."
    return f"No such option '{typed}'.{meant} Words that begin so are looked for after a lone --."

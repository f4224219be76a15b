"""Values of options, refused in plain words: click speaks of float ranges and strftime formats."""

from datetime import datetime

import click


class WholeNumber(click.IntRange):
    """A whole number within bounds."""

    name = "whole number"


class Number(click.FloatRange):
    """A number within bounds."""

    name = "number"


class Day(click.DateTime):
    """A day as ISO 8601 has it."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """See click. Raises BadParameter."""
        try:
            day: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day such as 2023-05-11.", param, ctx)
        return day

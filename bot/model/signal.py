"""Signals: the five that ship are names (SIGNALS.md); an operator's own have a heading and a weight too."""

from dataclasses import dataclass

from bot.model.story import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSignal:
    """A signal that an operator added: ``title`` heads its alerts.

    ``severity`` is what a single claim of it weighs that names a place, as those of the five weigh medium.
    """

    name: str
    title: str
    severity: Severity = Severity.MEDIUM

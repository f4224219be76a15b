"""Signs of other query languages that people type: read as what they mean here where they can be, and told (pure)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot.commands.lexing import Item, items
from bot.wording import texts
from bot.wording.excerpt import shortened

_AND, _NOT = "AND", "NOT"
_MERE_WORDS: Final = frozenset({"or", "and", "not", "или", "або"})
_LONGEST_SHOWN: Final = 30


def read_as_here(typed: Iterable[Item]) -> tuple[list[Item], list[str]]:
    """The items without AND, and with NOT as the minus of the next; beside them what is to be told of it."""
    kept: list[Item] = []
    remarks: list[str] = []
    is_negated = has_signs = False
    for item in typed:
        has_signs = has_signs or item.is_or or item.is_excluded or item.typed in (_AND, _NOT)
        if item.typed == _AND:
            remarks.append(texts.QUERY_AND)
        elif item.typed == _NOT:
            is_negated = True
        elif is_negated and not item.is_or:
            kept.append(replace(item, is_excluded=True, typed=f"-{item.typed.removeprefix('-')}"))
            remarks.append(texts.QUERY_NOT.format(typed=shortened(kept[-1].typed, _LONGEST_SHOWN)))
            is_negated = False
        else:
            kept.append(item)
    if is_negated:
        remarks.append(texts.QUERY_NOT_ALONE)
    if has_signs and any(map(_has_bracket, kept)):
        remarks.append(texts.QUERY_BRACKETS)
    return kept, remarks


def hint_where_nothing_answers(text: str) -> str | None:
    """What to say of ``or``, ``and`` and ``not``, which are words like others, where no post holds them all."""
    for item in items(text):
        if item.typed in _MERE_WORDS:
            return texts.QUERY_MERE_WORD.format(typed=item.typed)
    return None


def _has_bracket(item: Item) -> bool:
    return not item.is_quoted and (item.value.startswith("(") or item.value.endswith(")"))

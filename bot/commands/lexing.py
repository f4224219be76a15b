"""A typed question cut into its items: words, phrases, filters, each with its signs (pure).

Every text has a reading: no sign is an error here, and what an item means is decided in ``query``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNTYPABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\s]+")
"""Control characters and half surrogate pairs, which no keyboard makes and SQLite refuses: read as blanks."""

_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]+|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"
)
"""What is copied along with a text without being seen, such as the joiners that we put into mentions ourselves.

Not what makes one picture of two.
"""

_ITEM = re.compile(
    r"""
    (?P<minus>[-−]|(?<!\S)[–—](?=\S))?         # phones make dashes of it, and people type dashes between words
    (?:(?P<key>[A-Za-z_]{2,20}):(?!//))?       # a filter, but not the start of a link
    (?P<tilde>~)?
    (?:
        "(?P<straight>[^"]*)(?P<straight_end>"?)
      | «(?P<angled>[^»]*)(?P<angled_end>»?)
      | [“„](?P<curved>[^“”]*)(?P<curved_end>[“”]?)
      | (?P<bare>(?(key)\S*|(?:\|{1,2}|[^\s|]*)))
    )
    """,
    re.VERBOSE,
)
_OR = frozenset({"OR", "ИЛИ", "АБО", "|", "||"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item: ``-from:"a name"`` has ``is_excluded``, the key ``from``, the value ``a name`` and ``is_quoted``.

    ``typed`` is the item as the person wrote it, ``is_open`` a quote that nothing closed.
    """

    typed: str
    value: str
    key: str | None = None
    is_excluded: bool = False
    is_inflected: bool = False
    is_quoted: bool = False
    is_open: bool = False

    @property
    def is_or(self) -> bool:
        """Whether it joins the words to its left and right."""
        return self.typed in _OR


def items(text: str) -> Iterator[Item]:
    """Cut ``text`` into its items, in order."""
    for match in _ITEM.finditer(_INVISIBLE.sub("", _UNTYPABLE.sub(" ", text))):
        if match[0]:
            yield _item(match)


def _item(match: re.Match[str]) -> Item:
    for quotes in ("straight", "angled", "curved"):
        if match[quotes] is not None:
            value, is_open = match[quotes], not match[f"{quotes}_end"]
            break
    else:
        value, is_open, quotes = match["bare"], False, ""
    return Item(
        typed=match[0].strip(),
        value=value.strip(),
        key=match["key"].lower() if match["key"] else None,
        is_excluded=match["minus"] is not None,
        is_inflected=match["tilde"] is not None,
        is_quoted=bool(quotes),
        is_open=is_open,
    )

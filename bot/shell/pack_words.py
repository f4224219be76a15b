"""Words of the packs as people would write them: ``=word`` and ``@group`` are for those who write packs."""

from collections.abc import Iterable, Iterator, Sequence

from bot.signals.catalogue import BUILT_IN_GROUPS

_MOST_ASKED = 6
_KINDS = {
    "place": "a place",
    "name": "a name with a capital letter",
    "number": "a number",
    "quote": "a quotation mark",
}
_GROUP = "@"
_VERY_FORM = "="


def plain(entry: str) -> str:
    """The words of an entry without the marks of the packs."""
    return " ".join(word.removeprefix(_VERY_FORM) for word in entry.split())


def is_very_form(entry: str) -> bool:
    """Whether each word of an entry counts in this form alone."""
    return all(word.startswith(_VERY_FORM) for word in entry.split())


def groups_of(entries: Sequence[str]) -> tuple[str, ...]:
    """The groups of the packs, without their mark, that ``asked`` names."""
    named = (entry.removeprefix(_GROUP) for entry in entries[:_MOST_ASKED] if entry.startswith(_GROUP))
    return tuple(name for name in named if name not in BUILT_IN_GROUPS)


def asked(entries: Sequence[str]) -> str:
    """``a place, к, в районе, a word of the group line, …``."""
    shown = [*_words(entries[:_MOST_ASKED])]
    groups = groups_of(entries)
    if groups:
        shown.append(f"a word of the group{'' if len(groups) == 1 else 's'} {', '.join(groups)}")
    return ", ".join(shown) + (", …" if len(entries) > _MOST_ASKED else "")


def _words(entries: Iterable[str]) -> Iterator[str]:
    for entry in entries:
        name = entry.removeprefix(_GROUP)
        if not entry.startswith(_GROUP):
            yield plain(entry)
        elif name in _KINDS:
            yield _KINDS[name]

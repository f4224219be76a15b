"""Whether two forms are one name in two cases, by endings: no dictionary has all villages."""

from collections.abc import Iterator
from functools import lru_cache

_SHORTEST_STEM = 2
_SHORTEST_WITH_A_SLIP = 6
_ENDING = 2
_KEPT_PAIRS = 1024
"""Alarms of one mould ask for the same pairs of names again: in two days of 5,000 posts 97 of 100 were found so, and
no more with 8,192 pairs, which took a week to fill, and 2 MB."""

_PARADIGMS = tuple(
    frozenset(endings.split(","))
    for endings in (
        # Russian nouns, then adjectives, then the plural and vowels that fall out
        "а,ы,и,е,у,ой,ою,ей,ею", "я,и,е,ю,ей,ею", "ия,ии,ию,ией", ",а,у,ом,ым,ем,е", "ь,я,ю,ем,е", "ь,и,ью",
        "й,я,ю,ем,е", "о,а,у,ом,ым,е", "е,я,ю,ем", "ще,ща,щу,щем", "ше,ша,шу,шем", "це,ца,цу,цем",
        "ая,ой,ую,ою", "яя,ей,юю,ею", "ое,ого,ому,ым,ом", "ее,его,ему,им,ем", "ье,ья,ью,ьем",
        "ый,ого,ому,ым,ом", "ий,ого,его,ому,ему,им,ом,ем", "ой,ого,ому,ым,им,ом", "ые,ых,ым,ыми", "ие,их,им,ими",
        "ы,,ов,ам,ами,ах", "и,,ей,ов,ев,ам,ям,ами,ями,ах,ях", "ки,ок,ек,кам,ками,ках", "цы,цев,ец,цам,цами,цах",
        "ец,ца,цу,цом,цем,це", "ок,ка,ку,ком,ке", "ел,ла,лу,лом,ле",
        # Ukrainian nouns, then adjectives, then the plural and vowels that change or fall out
        "а,и,і,у,ою", "жа,жі,жу,жею,жею", "ка,ки,ці,ку,кою", "га,ги,зі,гу,гою", "ха,хи,сі,ху,хою", "я,і,ї,ю,ею,єю,ям",
        ",а,у,ові,ом,ем,і,еві", "ь,я,ю,ем,і,еві", "ь,і,ю", "й,я,ю,єм,ї,єві", "о,а,у,ом,і,ові", "е,я,ю,ям,ем,і",
        "ще,ща,щу,щем,щі", "ше,ша,шу,шем,ші", "це,ця,цю,цем,ці",
        "а,ої,ій,у,ою", "я,ьої,ій,ю,ьою", "е,ого,ому,им,ім,і", "є,ього,ьому,їм", "ий,ого,ому,им,ім", "ій,ього,ьому,ім",
        "і,их,им,ими", "и,,ів,ам,ами,ах", "і,,ів,ей,ам,ям,ами,ями,ах,ях", "ки,ок,кам,ками,ках",
        "ці,ців,ець,цям,цями,цях",
        "ець,ця,цю,цем,ці", "ок,ка,ку,ком,ці", "ів,ова,ову,овом,ові", "ів,ева,еву,евом,еві", "їв,єва,єву,євом,єві",
        "іль,оля,олю,олем,олі", "іг,ога,огу,огом,озі",
    )
)  # fmt: skip


@lru_cache(maxsize=_KEPT_PAIRS)
def is_same_name(one: str, other: str) -> bool:
    """Whether two folded words may be forms of one name; symmetric.

    Names that share their beginning only are two: Петровка, Петровск.
    """
    return one == other or _are_cases(one, other)


def _are_cases(one: str, other: str) -> bool:
    alike = 0
    for letter, its in zip(one, other, strict=False):
        if letter != its:
            break
        alike += 1
    stems = range(_SHORTEST_STEM, alike + 1)
    return any(one[at:] in endings and other[at:] in endings for at in stems for endings in _PARADIGMS)


@lru_cache(maxsize=_KEPT_PAIRS)
def is_slip(one: str, other: str) -> bool:
    """Whether two words differ by a letter left out or by two changed about, not at their ends; symmetric."""
    if min(len(one), len(other)) < _SHORTEST_WITH_A_SLIP or one[0] != other[0] or one[-_ENDING:] != other[-_ENDING:]:
        return False
    return any(slip == other for slip in _slips(one)) or any(slip == one for slip in _slips(other))


def _slips(word: str) -> Iterator[str]:
    """A letter left out, or two changed about."""
    for at in range(1, len(word) - _ENDING):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]

"""The packs as records: groups of words, terms that raise signals, cues that make stances.

A pack is TOML that an operator can read (see ``packs/ru.toml``); :mod:`bot.signals.loading` makes these of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.language.grammar import Grammar
from bot.model.flag import Stance

LANGUAGES = ("ru", "uk", "en")
BUILT_IN_GROUPS = ("place", "name", "number", "quote")
"""Groups that no pack lists: places of the gazetteer, capitalised words, numbers, quotation marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What raises a signal: any of ``phrases``, under conditions.

    ``object`` needs one of these words within ``within`` words of the phrase, ``near`` in the same sentence;
    a ``direct`` one follows no preposition («захватили церковь в Токмаке» takes no Tokmak);
    ``unless`` within ``within`` words and ``unless_sentence`` in the sentence forbid it. ``setting`` asks that
    the post speaks of a battlefield. ``forms`` keeps the first word to some of its forms, ``not_forms`` bars some.
    A noun that is ``talked_of`` is one to come unless its sentence asserts it («звільнення Херсона»).
    ``presupposed`` takes the thing for granted whatever is tried about it («вырваться из кольца»).
    """

    signal: str
    language: str
    phrases: tuple[str, ...]
    where: str
    gap: int = 1
    within: int = 4
    object: tuple[str, ...] = ()
    object_after: bool = False
    object_before: bool = False
    direct: bool = False
    talked_of: bool = False
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unless_sentence: tuple[str, ...] = ()
    setting: bool = False
    forms: Grammar = Grammar.NONE
    not_forms: Grammar = Grammar.NONE
    stance: Stance | None = None
    presupposed: bool = False
    euphemism: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words that make a mention denied, feared or past, and how far they reach.

    ``before`` and ``after``: so many words on that side of the mention, in its clause unless the cue ``crosses``;
    ``clause`` and ``sentence``: anywhere there. A ``claimed`` cue settles what an infinitive leaves open
    («удалось прорвать»). An ``attempt`` is denied by a ``failure`` anywhere in its sentence. With ``nouns`` a cue,
    a preposition mostly, governs nouns only; one that ``governs`` means what is to come, and no deed told as done.
    """

    stance: Stance
    language: str
    phrases: tuple[str, ...]
    where: str
    before: int = 0
    after: int = 0
    clause: bool = False
    sentence: bool = False
    gap: int = 1
    forms: Grammar = Grammar.NONE
    signals: tuple[str, ...] = ()
    crosses: bool = False
    attempt: bool = False
    failure: bool = False
    nouns: bool = False
    governs: bool = False
    not_forms: Grammar = Grammar.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All packs together; ``groups`` are named sets of words, by name then language."""

    groups: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    cues: tuple[Cue, ...] = ()

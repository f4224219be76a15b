"""Forms of place names by their endings, in Russian and Ukrainian.

Dictionaries know few villages and read «Часов» as a form of "hour", so names go by rule. Where an ending
allows two declensions, both are given: a form too many meets no other word.
"""

import re
from itertools import product

from bot.language.folding import fold

_PLAIN_NAME = re.compile("[а-яіїєґ]+(?:[ -][а-яіїєґ]+)*|[a-z]+(?:[ -][a-z]+)*")
"""What folding leaves as it is, but for capital letters."""
_HUSHING = tuple("гкхжшчщ")

# A nominative's ending, the part of it that falls away, and what genitive, dative, accusative, instrumental and
# locative have instead.
_Rule = tuple[str, str, str]

_RUSSIAN: tuple[_Rule, ...] = (
    ("ая", "ая", "ой ой ую ой,ою ой"), ("яя", "яя", "ей ей юю ей,ею ей"),
    ("ое", "ое", "ого ому ое ым,им ом"), ("ее", "ее", "его ему ее им ем"),
    ("ый", "ый", "ого ому ый,ого ым ом"), ("ий", "ий", "ого,его ому,ему ий,ого,его им ом,ем"),
    ("ой", "ой", "ого ому ой ым,им ом"), ("ые", "ые", "ых ым ые ыми ых"), ("ие", "ие", "их им ие ими их"),
    ("ия", "я", "и и ю ей и"), ("ье", "е", "я ю е ем е"), ("ле", "е", "я ю е ем е"), ("ре", "е", "я ю е ем е"),
    ("ец", "ец", "ца цу ец цом це"),
    ("ов", "", "а у  ым,ом е"), ("ев", "", "а у  ым,ом е"), ("ин", "", "а у  ым,ом е"),
    ("ок", "ок", "ка ку ок ком ке"), ("я", "я", "и е ю ей е"),
    ("о", "о", "а,о у,о о ом,о е,о"), ("е", "е", "а у е ом,ем е"), ("ь", "ь", "и,я и,ю ь ью,ем и,е"),
    ("й", "й", "я ю й ем е"), ("цы", "цы", "цев цам цы цами цах"),
    ("ы", "ы", ",ов ам ы ами ах"), ("ки", "ки", "ок,ек ам,кам ки ками ках"),
    ("и", "и", ",ей ам,ям и ами,ями ах,ях"),
)  # fmt: skip
_UKRAINIAN: tuple[_Rule, ...] = (
    ("ська", "а", "ої ій у ою ій"), ("нна", "а", "ої,и ій,і у ою ій,і"), ("сна", "а", "ої,и ій,і у ою ій,і"),
    ("ка", "ка", "ки ці ку кою ці"), ("га", "га", "ги зі гу гою зі"), ("ха", "ха", "хи сі ху хою сі"),
    ("жа", "а", "і,и і у ею,ою і"), ("ча", "а", "і,и і у ею,ою і"), ("ша", "а", "і,и і у ею,ою і"),
    ("лая", "ая", "ої ій у ою ій"), ("ія", "я", "ї ї ю єю ї"), ("жжя", "я", "я ю я ям і"), ("ля", "я", "і і ю ею і"),
    ("я", "я", "і,ї,я і,ї,ю ю,я ею,єю,ям і,ї"), ("а", "а", "и,ої і,ій у ою і,ій"),
    ("ів", "ів", "ова,іва ову,ові ів овом ові"), ("їв", "їв", "єва єву,єву їв євом єві"),
    ("ець", "ець", "ця цю ець цем ці"), ("ок", "ок", "ку,ка ку,ові ок ком ку,ці"), ("ий", "ий", "ого ому ий им ому,ім"),
    ("ій", "ій", "ього,ого ьому,ому ій ім ьому,ому"), ("е", "е", "ого,а ому,у е им,ом ому,ім,і"),
    ("є", "є", "я,ього ю,ьому є єм,їм ї,ьому"), ("о", "о", "а у,ові о ом і"), ("ь", "ь", "і,я і,ю ь ю,ем і"),
    ("ки", "ки", "ок кам ки ками ках"), ("и", "и", ",ів ам и ами ах"), ("ий", "ий", "ого ому ий им ому"),
    ("і", "і", "их,ів им,ам і ими,ами их,ах"),
)  # fmt: skip
_RULES = {"ru": _RUSSIAN, "uk": _UKRAINIAN}
_HARD_A = {"ru": "ы е у ой,ою е", "uk": "и і у ою і"}
_CONSONANT = {"ru": "а у  ом е", "uk": "а,у у,ові  ом і"}


def name_forms(name: str, language: str) -> frozenset[str]:
    """The folded forms of a name of one or more words; of several words the cases go together: Красного Лимана.

    Words stay joined as they were typed, by a blank or a hyphen. English names have one form.
    """
    folded = _folded(name)
    if language not in _RULES:
        return frozenset({folded})
    words = [_cases(word, language) for word in folded.split(" ")]
    forms = {folded}
    for one_case in zip(*words, strict=True):
        forms.update(" ".join(choice) for choice in product(*one_case))
    return frozenset(forms)


def _folded(name: str) -> str:
    """Part by part, which asks no dictionary whether the parts are one word: these names were typed with care."""
    lowered = name.lower()
    if _PLAIN_NAME.fullmatch(lowered):
        return lowered
    return "-".join(fold(part).text for part in name.split("-")).strip()


def _cases(word: str, language: str) -> list[list[str]]:
    """Forms of genitive, dative, accusative, instrumental and locative; only the last part of a compound changes."""
    for ending, falls_away, endings in _RULES[language]:
        if word.endswith(ending):
            return _with(word.removesuffix(falls_away), endings)
    if word.endswith("а"):
        stem = word[:-1]
        return _with(stem, "и е у ой,ою е" if stem.endswith(_HUSHING) and language == "ru" else _HARD_A[language])
    if not word or word[-1] in "аеиоуыэюяіїє" or not word[-1].isalpha():
        return [[word]] * 5
    return [[form or word for form in forms] for forms in _with(word, _CONSONANT[language])]


def _with(stem: str, endings: str) -> list[list[str]]:
    return [[stem + ending for ending in case.split(",")] for case in endings.split(" ")]


_DIRECTIONS = {
    "ru": ("ого направления", "ому направлению", "ое направление", "им направлением", "ом направлении"),
    "uk": (
        "ий напрямок", "ий напрям", "ого напрямку", "ого напряму", "ому напрямку", "ому напрямі", "им напрямком",
        "им напрямом",
    ),
}  # fmt: skip


def direction_forms(adjective: str) -> frozenset[str]:
    """The folded forms of a front's direction by its adjective: «бахмутский» gives «на бахмутском направлении».

    An adjective that ends in -ський is Ukrainian, any other Russian.
    """
    folded = _folded(adjective)
    language = "uk" if folded.endswith(("ський", "цький")) else "ru"
    stem = folded.removesuffix("ий")
    return frozenset(stem + ending for ending in _DIRECTIONS[language])

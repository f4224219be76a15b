"""The numbers and names of a text that tell it apart from another one of the same mould (RULES 13).

What a post tells in capitals or digits is noted as short marks, so that a window of thousands of posts needs
none of their texts. A mark is read, and a dictionary asked, only where two texts are alike.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.language.byte_words import byte_words, bytes_of, text_of
from bot.language.dictionaries import analyzer, as_in_dictionary, is_known_word
from bot.language.number_words import number_of, number_words
from bot.language.same_name import is_same_name, is_slip
from bot.language.tokens import index_words
from bot.signals.places import load_gazetteer

_NAME, _CAPITAL, _LABEL = "name", "capital", "label"
"""A capitalised word inside a sentence; one where any word has a capital; one where a place is looked for."""

_APART, _NEXT = b"-", b"+"
_BEHIND_DIGITS = b":"
_LEAD, _TRAIL = " " * 4, 3
"""How much is kept before and after capitals: the end of a sentence, a short preposition; a colon or dash."""

_UPPER = "A-ZА-ЯЁІЇЄҐ"
_CAPITALS = re.compile(f"[{_UPPER}][\\w'’ʼ]*(?:[ \xa0-][{_UPPER}][\\w'’ʼ]*)*")
"""Capitalised words one after the other."""

_BETWEEN = " \t\xa0*_#«\"„“'("
_INSIDE_A_SENTENCE = frozenset(",;)–—/-")
_LABEL_ENDS = re.compile('[*_»"”]{0,3}(?:[:,]| ?[—–]| -|[^\\w\\s:]*\n|[^\\w\\s:]*$)')
_LONGEST_SHORT = 5
"""Letters of an abbreviation in capitals: ВСУ, РИА; a longer word is a shouted one."""
_FEW = 2
"""So many abbreviations may stand together: МЧС РФ; more are a shouted sentence."""
_NAME_WORDS = 2
_SHORTEST_NAME = 3

_NAMES = frozenset({"Geox", "Name", "Surn", "Orgn"})
"""The dictionaries' marks of places, people and organisations."""
_NOMINAL = frozenset({"NOUN", "ADJF"})

_PREPOSITIONS = (
    "в во на у под над из с со за до от к ко около возле близ через по район районе району города городе город села "
    "селе село поселке поселок пгт деревне направлении біля під над із зі з від до поблизу коло через по місті місто "
    "селі село районі смт напрямку in at near over to from of around towards outside into by for town city village "
)
_WHERE = frozenset(_PREPOSITIONS.split())
"""After these a shouted word is a place, as far as anybody can tell."""

_STARTS = (
    "друзья коллеги жители граждане товарищи братья друзі колеги мешканці громадяни риа тасс всу "
    "сми мид пво цру нато "
    "внимание срочно сводка обновление обновлено видео фото молния главное важно источник источники кадры итог итоги "
    "тревога отбой опасность осторожно новости сейчас подробности уточнение дополнение официально враг противник "
    "увага терміново зведення оновлено відео фото важливо джерело джерела кадри підсумок тривога відбій небезпека "
    "обережно новини зараз деталі уточнення офіційно ворог a an the in at on to of for from by with as and but or if "
    "no not it its this that these those there here we our he she they i you his her their what who when where why "
    "how all some any after before during according air alert alarm all attack attention attacks breaking clear "
    "danger drone drones enemy evening explosion explosions false first forces army latest missile missiles morning "
    "military more move new news night now official officially our over people photo please president report reports "
    "reported russia russian russians several shelling shelter situation source sources stay strike strikes summary "
    "take threat today tonight troops two ukraine ukrainian ukrainians update updated urgent video warning yesterday "
    "just confirmed local residents missile-danger soldiers units fighting heavy defence defense authorities minister "
    "ministry at least "
)
_USUAL_STARTS = frozenset(_STARTS.split())
"""Words that a post often begins with, which tell nothing; English ones stand for a dictionary."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text's marks come to.

    ``numbers`` are told with which time each is told, so that 3 and 3 differs from 3 and 4. ``names`` are
    capitalised inside a sentence, ``capitals`` where any word is, ``labels`` where a place is looked for;
    ``held`` are all of them.
    """

    numbers: frozenset[tuple[str, int]]
    names: frozenset[str]
    capitals: frozenset[str]
    labels: frozenset[str]
    held: frozenset[str]


def facts_of(text: str) -> Facts:
    """The facts of a text."""
    by_sign: dict[str, set[str]] = {_NAME: set(), _CAPITAL: set(), _LABEL: set()}
    for each in _capitals(text):
        for sign, word in _marked(each):
            by_sign[sign].add(word)
    numbers = Counter(_counted(_counting(byte_words(text))))
    return Facts(
        numbers=frozenset((number, time) for number, times in numbers.items() for time in range(times)),
        names=frozenset(by_sign[_NAME]),
        capitals=frozenset(by_sign[_CAPITAL]),
        labels=frozenset(by_sign[_LABEL]),
        held=frozenset().union(*by_sign.values()),
    )


def _counting(words: Sequence[bytes]) -> list[bytes]:
    """The words that count something, each with a sign before it: whether it stands right behind the last one."""
    numbers = _number_words()
    counted = [at for at, word in enumerate(words) if word < _BEHIND_DIGITS or word in numbers]
    return [(_NEXT if at - 1 in counted else _APART) + words[at] for at in counted]


def _capitals(text: str) -> Iterable[str]:
    """What is written with a capital, each once, with a few letters of what stands around it."""
    text = f"{_LEAD}{text}"
    found = (text[each.start() - len(_LEAD) : each.end() + _TRAIL] for each in _CAPITALS.finditer(text))
    return dict.fromkeys(found)


def tell_different_facts(one: Facts, other: Facts) -> bool:
    """Whether each holds a number or a name that the other lacks; symmetric."""
    if _has_own_fact(one, other) and _has_own_fact(other, one):
        return True
    return _has_own_label(one, other) and _has_own_label(other, one)


def _has_own_fact(one: Facts, other: Facts) -> bool:
    if one.numbers - other.numbers or any(_is_own(name, other) for name in one.names - other.held):
        return True
    return any(_may_be_a_name(word) and _is_own(word, other) for word in one.capitals - other.held)


def _has_own_label(one: Facts, other: Facts) -> bool:
    return any(_may_be_a_label(word) and _is_own(word, other) for word in one.labels - other.held)


def _is_own(name: str, other: Facts) -> bool:
    """Whether another text holds no form of a name, nor another name of the same place."""
    return not any(_is_one_name(name, its) for its in other.held)


def _is_one_name(one: str, other: str) -> bool:
    if is_same_name(one, other) or (is_slip(one, other) and _is_known(one) != _is_known(other)):
        return True
    places = load_gazetteer().ids_of(one)
    return bool(places) and not set(places).isdisjoint(load_gazetteer().ids_of(other))


def _is_known(word: str) -> bool:
    return is_known_word(word) or bool(load_gazetteer().ids_of(word))


def _counted(counting: Sequence[bytes]) -> Iterator[str]:
    """The numbers told in digits or in words; what belongs together is one."""
    last: int | None = None
    for each in counting:
        word = text_of(each[1:])
        number = _number(word)
        before = last if each[:1] == _NEXT else None
        joined = _joined(before, number, word) if before is not None else None
        if joined is None and last is not None:
            yield str(last)
        if joined is None and isinstance(number, str):
            yield number
            last = None
        else:
            last = joined if joined is not None else int(number)
    if last is not None:
        yield str(last)


def _number(word: str) -> int | str:
    if word.isdecimal() and len(word) < _LONGEST_NUMBER:
        return int(word)
    number = number_of(word)
    return word if number is None else number


@lru_cache(maxsize=1)
def _number_words() -> frozenset[bytes]:
    return frozenset(bytes_of(word) for word in number_words())


_LONGEST_NUMBER = 18
_GROUP = 3
_SCALES = {"thousands": 10**3, "millions": 10**6, "milliards": 10**9}


def _joined(before: int, number: int | str, word: str) -> int | None:
    """One number told in parts: «двадцать пять», 1 000, 5 тысяч; None where there are two."""
    if isinstance(number, str):
        return before * _SCALES[number] if number in _SCALES else None
    if word.isdecimal():
        return before * 1000 + number if len(word) == _GROUP and before else None
    is_hundred, is_ten = before >= 100 and before % 100 == 0, before >= 20 and before % 10 == 0
    return before + number if (is_hundred and 0 < number < 100) or (is_ten and 0 < number < 10) else None


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """Signs and folded words of what stands in capitals behind the lead; single letters and abbreviations are none."""
    found = _CAPITALS.match(text, len(_LEAD))
    if found is None:
        return
    before = text[: len(_LEAD)].rstrip(_BETWEEN)[-1:]
    is_inside = bool(before) and (before.isalnum() or before in _INSIDE_A_SENTENCE)
    is_label = not is_inside and _LABEL_ENDS.match(text, found.end()) is not None
    words = found[0].replace("\xa0", " ").replace("-", " ").split(" ")
    shouted = [len(word) for word in words if word.isupper()]
    is_shouted = len(shouted) > _FEW or max(shouted, default=0) > _LONGEST_SHORT
    where = 0
    previous = _folded(text[: len(_LEAD)])
    for word in words:
        folded = _folded(word)
        where = _NAME_WORDS if previous in _WHERE else where - 1
        if len(folded) >= _SHORTEST_NAME and folded[0].isalpha():
            if is_label or (is_shouted and where > 0):
                yield _LABEL, folded
            if is_shouted or not word.isupper():
                yield (_NAME if is_inside and not word.isupper() else _CAPITAL), folded
            elif load_gazetteer().ids_of(folded):
                yield _NAME, folded
        previous = folded
        is_inside = True


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return index_words(word).replace(" ", "")


@lru_cache(maxsize=8192)
def _may_be_a_name(folded_word: str) -> bool:
    """Whether a word is a name by the gazetteer or a dictionary, or a word that none of them has."""
    if load_gazetteer().ids_of(folded_word):
        return True
    if folded_word in _USUAL_STARTS or not folded_word.replace("ʼ", "").isalpha():
        return False
    if folded_word.isascii() or not is_known_word(folded_word):
        return True
    return any(not _NAMES.isdisjoint(tag.grammemes) for tag in _tags(folded_word))


@lru_cache(maxsize=8192)
def _may_be_a_label(folded_word: str) -> bool:
    """Whether a word that stands where a place may stand can be one: towns are called Отрадное and Победа too."""
    if (
        folded_word in _USUAL_STARTS
        or folded_word in _WHERE
        or (folded_word.isascii() and len(folded_word) <= _SHORTEST_NAME)
    ):
        return False
    return (
        folded_word.isascii()
        or not is_known_word(folded_word)
        or any(tag.POS in _NOMINAL for tag in _tags(folded_word))
    )


def _tags(folded_word: str) -> Iterator[Any]:
    for language in ("ru", "uk"):
        for parse in analyzer(language).parse(as_in_dictionary(folded_word)):
            if parse.is_known:
                yield parse.tag

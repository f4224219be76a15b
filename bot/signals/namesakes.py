"""Which finds of the gazetteer name the place: not the common word, the surname, the sea or the space ship."""

import re
from collections.abc import Iterable

from bot.language.dictionaries import is_given_name
from bot.language.folding import Folded
from bot.signals.places import Gazetteer, Guard, Place
from bot.signals.reading import PlaceFind

_SENTENCE_ENDS = frozenset(".!?…\n")
_OPENING, _CLOSING = frozenset("«“„\"'"), frozenset("»”“\"'")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[ \u00a0]\Z")
_INITIALS_BEFORE = re.compile(r"(?<!\w)[A-ZА-ЯІЇЄ]\.[ \u00a0]?\Z")
_INITIALS_AFTER = re.compile(r"[ \u00a0][А-ЯІЇЄ]\.[ \u00a0]?[А-ЯІЇЄ]\.")
_OF_A_PERSON = ("имени", "пистолет", "імені", "пістолет")
_NOUN_AFTER = re.compile(
    r" (?:[А-ЯІЇЄ][а-яёіїє]|район|кра[йяюе]|област|мор[еяюс]|океан|мост|сад|кольц|кільц|площад|площ[аі]|проспект"
    r"|шоссе|улиц|вулиц|озер|крест|хрест|пол[еяю]|рудник|погружени|занурен|суд|полуос|сечени|правил|век|лес[ауео]?\b)"
)
"""What makes an adjective of the name before it: «Красное море», «Каменский район», «Золотое кольцо»."""
_ADJECTIVES = ("ое", "ее")
_LONGEST_WORD = 30


def places_named(found: Iterable[PlaceFind], gazetteer: Gazetteer, folded: Folded, text: str) -> list[PlaceFind]:
    """The finds that mean a place. A surname met once in a post is meant by the same word throughout."""
    named: list[PlaceFind] = []
    surnames: set[tuple[str, ...]] = set()
    for find in found:
        start, end = folded.original_span(find[0], find[1])
        place = gazetteer.place(find[2][0])
        if _is_surname(text, start, end):
            surnames.add(find[2])
        elif place is None or _is_name(place, text, start, end):
            named.append(find)
    return [find for find in named if find[2] not in surnames] if surnames else named


def _is_surname(text: str, start: int, end: int) -> bool:
    """«Макаров И. М.», «И. М. Макаров», «Марина Макарова», «пистолет Макарова»."""
    if not text[start].isupper():
        return False
    if _INITIALS_AFTER.match(text, end) or _INITIALS_BEFORE.search(text, max(0, start - 4), start):
        return True
    before = _WORD_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    if before is None:
        return False
    word = before[1].lower()
    return word.startswith(_OF_A_PERSON) or (before[1][0].isupper() and is_given_name(word))


def _is_name(place: Place, text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if before == "@" or (before in _OPENING and (after in _CLOSING or place.guard is not None)):
        return False
    if _is_adjective(place) and _NOUN_AFTER.match(text, end):
        return False
    if place.guard is None:
        return True
    if place.guard is Guard.CAPITAL:
        return text[start].isupper()
    return text[start].isupper() and not text[start:end].isupper() and not _starts_sentence(text, start)


def _is_adjective(place: Place) -> bool:
    return any(language == "ru" and name.endswith(_ADJECTIVES) for language, name in place.names)


def _starts_sentence(text: str, start: int) -> bool:
    """Whether nothing but signs stands between a word and the sign that ends a sentence: bullets, dashes, quotes."""
    at = start - 1
    while at >= 0 and not text[at].isalnum() and text[at] not in _SENTENCE_ENDS:
        at -= 1
    return at < 0 or text[at] in _SENTENCE_ENDS

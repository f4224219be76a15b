"""Which language a post is written in: by letters, by small words, and by what only one dictionary knows.

Each word speaks for the languages that it can be of. The text is then read in stretches of one language as the
words on the whole say: a Ukrainian name makes no Russian post Ukrainian, a quoted sentence is a stretch of its own.
"""

import re
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from bot.language.dictionaries import analyzer, as_in_dictionary
from bot.language.folding import fold
from bot.language.tokens import words_of


class Language(StrEnum):
    """The language of a text; ``MIXED`` is of two, each of them a good part of it."""

    RU = "ru"
    UK = "uk"
    EN = "en"
    MIXED = "mixed"


_Speaks = tuple[float, float, float, float]
"""What a word says for Russian, Ukrainian, English, and for another language."""

_STATES = (Language.RU, Language.UK, Language.EN, None)
_CLEAR, _LIKELY, _SLIGHT = 3.0, 1.0, 0.4
_OF_ANOTHER: _Speaks = (0, 0, 0, _CLEAR)
_NOTHING: _Speaks = (0, 0, 0, 0)
_SWITCH = 5.0
"""So much the words of a stretch have to say for its language before it is one."""
_MIXED_SHARE, _MIXED_WORDS = 0.2, 4
_MOST_WORDS = 400
"""More words of a text are not looked at: its language is clear by then."""

_NOT_WORDS = re.compile(r"(?:https?://|www\.|\bt\.me/)\S+|[\w.+-]{0,64}@\S+|```.*?```", re.DOTALL)
_UKRAINIAN = re.compile("[іїєґʼ]|[сцз]ьк")
_RUSSIAN = re.compile("[ыэъ]")
_FOREIGN = re.compile("[^абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґʼ]")
_HALF_LATIN = re.compile("[a-z].*[а-яіїєґ]|[а-яіїєґ].*[a-z]")
_LATIN = re.compile(r"[a-z']+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SMALL_RUSSIAN = _words(
    "и с из от об во со ко что чтобы как это эта этот этого этом был была были было будет будут или но еще уже если "
    "они она оно его ее их ему им мне меня нас тебя сейчас только также тоже когда где кто почему потому который "
    "которая которые которых после более менее может можно нет да ли же лишь между перед около под без них ней нем "
    "себя свой своих наш наши наших всех весь через снова опять просто очень здесь там тогда теперь пока даже"
)
_SMALL_UKRAINIAN = _words(
    "та що щоб як це цей ця ці цього цьому цим або але ще вже якщо вони вона воно його мене нас зараз також теж коли "
    "де хто чому тому який яка яке яких якого яку буде будуть був була були було від зі із проти поки навіть "
    "дуже тут там тоді тепер лише між перед біля під без них себе своє своїх наш наших всіх усіх через знову просто "
    "після більш менш може можна немає чи адже бо й з ворог ворога ворогу ворогом"
)
_SMALL_ENGLISH = _words(
    "the of and to in is are was were be been has have had an on at by for from with as that this these those it its "
    "they their them he his she her we our us you your not no but or if when where who which what will would can could "
    "may might than then there here after before over under into out up down about all near more most new now"
)
_SMALL_OF_OTHERS = _words(
    "der das den dem und ist nicht mit von ein eine auf le les la des une est dans pour el los las por que con para y "
    "del una nie jest na w z oraz przez dla po che di il per"
)


def language_of(text: str) -> Language | None:
    """The language of a text; None for one without words, or in none of the three. Never raises."""
    folded = fold(_NOT_WORDS.sub(" ", text)).text
    words = [word for word in islice(words_of(folded), _MOST_WORDS) if word.isalpha()]
    heard = [_says(word) for word in words]
    if not any(map(any, heard)):
        return None
    if _OF_ANOTHER not in heard:
        heard = [(russian, ukrainian, english, 0) for russian, ukrainian, english, _ in heard]
    stretches = _stretches(heard)
    counts = {state: stretches.count(state) for state in dict.fromkeys(stretches)}
    first, *others = sorted(counts, key=lambda state: -counts[state])
    if any(_is_a_good_part(counts[state], len(stretches)) for state in others):
        return Language.MIXED
    return first


def _is_a_good_part(words: int, of: int) -> bool:
    return words >= _MIXED_WORDS and words >= of * _MIXED_SHARE


@lru_cache(maxsize=8192)
def _says(word: str) -> _Speaks:
    if _LATIN.fullmatch(word):
        if word in _SMALL_ENGLISH:
            return (0, 0, _CLEAR, 0)
        return _OF_ANOTHER if word in _SMALL_OF_OTHERS else (0, 0, _SLIGHT, _SLIGHT)
    if _FOREIGN.search(word):
        return _NOTHING if _HALF_LATIN.search(word) else _OF_ANOTHER
    russian, ukrainian = _RUSSIAN.search(word) is not None, _UKRAINIAN.search(word) is not None
    if russian or ukrainian:
        return (_CLEAR * russian, _CLEAR * ukrainian, 0, _CLEAR)  # a Belarusian word has the letters of both
    russian, ukrainian = word in _SMALL_RUSSIAN, word in _SMALL_UKRAINIAN
    if russian != ukrainian:
        return (_CLEAR * russian, _CLEAR * ukrainian, 0, 0)
    return _by_dictionary(word)


def _by_dictionary(word: str) -> _Speaks:
    spelt = as_in_dictionary(word)
    russian, ukrainian = (bool(analyzer(language).word_is_known(spelt)) for language in ("ru", "uk"))
    if russian == ukrainian:
        return (_SLIGHT, _SLIGHT, 0, 0)
    return (_LIKELY * russian, _LIKELY * ukrainian, 0, 0)


def _stretches(heard: list[_Speaks]) -> list[Language | None]:
    """The language of each word, with as few changes as what the words say allows."""
    totals = list(heard[0])
    ways: list[list[int]] = []
    for says in heard[1:]:
        best = max(range(len(totals)), key=totals.__getitem__)
        way = [state if totals[state] >= totals[best] - _SWITCH else best for state in range(len(totals))]
        changed = [totals[before] - (_SWITCH if before != state else 0) for state, before in enumerate(way)]
        totals = [total + said for total, said in zip(changed, says, strict=True)]
        ways.append(way)
    state = max(range(len(totals)), key=totals.__getitem__)
    states = [state]
    for way in reversed(ways):
        state = way[state]
        states.append(state)
    return [_STATES[state] for state in reversed(states)]

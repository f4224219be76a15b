"""Numbers and dates told in words, in Russian, Ukrainian and English: «пять», «п'ятеро», five are 5; fifth is not."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.language.folding import fold
from bot.language.forms import inflected

_UNITS = (
    "ноль | нуль | zero",
    "один первый | один одна перший | one first once",
    "два две двое оба второй | дві двоє обидва другий | two second twice",
    "три трое третий | троє третій | three third",
    "четыре четверо четвертый | чотири четверо четвертий | four fourth",
    "пять пятеро пятый | п'ять п'ятеро п'ятий | five fifth",
    "шесть шестеро шестой | шість шестеро шостий | six sixth",
    "семь семеро седьмой | сім семеро сьомий | seven seventh",
    "восемь восьмеро восьмой | вісім восьмеро восьмий | eight eighth",
    "девять девятеро девятый | дев'ять дев'ятеро дев'ятий | nine ninth",
    "десять десятеро десятый десяток | десять десятеро десятий | ten tenth",
    "одиннадцать одиннадцатый | одинадцять одинадцятий | eleven eleventh",
    "двенадцать двенадцатый дюжина | дванадцять дванадцятий | twelve twelfth dozen",
    "тринадцать тринадцатый | тринадцять тринадцятий | thirteen thirteenth",
    "четырнадцать четырнадцатый | чотирнадцять чотирнадцятий | fourteen fourteenth",
    "пятнадцать пятнадцатый | п'ятнадцять п'ятнадцятий | fifteen fifteenth",
    "шестнадцать шестнадцатый | шістнадцять шістнадцятий | sixteen sixteenth",
    "семнадцать семнадцатый | сімнадцять сімнадцятий | seventeen seventeenth",
    "восемнадцать восемнадцатый | вісімнадцять вісімнадцятий | eighteen eighteenth",
    "девятнадцать девятнадцатый | дев'ятнадцять дев'ятнадцятий | nineteen nineteenth",
)
_ROUND: dict[int | str, str] = {
    20: "двадцать двадцатый | двадцять двадцятий | twenty twentieth",
    30: "тридцать тридцатый | тридцять тридцятий | thirty thirtieth",
    40: "сорок сороковой | сороковий | forty fortieth",
    50: "пятьдесят пятидесятый | п'ятдесят п'ятдесятий | fifty fiftieth",
    60: "шестьдесят шестидесятый | шістдесят шістдесятий | sixty sixtieth",
    70: "семьдесят семидесятый | сімдесят сімдесятий | seventy seventieth",
    80: "восемьдесят восьмидесятый | вісімдесят вісімдесятий | eighty eightieth",
    90: "девяносто девяностый | дев'яносто дев'яностий | ninety ninetieth",
    100: "сто сотня сотый | сто сотня сотий | hundred hundredth",
    200: "двести двухсотый | двісті двохсотий | ",
    300: "триста трехсотый | триста трьохсотий | ",
    400: "четыреста четырехсотый | чотириста чотирьохсотий | ",
    500: "пятьсот пятисотый | п'ятсот п'ятисотий | ",
    600: "шестьсот шестисотый | шістсот шестисотий | ",
    700: "семьсот семисотый | сімсот семисотий | ",
    800: "восемьсот восьмисотый | вісімсот восьмисотий | ",
    900: "девятьсот девятисотый | дев'ятсот дев'ятисотий | ",
}
_NAMED: dict[int | str, str] = {
    "thousands": "тысяча тысячный | тисяча тисячний | thousand",
    "millions": "миллион миллионный | мільйон мільйонний | million",
    "milliards": "миллиард | мільярд | billion",
    "half": "полтора | півтора | half",
    "monday": "понедельник | понеділок | monday",
    "tuesday": "вторник | вівторок | tuesday",
    "wednesday": "среда | середа | wednesday",
    "thursday": "четверг | четвер | thursday",
    "friday": "пятница | п'ятниця | friday",
    "saturday": "суббота | субота | saturday",
    "sunday": "воскресенье | неділя | sunday",
    "january": "январь | січень | january",
    "february": "февраль | лютий | february",
    "march": "март | березень | march",
    "april": "апрель | квітень | april",
    "may": "май | травень | ",
    "june": "июнь | червень | june",
    "july": "июль | липень | july",
    "august": "август | серпень | august",
    "september": "сентябрь | вересень | september",
    "october": "октябрь | жовтень | october",
    "november": "ноябрь | листопад | november",
    "december": "декабрь | грудень | december",
}

_ORDINAL = ("ый", "ой", "ий", "ій", "first", "second", "third", "th")
_FIXED: dict[str, int | str] = {
    "дважды": 2, "трижды": 3, "четырежды": 4, "двічі": 2, "тричі": 3,
    "тыс": "thousands", "тис": "thousands", "млн": "millions", "млрд": "milliards", "bn": "milliards",
}  # fmt: skip
_OTHER = "сред серед маю маем других другого другому другим другими другою другая другую другое"
_OTHER_WORDS = frozenset(_OTHER.split())
"""Forms that are mostly another word: «среди», «мати», «другой»."""


def number_of(word: str) -> int | str | None:
    """What a folded word counts or dates: a number, "5th", the English name of a scale, day or month, or None."""
    return _table().get(word)


def number_words() -> Iterable[str]:
    """All folded words that :func:`number_of` knows."""
    return _table().keys()


@lru_cache(maxsize=1)
def _table() -> dict[str, int | str]:
    words: dict[int | str, str] = {**dict(enumerate(_UNITS)), **_ROUND, **_NAMED}
    table: dict[str, int | str] = dict(_FIXED)
    for value, lemmas in words.items():
        for lemma, language in _each(lemmas):
            meant = f"{value}th" if lemma.endswith(_ORDINAL) else value
            for form in _forms(lemma, language):
                table.setdefault(form, meant)
    return table


def _each(lemmas: str) -> Iterator[tuple[str, str]]:
    """Lemmas that stand as "Russian | Ukrainian | English", each with its language."""
    for its, language in zip(lemmas.split("|"), ("ru", "uk", "en"), strict=True):
        yield from ((lemma, language) for lemma in its.split())


def _forms(lemma: str, language: str) -> Iterable[str]:
    if language == "en":
        return (lemma, f"{lemma}s")
    return inflected(fold(lemma).text, language).keys() - _OTHER_WORDS

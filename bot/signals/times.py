"""Past times told beside a mention, against the post's date: years, months, "two years ago"."""

import re
from datetime import datetime, timedelta
from functools import cached_property

from bot.signals.anniversaries import remembered
from bot.signals.reading import ReadSentence
from bot.signals.surroundings import FIRST_YEAR_OF_POSTS_WITHOUT_DATE, life_told, past_context, present_year

RECENT = timedelta(days=14)
"""What is older than about two weeks is past (SIGNALS.md, "Stances")."""

_MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "января январе январь січня січні january", "февраля феврале февраль лютого лютому february",
            "марта марте март березня березні march", "апреля апреле апрель квітня квітні april",
            "мая мае май травня травні", "июня июне июнь червня червні june", "июля июле июль липня липні july",
            "августа августе август серпня серпні august", "сентября сентябре сентябрь вересня вересні september",
            "октября октябре октябрь жовтня жовтні october", "ноября ноябре ноябрь листопада листопаді november",
            "декабря декабре декабрь грудня грудні december",
        ),
        start=1,
    )
    for month in names.split()
}  # fmt: skip


_EARLIEST_PLAIN_YEAR = 1900
_YEAR_PREPOSITIONS = frozenset(("в", "у", "с", "со", "з", "по", "к", "in", "of", "since", "by", "until"))
_COUNTED = (
    "чел",
    "воен",
    "війс",
    "солд",
    "бой",
    "бое",
    "боє",
    "кил",
    "км",
    "мет",
    "руб",
    "дол",
    "еди",
    "осі",
    "люд",
    "гол",
)
_YEAR_WORDS = ("год", "г", "роц", "рок", "рік", "-")
_SEASONS = {
    name: number
    for number, names in enumerate(("зимой взимку", "весной навесні", "летом влітку", "осенью восени"))
    for name in names.split()
}
"""The quarter of the year, from December, that a word names."""
_WRITTEN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.((?:20)?\d\d)\Z")
_DAYS_OF_ANY_MONTH, _MONTHS_OF_A_YEAR = 31, 12
_WILL = frozenset(("будет", "будут", "буде", "будуть", "will"))
_UNTIL = frozenset(("до", "к", "by", "until"))


class Times:
    """The past times told in a sentence and around it; each is looked for once, for all the sentence's mentions."""

    def __init__(self, read: ReadSentence, date: datetime | None) -> None:
        """``date`` is the post's."""
        self._read = read
        self._date = date

    def past(self, head: int, *, is_told_as_done: bool = False) -> tuple[int, int] | None:
        """The tokens that tell of a past time in the sentence, those nearest to the mention; None for none.

        ``is_told_as_done``: the mention is a verb in the past, so that «осенью» is the last autumn, not the next.
        """
        found = self._past + self._seasons_gone if is_told_as_done else self._past
        return min(found, key=lambda span: abs(span[0] - head), default=None)

    @cached_property
    def before(self) -> tuple[int, int] | None:
        """Where the text around the sentence tells that all this was long ago; None where it does not."""
        folded = self._read.folded.text
        return self.tale or life_told(folded, self._read.sentence) or remembered(folded)

    @cached_property
    def tale(self) -> tuple[int, int] | None:
        """Where the lines before the sentence, or it itself, opened a tale of the past; None where they did not."""
        return past_context(self._read.folded.text, self._read.sentence, self._date)

    @cached_property
    def tells_of_what_will_be(self) -> bool:
        """Whether the sentence speaks of the future in so many words."""
        return any(token.text in _WILL for token in self._read.tokens)

    @cached_property
    def _past(self) -> list[tuple[int, int]]:
        year = present_year(self._read.folded.text, self._date)
        if self._date is None and self.tells_of_what_will_be:
            year = FIRST_YEAR_OF_POSTS_WITHOUT_DATE
        tokens = range(len(self._read.tokens))
        return [span for index in tokens if (span := _past_at(self._read, index, self._date, year)) is not None]

    @cached_property
    def _seasons_gone(self) -> list[tuple[int, int]]:
        date = self._date
        if date is None:
            return []
        return [(index, index) for index, token in enumerate(self._read.tokens) if _is_season_gone(token.text, date)]


def _past_at(read: ReadSentence, index: int, date: datetime | None, year: int) -> tuple[int, int] | None:
    word = read.tokens[index].text
    if len(word) == 4 and word.isdigit() and 1000 <= int(word) < year and _is_year(read, index):
        if _is_date_of_recent_month(read, index, date):
            return None
        return index, index
    if date is None:
        return None
    month = _MONTHS.get(word)
    if month is not None:
        return _past_month(read, index, month, date)
    written = _WRITTEN_DATE.match(word)
    return (index, index) if written is not None and _is_gone(written, date) else None


def _is_gone(written: re.Match[str], date: datetime) -> bool:
    """Whether «12.05.23» is no recent day."""
    day, month, year = (int(part) for part in written.groups())
    if not (1 <= day <= _DAYS_OF_ANY_MONTH and 1 <= month <= _MONTHS_OF_A_YEAR):
        return False
    return date - datetime(year % 100 + 2000, month, min(day, 28), tzinfo=date.tzinfo) > RECENT


def _is_season_gone(word: str, date: datetime) -> bool:
    season = _SEASONS.get(word)
    return season is not None and season not in (date.month % 12 // 3, (date - RECENT).month % 12 // 3)


def _is_year(read: ReadSentence, index: int) -> bool:
    """Whether a number is a year, or rather counts the men or the roubles told after it."""
    before = read.tokens[index - 1].text if index else ""
    after = read.tokens[index + 1].text if index + 1 < len(read.tokens) else ""
    if after.startswith(_YEAR_WORDS):
        return True
    if after.startswith(_COUNTED):
        return False
    if before in _YEAR_PREPOSITIONS or before in _MONTHS or before in _SEASONS:
        return True
    return int(read.tokens[index].text) >= _EARLIEST_PLAIN_YEAR and (not after.isalpha() or after.isascii())


def _is_date_of_recent_month(read: ReadSentence, index: int, date: datetime | None) -> bool:
    """A December told in January is no old story."""
    if date is None or int(read.tokens[index].text) != date.year - 1 or date.month != 1 or index == 0:
        return False
    return _MONTHS.get(read.tokens[index - 1].text) == 12


_PARTS_OF_A_MONTH = {
    "начале": 10, "середине": 20, "конце": 28,
    "початку": 10, "середині": 20, "кінці": 28, "наприкінці": 28,
    "early": 10, "late": 28,
}  # fmt: skip
"""The last day that «в начале октября» may mean."""


def _past_month(read: ReadSentence, index: int, month: int, date: datetime) -> tuple[int, int] | None:
    day = read.tokens[index - 1].text if index else ""
    number = int(day) if day.isdigit() and len(day) <= 2 else 0
    in_month = not number and index > 0 and read.tokens[index - 1].text in ("в", "у", "in")
    if not number and not in_month:
        number = _PARTS_OF_A_MONTH.get(day, 0)
    if not number and not in_month:
        return None
    if number and index > 1 and read.tokens[index - 2].text in _UNTIL:
        return None
    year = (
        date.year if (month, number) <= (date.month, date.day) or (in_month and month <= date.month) else date.year - 1
    )
    last_day = datetime(year, month, min(max(number, 1), 28) if number else 28, tzinfo=date.tzinfo)
    if date - last_day <= RECENT:
        return None
    if (date - last_day) > timedelta(days=300):
        return None  # more likely a date to come
    return (index - 1, index)

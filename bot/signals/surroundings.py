"""What the sentences around a mention say of it: a tale of the past goes on, and an attempt's end is told after it."""

import re
from bisect import bisect_left
from datetime import datetime
from functools import lru_cache

from bot.language.clauses import Sentence
from bot.model.flag import Stance

FIRST_YEAR_OF_POSTS_WITHOUT_DATE, _LAST_YEAR_OF_POSTS = 2022, 2029
_YEAR = re.compile(
    r"[12](?<!\w.)(?:(?<=\b[ву] 1)[0-8][0-9]{2}|(?<=1)[0-8][0-9]{2}(?=-| год| г\.| р[оі]к| роц)"
    r"|(?<=1)9[0-9]{2}|(?<=2)0[0-9]{2})(?=-?(?:м|го|й)?\b)"
)
"""It begins with the digit itself, so that no other character is looked at twice."""

_NOW = re.compile(
    r"\b(?:в понедельник|во вторник|в среду|в четверг|в пятницу|в субботу|в воскресенье|за сутки|за (?:минувш|прошедш)"
    r"|на этой неделе|сейчас|сегодня|теперь|ныне|вчера|накануне|на данный момент|в настоящее время|к этому часу|текущ"
    r"|(?:этой|минувшей|прошлой) ночью|ночью|утром|вечером|в последние (?:дни|часы)|в эти (?:дни|часы)"
    r"|в эт(?:от|у) (?:момент|минут)|на (?:этот )?час|идет бой|идут бои|продолжаются бои"
    r"|зараз|сьогодн|тепер|вчора|нині|наразі|минулої (?:ночі|доби)|цієї ночі|вночі|вранці|за (?:минулу )?добу"
    r"|упродовж доби|протягом доби|цього тижня|останніми (?:днями|годинами)|станом на|тривають бої|щойно"
    r"|now|today|currently|yesterday|this (?:week|morning|night)|overnight|tonight|in recent days|so far)"
)
"""What brings a tale of the past back to the present."""

_LIFE = re.compile(
    r"\b(?:посмертно|удостоен\w*|награжден\w*|орденом|медалью|родился|уроженец|геро[йя] россии|мемуар\w*"
    r"|(?:вечная|светлая) память|смертью храбрых|в его биографии"
    r"|нагороджен\w*|народився|уродженець|вічна (?:память|памʼять|слава|шана)|світла памʼять|навіки \d\d|назавжди \d\d"
    r"|мемуари|спогад\w*"
    r"|posthumously|was born|memoirs?|(?:silver|bronze) star|medal of)"
)
"""Words of a biography or a citation: what a soldier did then is no news of the front (SIGNALS.md, "Stances")."""
_NEAR_IN_A_LIFE = 600

_REMEMBERED = re.compile(
    r"\b(?:(?:лет|года|год|месяц(?:ев|а)?) (?:тому )?назад|(?:лет|года|год|месяц(?:ев|а)?) тому"
    r"|(?:роки|років|рік|місяц(?:ів|і|ь)) тому|полгода назад|півроку тому|пів року тому"
    r"|(?:поза)?прошл(?:ый|ого|ом|ым) (?:год|лет)\w*|(?:поза)?прошлой (?:зим|весн|осен)\w*"
    r"|минул(?:ий|ого|ому|им) (?:рік|рок|літ)\w*|минулої (?:зими|весни|осені)|торік|позаторік|торішн\w+"
    r"|в те (?:дни|годы|месяцы|недели)|в ту (?:зиму|осень|весну|ночь|пору|войну|кампанию)|в то (?:лето|время(?! как))"
    r"|у ті (?:дні|роки|місяці|тижні)|в ті (?:дні|роки|місяці|тижні)|тієї (?:зими|осені|весни|ночі|війни)|того літа"
    r"|помню|помните|помнится|вспомина\w+|вспомни\w*|памʼята(?:ю|єте|єш)|пригаду\w+|згаду(?:є|ю|ють)\w*"
    r"|вош(?:ел|ла|ло|ли) в историю|увійш(?:ов|ла|ло|ли) в історію"
    r"|исполнил[оа]сь (?:полгода|год|\d+)|минуло (?:пів)?року"
    r"|(?:сто|двести|двісті|триста|\d{2,3}) (?:дней назад|днів тому)|в (?:четырнадцатом|двадцать втором)"
    r"|в (?:начале|первые \w+) (?:войны|вторжения|сво|спецоперации)"
    r"|на початку (?:війни|вторгнення|повномасштабн\w+)|у перш(?:і|ий) \w+ (?:війни|вторгнення)"
    r"|(?:years?|months) ago|last (?:year|summer|autumn|fall|winter|spring)|back then|in those days"
    r"|remembers?|recalls?)\b"
    r"|(?:\A|[.!?…\n] *)(?:тогда|тоді)\b|\b(?:тогда|тоді) (?:же )?[^\W\d_]+[аиеіуя]л(?:а|о|и)\b"
)
"""What opens a tale of the past besides a year."""
_TALE = 700
"""How far a tale goes on, in characters."""

_REST_OF_A_TALE = 160
"""How far into what follows an attempt's end is looked for, in characters."""
_SENTENCE_END = re.compile(r"[.!?…\n]")
_FAILED = re.compile(
    r"\W*(?:(?:но|однако|але|проте|втім|but|however)\W+)?(?:[^\W\d_]+ )?"
    r"(?:успеха не (?:имел|возымел|добил|принес|достиг)\w*|успеха \w+ не (?:имел|принес)\w*|не (?:преуспел|добил)\w*"
    r"|безуспешно|безрезультатно|без (?:успеха|результата)"
    r"|не (?:вышло|получилось|удалось|смогл[иа]|смог|прошл[иа]|прошел|дошл[иа]|дошел|сработало|выгорело|срослось)"
    r"|успіху не ма(?:в|ла|ли|є|ють)|безуспішно|безрезультатно|без успіху|марно"
    r"|не (?:вийшло|вдалося|змогл[иа]|зміг|пройшл[иа]|пройшов|дійшл[иа]|дійшов)"
    r"|(?:it|they|this|that) (?:failed|did not (?:work|succeed)|didn.t (?:work|succeed))|without success)\b"
)
"""A failure that names nobody, at the start of a sentence: it is told of what the sentence before told."""
_BEATEN_OFF = re.compile(
    r"\b(?:(?:попытк|атак|штурм|вылазк|накат|наступлени|контратак|прорыв|нападени|рывок)\w* (?:\w+ )?"
    r"(?:отбит|отраж|сорван|сорва|провал|пресеч|захлебн|останов|купирова|подавл|ликвидир)\w*"
    r"|(?:отбит|отраж|сорван|пресеч|останов)\w* (?:\w+ )?(?:попытк|атак|штурм|вылазк)\w*"
    r"|отброшен\w*|отступил[аи]?|отступив|отош(?:ли|ел|ла)|откатил\w+|уничтожен\w*|разбит\w*|рассеян\w*|отбились"
    r"|понес(?:ли|ла)? потери|сдерживают|сдержали"
    r"|(?:спроб|атак|штурм|вилазк|наступ|контратак|прорив)\w* (?:\w+ )?"
    r"(?:відбит|відбил|зірва|провал|захлин|зупин|придуш)\w*"
    r"|(?:відбит|відбил|зірва|зупин)\w* (?:\w+ )?(?:спроб|атак|штурм|вилазк|наступ)\w*"
    r"|зазна(?:в|ла|ли) втрат|(?:отрима|дістал)\w+ (?:відсіч|по зубах)|відкинут\w*|стримують|стримали"
    r"|відступи(?:в|ла|ли)|відійш(?:ов|ла|ли)"
    r"|відкоти(?:в|ла|ли)ся|знищен\w*|розбит\w*"
    r"|(?:repelled|repulsed|thwarted|foiled|beaten back|driven back|pushed back|stopped|destroyed))\b"
)
"""How an attempt is beaten off, anywhere in the sentence after it."""
_REFUTED = re.compile(
    r"\W*(?:(?:но|однако|але|проте|это|все это|це|все це|эта информация|ця інформація|this is)\W+)*"
    r"(?:(?:неправда|ложь|вранье|фейк|вброс|выдумка|брехня|вигадка|вкид|fake|false|not true)\W*\Z"
    r"|(?:эта |эти |ця |ці )?(?:информаци\w|сообщени\w|слухи|інформаці\w|повідомлення|чутки)"
    r" не (?:подтвер|соответств|підтвер|відповіда)\w+"
    r"|(?:официальн\w+ )?подтверждени\w (?:\w+ ){0,2}нет|(?:офіційн\w+ )?підтверджен\w+ (?:\w+ ){0,2}немає"
    r"|официально (?:\w+ ){0,3}(?:отрица|опроверг|не подтвер)\w+"
    r"|офіційно (?:\w+ ){0,3}(?:запереч|спростов|не підтвер)\w+"
    r"|не (?:подтверждается|підтверджується|соответствует|відповідає)\b)"
)
"""A sentence that refutes the one before it."""
_SUCCEEDED = re.compile(
    r"\W*(?:(?:и|в итоге|в конце концов|наконец|сегодня|вчера|теперь|на этот раз"
    r"|врешті|зрештою|нарешті|сьогодні|вчора|цього разу|this time|finally)\W+)*"
    r"(?:(?:это|у них|у нас|нам|им|це|їм|it|they) )?"
    r"(?:удалось|получилось|вышло|смогли|вдалося|вийшло|змогли|worked|succeeded)\b"
)


@lru_cache(maxsize=4)
def present_year(folded: str, date: datetime | None) -> int:
    """The year a post is of; without a date the latest that it names, for who names two looks back at the first."""
    if date is not None:
        return date.year
    named = (int(found[0]) for found in _YEAR.finditer(folded))
    return max([FIRST_YEAR_OF_POSTS_WITHOUT_DATE, *(year for year in named if year <= _LAST_YEAR_OF_POSTS)])


@lru_cache(maxsize=4)
def _memories(folded: str) -> list[tuple[int, int]]:
    """Where a post opens tales of the past: looked for once, whatever number of its sentences ask."""
    return [found.span() for found in _REMEMBERED.finditer(folded)]


@lru_cache(maxsize=4)
def _lives(folded: str) -> list[tuple[int, int]]:
    return [found.span() for found in _LIFE.finditer(folded)]


def _between(spans: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Those of some spans in order that lie between two places."""
    near = spans[bisect_left(spans, (start, start)) : bisect_left(spans, (end, end))]
    return [span for span in near if span[1] <= end]


def past_context(folded: str, sentence: Sentence, date: datetime | None) -> tuple[int, int] | None:
    """Where the lines before a sentence, or it itself, opened a tale of the past that nothing brought back; or None.

    A year tells of what follows it in its own paragraph; memories go on over paragraphs.
    """
    earliest = max(0, sentence.start - _TALE)
    paragraph = max(folded.rfind("\n", earliest, sentence.start) + 1, earliest)
    past = None
    year_of_post = present_year(folded, date)
    for found in _YEAR.finditer(folded, paragraph, sentence.start):
        past = found.span() if int(found[0]) < year_of_post else None
    for span in _between(_memories(folded), earliest, sentence.end):
        past = max(past or span, span)
    if past is None or _NOW.search(folded, past[1], sentence.end):
        return None
    return past


def life_told(folded: str, sentence: Sentence) -> tuple[int, int] | None:
    """Where the text around a sentence tells of somebody's life and honours; None when it does not."""
    around = _between(_lives(folded), max(0, sentence.start - _NEAR_IN_A_LIFE), sentence.end + _NEAR_IN_A_LIFE)
    return around[0] if around else None


def refuted(folded: str, sentence: Sentence) -> tuple[int, int] | None:
    """Where the next sentence says that this one is not so; None where it does not."""
    found = _REFUTED.match(folded, *_next_sentence(folded, sentence))
    return found.span() if found else None


def _next_sentence(folded: str, sentence: Sentence) -> tuple[int, int]:
    start = sentence.end + len(sentence.ending)
    while start < len(folded) and not folded[start].isalnum():
        start += 1
    end = _SENTENCE_END.search(folded, start, start + _REST_OF_A_TALE)
    return start, end.start() if end else min(len(folded), start + _REST_OF_A_TALE)


def outcome(folded: str, sentence: Sentence, *, of_attempt: bool) -> tuple[Stance, tuple[int, int]] | None:
    """How the next sentence ends what this one told; of an attempt it may tell success too. None where it does not."""
    start, limit = _next_sentence(folded, sentence)
    found = _FAILED.match(folded, start, limit)
    if found is None and of_attempt:
        succeeded = _SUCCEEDED.match(folded, start, limit)
        if succeeded is not None:
            return Stance.CLAIMED, succeeded.span()
        found = _BEATEN_OFF.search(folded, start, limit)
    return (Stance.DENIED, found.span()) if found else None

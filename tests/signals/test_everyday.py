"""Everyday news with the words of the front: police, courts, sport, weather, and what has long been so."""

from datetime import UTC, datetime

import pytest

from bot.model.flag import Stance
from bot.signals.detector import Detector, load_detector
from bot.signals.matching import Exclusion

DATE = datetime(2024, 5, 20, 18, 0, tzinfo=UTC)

CIVIL_LIFE = [
    "Полиция вытеснила участников митинга с площади, спецназ применил водомёты",
    "Демонстранты прорвались к зданию правительства, силовики отступили",
    "Бойцы ОМОНа взяли под контроль район рынка, где подрались мигранты",
    "Пожарные взяли под контроль огонь в районе Геленджика, военные помогали",
    "Тигр вошёл в посёлок в Приморье, военные его ищут",
    "Сборная страны прорвала оборону соперника и забила второй гол в Запорожье",
    "Боксёр захватил Лас-Вегас: бой закончился в третьем раунде",
    "Доллар прорвал оборону на уровне ста рублей, и банк отступил",
    "Циклон прорвался в Крым, военные закрыли порт",
    "Рейдеры захватили завод в Луганске, ветераны войны вышли на пикет",
    "Мигранты захватили район Котельники, жалуются ветераны войны",
    "Автобус вошёл в Макеевку через блокпост, его осмотрели военные",
    "Поезд покинул Покровск, военные помогали пассажирам",
    "Дорогу на Джанкой перекрыли из-за аварии с военной машиной",
    "Поліція взяла під контроль район ринку, де побилися військові",
    "Ведмідь зайшов у село на Львівщині, його шукають військові",
    "Police took control of the district after a military parade",
]

BESIDE_THE_FRONT = [
    "Пробка на внешней стороне Садового кольца в районе Таганки, рядом Минобороны",
    "На митинге выступил недавно освобождённый из российской колонии солдат",
    "Перерезаем пути снабжения врага: дроноводы сожгли пикап",
    "Выжившая группа бойцов стала отступать к границе",
    "Крым потерян для них навсегда, считает бывший военный",
    "Ещё одно такое наступление может стать последним, сказал генерал",
    "Кот зацепился за маскировочную сеть и упал на бойцов",
    "Премьер обещает людям взять Донецк на личный контроль, рассказал солдат",
    "Европа боится, что союзник уйдёт, оставив Киев в стороне от армейских дел",
    "После неудачной атаки трое ранены, остальные отступили в блиндаж к своей группе бойцов",
    "В результате наступательных действий подразделения улучшили положение по переднему краю",
]

LONG_SO = [
    ("#ВэтотДень: князь собрал войско.\n\nРусские полки перешли в наступление и победили", "offensive"),
    ("Исполняется 85 лет битве. Войска прорвали оборону на третий день", "breakthrough"),
    ("Римляне пришли в горы.\nВойска взяли город штурмом за месяц", "capture"),
    ("Однажды рота попала в окружение под Изюмом", "encirclement"),
    ("Когда солдаты вторглись в область, старушка осталась дома", "offensive"),
    ("Гарантии дадут территориям, которые находятся под контролем Киева после войны", "capture"),
    ("Беженцы из района, чья территория под контролем ВСУ, получат выплаты", "capture"),
    ("Город находится под контролем нашей армии с прошлого года", "capture"),
    ("По версии следствия, боец ВСУ вместе с отрядом захватил село Мирное", "capture"),
    ("Военный суд приговорил солдата, который вторгся с бригадой и захватил село", "capture"),
    ("На учениях десантники прорвали оборону", "breakthrough"),
    ("Музей показывает, как советские войска прорвали оборону под Курском", "breakthrough"),
    ("Отсюда диверсанты с отрядом вторгались в область", "offensive"),
]

STILL_CLAIMED = [
    ("Сегодня отмечают 80-летие битвы.\nНаши войска наступают на Сумы", "offensive"),
    ("Легионеры бегут, в котёл под Торецком попали две роты ВСУ", "encirclement"),
    ("Плёхово под контролем наших войск", "capture"),
    ("Бои идут, под контролем повстанцев уже семьдесят сёл", "capture"),
    ("Две трети города находятся под контролем наших войск", "capture"),
    ("Штурмовики взяли под контроль рынок и магазины в Торецке", "capture"),
    ("Наши зашли в полицейский участок и взяли под контроль район автобусной станции", "capture"),
    ("Группа бойцов зацепилась за окраину посёлка", "capture"),
    ("Хутор Колмаков уже освобождён, бои идут дальше", "capture"),
    ("Враг отступил, бросив автобус с ранеными солдатами", "withdrawal"),
    ("Военные прорвали оборону террористов на трассе, пожарные тушат склад боевиков", "breakthrough"),
]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return load_detector()


def told(detector: Detector, text: str) -> dict[str, Stance]:
    return {flag.signal: flag.stance for flag in detector.read(text, date=DATE).flags}


@pytest.mark.parametrize("text", [*CIVIL_LIFE, *BESIDE_THE_FRONT])
def test_everyday_news_claims_nothing(detector: Detector, text: str) -> None:
    assert Stance.CLAIMED not in told(detector, text).values()


@pytest.mark.parametrize(("text", "signal"), LONG_SO)
def test_what_has_long_been_so_is_past(detector: Detector, text: str, signal: str) -> None:
    assert told(detector, text)[signal] is Stance.PAST


@pytest.mark.parametrize(("text", "signal"), STILL_CLAIMED)
def test_a_claim_beside_everyday_words_is_still_one(detector: Detector, text: str, signal: str) -> None:
    assert told(detector, text).get(signal) is Stance.CLAIMED


def test_the_word_of_civil_life_is_told_to_who_asks(detector: Detector) -> None:
    explained = detector.explain("Тигр вошёл в посёлок, военные его ищут", date=DATE)
    barred = [each for sentence in explained.sentences for each in sentence.left_out]
    assert ("Тигр", Exclusion.CIVIL_LIFE) in [(each.by, each.exclusion) for each in barred]

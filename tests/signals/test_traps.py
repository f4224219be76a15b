"""Traps in the manner of SIGNALS.md: every sentence is made up; what it raises, and how it is meant."""

from datetime import UTC, datetime

import pytest

from bot.model.flag import Stance
from bot.signals.detector import Detector, load_detector

DATE = datetime(2024, 5, 20, 18, 0, tzinfo=UTC)
CLAIMED, DENIED, FEARED, PAST = Stance.CLAIMED, Stance.DENIED, Stance.FEARED, Stance.PAST

CLAIMS = [
    ("Противник прорвал нашу оборону под Соледаром", "breakthrough"),
    ("Оборона ВСУ прорвана сразу в двух местах", "breakthrough"),
    ("Прорыв фронта у Авдеевки, бои идут на улицах", "breakthrough"),
    ("Штурмовики вклинились в оборону противника на километр", "breakthrough"),
    ("Наши бойцы просочились в тыл группировки у Купянска", "breakthrough"),
    ("Линия обороны под Торецком посыпалась", "breakthrough"),
    ("Ворог прорвав оборону на північ від Покровська", "breakthrough"),
    ("Окупанти вклинилися в нашу оборону біля Часового Яру", "breakthrough"),
    ("Russian troops broke through the first defence line near Toretsk", "breakthrough"),
    ("Ukrainian forces breached the border in Kursk region", "breakthrough"),
    ("Гарнизон в Мирнограде полностью окружён", "encirclement"),
    ("Группировка ВСУ попала в котёл под Суджей", "encirclement"),
    ("Кольцо вокруг Покровска замкнуто", "encirclement"),
    ("Наши перерезали последнюю дорогу снабжения гарнизона", "encirclement"),
    ("Украинские подразделения пытаются вырваться из кольца у Димитрова", "encirclement"),
    ("Місто взяли в кільце, гарнізон тримає оборону", "encirclement"),
    ("Наші війська оточили угруповання ворога біля Лимана", "encirclement"),
    ("The garrison is surrounded and its supply road is cut off", "encirclement"),
    ("Russian units encircled two Ukrainian battalions near Avdiivka", "encirclement"),
    ("ВСУ отступили из Клещеевки", "withdrawal"),
    ("Наши части отошли с позиций на южном фланге", "withdrawal"),
    ("Подразделения оставили населённый пункт и отошли на вторую линию", "withdrawal"),
    ("Боевики бегут с позиций, бросая оружие", "withdrawal"),
    ("Войска отведены из Херсона на левый берег", "withdrawal"),
    ("Окупанти тікають з позицій під Харковом", "withdrawal"),
    ("Ворог відступив від Роботиного", "withdrawal"),
    ("Наші підрозділи залишили позиції біля Авдіївки", "withdrawal"),
    ("Ukrainian troops withdrew from Avdiivka overnight", "withdrawal"),
    ("Two companies abandoned their positions near Bakhmut", "withdrawal"),
    ("Началось контрнаступление ВСУ на запорожском направлении", "offensive"),
    ("Российская армия перешла в наступление на Харьковском направлении", "offensive"),
    ("ЗСУ перейшли у контрнаступ на півдні", "offensive"),
    ("Триває наступ російських військ на Покровськ", "offensive"),
    ("The Ukrainian counteroffensive has begun in the Zaporizhzhia region", "offensive"),
    ("Армия России освободила населённый пункт Нетайлово", "capture"),
    ("Взято под контроль село Берестовое", "capture"),
    ("Наши зашли в Часов Яр и закрепились на окраине", "capture"),
    ("Опорный пункт ВСУ взят, над ним подняли флаг", "capture"),
    ("Українські захисники звільнили село Урожайне", "capture"),
    ("Ворог захопив село на околиці Вовчанська", "capture"),
    ("Бійці бригади зайняли висоту і закріпилися", "capture"),
    ("Ukrainian forces liberated the village of Robotyne", "capture"),
    ("Russian troops captured the town of Marinka", "capture"),
    ("Ближайшие хутора уже освобождены нашими бойцами", "capture"),
]

OTHER_STANCES = [
    ("Боевики предпринимают попытки прорыва к городу", "breakthrough", FEARED),
    ("Попытки прорыва обороны противника отбиты", "breakthrough", DENIED),
    ("В конце марта войска оставили город Изюм", "withdrawal", PAST),
    ("Заявления отдельных каналов о «прорывах обороны» не соответствуют действительности", "breakthrough", DENIED),
    ("Прорыва фронта не допущено", "breakthrough", DENIED),
    ("Все попытки противника прорвать оборону отбиты", "breakthrough", DENIED),
    ("Никакого прорыва обороны у Соледара нет", "breakthrough", DENIED),
    ("Противник пытался прорвать нашу оборону, но был отброшен", "breakthrough", DENIED),
    ("Спроби ворога прорвати оборону безуспішні", "breakthrough", DENIED),
    ("Moscow denies that its defences were breached near Soledar", "breakthrough", DENIED),
    ("Противник пытается прорвать оборону у Работино", "breakthrough", FEARED),
    ("Если они прорвут фронт, отходить будет некуда", "breakthrough", FEARED),
    ("Ворог намагається прорвати оборону на Бахмутському напрямку", "breakthrough", FEARED),
    ("Готовится прорыв обороны в районе Орехова", "breakthrough", FEARED),
    ("В 1916 году фронт был прорван за три дня", "breakthrough", PAST),
    ("В музее вспомнили Брусиловский прорыв", "breakthrough", PAST),
    ("Об окружении гарнизона в Бахмуте говорить рано", "encirclement", DENIED),
    ("Наши части в Бахмуте не окружены", "encirclement", DENIED),
    ("Гарнизону в Часовом Яре грозит окружение", "encirclement", FEARED),
    ("Противник может окружить группировку под Лиманом", "encirclement", FEARED),
    ("Ворог прагне оточити наші підрозділи біля Торецька", "encirclement", FEARED),
    ("В 1942 году армия попала в окружение под Харьковом", "encirclement", PAST),
    ("Two years ago the city of Mariupol was surrounded by Russian troops", "encirclement", PAST),
    ("Наши войска не отступили ни на метр", "withdrawal", DENIED),
    ("Информация об отступлении ВСУ из Угледара — фейк", "withdrawal", DENIED),
    ("ЗСУ не залишали позицій біля Времівки", "withdrawal", DENIED),
    ("Командование планирует отвести войска за реку", "withdrawal", FEARED),
    ("Возможно, войскам придётся отступить к реке", "withdrawal", FEARED),
    ("Два года назад российские войска отступили от Киева", "withdrawal", PAST),
    ("Контрнаступление ВСУ провалилось", "offensive", DENIED),
    ("Наступление на Сумы пока не планируется", "offensive", DENIED),
    ("Летом противник может начать новое наступление", "offensive", FEARED),
    ("Росія готує новий наступ на Харків", "offensive", FEARED),
    ("Will Russia launch a new offensive near Kharkiv in summer?", "offensive", FEARED),
    ("Осенью 2022 года ВСУ провели контрнаступление под Харьковом", "offensive", PAST),
    ("Взять Покровск противнику не удалось", "capture", DENIED),
    ("Сообщения о взятии Часова Яра не подтверждаются", "capture", DENIED),
    ("Противник хочет взять Торецк до зимы", "capture", FEARED),
    ("ЗСУ планують звільнити Херсон", "capture", FEARED),
    ("Мы обязательно освободим Константиновку", "capture", FEARED),
    ("Полк брал Грозный и освобождал Мариуполь", "capture", PAST),
    ("В школах на освобождённых территориях начался ремонт", "capture", PAST),
    ("Сегодня годовщина освобождения Харькова", "capture", PAST),
]

SILENCE = [
    "ВСУ нанесли удар ракетами Storm Shadow по городу Курск",
    "Армия освобождения провинции взяла ответственность за взрыв на вокзале",
    "Зимой многие берут D3 и магний в аптеках города",
    "Наши бойцы держат посёлок под полным контролем",
    "На Садовой прорыв трубы, без воды двенадцать домов",
    "Технологический прорыв: батарея заряжается за шесть минут",
    "Наступление зимы обещают ранним",
    "С наступлением темноты включат фонари",
    "В окружении президента обсудили бюджет",
    "Охрана окружающей среды подорожает",
    "В котельной починили котёл отопления",
    "Беспилотник прорвался к заводу и был сбит",
    "Жителей эвакуировали из приграничного села",
    "Министр покинул свой пост",
    "Освобождены трое заложников",
    "Суд освободил бизнесмена под залог",
    "Фильм захватил внимание публики",
    "Он занял место у окна",
    "Купил килограмм изюма и орехов",
    "У дворі прорвало трубу",
    "Директора звільнили з посади",
    "Настання літа святкували в парку",
    "A breakthrough in battery technology was announced",
    "He took the offensive remark badly",
    "The senator withdrew from the treaty talks",
    "Кольцо с бриллиантом украли из магазина",
]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return load_detector()


def told(detector: Detector, text: str) -> dict[str, Stance]:
    return {flag.signal: flag.stance for flag in detector.read(text, date=DATE).flags}


@pytest.mark.parametrize(("text", "signal"), CLAIMS)
def test_a_claim_is_claimed(detector: Detector, text: str, signal: str) -> None:
    assert told(detector, text).get(signal) is CLAIMED


@pytest.mark.parametrize(("text", "signal", "stance"), OTHER_STANCES)
def test_a_cue_changes_the_stance(detector: Detector, text: str, signal: str, stance: Stance) -> None:
    flags = {flag.signal: flag for flag in detector.read(text, date=DATE).flags}
    assert flags[signal].stance is stance
    assert all(mention.cue for mention in flags[signal].mentions if mention.stance is stance)


@pytest.mark.parametrize("text", SILENCE)
def test_another_sense_raises_nothing(detector: Detector, text: str) -> None:
    assert told(detector, text) == {}

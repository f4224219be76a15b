"""Whose deed a mention tells (RULES 7): sentences of our own, half of them about the enemy's retreat."""

import pytest

from bot.model.channel import ChannelClass
from bot.model.flag import Side
from bot.signals.detector import Detector, load_detector

RU, UA = Side.RU, Side.UA
BLOGGER_RU, BLOGGER_UA = ChannelClass.MILBLOGGER_RU, ChannelClass.MILBLOGGER_UA
MINISTRY_RU, MINISTRY_UA, PMC = ChannelClass.MINISTRY_RU, ChannelClass.MINISTRY_UA, ChannelClass.PMC

SENTENCES = [
    # the enemy withdrew
    ("Противник отступил из Клещеевки", BLOGGER_RU, "withdrawal", UA),
    ("Противник отошёл с позиций под Соледаром", MINISTRY_RU, "withdrawal", UA),
    ("Враг оставил позиции и бежал", BLOGGER_RU, "withdrawal", UA),
    ("Противник отступил из села", BLOGGER_UA, "withdrawal", RU),
    ("Ворог відступив від Роботиного", MINISTRY_UA, "withdrawal", RU),
    ("Ворог відійшов на лівий берег", BLOGGER_UA, "withdrawal", RU),
    ("Ворог залишив позиції біля Макарівки", BLOGGER_UA, "withdrawal", RU),
    ("Окупанти тікають з позицій під Харковом", None, "withdrawal", RU),
    ("Російські війська відступили від Києва", None, "withdrawal", RU),
    ("Росіяни відвели війська з Херсона", None, "withdrawal", RU),
    ("Рашисти тікають з плацдарму", BLOGGER_UA, "withdrawal", RU),
    ("ВСУ отступили из Авдеевки", BLOGGER_RU, "withdrawal", UA),
    ("Украинские войска отошли из Угледара", MINISTRY_RU, "withdrawal", UA),
    ("Боевики ВСУ бросили позиции и бегут", BLOGGER_RU, "withdrawal", UA),
    ("Отступление ВСУ из Курахово продолжается", None, "withdrawal", UA),
    ("Отвод украинских войск из Селидово завершён", None, "withdrawal", UA),
    ("Подразделения противника отошли за реку", MINISTRY_RU, "withdrawal", UA),
    ("Нацисты бежали из опорника у Торецка", BLOGGER_RU, "withdrawal", UA),
    ("Хохлы оставили село и отступили", BLOGGER_RU, "withdrawal", UA),
    ("Russian troops retreated from Kherson", None, "withdrawal", RU),
    ("Russian forces withdrew from Snake Island", None, "withdrawal", RU),
    ("Ukrainian troops withdrew from Avdiivka", None, "withdrawal", UA),
    ("The enemy retreated from its positions near Robotyne", BLOGGER_UA, "withdrawal", RU),
    ("Колона ворога відступила до кордону", MINISTRY_UA, "withdrawal", RU),
    ("Сили противника відійшли з Лимана", MINISTRY_UA, "withdrawal", RU),
    ("Под ударами наших штурмовиков противник отступил из Часова Яра", BLOGGER_RU, "withdrawal", UA),
    ("Наши выбили врага, и противник откатился за канал", BLOGGER_RU, "withdrawal", UA),
    ("Неприятель отошёл к Константиновке", PMC, "withdrawal", UA),
    ("Українські захисники змусили окупантів відступити", None, "withdrawal", RU),
    ("Противник, бросая технику, отступает к Купянску", BLOGGER_RU, "withdrawal", UA),
    # our own withdrew
    ("Наши отошли на запасные позиции у Берховки", PMC, "withdrawal", RU),
    ("Наши войска оставили Красный Лиман", BLOGGER_RU, "withdrawal", RU),
    ("Мы отступили из Изюма", BLOGGER_RU, "withdrawal", RU),
    ("Российские войска отведены из Херсона", None, "withdrawal", RU),
    ("Наші підрозділи відійшли з Авдіївки", MINISTRY_UA, "withdrawal", UA),
    ("ЗСУ залишили позиції біля Вугледара", None, "withdrawal", UA),
    # who broke through, encircled, took
    ("Наши войска прорвали оборону ВСУ под Авдеевкой", BLOGGER_RU, "breakthrough", RU),
    ("Противник прорвал нашу оборону у Соледара", BLOGGER_RU, "breakthrough", UA),
    ("Оборона ВСУ прорвана под Покровском", None, "breakthrough", RU),
    ("Прорыв обороны ВСУ под Торецком", None, "breakthrough", RU),
    ("Прорыв нашей обороны в районе Соледара", BLOGGER_RU, "breakthrough", UA),
    ("Ворог прорвав оборону біля Торецька", BLOGGER_UA, "breakthrough", RU),
    ("ВСУ прорвали границу Курской области", None, "breakthrough", UA),
    ("Ukrainian forces broke through the Russian defence line near Orikhiv", None, "breakthrough", UA),
    ("Гарнизон ВСУ окружён в Мирнограде", None, "encirclement", RU),
    ("Окружение украинской группировки завершено", None, "encirclement", RU),
    ("Наші війська оточили угруповання ворога біля Лимана", BLOGGER_UA, "encirclement", UA),
    ("Ukrainian forces surrounded Russian troops near Lyman", None, "encirclement", UA),
    ("Армией России освобождено село Ивановка", None, "capture", RU),
    ("Российские войска вошли в Степовое", None, "capture", RU),
    ("ВСУ заняли Клещеевку", None, "capture", UA),
    ("ЗСУ звільнили село Роботине", None, "capture", UA),
    ("ЗСУ вибили окупантів із села", None, "capture", UA),
    ("Наши взяли Соледар", PMC, "capture", RU),
    ("Противник захватил село на окраине Волчанска", BLOGGER_RU, "capture", UA),
    ("Russian troops captured the town of Marinka", None, "capture", RU),
    ("Наступление ВСУ на Херсон началось", None, "offensive", UA),
    ("Російський наступ на Покровськ триває", None, "offensive", RU),
    ("Наша армия перешла в наступление", BLOGGER_RU, "offensive", RU),
    ("Противник перешёл в наступление на Запорожском направлении", MINISTRY_RU, "offensive", UA),
]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return load_detector()


@pytest.mark.parametrize(("text", "channel_class", "signal", "side"), SENTENCES)
def test_the_side_is_the_doers(
    detector: Detector, text: str, channel_class: ChannelClass | None, signal: str, side: Side
) -> None:
    flags = {flag.signal: flag for flag in detector.read(text, channel_class=channel_class).flags}
    assert {mention.side for mention in flags[signal].mentions} == {side}


def test_what_was_to_be_defended_is_not_what_the_enemy_owned(detector: Detector) -> None:
    text = "Чтобы повысить устойчивость обороны, наши подразделения заняли более выгодные рубежи у Работино."
    (flag,) = detector.read(text, channel_class=MINISTRY_RU).flags
    assert {mention.side for mention in flag.mentions} == {None, RU}


@pytest.mark.parametrize(
    "text", ["Противник отступил из села", "Наши отошли с позиций у реки", "Позиции оставлены, войска отошли за реку"]
)
def test_an_unknown_speakers_enemy_has_no_side(detector: Detector, text: str) -> None:
    (flag,) = detector.read(text).flags
    assert {mention.side for mention in flag.mentions} == {None}

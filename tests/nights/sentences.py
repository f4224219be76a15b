"""Our own sentences of an invented night, in three languages, for any of a few places and either side."""

from dataclasses import dataclass

from bot.model.flag import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place and its axis as each language says "near it" and "on its axis"."""

    place: str
    at: dict[str, str]
    on_axis: dict[str, str]


SPOTS = (
    Spot(
        place="robotyne",
        at={"ru": "у Работино", "uk": "біля Роботиного", "en": "near Robotyne"},
        on_axis={"ru": "на Ореховском направлении", "uk": "на Оріхівському напрямку", "en": "on the Orikhiv axis"},
    ),
    Spot(
        place="avdiivka",
        at={"ru": "под Авдеевкой", "uk": "під Авдіївкою", "en": "near Avdiivka"},
        on_axis={"ru": "на Покровском направлении", "uk": "на Покровському напрямку", "en": "on the Pokrovsk axis"},
    ),
    Spot(
        place="chasiv-yar",
        at={"ru": "под Часовым Яром", "uk": "під Часовим Яром", "en": "near Chasiv Yar"},
        on_axis={"ru": "на Бахмутском направлении", "uk": "на Бахмутському напрямку", "en": "on the Bakhmut axis"},
    ),
    Spot(
        place="kreminna",
        at={"ru": "под Кременной", "uk": "під Кремінною", "en": "near Kreminna"},
        on_axis={"ru": "на Лиманском направлении", "uk": "на Лиманському напрямку", "en": "on the Lyman axis"},
    ),
)

CLAIMS = {
    "ru": (
        "Срочно. Оборона {at} прорвана: колонна техники уходит за террикон, связи с ротой нет с самого вечера.",
        "Подтверждаю от себя: {at} фронт прорван на глубину двух километров, держится только левый фланг.",
        "Трое разных людей говорят одно: "
        "линию обороны {at} прорвали до рассвета, резерв ещё в пути, мост под огнём, связи нет.",
    ),
    "uk": (
        "Друзі з бригади пишуть: оборону {at} прорвано, ніч буде довгою, рятуємо поранених.",
        "Лінію оборони {at} прорвано, бої вже у посадках за фермою, тримається лише один батальйон.",
    ),
    "en": (
        "The defence line {at} has been broken through tonight; two villages behind it are burning.",
        "Several people on the ground say that the front {at} was breached after midnight, with no reserves in sight.",
    ),
}
"""Claims of a breakthrough that do not say whose; no two share their words."""

GENERAL_DENIALS = {
    Side.RU: "Заявления отдельных каналов о прорывах обороны на различных участках не соответствуют действительности.",
    Side.UA: "Повідомлення окремих каналів про прориви оборони на різних ділянках не відповідають дійсності.",
}
DENIALS = {
    Side.RU: ("ru", "Сообщения о прорыве обороны {at} не соответствуют действительности, положение под контролем."),
    Side.UA: ("uk", "Інформація про прорив оборони {at} не відповідає дійсності, ситуація контрольована."),
}
ADMISSIONS = {
    Side.RU: ("ru", "Чтобы повысить устойчивость обороны, наши подразделения заняли более выгодные рубежи {at}."),
    Side.UA: ("uk", "Щоб зберегти життя бійців, наші підрозділи відійшли на вигідніші рубежі {at}."),
}
RUMOURS = {
    "ru": "Говорят, что {at} взят опорный пункт на высоте, ждём подтверждения.",
    "uk": "Кажуть, що {at} захоплено опорний пункт на висоті, чекаємо підтвердження.",
    "en": "We hear that a strongpoint on the hill {at} has been captured; waiting for pictures.",
}

EVERYDAY = (
    "Доброе утро, за окном {n} градусов, туман над рекой держится до обеда.",
    "На улице Садовой, дом {n}, снова прорыв трубы: воду обещают дать к вечеру.",
    "Наступление весны отмечаем чаем: собрали {n} посылок, спасибо всем.",
    "У вагоні поїзда номер {n} знайшли кота, господар дякує провідниці.",
    "Сьогодні ремонтуємо міст, рух вантажівок обмежено до {n} числа.",
    "The museum opens room number {n} with letters and maps of the last century.",
    "Weather note {n}: rain until Friday, unpaved roads will be slow for everybody.",
    "В окружении губернатора обсудили {n} страниц бюджета: больше денег школам.",
)

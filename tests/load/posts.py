"""Posts for hours of load: our own sentences, always the same for the same seed."""

import random
from collections.abc import Iterator

from bot.signals.places import load_gazetteer

_OPENINGS = (
    "Доброе утро, друзья.",
    "Короткая сводка за вечер.",
    "Пишут подписчики.",
    "По хозяйству.",
    "Из разговоров на рынке.",
    "Фото прислал читатель.",
    "Записки волонтёра.",
    "К вопросу о дорогах.",
)
_SENTENCES = (
    "Над рекой с утра туман, видимость метров двести, птицы и те молчат.",
    "Волонтёры привезли генератор, две печки и ящик аккумуляторов для связистов.",
    "Дорога раскисла, легковая машина не пройдёт, трактор вытаскивал всех до обеда.",
    "В сельском клубе показали старое кино, зал был полон, дети сидели на подоконниках.",
    "Сосед починил крышу сам, шифер нашёл на складе у бывшего колхоза.",
    "Связь то появляется, то пропадает, поэтому отвечаю редко, не обижайтесь.",
    "Собираем на зимнюю резину для двух машин, осталось меньше половины суммы.",
    "Вчерашний спор о ценах на картошку закончился чаем и песнями.",
    "Кот по кличке Майор снова занял кресло командира и уходить не собирается.",
    "Медики просят бинты и перекись, адрес склада прежний, привозить после пяти.",
    "Отдельное спасибо школе за рисунки, их повесили в столовой над раздачей.",
    "На заправке очередь, но бензин есть, обещают подвезти ещё к ночи.",
    "Речку перешли вброд, вода холодная, зато рыба сама прыгает в ведро.",
    "Погода портится, к выходным обещают снег с дождём и сильный ветер.",
    "Радио ловит три волны, на одной из них весь день крутят вальсы.",
    "Механики за ночь перебрали двигатель, утром завёлся с первого раза.",
    "В библиотеке открыли пункт обогрева, чай и розетки для всех желающих.",
    "Почта привезла посылки, половина коробок промокла, но варенье уцелело.",
    "Разговорились о футболе и проспорили до полуночи, кто кого когда обыграл.",
    "Колодец почистили, вода снова прозрачная, насос поставим на неделе.",
)
_ENDINGS = ("Подписывайтесь.", "Всем добра.", "Продолжение вечером.", "Спасибо, что читаете.", "")
_CLAIM = "Срочно: противник прорвал оборону, прорыв обороны в районе {place}, отметка {number}, резервов там нет."
_RETOLD = (
    "Прорыв обороны под Купянском: противник прошёл первую линию, продвинулся на несколько километров и закрепился "
    "на новых рубежах, {ending}."
)
_SYLLABLES = ("ба", "вер", "гол", "дим", "жар", "зон", "кум", "лат", "мор", "нив", "пол", "рус", "сад", "тур", "фал")
_ENDINGS_OF_WORDS = ("ник", "ист", "овка", "атор", "ение", "ость")


def everyday(chance: random.Random) -> str:
    """A post that raises nothing, of some 400 characters."""
    middle = chance.sample(_SENTENCES, chance.randint(3, 7))
    return " ".join((chance.choice(_OPENINGS), *middle, f"№ {chance.randrange(10**6)}.", chance.choice(_ENDINGS)))


def places() -> list[str]:
    """Russian names of places at the front that are no common words, each of one place only."""
    gazetteer = load_gazetteer()
    found = []
    for place in gazetteer:
        names = [name for language, name in place.names if language == "ru"]
        if place.axis and not place.rear and place.guard is None and names and len(gazetteer.ids_of(names[0])) == 1:
            found.append(names[0])
    return found


def claim(place: str, number: int) -> str:
    """A claim of a breakthrough at a place; ``number`` stands in it, so that its alert can be told from others."""
    return _CLAIM.format(place=place, number=mark(number))


def retold(chance: random.Random) -> str:
    """One claim as many channels tell it, each with another end: near-duplicates of each other."""
    return _RETOLD.format(ending=" ".join(chance.choices(chance.choice(_SENTENCES).lower().rstrip(".").split(), k=4)))


def mark(number: int) -> str:
    """How a claim's number is written: as no other number in a message is."""
    return f"М{number:05d}"


def words(count: int, chance: random.Random) -> list[str]:
    """Made-up words to watch for, which no post here holds."""
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join((*chance.sample(_SYLLABLES, 3), chance.choice(_ENDINGS_OF_WORDS)))] = None
    return list(made)


def endless(seed: int) -> Iterator[str]:
    """Everyday posts without end."""
    chance = random.Random(seed)  # noqa: S311 — nothing secret is drawn
    while True:
        yield everyday(chance)

"""Alarms of our own, written from moulds as channels write them: they differ in one fact and are not copies."""

from random import Random

MOULDS = (
    "{at_start}: ракетная опасность! Немедленно пройдите в укрытие и оставайтесь там до отбоя тревоги",
    "🚨{at_start} — угроза применения баллистики, всем находиться в укрытиях до отдельного сообщения",
    "Внимание! Ракетная опасность в {ru_in}. Всем жителям пройти в укрытия, отбой будет объявлен дополнительно",
    "Над {ru_over} работает ПВО, не подходите к окнам, не снимайте и не выкладывайте работу наших расчётов",
    "Наши войска освободили населённый пункт {name} и закрепились на новых рубежах, сообщило министерство обороны",
    "За ночь над {ru_over} сбито {n} беспилотников самолётного типа, пострадавших и разрушений на земле нет",
    "По уточнённым данным, в {ru_in} погибли {n} человек, раненые доставлены в больницы города, завалы разбирают",
    "Вечерняя сводка: на направлении {name} противник провёл {n} атак, все они отражены, обстановка остаётся сложной",
    "{at_start}, повітряна тривога! Прямуйте до найближчого укриття й чекайте на відбій, не нехтуйте сигналами",
    "Група ударних БпЛА курсом на {name}. Будьте обережні, тримайтеся подалі від вікон до відбою тривоги",
    "Сили оборони відбили {n} штурмових дій ворога поблизу населеного пункту {name}, бої тривають на всій ділянці",
    "Внаслідок нічного обстрілу {name} загинули {n} людей, рятувальники продовжують розбирати завали будинку",
    "Missile danger in {name}: stay in the shelters until the all-clear is given, more launches are possible",
    "{at_start}: drones are approaching from the south, air defence is at work, do not film and keep away from windows",
    "Our troops have captured the settlement of {name} after heavy fighting, {n} enemy soldiers laid down their arms",
    "Evening summary: {n} assaults were repelled near {name} during the day, the fighting goes on in the same places",
)
SHOUTED = (
    "РАКЕТНАЯ ОПАСНОСТЬ В {name}! ВСЕМ НЕМЕДЛЕННО ПРОЙТИ В УКРЫТИЯ И ОСТАВАТЬСЯ ТАМ ДО ОТБОЯ ТРЕВОГИ",
    "{name}: УГРОЗА ПРИМЕНЕНИЯ БАЛЛИСТИКИ, ВСЕМ НАХОДИТЬСЯ В УКРЫТИЯХ ДО ОТДЕЛЬНОГО СООБЩЕНИЯ",
    "ЗА НОЧЬ НАД {name} СБИТО {n} БЕСПИЛОТНИКОВ САМОЛЁТНОГО ТИПА, ПОСТРАДАВШИХ И РАЗРУШЕНИЙ НА ЗЕМЛЕ НЕТ",
    "ПОВІТРЯНА ТРИВОГА В {name}! ПРЯМУЙТЕ ДО НАЙБЛИЖЧОГО УКРИТТЯ Й ЧЕКАЙТЕ НА ВІДБІЙ, НЕ НЕХТУЙТЕ СИГНАЛАМИ",
    "EXPLOSIONS IN {name}: STAY IN THE SHELTERS UNTIL THE ALL-CLEAR IS GIVEN, MORE LAUNCHES ARE POSSIBLE",
    "❗️❗️{name} — ВЗРЫВЫ, РАБОТАЕТ ПВО, НЕ ПОДХОДИТЕ К ОКНАМ, НЕ СНИМАЙТЕ И НЕ ВЫКЛАДЫВАЙТЕ ВИДЕО",
)

# Nominative, locative, instrumental. The last ones are in no dictionary, and some are common words too.
TOWNS = (
    ("Соледар", "Соледаре", "Соледаром"),
    ("Харьков", "Харькове", "Харьковом"),
    ("Покровск", "Покровске", "Покровском"),
    ("Покровка", "Покровке", "Покровкой"),
    ("Каменка", "Каменке", "Каменкой"),
    ("Каменское", "Каменском", "Каменским"),
    ("Отрадное", "Отрадном", "Отрадным"),
    ("Победа", "Победе", "Победой"),
    ("Степное", "Степном", "Степным"),
    ("Дубки", "Дубках", "Дубками"),
    ("Чернотроповка", "Чернотроповке", "Чернотроповкой"),
    ("Вершигоры", "Вершигорах", "Вершигорами"),
    ("Заблудное", "Заблудном", "Заблудным"),
    ("Мшанец", "Мшанце", "Мшанцем"),
    ("Старый Крым", "Старом Крыме", "Старым Крымом"),
    ("Верхний Токмак", "Верхнем Токмаке", "Верхним Токмаком"),
    ("Белая Криница", "Белой Кринице", "Белой Криницей"),
    ("Зелёная Балка", "Зелёной Балке", "Зелёной Балкой"),
    ("Ново-Бахмутка", "Ново-Бахмутке", "Ново-Бахмуткой"),
    ("Усть-Койсуг", "Усть-Койсуге", "Усть-Койсугом"),
    ("Костянтинопіль", "Костянтинополі", "Костянтинополем"),
    ("Роздольне", "Роздольному", "Роздольним"),
    ("Riverton", "Riverton", "Riverton"),
    ("Nova Dolyna", "Nova Dolyna", "Nova Dolyna"),
    ("Stepovyi", "Stepovyi", "Stepovyi"),
)
NUMBERS = (
    "2", "3", "14", "27", "115", "1 200", "пять", "шесть", "двадцать один", "двадцать два", "сорок", "трое", "четверо",
    "п'ять", "шість", "семеро", "двоє", "сім", "five", "six", "eleven", "twenty-two", "twenty-three",
)  # fmt: skip
SAME_NUMBERS = {"п'ять": "пять", "five": "пять", "шість": "шесть", "six": "шесть"} | {
    "twenty-two": "двадцать два", "двоє": "2", "трое": "3"
}  # fmt: skip


def alarm(mould: str, town: tuple[str, str, str], number: str) -> str:
    """A mould filled in; shouted ones have the town in whatever case it is wanted in."""
    name, place, over = town
    if mould in SHOUTED:
        case = place if (" В {" in mould or " IN {" in mould) else over if "НАД {" in mould else name
        return mould.format(name=case.upper(), n=number.upper())
    return mould.format(at_start=name, name=name, ru_in=place, ru_over=over, n=number)


def pairs(random: Random, count: int) -> list[tuple[str, str]]:
    """So many pairs of alarms that differ only in the town, or only in a number."""
    found: list[tuple[str, str]] = []
    while len(found) < count:
        mould = random.choice(MOULDS + SHOUTED)
        towns, numbers = random.sample(TOWNS, 2), random.sample(NUMBERS, 2)
        if "{n}" in mould and random.random() < 0.5:
            if len({SAME_NUMBERS.get(number, number) for number in numbers}) == len(numbers):
                found.append((alarm(mould, towns[0], numbers[0]), alarm(mould, towns[0], numbers[1])))
        else:
            found.append((alarm(mould, towns[0], numbers[0]), alarm(mould, towns[1], numbers[0])))
    return found

"""Which language a post is in: sentences of our own, the hard ones of each kind."""

import pytest

from bot.language.which import language_of

RUSSIAN = """
Прорыв обороны у Соледара
Наши в Соледаре
Тихо
Доброе утро, страна
Окружение противника завершено
Отошли
Враг бежит
Взяли Клещеевку
Бахмут наш
Под Часовом Яром тяжело
Кліщіївка под контролем наших войск, работает штурмовой отряд
В городе Куп'янськ, по словам местных, слышны взрывы
Пишут, что Костянтинівка и Дружківка остались без света, ждём подробностей
Пpopыв oбopoны под Сoледаpoм, нашu вошлu в город
ПРОРЫВ ОБОРОНЫ ПРОТИВНИКА НА ЗАПОРОЖСКОМ НАПРАВЛЕНИИ
Прорван фронт, колонна пошла на север
Командир группы: «Слава Україні» больше никто не кричит, сдались все двадцать человек
Как пишет The New York Times, колонна отошла к реке
Reuters: колонна техники вышла из города, бои идут на окраине
Наступление на Харьков, видео: https://t.me/somewhere/123 и @anyone
Работает HIMARS, Abrams и Leopard 2A6 горят одинаково
"No comment", ответили в Пентагоне на вопрос о судьбе батальона под Угледаром
#Бахмут #прорыв #сводка Противник отступает
Из штаба ООС сообщают: потерь нет
Брат, там котёл
Обстрел Белгорода, пострадали четверо
""".strip().splitlines()

UKRAINIAN = """
Прорив оборони поблизу Соледара
Наші в Соледарі
Тихо, але тривожно
Доброго ранку, ми з України
Ворог тікає
Оточення завершено
Оборону прорвано, ворог просунувся на два кілометри
Наступ на Бахмут зупинено
Загарбник намагався прорвати оборону, але без результату
Наша оборона тверда, ворога знищено
Зараз тут дуже гучно
Штурм продовжувався до вечора, ворога вибито з окопу
За добу ворог атакував тричі, усе марно
Бахмут наш, далеко не все втрачено
ПРОРИВ ОБОРОНИ ВОРОГА НА ЗАПОРІЗЬКОМУ НАПРЯМКУ
Пpopив обopони бiля Сoледаpа, нашi зайшли в мiсто
Російський блогер пише «котёл захлопнулся», але насправді дорога відкрита
Міноборони рф заявило, що «прорывов не допущено». Наші воїни з цього вже сміються другий день поспіль
Як пише The New York Times, колона відійшла до річки
На Курщині, в районі Суджа, тривають бої
Працює HIMARS, Bradley і Leopard 2A6 на позиціях
"No comment", відповіли в Пентагоні на питання про долю батальйону під Вугледаром
#Бахмут #прорив #зведення Загарбники відступають
Ситуація складна. Деталі: https://t.me/somewhere/123 та @anyone
Брате, там котел, виходьте
""".strip().splitlines()

ENGLISH = """
Breakthrough near Soledar
Bakhmut holds
Russian troops broke through the defence line near Soledar
RETREAT
Zelensky: the counter-offensive has begun
The word "прорыв" is all over their channels tonight, nobody has seen proof
Pokrovsk front, day 1,300
Ukrainian forces left Avdiivka (Авдіївка) overnight, the General Staff says
Via @somebody: heavy shelling in Kupiansk https://example.org/post
Map update: Chasiv Yar
""".strip().splitlines()

MIXED = """
Наши вошли в город, противник отступает на запад. The enemy is falling back to the west, our men are in the town.
Відступаємо з міста за наказом командування. Мы отступаем из города по приказу командования.
Военкор пишет, что всё плохо. «Ми тримаємо оборону, і жоден окупант тут не пройде», відповідає йому комбат.
Ми чули це у перехопленні: «Командир сказал, что если мы отойдём, то нас расстреляют свои же». Без коментарів.
The ministry denies it, as it always has. «Прорывов обороны не допущено, все атаки отражены, противник понёс потери».
Наступ почався сьогодні вранці. It is the largest push that we have seen on this axis since the spring.
""".strip().splitlines()

OF_NONE = [
    "",
    "HIMARSов",
    "   ",
    "🔥🔥🔥",
    "12.05.2023 14:30",
    "https://t.me/somewhere/123",
    "@somebody",
    "— … !!! —",
    "\u200b\u200d",
]

OF_ANOTHER = """
Die Truppen haben sich aus der Stadt zurückgezogen und die Front ist nicht mehr zu halten
Wojska wycofały się z miasta, a na froncie jest spokojnie
Les troupes ont quitté la ville et le front est calme pour le moment
Войскі адышлі з горада, паведаміла ўчора міністэрства, і ўсё спакойна
""".strip().splitlines()

EXPECTED = [
    *((text, "ru") for text in RUSSIAN),
    *((text, "uk") for text in UKRAINIAN),
    *((text, "en") for text in ENGLISH),
    *((text, "mixed") for text in MIXED),
    *((text, None) for text in (*OF_NONE, *OF_ANOTHER)),
]


@pytest.mark.parametrize(("text", "expected"), EXPECTED)
def test_the_language_of_a_post(text: str, expected: str | None) -> None:
    assert language_of(text) == expected

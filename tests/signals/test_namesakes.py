"""Names of places that are something else: surnames, seas, districts called after others, ships, handles."""

import pytest

from bot.signals.detector import Detector, load_detector

NAMESAKES = [
    "Макаров И. М. вышел на пенсию",
    "Отчёт подписал И. М. Макаров",
    "Синоптик Марина Макарова обещает снег, но не уверена",
    "Телеведущего Юрия Николаева увезли врачи. Николаеву стало лучше",
    "Стреляли из пистолета Макарова",
    "Фрегат прошёл Красное море",
    "Представитель Красного Креста приехал вчера",
    "Туристы едут по Золотому кольцу",
    "Пожар начался в Каменском районе",
    "На помощь пришли жители Приморского края",
    "Отметили день Александра Невского",
    "К станции летит корабль «Прогресс МС-29»",
    "▪️ Глубокое погружение в работу с сетями",
    "Новости района: @pokrovsk",
    "Расчёты группировки «Днепр» учатся",
]

PLACES = [
    ("Под Макаровом нет света", "makariv"),
    ("Ракета упала под Николаевом", "mykolaiv"),
    ("В районе Красного идут бои", "krasne"),
    ("Бои за Золотое продолжаются", "zolote"),
    ("Наши взяли Прогресс", "prohres"),
    ("Слава Харькову!", "kharkiv"),
    ("Бої за Роботине тривають", "robotyne"),
    ("По данным «Рыбаря», Красное взято", "krasne"),
    ("Мэр Юрий Иванов остаётся, Харьков обстрелян", "kharkiv"),
]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return load_detector()


@pytest.mark.parametrize("text", NAMESAKES)
def test_a_namesake_is_no_place(detector: Detector, text: str) -> None:
    assert detector.read(text).places == ()


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_a_place_is_still_found(detector: Detector, text: str, place: str) -> None:
    assert place in detector.read(text).places


def test_who_asks_is_told_which_name_was_taken_for_another(detector: Detector) -> None:
    assert "Макарова" in detector.explain("Марина Макарова взяла под контроль село у Торецка, войска рядом").no_names

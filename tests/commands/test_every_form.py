"""Each form of a word finds all the others, by lists written by hand and not by our dictionaries."""

from collections.abc import AsyncIterator, Mapping
from typing import Final

import pytest_asyncio

from bot.commands.search_words import all_forms
from bot.model.query import Query
from bot.ports import Archive
from storage.opening import open_archive
from tests.commands.conftest import BLOGGER, fill, hours, post

FORMS: Final[Mapping[str, str]] = {
    "прорыв": "прорыв прорыва прорыву прорывом прорыве прорывы прорывов прорывам прорывами прорывах",
    "окружение": "окружение окружения окружению окружением окружении окружений окружениям окружениях",
    "город": "город города городу городом городе городов городам городами городах",
    "котёл": "котёл котел котла котлу котлом котле котлы котлов котлам котлами котлах",
    "бой": "бой боя бою боем бое бои боёв боев боям боями боях",
    "враг": "враг врага врагу врагом враге враги врагов врагам врагами врагах",
    "отступить": "отступить отступил отступила отступило отступили отступлю отступит отступим отступят отступив",
    "взять": "взять взял взяла взяло взяли возьму возьмёт возьмем возьмут взят взята взяты взятый взяв",
    "идти": "идти иду идёшь идет идём идут шёл шел шла шли",
    "тёмный": "тёмный тёмная темное тёмные тёмного темной тёмному тёмным темных тёмными тёмную",
    "наступ": "наступ наступу наступові наступом наступі наступи наступів наступам наступами наступах",
    "прорив": "прорив прориву проривові проривом прориві прориви проривів проривам проривами проривах",
    "оточення": "оточення оточенню оточенням оточенні оточень оточеннями оточеннях",
    "відійти": "відійти відійшов відійшла відійшло відійшли відійду відійде відійдемо відійдуть відійди",
    "п'ятниця": "п'ятниця п’ятниці пʼятницю п'ятницею п’ятниць пʼятницям п'ятницями п’ятницях",
    "п’ять": "п'ять п’яти пʼятьох п'ятьом п’ятьма",
    "боєць": "боєць бійця бійцю бійцеві бійцем бійці бійців бійцям бійцями бійцях",
    "їхати": "їхати їхав їхала їхало їхали їду їдеш їде їдемо їдуть",
    "ніч": "ніч ночі ніччю ночей ночам ночами ночах",
    "Київ": "Київ Києва Києву Києвом Києві",
    "Куп'янськ": "Куп'янськ Куп’янську Купʼянськом",
    "breakthrough": "breakthrough breakthroughs",
    "withdraw": "withdraw withdraws withdrew withdrawn withdrawing",
    "flee": "flee flees fled fleeing",
    "breach": "breach breaches breached breaching",
    "city": "city cities",
    "fall": "fall falls fell fallen falling",
}
"""Words whose forms nobody mixes up with another word's, in the three languages."""

SENTENCES: Final = ("Пишут: {}, других вестей нет.", "«{}» — так и сказано", "Кажуть, {}!", "They say {} (again).")


@pytest_asyncio.fixture
async def archive() -> AsyncIterator[Archive]:
    """Each form in a sentence of its own, in plain and in capital letters."""
    opened = await open_archive(":memory:")
    try:
        sentences = (
            SENTENCES[number % len(SENTENCES)].format(form.upper() if number % 3 == 0 else form)
            for number, form in enumerate(_all_forms())
        )
        arrivals = [post(BLOGGER, number, hours(1), text) for number, text in enumerate(sentences, 1)]
        await fill(opened, arrivals)
        yield opened
    finally:
        await opened.close()


async def test_any_form_of_a_word_finds_every_form(archive: Archive) -> None:
    numbers = {form: number for number, form in enumerate(_all_forms(), 1)}
    missed = []
    for forms in map(str.split, FORMS.values()):
        for typed in forms:
            found = await _found(archive, typed)
            missed += [(typed, form) for form in forms if numbers[form] not in found]
    assert missed == []


async def test_a_word_finds_no_form_of_another(archive: Archive) -> None:
    numbers = {form: number for number, form in enumerate(_all_forms(), 1)}
    for lemma, forms in FORMS.items():
        assert await _found(archive, lemma) == {numbers[form] for form in forms.split()}


def test_the_lists_hold_no_form_twice() -> None:
    assert len(FORMS) >= 20
    assert len(set(_all_forms())) == len(_all_forms())


def _all_forms() -> list[str]:
    return [form for forms in FORMS.values() for form in forms.split()]


async def _found(archive: Archive, typed: str) -> set[int]:
    words = all_forms(typed)
    assert words is not None
    page = await archive.search(Query(wanted=(words,)), limit=100)
    return {hit.post.message_id for hit in page.hits}

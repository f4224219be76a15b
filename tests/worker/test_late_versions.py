"""A text that comes in after the one that replaced it, from a file: it was said, and is read (RULES 5, 10)."""

from bot.model.post import Origin
from tests.worker.house import House

CLAIM = "Срочно: прорыв обороны в районе Соледара, колонна техники идёт на запад, связи с ротой нет с вечера."


async def test_the_claim_that_an_edit_took_away_before_it_was_known_is_part_of_a_story(house: House) -> None:
    number = await house.post("polevoy", 2, "Прежнюю запись убрал, ждём подтверждения.", edited=True)
    await house.work()
    await house.post("polevoy", 0, CLAIM, origin=Origin.IMPORT, message_id=number)
    await house.work()
    (story,) = await house.stories()
    assert [(post.text, post.stands) for post in story.posts] == [(CLAIM, False)]

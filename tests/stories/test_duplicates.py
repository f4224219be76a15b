"""The texts of the last days (RULES 13)."""

from datetime import UTC, datetime, timedelta

from bot.stories.duplicates import COPIED_WITHIN, NearTexts

START = datetime(2023, 5, 11, 18, tzinfo=UTC)
ONE = (
    "Внимание: по сообщениям с места, в районе Соледара прорвана первая линия обороны, "
    "бой идёт давно, в нём до 30 единиц техники, уточняем у своих"
)


def test_a_copy_is_found_within_two_days_either_way() -> None:
    for gap in (timedelta(0), COPIED_WITHIN, -COPIED_WITHIN):
        texts = NearTexts()
        assert texts.add(7, START, ONE) == ()
        assert texts.add(8, START + gap, f"❗️{ONE}!") == (7,)
        assert len(texts) == 2
    assert texts.add(9, START + COPIED_WITHIN + timedelta(seconds=1), ONE) == ()


def test_what_was_removed_forgotten_or_replaced_is_found_no_more() -> None:
    texts = NearTexts()
    for key in (1, 2, 3):
        texts.add(key, START + timedelta(hours=key), ONE)
    texts.remove(3)
    texts.remove(99)
    texts.forget_before(START + timedelta(hours=2))
    assert texts.add(4, START, ONE) == (2,)
    assert texts.add(2, START, "Совсем другой текст, в котором ничего похожего нет") == ()
    assert texts.add(5, START, ONE) == (4,)
    assert len(texts) == 3

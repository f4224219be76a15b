"""Who quotes passes on, and claims only what stands in the comment (RULES 12)."""

import pytest

from bot.stories.quotes import is_passed_on, quoted

ORIGINAL = "Противник прорвал оборону у Работино, наши отходят на вторую линию. Подробности уточняем, связи с ними нет"
SHORT = "Прорвана оборона у Работино, наши отходят"


def passes_on(text: str, term: str, original: str = ORIGINAL) -> bool:
    start = text.index(term)
    return is_passed_on(text, start, start + len(term), original)


@pytest.mark.parametrize(
    "text",
    [
        f"Коллеги пишут: «{ORIGINAL}». Нам об этом пока ничего не известно, ждём подтверждения.",
        f"{ORIGINAL.upper()}\n\nНу что тут скажешь.",
        "Опять паника: противник прорвал оборону у Работино, наши отходят на вторую линию. Подробности уточняем, ага",
        f"Комментарий к новости.\n> {ORIGINAL}\nhttps://t.me/somewhere/7",
    ],
)
def test_a_claim_inside_the_quoted_words_is_passed_on(text: str) -> None:
    assert passes_on(text, "ПРОРВАЛ" if "ПРОРВАЛ" in text else "прорвал")


def test_a_claim_in_the_comment_is_its_own() -> None:
    text = f"«{ORIGINAL}» — верно, а вчера занята ещё и Вербовая, это наши видели сами"
    assert not passes_on(text, "занята")
    assert passes_on(text, "прорвал")


def test_a_short_text_counts_when_it_is_quoted_whole() -> None:
    assert passes_on(f"Пишут: {SHORT}! Не верим", "Прорвана", SHORT)
    assert quoted("Пишут: прорвана оборона у Работино, но это не так", SHORT) is None


@pytest.mark.parametrize("text", ["", "Противник прорвал оборону", "Прорвана оборона у Соледара, бой идёт давно"])
def test_a_turn_of_phrase_is_no_quotation(text: str) -> None:
    assert quoted(text, ORIGINAL) is None
    assert quoted(ORIGINAL, text) is None


def test_the_span_points_into_the_text() -> None:
    start, end = quoted(f"🔥 Так: «{ORIGINAL}».", ORIGINAL) or (0, 0)
    assert f"🔥 Так: «{ORIGINAL}»."[start:end] == ORIGINAL

"""How an edit is told."""

from bot.wording.differences import difference


def test_only_what_differs_is_told_with_a_little_round_it() -> None:
    before = "one two three four five six seven eight nine ten"
    after = "one two three four five OTHER seven eight nine ten"
    assert difference(before, after) == (
        "«…three four five six seven eight nine…»",
        "«…three four five OTHER seven eight nine…»",
    )


def test_an_addition_and_a_removal() -> None:
    assert difference("alpha beta", "alpha beta gamma") == ("«alpha beta»", "«alpha beta gamma»")
    assert difference("alpha alpha", "alpha") == ("«alpha alpha»", "«alpha»")


def test_an_emptied_text() -> None:
    assert difference("alpha", "") == ("«alpha»", "«»")


def test_the_change_is_shown_where_it_is_far_into_the_text() -> None:
    before = "Same sentence here. " * 30 + "the old end"
    after = "Same sentence here. " * 30 + "a new end"
    assert difference(before, after) == ("«…Same sentence here. the old end»", "«…Same sentence here. a new end»")


def test_long_changes_are_shortened() -> None:
    was, now = difference("x " * 400, "y " * 400, length=20)
    assert len(was) < 30
    assert was.endswith("…»")
    assert now.endswith("…»")

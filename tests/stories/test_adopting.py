"""What the archive knows is put back on the board as it was placed there once."""

from tests.stories.night import BLOGGER, SECOND, Book, edited, flag, sighting
from tests.stories.test_any_order import told

ELSEWHERE = "Под Работино оборона прорвана сегодня ночью, две деревни за линией горят, связи с ротой нет"
ON_THE_AXIS = "На бахмутском направлении прорыв, колонна техники ушла за террикон, соседи молчат с вечера"
HERE = "Прорыв у Соледара, первую линию прошли, подробности дам позже, когда выйдут оттуда люди"


def test_a_claim_that_an_edit_hid_goes_back_into_the_story_where_it_was() -> None:
    """One post, first of one place, then of an axis, then of a place on that axis: two stories show it, none twice."""
    first = sighting(BLOGGER, 0, ELSEWHERE, flag(places=("robotyne",)))
    second = edited(first, ON_THE_AXIS, flag(places=("bakhmut",)))
    third = edited(first, HERE, flag(places=("soledar",)))
    late = sighting(
        SECOND, -1, "Слышу от троих людей одно: за террикон прошли, дыру затыкать нечем", flag(places=("soledar",))
    )
    books = [Book(), Book()]
    for book in books:
        for each in (first, second, third):
            book.work(each)
    books[1].forget()
    for book in books:
        book.work(late)
    assert {story.place for story in books[0].living} == {"robotyne", "soledar"}
    assert told(books[1]) == told(books[0])

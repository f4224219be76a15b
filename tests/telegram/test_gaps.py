"""The fewest requests for missing ids: pages where they are as good, single ids among known ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.following import IdRange
from bot.telegram.gaps import ids_to_ask, still_missing

PAGE = 100


def ranges(*bounds: tuple[int, int]) -> tuple[IdRange, ...]:
    """Ranges by their ends."""
    return tuple(IdRange(first_id=first, last_id=last) for first, last in bounds)


@pytest.mark.parametrize(
    "missing",
    [
        ranges((5, 5)),
        ranges((5, 10_000)),
        ranges((5, 8), (20, 104)),
        ranges((5, 104), (300, 400)),
        ranges((5, 300), (302, 302)),
    ],
)
def test_a_page_is_asked_for_where_it_covers_as_much(missing: tuple[IdRange, ...]) -> None:
    assert ids_to_ask(missing, most=PAGE) == ()


@pytest.mark.parametrize(
    ("missing", "ids"),
    [
        (ranges((5, 6), (105, 105)), (5, 6, 105)),
        (ranges((5, 5), (1000, 5000)), (5, *range(1000, 1099))),
    ],
)
def test_single_ids_are_asked_for_where_a_page_would_tell_known_ones(
    missing: tuple[IdRange, ...], ids: tuple[int, ...]
) -> None:
    assert ids_to_ask(missing, most=PAGE) == ids


some_ids = st.sets(st.integers(1, 700), min_size=1)


@given(missing=some_ids, deleted=st.sets(st.integers(1, 700)))
def test_all_is_asked_for_in_at_most_one_request_more_than_by_ids_alone(missing: set[int], deleted: set[int]) -> None:
    """Every missing id is covered by some request, oldest first, and known or deleted ones cost nothing more."""
    left = as_ranges(missing)
    seen: set[int] = set()
    requests = 0
    while left:
        requests += 1
        ids = ids_to_ask(left, most=PAGE)
        there = [number for number in range(left[0].first_id, 701) if number not in deleted][:PAGE]
        reached = ids[-1] if ids else (there[-1] if len(there) == PAGE else 700)
        seen |= set(ids) or set(range(left[0].first_id, reached + 1))
        left = still_missing(left, above=reached)
    assert seen >= missing
    assert requests <= -(-len(missing) // PAGE) + 1


def as_ranges(numbers: set[int]) -> tuple[IdRange, ...]:
    """Numbers as the fewest ranges, in order."""
    starts = sorted(number for number in numbers if number - 1 not in numbers)
    ends = sorted(number for number in numbers if number + 1 not in numbers)
    return ranges(*zip(starts, ends, strict=True))

"""The texts of the last days (RULES 13)."""

import gzip
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.duplicates import COPIED_WITHIN, NearTexts, VersionKey
from tests.corpus import corpus_file
from tests.stories.alarms import MOULDS, TOWNS, alarm, pairs

START = datetime(2023, 5, 11, 18, tzinfo=UTC)
ONE = (
    "Внимание: по сообщениям с места, в районе Соледара прорвана первая линия обороны, "
    "бой идёт давно, в нём до 30 единиц техники, уточняем у своих"
)
REPORT = (
    "Командование сообщило, что за минувшие сутки у Работино противник четырежды пытался прорвать оборону. "
    "Все атаки отбиты, потери уточняются. На остальных участках обстановка без существенных изменений. "
    "Авиация нанесла удары по местам сосредоточения техники, а связь с гарнизоном полностью восстановлена"
)


def key_of(number: int, date: datetime) -> VersionKey:
    """The first version of the post of that number."""
    return VersionKey(date, "channel", number, number, 0)


def added(window: NearTexts, number: int, date: datetime, text: str) -> tuple[int, ...]:
    """Put in the first version of a post; the posts in the window that are near-duplicates of it."""
    near = window.add(key_of(number, date), text)
    before, after = list(near.before()), sorted(near.after())
    assert before == sorted(before)
    return tuple(sorted(key.post_id for key in (*before, *after)))


def joined(*texts: str) -> bool:
    """Whether the last of the texts is a copy of the first."""
    window = NearTexts()
    return 0 in [added(window, number, START, text) for number, text in enumerate(texts)][-1]


def pairs_of(posts: Iterable[tuple[int, datetime, str]]) -> set[tuple[int, int]]:
    """All pairs that come out of adding the posts in this order."""
    window = NearTexts()
    return {
        (min(number, other), max(number, other))
        for number, date, text in posts
        for other in added(window, number, date, text)
    }


def test_a_copy_is_found_within_two_days_either_way() -> None:
    for gap in (timedelta(0), COPIED_WITHIN, -COPIED_WITHIN):
        texts = NearTexts()
        assert added(texts, 7, START, ONE) == ()
        assert added(texts, 8, START + gap, f"❗️{ONE}!") == (7,)
        assert len(texts) == 2
    assert added(texts, 9, START + COPIED_WITHIN + timedelta(seconds=1), ONE) == ()


def test_what_was_removed_forgotten_or_replaced_is_found_no_more() -> None:
    texts = NearTexts()
    for number in (1, 2, 3):
        added(texts, number, START + timedelta(hours=number), ONE)
    texts.remove(key_of(3, START + timedelta(hours=3)))
    texts.remove(key_of(99, START))
    texts.forget_before(START + timedelta(hours=2))
    assert added(texts, 4, START, ONE) == (2,)
    assert added(texts, 2, START + timedelta(hours=2), "Совсем другой текст, в котором ничего похожего нет") == ()
    assert added(texts, 5, START, ONE) == (4,)
    assert len(texts) == 3


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99), st.booleans()), max_size=40), st.integers(0, 99))
def test_the_window_holds_what_was_put_in_last_and_is_young_enough(
    steps: list[tuple[int, int, bool]], limit: int
) -> None:
    texts, wanted = NearTexts(), dict[int, int]()
    for number, hour, is_taken_out in steps:
        if number in wanted:
            texts.remove(key_of(number, START + timedelta(hours=wanted.pop(number))))
        if not is_taken_out:
            added(texts, number, START + timedelta(hours=hour), ONE)
            wanted[number] = hour
    texts.forget_before(START + timedelta(hours=limit))
    left = {number for number, hour in wanted.items() if hour >= limit}
    assert len(texts) == len(left)
    moment = START + timedelta(hours=limit + 30)
    assert set(added(texts, 99, moment, ONE)) == {number for number in left if abs(wanted[number] - limit - 30) <= 48}


def test_a_window_that_is_never_moved_on_holds_no_more_than_what_is_in() -> None:
    texts = NearTexts()
    for step in range(4000):
        texts.remove(key_of(step - 3, START))
        assert len(added(texts, step, START, f"{ONE} {'ещё ' * (step % 2)}")) == min(step, 2)
    assert len(texts) == 3


@pytest.mark.parametrize("text", ["", "🔥🔥🔥", "https://t.me/somewhere/12 @somebody"])
def test_a_text_without_words_is_kept_and_copies_nothing(text: str) -> None:
    window = NearTexts()
    assert added(window, 1, START, text) == added(window, 2, START, text) == ()
    window.remove(key_of(1, START))
    assert len(window) == 1


@given(st.randoms(use_true_random=False))
def test_the_same_pairs_come_out_in_any_order(random: Random) -> None:
    texts = [alarm(random.choice(MOULDS), random.choice(TOWNS[:4]), random.choice(("2", "три"))) for _ in range(8)]
    posts = [
        (key, START + timedelta(hours=random.randrange(72)), f"{random.choice('❗⚡')} {text}")
        for key, text in enumerate(texts + texts[:4])
    ]
    shuffled = random.sample(posts, len(posts))
    assert pairs_of(posts) == pairs_of(shuffled)


@pytest.mark.parametrize("seed", [20230511, 20230512])
def test_alarms_that_differ_in_a_number_or_a_town_are_not_joined(seed: int) -> None:
    alarms = pairs(Random(seed), 200)  # noqa: S311 — nothing secret is drawn
    assert [pair for pair in alarms if joined(*pair)] == []
    assert all(joined(one, f"⚡️{one}\n\n👉 Подписаться") for one, _ in alarms)


@pytest.mark.parametrize(
    "copy",
    [
        REPORT.replace("сообщило", "сообщыло").replace("потери", "птери"),
        REPORT.replace("Работино", "Рабоитно"),
        REPORT.replace("противник", "пpoтивник").replace("атаки", "ата́ки"),
        f"⚡️⚡️ **{REPORT}**",
        f"{REPORT}\n\n👉 [Подписаться](https://t.me/+AbCdEf) | Прислать новость",
        f"{REPORT}\n\nПодробнее: https://example.org/news/12 @somebody",
        f"#Работино #сводка\n{REPORT}",
        REPORT.replace(" Все атаки отбиты, потери уточняются.", ""),
        REPORT.replace("Командование сообщило, что за", "За"),
        f"Срочно! {REPORT} Следите за обновлениями.",
        REPORT.replace("Командование", "«Командование»").replace("гарнизоном", '"гарнизоном"'),
        REPORT.replace("у Работино", "под Работиным").replace("четырежды", "4 раза"),
        REPORT.upper(),
        REPORT.replace(" ", "\u00a0").replace("ё", "е"),
    ],
)
def test_small_edits_are_joined(copy: str) -> None:
    assert joined(REPORT, copy)
    assert joined(copy, REPORT)


def test_hashtags_in_another_order_are_joined() -> None:
    tags = ["#Работино", "#сводка", "#фронт"]
    assert joined(f"{REPORT}\n{' '.join(tags)}", f"{REPORT}\n{' '.join(reversed(tags))}")


NAME = range(REPORT.index("Работино"), REPORT.index("Работино") + len("Работино") + 1)
"""Where a slip makes another name, be it by what is written together with it."""


@given(st.integers(0, len(REPORT) - 2).filter(lambda at: at not in NAME), st.sampled_from(["", "🔥", "о", " ", "-"]))
def test_one_slip_parts_no_copies_unless_it_makes_another_name(at: int, slip: str) -> None:
    assert joined(REPORT, REPORT[:at] + slip + REPORT[at + 1 :])


@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_texts_are_taken_in(texts: list[str]) -> None:
    posts = [(key, START, text) for key, text in enumerate(texts)]
    assert pairs_of(posts) == pairs_of(reversed(posts))


@pytest.mark.corpus
def test_pairs_of_real_posts_that_tell_the_same_are_found() -> None:
    wanted = [json.loads(line) for line in corpus_file("near_duplicate_pairs.jsonl").read_text("utf-8").splitlines()]
    keys = {tuple(pair[side]) for pair in wanted for side in "ab"}
    with gzip.open(corpus_file("news_posts.jsonl.gz"), "rt", encoding="utf-8") as lines:
        posts = {(post["channel"], post["id"]): post for post in map(json.loads, lines)}
    number = {key: at for at, key in enumerate(sorted(keys))}
    found = pairs_of((at, datetime.fromisoformat(posts[key]["date"]), posts[key]["text"]) for key, at in number.items())
    hits = sum((min(ends), max(ends)) in found for ends in ([number[tuple(pair[s])] for s in "ab"] for pair in wanted))
    assert hits >= 0.95 * len(wanted)

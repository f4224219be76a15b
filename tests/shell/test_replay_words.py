"""``replay`` watches the operator's words too: what a chat of SUBSCRIBER_CHAT would have got."""

from collections.abc import Callable
from pathlib import Path

from tests.shell.conftest import Frontwatch, post


def test_a_watched_word_is_a_notice_and_its_count_an_update(
    frontwatch: Frontwatch, write_posts: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "watch.toml").write_text('[[words]]\nword = "понтон"\n', encoding="utf-8")
    posts = write_posts(
        post(1, "Через протоку навели понтоны, техника идёт на тот берег"),
        post(2, "Ещё один понтон сорвало у Антоновки", at="2023-05-11T18:18:00+00:00"),
        post(3, "Тихий вечер", at="2023-05-11T18:20:00+00:00"),
    )
    outcome = frontwatch("replay", posts, "--json")
    assert outcome.status == 0
    told = [line for line in outcome.lines if line["kind"] in ("notice", "update")]
    assert [(line["kind"], line["at"]) for line in told] == [
        ("notice", "2023-05-11T18:14:00+00:00"),
        ("update", "2023-05-11T18:23:00+00:00"),
    ]
    assert told[0]["message"] == told[1]["message"]
    assert "and 1 more post since" in told[1]["text"]
    assert not {"story", "signal", "state"} & told[0].keys()


def test_a_word_that_cannot_be_watched_for_is_told_with_its_line(
    frontwatch: Frontwatch, write_posts: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "watch.toml").write_text('[[words]]\nword = "/(/"\n', encoding="utf-8")
    outcome = frontwatch("replay", write_posts(post(1, "Тихий вечер")))
    assert outcome.status == 2
    assert "watch.toml line 2: words[0].word" in outcome.err
    assert len(outcome.err.splitlines()) == 1

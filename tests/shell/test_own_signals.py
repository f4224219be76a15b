"""A signal of the operator's own goes the whole way: flags, stories, alerts, digests, searches; mistakes stop it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.shell.conftest import Frontwatch

WATCH = """
[signals.counter-attack]
title = "Counter-attack!"
severity = "high"

[[term]]
signal = "counter-attack"
language = "ru"
words = ["контратака", "контратаковать"]

[[place]]
id = "bila-hora"
name = "Bila Hora"
ru = ["Белая Гора"]
oblast = "donetsk"
axis = "bakhmut"
"""
POST = {
    "channel": "polevoy",
    "id": 1,
    "date": "2023-05-11T18:14:00+00:00",
    "text": "Наши хлопцы контратаковали у Белой Горы, подробности позже.",
    "class": "milblogger_ru",
}


def write_watch_file(text: str) -> None:
    Path("watch.toml").write_text(text, encoding="utf-8")


def test_it_is_flagged_alerted_and_told_in_the_digest(frontwatch: Frontwatch, write_posts: Callable[..., str]) -> None:
    write_watch_file(WATCH)
    posts = write_posts(POST)
    ((flag,),) = [line["flags"] for line in frontwatch("flag", posts).lines]
    assert (flag["signal"], flag["stance"], flag["places"]) == ("counter-attack", "claimed", ["bila-hora"])
    alert, digest = frontwatch("replay", posts, "--json").lines[:2]
    assert (alert["kind"], alert["signal"], alert["severity"]) == ("alert", "counter-attack", "high")
    assert "COUNTER-ATTACK! claimed · Bila Hora (Bakhmut axis)" in alert["text"]
    assert digest["kind"] == "digest"
    assert "COUNTER-ATTACK! claimed · Bila Hora (Bakhmut axis)" in digest["text"]


def test_it_is_searched_for_in_an_archive_that_was_imported_with_it(
    frontwatch: Frontwatch, write_posts: Callable[..., str]
) -> None:
    write_watch_file(WATCH)
    many: list[dict[str, Any]] = [
        {**POST, "id": number, "text": f"{POST['text']} {number}"} for number in range(1, 401)
    ]
    assert frontwatch("import", write_posts(*many), "--json").status == 0
    assert len(frontwatch("search", "signal:counter-attack", "--json", "--limit", "500").lines) == 400
    (hit,) = frontwatch("search", "signal:counter-attack 7 place:Белая-Гора", "--json").lines
    assert hit["flags"] == [{"signal": "counter-attack", "stance": "claimed"}]
    assert "signal:conter-attack" in frontwatch("search", "контратака signal:conter-attack").err


def test_mistakes_are_told_by_every_command_and_by_doctor(
    frontwatch: Frontwatch, write_posts: Callable[..., str]
) -> None:
    write_watch_file(f'chanels = 1\n{WATCH}gard = 1\n[[override]]\nplace = "nowhere"\noff = true\n')
    told = [
        "frontwatch: watch.toml line 1: chanels: there is no such key. Write channels.",
        "frontwatch: watch.toml line 18: place[0].gard: gard is no key of a place. Write guard.",
        "frontwatch: watch.toml line 20: override[0].place: no place 'nowhere' ships with Frontwatch.",
    ]
    posts = write_posts(POST)
    for command in (("flag", posts), ("replay", posts), ("import", posts), ("search", "x"), ("run",)):
        outcome = frontwatch(*command)
        assert (outcome.status, outcome.out) == (2, "")
        lines = outcome.err.splitlines()
        assert len(lines) == 3
        assert all(line.startswith(start) for line, start in zip(lines, told, strict=True)), lines
    outcome = frontwatch("doctor", "--json")
    assert outcome.status == 1
    checks = json.loads(outcome.out)["checks"]
    assert [f"frontwatch: {check['detail']}. {check['remedy']}"[:40] for check in checks] == [t[:40] for t in told]

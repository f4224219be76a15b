"""``frontwatch replay`` (CONTRACTS.md), and RULES 4 and 17 as a subscriber with default settings meets them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.shell.conftest import Frontwatch, post

CLAIM = "Срочно: противник прорвал оборону под Соледаром."
FIELDS = {
    "at", "kind", "message", "story", "signal", "state", "severity", "places", "sources", "copies", "posts", "text",
}  # fmt: skip


@pytest.fixture
def night(write_posts: Callable[..., str]) -> str:
    """A claim, its copy, its forward, and an everyday post."""
    return write_posts(
        post(1, CLAIM, **{"class": "milblogger_ru", "title": "Front notes"}),
        post(7, CLAIM, at="2023-05-11T18:20:00+00:00", channel="all_the_news", **{"class": "aggregator"}),
        post(8, CLAIM, at="2023-05-11T18:25:00+00:00", channel="all_the_news",
             forwarded_from={"channel": "front_notes", "id": 1}),
        post(2, "Туман над рекой.", at="2023-05-11T19:00:00+00:00"),
    )  # fmt: skip


def test_one_alert_for_the_claim_and_none_for_its_copies(frontwatch: Frontwatch, night: str) -> None:
    outcome = frontwatch("replay", night, "--json")
    assert outcome.status == 0
    (alert,) = [line for line in outcome.lines if line["kind"] == "alert"]
    assert set(alert) == FIELDS
    assert alert["at"] == "2023-05-11T18:14:00+00:00"
    assert (alert["signal"], alert["state"], alert["places"]) == ("breakthrough", "claimed", ["soledar"])
    assert (alert["sources"], alert["copies"], alert["posts"]) == (1, 0, [["front_notes", 1]])
    assert "прорвал оборону под Соледаром" in alert["text"]


def test_digests_come_at_eight_in_kyiv_for_36_hours_after_the_last_post(frontwatch: Frontwatch, night: str) -> None:
    digests = [line for line in frontwatch("replay", night, "--json").lines if line["kind"] == "digest"]
    moments = [datetime.fromisoformat(line["at"]) for line in digests]
    assert [(moment.day, moment.hour) for moment in moments] == [(12, 5), (12, 17), (13, 5)]
    assert "Soledar" in digests[0]["text"]
    assert "story" not in digests[0]


def test_a_gap_of_ten_years_brings_no_digests_of_nothing(
    frontwatch: Frontwatch, write_posts: Callable[..., str]
) -> None:
    name = write_posts(post(1, CLAIM), post(2, "Туман.", at="2033-05-12T18:14:00+00:00"))
    digests = [line["at"][:13] for line in frontwatch("replay", name, "--json").lines if line["kind"] == "digest"]
    assert digests[:3] == ["2023-05-12T05", "2023-05-12T17", "2023-05-13T05"]
    assert digests[3:] == ["2033-05-13T05", "2033-05-13T17", "2033-05-14T05"]


def test_that_there_is_nothing_to_replay_is_said(frontwatch: Frontwatch) -> None:
    Path("empty.jsonl").touch()
    outcome = frontwatch("replay", "empty.jsonl", "--json")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "There is nothing to replay.\n")


def test_files_are_merged_by_date(frontwatch: Frontwatch, write_posts: Callable[..., str]) -> None:
    late = write_posts(post(9, CLAIM, at="2023-05-11T20:00:00+00:00", channel="late_notes"), name="a.jsonl")
    early = write_posts(post(1, CLAIM), name="b.jsonl")

    def alerts(*options: str) -> list[dict[str, Any]]:
        return [line for line in frontwatch("replay", late, early, "--json", *options).lines if line["kind"] == "alert"]

    (merged,) = alerts()
    assert (merged["posts"], merged["at"]) == ([["front_notes", 1]], "2023-05-11T18:14:00+00:00")
    as_they_came = alerts("--arrival")
    assert as_they_came[0]["at"] == "2023-05-11T20:00:00+00:00"
    assert as_they_came[0]["posts"] == [["late_notes", 9]]


def test_the_console_shows_the_same(frontwatch: Frontwatch, night: str) -> None:
    outcome = frontwatch("replay", night)
    assert outcome.out.count("BREAKTHROUGH claimed") == 1 + 1  # the alert, and its line in the digest
    assert max(map(len, outcome.out.splitlines())) <= 80


def test_an_archive_that_is_named_is_kept_and_must_be_fresh(frontwatch: Frontwatch, night: str) -> None:
    assert frontwatch("replay", night, "--json", "--database", "night.db").status == 0
    for name in ("night.db", "sqlite:///night.db"):
        again = frontwatch("replay", night, "--json", "--database", name)
        assert again.status == 2
        assert "exists already" in again.err


def test_an_archive_file_that_is_empty_still_is_fresh(frontwatch: Frontwatch, night: str, tmp_path: Path) -> None:
    (tmp_path / "night.db").touch()
    assert frontwatch("replay", night, "--json", "--database", "night.db").status == 0


def test_at_a_speed_timers_fire_at_their_own_times_too(frontwatch: Frontwatch, write_posts: Callable[..., str]) -> None:
    hour = 0.02
    name = write_posts(post(1, CLAIM), post(2, "Туман.", at="2023-05-12T18:14:00+00:00"))
    began = monotonic()
    outcome = frontwatch("replay", name, "--json", "--speed", str(3600 / hour))
    assert monotonic() - began >= 24 * hour
    assert [line["kind"] for line in outcome.lines[:3]] == ["alert", "digest", "digest"]


def test_an_empty_file_tells_nothing(frontwatch: Frontwatch, write_posts: Callable[..., str]) -> None:
    outcome = frontwatch("replay", write_posts(), "--json")
    assert (outcome.status, outcome.out) == (0, "")


def test_bad_lines_are_left_out_and_said(frontwatch: Frontwatch, write_posts: Callable[..., str]) -> None:
    outcome = frontwatch("replay", write_posts("no json", post(1, CLAIM)), "--json")
    assert outcome.status == 3
    assert "posts.jsonl line 1" in outcome.err
    assert outcome.lines[0]["kind"] == "alert"


DENIAL = "Заявления отдельных каналов о прорывах обороны не соответствуют действительности."


@pytest.fixture
def lively(write_posts: Callable[..., str]) -> str:
    """A claim, its copy, a denial two hours later, a copy of the denial, and a copy when edits have ended."""
    return write_posts(
        post(1, CLAIM, **{"class": "milblogger_ru"}),
        post(7, CLAIM, at="2023-05-11T18:20:00+00:00", channel="all_the_news", **{"class": "aggregator"}),
        post(3, DENIAL, at="2023-05-11T20:48:00+00:00", channel="the_ministry", **{"class": "ministry_ru"}),
        post(9, CLAIM, at="2023-05-12T01:00:00+00:00", channel="late_news", **{"class": "aggregator"}),
    )  # fmt: skip


@pytest.mark.parametrize("options", [(), ("--arrival",)])
def test_an_alert_is_updated_in_place_and_answered(frontwatch: Frontwatch, lively: str, options: tuple[str]) -> None:
    lines = [line for line in frontwatch("replay", lively, "--json", *options).lines if line["kind"] != "digest"]
    assert [(line["kind"], line["message"], line["at"][11:16]) for line in lines] == [
        ("alert", "m1", "18:14"),
        ("update", "m1", "18:25"),
        ("reply", lines[2]["message"], "20:48"),
        ("update", "m1", "21:03"),
    ]
    alert, copied, reply, denied = lines
    assert set(alert) == set(copied) == set(denied) == FIELDS
    assert set(reply) == FIELDS | {"reply_to"}
    assert reply["reply_to"] == "m1" != reply["message"]
    assert [line["state"] for line in lines] == ["claimed", "claimed", "denied", "denied"]
    assert (copied["copies"], copied["posts"]) == (1, [["front_notes", 1], ["all_the_news", 7]])
    assert "2 h 34 min after the claim" in reply["text"]


def test_what_is_over_the_cap_is_a_notice(frontwatch: Frontwatch, write_posts: Callable[..., str]) -> None:
    places = (
        "Соледаром", "Купянском", "Работино", "Угледаром", "Авдеевкой", "Волчанском", "Херсоном", "Сватово", "Изюмом",
        "Лиманом", "Торецком", "Покровском", "Волновахой", "Клещеевкой", "Часовым Яром", "Кременной", "Ореховым",
        "Гуляйполем", "Константиновкой", "Лисичанском", "Северодонецком", "Мирноградом", "Суджей", "Бахмутом",
    )  # fmt: skip
    posts = [
        post(number, f"Противник прорвал оборону под {place}, идёт бой.", at=f"2023-05-11T18:{number:02}:00+00:00",
             channel=f"notes_{number}", **{"class": "milblogger_ru"})
        for number, place in enumerate(places, start=1)
    ]  # fmt: skip
    lines = frontwatch("replay", write_posts(*posts), "--json").lines
    alerts = [line for line in lines if line["kind"] == "alert"]
    (notice,) = [line for line in lines if line["kind"] == "notice"]
    assert len(alerts) == 20
    assert notice["at"] == "2023-05-11T19:00:00+00:00"
    assert notice["text"].endswith("this hour: /latest")
    assert "story" not in notice

"""``frontwatch signals``: why a text is flagged or not, and the forms of words."""

import io
import json
from pathlib import Path

import pytest

from bot.signals.detector import load_detector
from bot.signals.matching import Exclusion
from tests.shell.conftest import Frontwatch

DENIED = "Прорывов обороны не допущено под Соледаром. На улице прорыв трубы."


def test_it_tells_what_matched_which_cue_made_the_stance_and_what_was_left_out(frontwatch: Frontwatch) -> None:
    outcome = frontwatch("signals", "explain", DENIED)
    assert outcome.status == 0
    assert outcome.err == ""
    lines = outcome.out.splitlines()
    assert lines[0] == "BREAKTHROUGH denied · soledar"
    assert "│ Прорывов обороны не допущено под Соледаром." in lines
    assert "  + breakthrough «Прорывов обороны» denied by «не допущено» · term «прорыв» · at" in lines
    assert any(line.startswith("  − breakthrough «прорыв», term «прорыв»: ") for line in lines)
    assert "sense: «трубы»" in outcome.out
    assert all(len(line) <= 80 for line in lines)


def test_side_euphemism_and_date_are_told(frontwatch: Frontwatch) -> None:
    text = "ВСУ прорвали оборону у Бахмута в январе. Для устойчивости обороны заняли выгодный рубеж."
    outcome = frontwatch("signals", "explain", text, "--date", "2023-05-12", "--class", "ministry_ru")
    assert "past by «в январе»" in outcome.out
    assert "troops of UA" in outcome.out
    assert "a softened admission" in outcome.out


def test_json_agrees_with_flag(frontwatch: Frontwatch) -> None:
    (told,) = frontwatch("signals", "explain", DENIED, "--json").lines
    (flag,) = told["flags"]
    assert (flag["signal"], flag["stance"], told["places"], told["battlefield"]) == (
        "breakthrough", "denied", ["soledar"], True,
    )  # fmt: skip
    first, second = told["sentences"]
    assert first["matched"][0]["mentions"] == flag["mentions"]
    assert {"text": "не допущено", "stance": "denied"} in first["cues"]
    assert {"why": str(Exclusion.UNLESS), "by": "трубы"} in [
        {"why": each["why"], "by": each["by"]} for each in second["left_out"]
    ]


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        (DENIED, "ru", "Language: Russian."),
        ("Прорив оборони під Соледаром", "uk", "Language: Ukrainian."),
        ("Wojska wycofały się z miasta", None, "Language: none"),
    ],
)
def test_the_language_is_told(frontwatch: Frontwatch, text: str, language: str | None, said: str) -> None:
    assert said in frontwatch("signals", "explain", text).out
    (told,) = frontwatch("signals", "explain", text, "--json").lines
    assert told["language"] == language


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Доброе утро", "No sentence holds a word of any term."),
        ("Прорыв в науке", "It speaks of a battlefield: no"),
        ("Лиман тёплый, лиман солёный у Бахмута, прорыв обороны", "Taken for common words, not for places: лиман"),
    ],
)
def test_what_nothing_came_of_is_told_too(frontwatch: Frontwatch, text: str, said: str) -> None:
    assert said in frontwatch("signals", "explain", text).out


@pytest.mark.parametrize(
    "text",
    [
        DENIED,
        "ВСУ могут взять высоту. Если противник прорвёт оборону у Бахмута, будет плохо?",
        "Тихо",
        "",
        "\ud800 котёл",
    ],
)
def test_an_explanation_is_of_the_very_reading(text: str) -> None:
    detector = load_detector()
    explanation = detector.explain(text)
    assert explanation.reading == detector.read(text)
    mentions = [found.mention for sentence in explanation.sentences for found in sentence.mentions]
    flagged = [mention for flag in explanation.reading.flags for mention in flag.mentions]
    assert sorted(mentions, key=lambda each: (each.start, each.term)) == sorted(
        flagged, key=lambda each: (each.start, each.term)
    )


def test_signals_that_are_switched_off_are_told_as_such(frontwatch: Frontwatch) -> None:
    Path("watch.toml").write_text("[signals]\nbreakthrough = false\n", encoding="utf-8")
    outcome = frontwatch("signals", "explain", "Прорыв обороны у Соледара", "--json")
    (told,) = outcome.lines
    assert told["flags"] == []
    assert str(Exclusion.DISABLED) in json.dumps(told, ensure_ascii=False)


def test_forms_of_each_word(frontwatch: Frontwatch) -> None:
    outcome = frontwatch("signals", "forms", "прорвать оборону прорвать")
    lines = outcome.out.splitlines()
    assert outcome.status == 0
    assert [line for line in lines if line.endswith("forms")] == [line for line in lines if line[0] != " "]
    assert "обороною" in outcome.out
    assert "прорвавшийся" not in outcome.out
    assert all(len(line) <= 80 for line in lines)
    first, second = frontwatch("signals", "forms", "прорвать оборону", "--json").lines
    assert (first["word"], second["word"]) == ("прорвать", "оборону")
    assert {"оборона", "обороны", "оборону"} <= set(second["forms"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain",),
        ("explain", ""),
        ("explain", "…"),
        ("explain", "котёл", "--class", "somebody"),
        ("explain", "котёл", "--date", "yesterday"),
        ("forms",),
        ("forms", "!"),
        ("forms", "@nobody"),
        ("form", "котёл"),
    ],
)
def test_wrong_use_is_one_line(frontwatch: Frontwatch, arguments: tuple[str, ...]) -> None:
    outcome = frontwatch("signals", *arguments)
    assert outcome.status == 2
    assert outcome.out == ""
    assert len(outcome.err.splitlines()) == 1


def test_what_a_term_misses_and_where_its_entry_stands_are_told(frontwatch: Frontwatch) -> None:
    assert " · ru.toml:" in frontwatch("signals", "explain", "Прорыв обороны").out
    missed = frontwatch("signals", "explain", "Тут прорыв у нас").out.replace("\n   ", "")
    assert "not named near it, such as a place, к, в районе, на участке, направление, a word of the group li" in missed
    assert "=" not in missed
    assert missed.endswith("The words of a group: frontwatch signals forms @line\n")
    (told,) = frontwatch("signals", "explain", "Тут прорыв у нас", "--json").lines
    (sentence,) = told["sentences"]
    assert any("@line" in each["asks"] for each in sentence["left_out"])


def test_a_closed_standard_input_is_told_in_a_line(frontwatch: Frontwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    outcome = frontwatch("signals", "explain", "-")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == "frontwatch: There is no standard input. Give the text instead of -.\n"


def test_quotes_may_be_left_out_and_a_text_may_begin_with_a_dash(frontwatch: Frontwatch) -> None:
    together = frontwatch("signals", "explain", "- прорыв обороны у Соледара").out
    assert together.startswith("BREAKTHROUGH claimed · soledar")
    assert frontwatch("signals", "explain", "-", "прорыв", "обороны", "у", "Соледара").out == together
    forms = frontwatch("signals", "forms", "прорвать оборону").out
    assert frontwatch("signals", "forms", "прорвать", "оборону").out == forms


def test_a_text_comes_from_standard_input_too(frontwatch: Frontwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("Прорыв обороны у Соледара".encode() + b"\xff")))
    assert frontwatch("signals", "explain", "-").out.startswith("BREAKTHROUGH claimed · soledar")


def test_nothing_that_is_printed_steers_a_terminal(frontwatch: Frontwatch) -> None:
    hostile = "Прорыв \x1b[31mобороны\x1b]0;x\x07 у \u202eСоледара \x9b2J\x08 прорыв обороны"
    outcome = frontwatch("signals", "explain", hostile)
    assert outcome.out.startswith("BREAKTHROUGH")
    assert not {"\x1b", "\x07", "\x08", "\x9b", "\u202e"} & set(outcome.out)


def test_words_of_a_group_and_the_place_that_words_name(frontwatch: Frontwatch) -> None:
    lines = frontwatch("signals", "forms", "@line").out.splitlines()
    assert lines[0].startswith("@line: ")
    assert "оборона" in "".join(lines)
    (told,) = frontwatch("signals", "forms", "@line", "--json").lines
    assert told["group"] == "@line"
    assert "оборона" in told["words"]
    shown = frontwatch("signals", "forms", "@side_ru").out
    assert "  In this very form: " in shown
    assert "вс рф, чвк" in shown
    assert "=" not in shown
    assert "Write line." in frontwatch("signals", "forms", "@lien").err
    assert "it is a name: chasiv-yar" in frontwatch("signals", "forms", "Часов Яр").out

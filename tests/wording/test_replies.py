"""Replies to alerts as their readers see them: what has changed, who said so, when, and in which words."""

from datetime import datetime

import pytest

from bot.model.message import Message
from bot.model.news import News, Turn, news_fact, news_of_fact
from bot.model.story import Severity, Story, StoryState
from bot.wording.replies import render_reply
from tests.wording.samples import GAZETTEER, NIGHT, admission, at, claim, denial, story, subscriber

SECOND = claim(post_id=9, channel_key=9, channel_title="Second Voice", channel_name="second_voice", date=at(18, 30))


def _lines(*told: tuple[Story, Turn, int | None], now: datetime = NIGHT) -> list[str]:
    news = [News(story_id=each.story_id, turn=turn, post_id=post_id) for each, turn, post_id in told]
    messages = render_reply(news, [each for each, _, _ in told], subscriber(), GAZETTEER, now)
    return [line for message in messages for line in message.text.splitlines()]


def test_a_denial_says_who_and_how_long_after_the_claim() -> None:
    told = story(claim(), denial(), state=StoryState.DENIED)
    assert _lines((told, Turn.DENIED, 2)) == [
        "🟠 BREAKTHROUGH denied · Soledar (Bakhmut axis)",
        "Official: The Ministry denied at 23:48, 2 h 34 min after the claim → post",
        "«Заявления отдельных каналов о прорывах обороны не соответствуют действительности.»",
    ]


def test_an_admission_in_softened_words_says_so() -> None:
    told = story(claim(), admission(), state=StoryState.ADMITTED)
    assert _lines((told, Turn.ADMITTED, 3), now=at(12, day=12)) == [
        "🟠 BREAKTHROUGH admitted · Soledar (Bakhmut axis)",
        "Official: The Ministry admitted at 14:05, in softened words, 16 h 51 min after the claim → post",
        "«Подразделения заняли более выгодный рубеж вдоль водохранилища, чтобы повысить устойчивость обороны.»",
    ]


@pytest.mark.parametrize(
    ("turn", "state", "says"),
    [
        (Turn.SEVERITY, StoryState.CLAIMED, "says so too"),
        (Turn.CONTESTED, StoryState.CONTESTED, "says so all the same"),
        (Turn.BACK, StoryState.CLAIMED, "says so again"),
    ],
)
def test_a_further_claim_says_what_it_is(turn: Turn, state: StoryState, says: str) -> None:
    assert _lines((story(claim(), SECOND, state=state), turn, 9))[1:] == [
        f"Second Voice (blogger, RU) {says}, at 21:30 → post · 2 independent sources"
    ]


def test_a_severity_that_no_claim_raised_tells_its_reasons() -> None:
    told = story(reasons=("a place is named", "burst: 14 flags in 3 h, usually 2"))
    assert _lines((told, Turn.SEVERITY, None))[1:] == [
        "More severe now: a place is named, burst: 14 flags in 3 h, usually 2"
    ]


def test_a_further_signal_is_quoted() -> None:
    told = story(story_id=2, signal="encirclement", severity=Severity.MEDIUM)
    assert _lines((told, Turn.SIGNAL, 1)) == [
        "🟡 ENCIRCLEMENT claimed · Soledar (Bakhmut axis)",
        "Diary of the Front (blogger, RU), at 21:14 → post",
        "«У Соледара прорыв нашей обороны, идёт тяжёлый бой.»",
    ]


def test_a_retraction_says_what_became_of_the_post() -> None:
    gone = story(claim(deleted_at=at(19)), state=StoryState.RETRACTED)
    assert _lines((gone, Turn.RETRACTED, None))[1:] == [
        "Diary of the Front (blogger, RU) deleted the post at 22:00; no other source says so"
    ]
    edited = story(claim(withdrawn=True), state=StoryState.RETRACTED)
    assert _lines((edited, Turn.RETRACTED, None))[1:] == [
        "Diary of the Front (blogger, RU) edited the post: it no longer says so, and no other source does"
    ]


def test_several_stories_are_told_in_one_line_each_and_beyond_three_counted() -> None:
    def denied(number: int) -> Story:
        severity = Severity.CRITICAL if number == 4 else Severity.MEDIUM
        return story(claim(), denial(), story_id=number, state=StoryState.DENIED, severity=severity)

    lines = _lines(*((denied(number), Turn.DENIED, 2) for number in range(1, 6)))
    assert lines[0].startswith("🔴 BREAKTHROUGH denied")
    assert lines[1].startswith("Official: ")
    assert lines[2].startswith("«")
    assert lines[3:] == ["🟡 BREAKTHROUGH denied · Soledar (Bakhmut axis)"] * 2 + ["and 2 more stories: /latest"]


def test_what_is_over_before_it_is_told_is_not_told() -> None:
    back = story(state=StoryState.CLAIMED)
    assert _lines((back, Turn.DENIED, 2), (back, Turn.RETRACTED, None), (back, Turn.BACK, 1)) == []
    admitted = story(claim(), denial(), admission(), state=StoryState.ADMITTED)
    turns = ((admitted, Turn.DENIED, 2), (admitted, Turn.ADMITTED, 3), (admitted, Turn.SEVERITY, 1))
    assert _lines(*turns) == _lines((admitted, Turn.ADMITTED, 3))
    taken_back = story(claim(), denial(deleted_at=at(22)), state=StoryState.DENIED)
    assert _lines((taken_back, Turn.DENIED, 2)) == []


def test_news_of_a_story_that_is_gone_is_passed_over() -> None:
    assert render_reply([News(story_id=7, turn=Turn.DENIED)], [], subscriber(), GAZETTEER, NIGHT) == ()


def test_hostile_names_stay_text() -> None:
    wild = "😀/forget @admin \x1b[2J\u202e tg://x?" * 99
    told = story(claim(), denial(channel_title=wild, channel_name=wild), state=StoryState.DENIED)
    (message,) = _messages(told)
    assert not any(active in message.text for active in ("\x1b", "\u202e", "/forget", "@admin", "tg://"))


def _messages(told: Story) -> tuple[Message, ...]:
    return render_reply([News(story_id=1, turn=Turn.DENIED, post_id=2)], [told], subscriber(), GAZETTEER, NIGHT)


def test_news_is_kept_as_it_was() -> None:
    for news in (News(story_id=7, turn=Turn.BACK, post_id=3), News(story_id=7, turn=Turn.RETRACTED)):
        assert news_of_fact(news_fact(news)) == news
    with pytest.raises(ValueError, match="is no news"):
        news_of_fact("denied")

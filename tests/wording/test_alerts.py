"""Alerts as their readers see them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.model.channel import ChannelClass
from bot.model.flag import Stance
from bot.model.message import Button, EntityKind, Message, utf16_length
from bot.model.post import Origin
from bot.model.story import Role, Severity, Story, StoryState
from bot.model.subscriber import Preferences
from bot.wording.alerts import render_alert
from bot.wording.rich_text import TEXT_LIMIT
from tests.wording.samples import GAZETTEER, NIGHT, admission, at, claim, copy, denial, story, subscriber


def _alert(told: Story, zone: str = "Europe/Kyiv") -> Message:
    reader = subscriber(preferences=Preferences(zone=ZoneInfo(zone)))
    (message,) = render_alert(told, reader, GAZETTEER, NIGHT + timedelta(minutes=5))
    return message


def _marked(message: Message, kind: EntityKind) -> list[str]:
    units = message.text.encode("utf-16-le")
    return [
        units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
        for entity in message.entities
        if entity.kind is kind
    ]


def test_a_lonely_claim() -> None:
    message = _alert(story())
    assert message.text.splitlines() == [
        "🟠 BREAKTHROUGH claimed · Soledar (Bakhmut axis)",
        "11 May, 21:14 Kyiv · unverified claim",
        "Diary of the Front @front_diary (blogger, RU):",
        "«У Соледара прорыв нашей обороны, идёт тяжёлый бой.»",
        "Why flagged: «прорыв нашей обороны» + place, claimed",
    ]
    assert _marked(message, EntityKind.BOLD) == ["BREAKTHROUGH claimed"]
    assert _marked(message, EntityKind.ITALIC) == ["unverified claim"]
    assert _marked(message, EntityKind.BLOCKQUOTE) == ["«У Соледара прорыв нашей обороны, идёт тяжёлый бой.»"]
    assert message.buttons == (
        (
            Button(label="Open post", url="https://t.me/front_diary/10"),
            Button(label="Whole story", data=b"w:1"),
            Button(label="Mute this story", data=b"m:1"),
        ),
    )


def test_the_same_alert_after_echoes_copies_and_answers() -> None:
    second = claim(post_id=9, channel_key=9, channel_name="second_voice", channel_title="Second", date=at(18, 30))
    copies = [copy(number, NIGHT + timedelta(minutes=3 * number)) for number in range(1, 12)]
    told = story(claim(), second, *copies, denial(), admission(), state=StoryState.ADMITTED, severity=Severity.CRITICAL)
    message = _alert(told)
    lines = message.text.splitlines()
    assert lines[0] == "🔴 BREAKTHROUGH admitted · Soledar (Bakhmut axis)"
    assert lines[1] == "11 May, 21:14 Kyiv"
    assert lines[4:7] == [
        "2 independent sources · 11 copies in 33 min",
        "Official: The Ministry denied at 23:48, 2 h 34 min after the claim → post",
        "Official: The Ministry admitted on 12 May at 14:05, in softened words, 16 h 51 min after the claim → post",
    ]
    links = [entity.url for entity in message.entities if entity.kind is EntityKind.LINK]
    assert links == ["https://t.me/ministry_example/20", "https://t.me/ministry_example/21"]
    assert _marked(message, EntityKind.LINK) == ["post", "post"]


def test_a_recovered_post_says_so_and_when_it_was_posted() -> None:
    line = _alert(story(claim(origin=Origin.RECOVERED)), "Europe/London").text.splitlines()[1]
    assert line == "11 May · recovered, posted 19:14 London · unverified claim"


@pytest.mark.parametrize("state", [StoryState.DENIED, StoryState.ADMITTED, StoryState.RETRACTED])
def test_a_settled_story_is_no_unverified_claim(state: StoryState) -> None:
    assert "unverified" not in _alert(story(state=state)).text


@pytest.mark.parametrize("state", [StoryState.CLAIMED, StoryState.CONTESTED, StoryState.FADING])
def test_an_open_story_is_an_unverified_claim(state: StoryState) -> None:
    assert f"BREAKTHROUGH {state}" in _alert(story(state=state)).text
    assert "unverified claim" in _alert(story(state=state)).text


def test_a_standing_claim_speaks_for_the_story_before_a_deleted_one() -> None:
    gone = claim(deleted_at=at(19))
    other = claim(post_id=9, channel_key=9, channel_title="Second Voice", channel_name="second_voice", date=at(18, 30))
    assert "Second Voice @second_voice" in _alert(story(gone, other)).text


def test_a_retracted_claim_tells_what_became_of_it() -> None:
    deleted = _alert(story(claim(deleted_at=at(19)), state=StoryState.RETRACTED))
    assert "deleted 22:00" in _marked(deleted, EntityKind.ITALIC)
    edited = _alert(story(claim(withdrawn=True), state=StoryState.RETRACTED))
    assert "edited since: no longer says so" in _marked(edited, EntityKind.ITALIC)
    assert "source" not in edited.text


def test_only_officials_answer_officially() -> None:
    blogger = denial(channel_class=ChannelClass.MILBLOGGER_RU)
    taken_back = denial(post_id=5, deleted_at=at(21))
    assert "Official" not in _alert(story(claim(), blogger, taken_back)).text


def test_a_plain_admission_is_not_called_soft() -> None:
    text = _alert(story(claim(), admission(euphemism=False))).text
    assert "Official: The Ministry admitted on 12 May at 14:05, 16 h 51 min after the claim → post" in text


def test_the_words_that_decided_a_stance_are_told() -> None:
    only_denied = story(denial(), severity=Severity.LOW)
    text = _alert(only_denied).text
    assert text.startswith("⚪ BREAKTHROUGH denied · Soledar")
    assert "Why flagged: «прорывах обороны» + place, denied by «не соответствуют действительности»" in text
    feared = story(claim(role=Role.MENTION, stance=Stance.FEARED, cue="грозит"))
    assert _alert(feared).text.startswith("🟠 BREAKTHROUGH feared")


@pytest.mark.parametrize(
    ("place", "axis", "told"),
    [
        ("soledar", "bakhmut", "Soledar (Bakhmut axis)"),
        ("bakhmut", "bakhmut", "Bakhmut"),
        ("soledar", None, "Soledar"),
        (None, "bakhmut", "Bakhmut axis"),
        (None, None, "place not named"),
        ("unknown-village", None, "Unknown Village"),
    ],
)
def test_places_and_axes(place: str | None, axis: str | None, told: str) -> None:
    message = _alert(story(place=place, axis=axis))
    assert message.text.splitlines()[0] == f"🟠 BREAKTHROUGH claimed · {told}"
    assert ("» + place, claimed" in message.text) == (place is not None)
    assert ("» + axis, claimed" in message.text) == (place is None and axis is not None)


@pytest.mark.parametrize(
    ("name", "title", "told"),
    [
        ("front_diary", "Diary of the Front", "Diary of the Front @front_diary (blogger, RU):"),
        ("front_diary", "front_diary", "@front_diary (blogger, RU):"),
        ("Diary of the Front", "Diary of the Front", "Diary of the Front (blogger, RU):"),
    ],
)
def test_speakers(name: str, title: str, told: str) -> None:
    assert told in _alert(story(claim(channel_name=name, channel_title=title))).text.splitlines()


def test_a_channel_without_a_class_has_none() -> None:
    assert "Diary of the Front @front_diary:\n" in _alert(story(claim(channel_class=None))).text


@pytest.mark.parametrize("url", [None, "tg://resolve?domain=evil", "javascript:alert(1)"])
def test_a_post_without_a_usable_link_is_not_opened(url: str | None) -> None:
    message = _alert(story(claim(url=url), denial(url=url)))
    assert [button.label for button in message.buttons[0]] == ["Whole story", "Mute this story"]
    assert "Official: The Ministry denied at 23:48, 2 h 34 min after the claim\n" in message.text
    assert _marked(message, EntityKind.LINK) == []


def test_a_signal_of_the_operators_own_is_called_by_its_id() -> None:
    assert _alert(story(signal="mobilisation")).text.startswith("🟠 MOBILISATION claimed")


def test_a_continued_story_says_so() -> None:
    assert _alert(story(continues=41)).text.endswith("Continues story #41")


def test_hostile_channels_and_posts_stay_text_and_fit_one_message() -> None:
    wild = "😀/forget @admin \x1b[2J\u202e tg://x?" * 300
    told = story(
        claim(text=wild, start=0, end=len(wild), channel_title=wild, channel_name=wild, term=wild),
        *(denial(post_id=number, channel_title=wild) for number in range(50)),
    )
    message = _alert(told)
    assert utf16_length(message.text) <= TEXT_LIMIT
    assert not any(active in message.text for active in ("\x1b", "\u202e", "/forget", "@admin", "tg://"))
    assert message.text.count("Official:") == 3


def test_a_denial_that_came_before_the_claim_tells_no_time_to_it() -> None:
    text = _alert(story(claim(), denial(date=NIGHT - timedelta(hours=1)))).text
    assert "Official: The Ministry denied at 20:14 → post" in text


def test_further_signals_of_the_event_have_a_line_each_while_somebody_claims_them() -> None:
    (message,) = render_alert(
        story(),
        subscriber(),
        GAZETTEER,
        NIGHT,
        further=[
            story(story_id=2, signal="capture", state=StoryState.RETRACTED),
            story(story_id=3, signal="encirclement", place=None, severity=Severity.MEDIUM),
            story(story_id=4, signal="withdrawal", place="bakhmut"),
            story(denial(), story_id=5, signal="offensive", state=StoryState.DENIED),
        ],
    )
    assert [line for line in message.text.splitlines() if line.startswith("Also")] == [
        "Also: WITHDRAWAL claimed · Bakhmut",
        "Also: ENCIRCLEMENT claimed · Bakhmut axis",
    ]


def test_an_alert_that_was_held_for_long_says_that_the_claim_fades() -> None:
    (message,) = render_alert(story(), subscriber(), GAZETTEER, NIGHT + timedelta(hours=12))
    assert message.text.startswith("🟠 BREAKTHROUGH fading")

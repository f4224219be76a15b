"""``/trend``: what is understood, and what comes back: a picture with its figures in words, or a sentence."""

from datetime import timedelta

import pytest

from bot.commands.trend import MOST_DAYS, TrendWish, read_trend
from bot.errors import DrawingError, InputError
from bot.model.message import AttachmentKind
from bot.model.post import Origin, SeenPost
from bot.model.trend import Chart
from bot.wording import texts
from tests.commands.conftest import BLOGGER, NOW, PERSON, Chats, fill, text_of

SIGNALS = ("breakthrough", "capture", "my-signal")


class Easel:
    """Keeps what it was asked to draw; draws nothing when it ``is_broken``."""

    def __init__(self) -> None:
        self.charts: list[Chart] = []
        self.is_broken = False

    async def draw(self, chart: Chart) -> bytes:
        """Some bytes."""
        if self.is_broken:
            raise DrawingError("no pencil")
        self.charts.append(chart)
        return b"a picture"


@pytest.fixture
def easel(chats: Chats) -> Easel:
    """What the desk draws on."""
    easel = Easel()
    chats.draughtsman = easel
    chats.desk = chats.opened()
    return easel


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("", TrendWish()),
        ("30", TrendWish(days=30)),
        ("breakthrough", TrendWish(signal="breakthrough")),
        ("Capture 2", TrendWish(signal="capture", days=2)),
        ("14d my-signal", TrendWish(signal="my-signal", days=14)),
        ("all 2w", TrendWish(days=14)),
        ("36h", TrendWish(days=2)),
        ("capture 30 days", TrendWish(signal="capture", days=30)),
        ("365", TrendWish(days=365)),
    ],
)
def test_signal_and_days_are_read_in_any_order(typed: str, wish: TrendWish) -> None:
    assert read_trend(typed, SIGNALS) == wish


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("panic 30", "Not understood: panic. Understood: all signals, last 30 days."),
        ("capture yesterday", "Not understood: yesterday. Understood: capture, last 7 days."),
        ("capture 7 30", "Not understood: 30. Understood: capture, last 7 days."),
        ("breakthrough capture", "One signal at a time"),
        ("0", f"Days can be from 1 to {MOST_DAYS}, not 0. Example: /trend 1"),
        ("capture 999d", f"Days can be from 1 to {MOST_DAYS}, not 999d. Example: /trend capture 365"),
        ("-7", "Not understood: -7."),
        ("9" * 40, "Not understood: 99999"),
        ("x\n\ty " * 99, "Not understood: x y x y"),
    ],
)
def test_wrong_input_is_answered_with_what_was_understood_and_an_example(typed: str, told: str) -> None:
    with pytest.raises(InputError) as raised:
        read_trend(typed, SIGNALS)

    assert str(raised.value).startswith(told)
    assert "Example: /trend " in str(raised.value)
    assert len(str(raised.value)) < 400


async def test_a_picture_comes_with_its_figures_in_words(chats: Chats, easel: Easel) -> None:
    answer = await chats.say(PERSON, "/trend breakthrough 2")

    (picture,) = answer.attachments
    assert (picture.kind, picture.name, picture.content) == (AttachmentKind.PHOTO, "trend.png", b"a picture")
    assert answer.messages == ()
    lines = picture.caption.text.splitlines()
    assert lines[0] == "Breakthrough, last 48 hours"
    assert lines[1] == "10 May, 13:00 – 12 May, 12:00 Kyiv"
    (chart,) = easel.charts
    assert chart.title == lines[0]
    assert lines[3].startswith(f"{sum(sum(row.figures) for row in (*chart.rising, *chart.falling))} flags: ")
    assert lines[4] == chart.note == "No usual yet: less than 7 days of data."
    assert "/story 1" in picture.caption.text
    assert any("#1" in label for _, label in chart.marks)


async def test_the_pictures_hours_are_those_of_the_asker(chats: Chats, easel: Easel) -> None:
    await chats.say(PERSON, "/subscribe")
    await chats.say(PERSON, "/settings zone America/New_York")

    await chats.say(PERSON, "/trend 1")

    (chart,) = easel.charts
    assert chart.subtitle == "11 May, 06:00 – 12 May, 05:00 New York"
    assert [label for _, label in chart.ticks] == ["08:00", "12:00", "16:00", "20:00", "12 May", "04:00"]


async def test_without_any_flag_a_sentence_comes(chats: Chats, easel: Easel) -> None:
    answer = await chats.say(PERSON, "/trend capture")

    assert text_of(answer) == "No flag at all: capture, last 7 days. To look further back: /trend capture 30"
    assert (answer.attachments, easel.charts) == ((), [])


async def test_wrong_input_comes_back_from_the_desk(chats: Chats, easel: Easel) -> None:
    told = text_of(await chats.say(PERSON, "/trend @channel"))

    assert told.startswith("Not understood: @channel.")
    assert "breakthrough, encirclement" in told


async def test_without_anything_to_draw_on_the_figures_come_in_words(chats: Chats) -> None:
    answer = await chats.say(PERSON, "/trend")

    assert answer.attachments == ()
    assert "flags: " in text_of(answer)


async def test_a_picture_that_cannot_be_drawn_is_told_in_words(chats: Chats, easel: Easel) -> None:
    easel.is_broken = True

    answer = await chats.say(PERSON, "/trend")

    assert answer.attachments == ()
    first, second = answer.messages
    assert first.text == texts.TREND_NOT_DRAWN
    assert "flags: " in second.text


async def test_the_usual_is_told_where_it_is_known(chats: Chats, easel: Easel) -> None:
    older = [
        SeenPost(
            channel=BLOGGER,
            message_id=100 + day,
            date=NOW - timedelta(days=day, hours=3),
            text=f"Противник прорвал оборону под Угледаром, день {day}",
            origin=Origin.IMPORT,
        )
        for day in range(40)
    ]
    await fill(chats.archive, older)

    (picture,) = (await chats.say(PERSON, "/trend 7")).attachments
    (month,) = (await chats.say(PERSON, "/trend 30")).attachments

    week, days = easel.charts
    assert "Claimed or feared: " in picture.caption.text
    assert ", usually 7." in picture.caption.text
    assert "on a usual day 1." in month.caption.text
    assert {usual.middle for usual in week.usual if usual} == {1}
    assert (len(week.usual), len(days.usual), week.note) == (7, 30, None)
    assert [label for _, label in days.ticks] == ["14 April", "21 April", "28 April", "5 May", "12 May"]

"""Pictures of figures: what comes out is a picture whatever goes in, and the same figures are the same bytes."""

import io
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

import matplotlib
import pytest
from PIL import Image

from bot.charts import HEIGHT_PIXELS, WIDTH_PIXELS, draw
from bot.model.trend import Chart, ChartSeries, UsualRange

NAMES = ("claimed", "feared", "denied", "past")
CARD = (20, 28, 38)
CLAIMED = (255, 109, 77)


def chart(*rows: Sequence[int], usual: Sequence[int | None] = (), **more: object) -> Chart:
    """A chart of up to four rows of figures; the usual is the figure plus and minus one."""
    length = len(rows[0])
    filled = [*rows, *([(0,) * length] * (4 - len(rows)))]
    series = [ChartSeries(name=name, figures=tuple(row)) for name, row in zip(NAMES, filled, strict=True)]
    known = [None if each is None else UsualRange(low=each - 1, middle=each, high=each + 1) for each in usual]
    plain = Chart(
        title="All signals, last days",
        subtitle="1 May – 7 May, 12:00 Kyiv",
        rising=tuple(series[:2]),
        falling=tuple(series[2:]),
        usual=tuple(known) or (None,) * length,
        usual_name="usual",
        ticks=((0.0, "1 May"),),
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # fields by name


def pixels(png: bytes) -> Image.Image:
    """The picture, decoded."""
    return Image.open(io.BytesIO(png)).convert("RGB")


def share(png: bytes, colour: tuple[int, int, int]) -> float:
    """How much of the picture has this very colour."""
    picture = pixels(png)
    counted = {value: count for count, value in picture.getcolors(picture.width * picture.height) or ()}
    return counted.get(colour, 0) / (picture.width * picture.height)


@pytest.mark.parametrize(
    "given",
    [
        chart((0, 0, 0)),
        chart((5,)),
        chart((0,), (0,), (3,), (4,)),
        chart((1, 0, 2), usual=(None, 1, None), note="No usual yet: less than 7 days of data."),
        chart(tuple(range(365)), tuple(range(365)), usual=[7] * 365, marks=((0.0, "#1"), (364.0, "#2"))),
        chart((1_234_567, 0), title="A signal with a name that goes on and on " * 9),
        chart((1, 2), ticks=(), title="$x^$ <b> прорив їжак", marks=((0.0, "#1 #2 #3"), (1.0, "#4"), (1.0, "#5"))),
    ],
    ids=["zeros", "one", "only falling", "partly usual", "a year", "long title", "odd words"],
)
def test_whatever_goes_in_a_card_of_one_size_comes_out(given: Chart) -> None:
    png = draw(given)

    picture = pixels(png)
    assert picture.size == (WIDTH_PIXELS, HEIGHT_PIXELS)
    assert {picture.getpixel(corner) for corner in ((0, 0), (WIDTH_PIXELS - 1, HEIGHT_PIXELS - 1))} == {CARD}
    assert "transparency" not in Image.open(io.BytesIO(png)).info
    assert len(png) < 200_000


def test_the_same_figures_are_the_same_bytes_and_others_are_not() -> None:
    one = chart((3, 1, 2), usual=(1, 1, 2))

    assert draw(one) == draw(chart((3, 1, 2), usual=(1, 1, 2)))
    assert draw(one) != draw(chart((3, 1, 3), usual=(1, 1, 2)))


def test_a_style_of_the_account_changes_nothing() -> None:
    plain = draw(chart((3, 1)))

    with matplotlib.rc_context({"font.size": 30, "axes.grid": True, "savefig.dpi": 50, "axes.facecolor": "white"}):
        assert draw(chart((3, 1))) == plain
        assert matplotlib.rcParams["savefig.dpi"] == 50


def test_bars_are_as_high_as_their_figures_against_the_highest() -> None:
    full, half = share(draw(chart((10, 10))), CLAIMED), share(draw(chart((10, 0))), CLAIMED)

    assert half / full == pytest.approx(0.5, abs=0.05)
    assert full > 0.2


def test_nothing_of_the_bot_takes_matplotlib_along_until_something_is_drawn() -> None:
    asked = "import sys, bot.app, bot.cli, bot.shell.trends; sys.exit('matplotlib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", asked], check=False, timeout=60).returncode == 0  # noqa: S603

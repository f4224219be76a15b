"""Figures to PNG bytes. Matplotlib is imported inside the call only: it takes a second, and 60 MB for good.

The picture is made for a phone: 1080 pixels wide, shown at a third of that, so that letters are ten pixels high
there; only a line that is too long is smaller. It is a dark card of its own, so that it reads the same in a light
and in a dark chat. The colours keep apart for colour-blind eyes by their lightness as well, and stand in one order
always.
"""

import io
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, Literal

from bot.model.trend import Chart, ChartSeries, UsualRange

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

WIDTH_PIXELS: Final = 1080
HEIGHT_PIXELS: Final = 810
_DPI: Final = 200

_CARD: Final = "#141c26"
_INK: Final = "#f2f5f8"
_PALE: Final = "#a9b6c4"
_GRID: Final = "#2c3947"
_RISING: Final = ("#ff6d4d", "#ffd166")
_FALLING: Final = ("#6ab9ff", "#738091")
_USUAL: Final = "#e8edf2"

_TITLE, _TEXT, _SMALL, _SMALLEST = 15.0, 11.5, 10.5, 7.0
"""Sizes in points; at 200 dots an inch, shown at a third, 10.5 points are ten pixels of a phone."""

_MARGIN: Final = 0.035
_LINE: Final = 0.062
_DIGIT: Final = 0.0175
"""The width of a digit of an axis label, as a part of the picture's."""

_FEW_BARS: Final = 60
"""So many bars have gaps between them; more would be nothing but gaps."""


def draw(chart: Chart) -> bytes:
    """The chart as a PNG; the same chart gives the same bytes."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # whatever style the account that runs the bot has chosen for itself
        matplotlib.rcParams["font.family"] = "DejaVu Sans"  # ships with matplotlib
        figure = Figure(figsize=(WIDTH_PIXELS / _DPI, HEIGHT_PIXELS / _DPI), dpi=_DPI, facecolor=_CARD)
        FigureCanvasAgg(figure)
        top = _write_head(figure, chart)
        axes = _axes(figure, chart, top=top - _mark_rows(chart) * _LINE)
        _draw_usual(axes, chart.usual)
        _draw_bars(axes, chart)
        _write_marks(axes, chart)
        picture = io.BytesIO()
        figure.savefig(picture, format="png", facecolor=_CARD, metadata={"Software": None})
    return picture.getvalue()


def _write_head(figure: "Figure", chart: Chart) -> float:
    """Title, span, legend and note; returns where they end."""
    y = 0.965
    _fit(_write(figure, y, chart.title, size=_TITLE, weight="bold"))
    y -= 0.085
    _fit(_write(figure, y, chart.subtitle, size=_SMALL, color=_PALE))
    y -= 0.07
    _write_legend(figure, y, chart)
    if chart.note:
        y -= _LINE
        _fit(_write(figure, y, chart.note, size=_SMALL, color=_PALE))
    return y - _LINE - 0.025


def _write(figure: "Figure", y: float, text: str, *, x: float = _MARGIN, **style: Any) -> "Text":
    return figure.text(x, y, text, va="top", parse_math=False, **{"size": _TEXT, "color": _INK, **style})


def _write_legend(figure: "Figure", y: float, chart: Chart) -> None:
    """The names of the rows in their colours, as large as fits on one line."""
    entries = [
        *((f"▲ {row.name}", colour) for row, colour in zip(chart.rising, _RISING, strict=True)),
        *((f"▼ {row.name}", colour) for row, colour in zip(chart.falling, _FALLING, strict=True)),
    ]
    if any(chart.usual):
        entries.append((f"┄ {chart.usual_name}", _USUAL))
    size = _TEXT
    while True:
        texts = [_write(figure, y, text, color=colour, size=size) for text, colour in entries]
        widths = [_width(text) for text in texts]
        gap = 0.026
        starts = list(accumulate((width + gap for width in widths), initial=_MARGIN))
        if starts[-1] - gap <= 1 - _MARGIN or size <= _SMALLEST:
            for text, start in zip(texts, starts, strict=False):
                text.set_x(start)
            return
        for text in texts:
            text.remove()
        size -= 0.5


def _fit(text: "Text") -> None:
    """Make a line smaller until it fits; what is still too long is cut."""
    size = float(text.get_fontsize())
    while _width(text) > 1 - 2 * _MARGIN and size > _SMALLEST:
        size -= 0.5
        text.set_fontsize(size)
    while (width := _width(text)) > 1 - 2 * _MARGIN:
        shown = text.get_text()
        text.set_text(shown[: int(len(shown) * (1 - 2 * _MARGIN) / width) - 1] + "…")


def _width(text: "Text") -> float:
    """As a part of the picture's width."""
    return float(text.get_window_extent().width) / WIDTH_PIXELS


def _axes(figure: "Figure", chart: Chart, *, top: float) -> "Axes":
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    highest = max((1, *_sums(chart.rising), *(usual.high for usual in chart.usual if usual)))
    deepest = max((0, *_sums(chart.falling)))
    left = _MARGIN + 0.015 + _DIGIT * len(f"{max(highest, deepest):,}")
    bottom = 0.09
    axes = figure.add_axes((left, bottom, 1 - left - _MARGIN, top - bottom))
    axes.set_facecolor(_CARD)
    axes.set_xlim(-0.5, len(chart.usual) - 0.5)
    axes.set_ylim(-1.04 * deepest - 0.01 * highest, 1.04 * highest)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(round(value)):,}"))
    axes.set_xticks([place for place, _ in chart.ticks], [label for _, label in chart.ticks])
    for (place, _), label in zip(chart.ticks, axes.get_xticklabels(), strict=True):
        label.set_horizontalalignment(_alignment(place, len(chart.usual)))
    axes.tick_params(length=0, pad=6, labelcolor=_PALE, labelsize=_SMALL)
    axes.grid(axis="y", color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.axhline(0, color=_PALE, linewidth=0.9, zorder=3)
    return axes


def _sums(rows: Sequence[ChartSeries]) -> list[int]:
    return [sum(figures) for figures in zip(*(row.figures for row in rows), strict=True)]


def _draw_usual(axes: "Axes", usual: Sequence[UsualRange | None]) -> None:
    """The band behind the bars, and its middle before them; nothing where it is not known."""
    for start, end in _known(usual):
        known = [each for each in usual[start:end] if each is not None]
        edges = [place - 0.5 for place in range(start, end + 1)]
        low, high = [each.low for each in known], [each.high for each in known]
        axes.stairs(high, edges, baseline=low, fill=True, color=_USUAL, alpha=0.22, linewidth=0, zorder=1)
        middle = [each.middle for each in known]
        axes.stairs(middle, edges, baseline=None, color=_USUAL, linewidth=1.3, linestyle=(0, (2.4, 1.6)), zorder=4)


def _known(usual: Sequence[UsualRange | None]) -> list[tuple[int, int]]:
    """The runs of stretches whose usual is known, as (first, end)."""
    edges = [number for number in range(len(usual) + 1) if _is_known(usual, number) != _is_known(usual, number - 1)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _is_known(usual: Sequence[UsualRange | None], number: int) -> bool:
    return 0 <= number < len(usual) and usual[number] is not None


def _draw_bars(axes: "Axes", chart: Chart) -> None:
    places = range(len(chart.usual))
    for rows, sign, colours in ((chart.rising, 1, _RISING), (chart.falling, -1, _FALLING)):
        ground = [0] * len(places)
        for row, colour in zip(rows, colours, strict=True):
            heights = [sign * figure for figure in row.figures]
            ends = [under + height for under, height in zip(ground, heights, strict=True)]
            if len(places) <= _FEW_BARS:
                style: dict[str, Any] = {"width": 0.78, "linewidth": 0.7, "edgecolor": _CARD, "zorder": 2}
                axes.bar(places, heights, bottom=ground, color=colour, **style)
            else:
                edges = [place - 0.5 for place in range(len(places) + 1)]
                axes.stairs(ends, edges, baseline=ground, fill=True, color=colour, linewidth=0, zorder=2)
            ground = ends


def _mark_rows(chart: Chart) -> int:
    return 1 + max(_rows_of_marks(chart), default=-1)


def _rows_of_marks(chart: Chart) -> list[int]:
    """The row of each mark: the lowest on which it covers none before it."""
    ends: list[float] = []
    rows = []
    for place, label in chart.marks:
        half = len(chart.usual) * (0.5 * _DIGIT * (len(label) + 2))
        row = next((number for number, end in enumerate(ends) if place - half >= end), len(ends))
        ends[row:] = [place + half]
        rows.append(row)
    return rows


def _write_marks(axes: "Axes", chart: Chart) -> None:
    """Each mark over the axes, with a line down to its place."""
    across = axes.get_xaxis_transform()
    height = _LINE / axes.get_position().height
    for (place, label), row in zip(chart.marks, _rows_of_marks(chart), strict=True):
        foot = 1 + 0.15 * height + row * height
        axes.plot(
            [place, place], [0, foot], transform=across, color=_INK, linewidth=0.8, alpha=0.55, zorder=5, clip_on=False
        )
        side = _alignment(place, len(chart.usual))
        axes.text(place, foot, label, transform=across, ha=side, va="bottom", color=_INK, size=_SMALL, parse_math=False)


def _alignment(place: float, stretches: int) -> Literal["left", "center", "right"]:
    """A label near an end is written inward."""
    part = (place + 0.5) / stretches
    return "left" if part < 0.04 else "right" if part > 0.96 else "center"

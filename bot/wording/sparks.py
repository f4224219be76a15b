"""A row of figures as a line of small bars, to be seen at a glance in a message."""

import math
from collections.abc import Sequence

_BARS = "▁▂▃▄▅▆▇█"


def spark(figures: Sequence[int], *, top: float) -> str:
    """``▁▂▂▇█▅``: one bar a figure; a figure of ``top``, or the greatest if that is more, is the full bar.

    Only nothing is the lowest bar, so that one flag is seen too.
    """
    highest = max((1, top, *figures))
    return "".join(_BARS[math.ceil(figure / highest * (len(_BARS) - 1))] for figure in figures)

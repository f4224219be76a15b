"""The drawing process: one, started when first wanted, and the event loop goes on meanwhile."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from multiprocessing import active_children
from multiprocessing.process import BaseProcess

import pytest

from bot.charts import draw
from bot.drawing import DrawingProcess
from bot.errors import DrawingError
from tests.test_charts import chart


@pytest.fixture(scope="module")
def drawing() -> Iterator[DrawingProcess]:
    """A drawing process, started by the first test that wants it: a start takes a second."""
    process = DrawingProcess()
    yield process
    process.close()


def processes() -> Sequence[BaseProcess]:
    """Those that draw."""
    return active_children()


async def test_it_draws_what_the_same_call_here_would_and_the_loop_goes_on(drawing: DrawingProcess) -> None:
    given = chart((3, 1, 2))
    turns = 0

    pictures = asyncio.gather(*(drawing.draw(given) for _ in range(3)))
    while not pictures.done():
        turns += 1
        await asyncio.sleep(0.001)

    assert set(await pictures) == {draw(given)}
    assert len(processes()) == 1
    assert turns > 10


async def test_ctrl_c_ends_it_with_its_parent_only(drawing: DrawingProcess) -> None:
    await drawing.draw(chart((1,)))
    (process,) = processes()
    assert process.pid is not None

    os.kill(process.pid, signal.SIGINT)

    assert (await drawing.draw(chart((1,)))).startswith(b"\x89PNG")
    assert [each.pid for each in processes()] == [process.pid]


async def test_a_process_that_was_killed_is_an_error_once_and_the_next_picture_comes(drawing: DrawingProcess) -> None:
    await drawing.draw(chart((1,)))
    (process,) = processes()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    wanted = asyncio.create_task(drawing.draw(chart((1,))))
    await asyncio.sleep(0)
    os.kill(process.pid, signal.SIGKILL)

    with pytest.raises(DrawingError):
        await wanted

    assert (await drawing.draw(chart((1,)))).startswith(b"\x89PNG")


DRAW_AND_WAIT = """
import asyncio, sys
from bot.drawing import DrawingProcess
from tests.test_charts import chart

async def main():
    await DrawingProcess().draw(chart((1,)))
    print("drawn", flush=True)
    await asyncio.Event().wait()

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_it_does_not_outlive_a_parent_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", DRAW_AND_WAIT], stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603
        assert parent.stdout is not None
        assert parent.stdout.readline() == "drawn\n"
        parent.kill()
        # The drawing process writes to the same pipe: its end is told when all who hold it have gone.
        left, _ = parent.communicate(timeout=20)
    assert left == ""

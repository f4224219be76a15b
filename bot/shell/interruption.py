"""Ctrl-C and SIGTERM: what runs is ended in order, and what blocks is broken off (CONTRACTS.md, exit status 130)."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from types import FrameType
from typing import Any, NoReturn, TypeVar

SIGNALS = (signal.SIGINT, signal.SIGTERM)
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Outside the event loop SIGTERM raises KeyboardInterrupt, just as Ctrl-C does."""
    with _handled_by(_interrupt):
        yield


async def until_interrupted(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Do the work in a task of its own. A signal cancels it, and each part puts away what it holds.

    Raises CancelledError then.
    """
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)

    def cancel(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(task.cancel)

    # Not loop.add_signal_handler: it would cancel a second time what `breakable` has broken off already.
    with _handled_by(cancel):
        return await task


@contextmanager
def breakable() -> Iterator[None]:
    """For a piece of work within the event loop that may hold it up for long: a signal ends it at once.

    Raises CancelledError then, as if the loop had had its turn.
    """
    try:
        with _handled_by(_interrupt):
            yield
    except KeyboardInterrupt:
        raise asyncio.CancelledError from None


@contextmanager
def breakably_opened(manager: AbstractContextManager[_Item]) -> Iterator[_Item]:
    """The same ``with`` block, where entering is ``breakable``: the first bytes of a pipe may be long in coming."""
    with ExitStack() as stack:
        with breakable():
            item = stack.enter_context(manager)
        yield item


def each_breakable(items: Iterable[_Item]) -> Iterator[_Item]:
    """The same items, where the wait for the next one is ``breakable``: standard input may never tell one."""
    iterator = iter(items)
    while True:
        with breakable():
            try:
                item = next(iterator)
            except StopIteration:
                return
        yield item


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


@contextmanager
def _handled_by(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in SIGNALS}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)

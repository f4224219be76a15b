"""A process that has imported the bot already and forks one for each line that it is told, so that a start costs less.

What is forked is ``frontwatch run`` itself, with a folder, an environment, sockets and an archive of its own.
Lines in: ``{"folder", "log", "environment", "clock"}`` starts one and tells its number; ``{"ended": pid}`` waits for
its end and tells its status, negative for the signal that killed it.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import bot.app  # imported for those who are born later
import bot.operations.standing_words
from bot.cli import main
from tests.torture.jumping import jump_with


def serve() -> None:
    """Do what each line of standard input says until there are no more."""
    for line in sys.stdin:
        order = json.loads(line)
        if "ended" in order:
            _, status = os.waitpid(order["ended"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201  # the answer
            continue
        number = os.fork()
        if number == 0:
            _live(order)
        print(number, flush=True)  # noqa: T201  # the answer


def _live(order: dict[str, Any]) -> NoReturn:
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(ours, theirs)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    bot.app.CATCH_UP = timedelta(0)  # lives are too short here for a digest that waits for what was missed
    if order["clock"]:
        jump_with(Path(order["clock"]))
    main(["run"])


if __name__ == "__main__":
    assert bot.app
    serve()

"""What happens by the clock in a running bot: digests at their slots, reconciling and upkeep."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

RECONCILE_EVERY = timedelta(minutes=5)
RECONCILE_JITTER = timedelta(minutes=1)
UPKEEP_EVERY = timedelta(minutes=7)
NIGHT_HOUR_UTC = 1
"""Four in the morning in Kyiv and Moscow, or three: when the fewest posts and questions come."""

_log = logging.getLogger(__name__)


class Timetable:
    """The jobs of a running bot; ``replan`` when the machine's clock was set."""

    def __init__(self, scheduler: AsyncIOScheduler, triggers: Mapping[str, Callable[[], BaseTrigger]]) -> None:
        self._scheduler = scheduler
        self._triggers = triggers

    def replan(self) -> None:
        """Reckon every job's next time anew: after a clock was set back they would all wait for the old one."""
        for job in self._scheduler.get_jobs():
            job.reschedule(self._triggers[job.id]())


@contextmanager
def running_timetable(
    *,
    every_minute: Callable[[], Awaitable[None]],
    every_few_minutes: Callable[[], Awaitable[None]],
    upkeep: Callable[[], Awaitable[None]],
    nightly: Callable[[], Awaitable[None]],
    weekly: Callable[[], Awaitable[None]],
) -> Iterator[Timetable]:
    """Call ``every_minute`` on the minute and ``every_few_minutes`` with jitter, while the ``with`` block runs.

    ``upkeep`` is called every few minutes too; ``nightly`` in the quietest hour from Monday to Saturday, and
    ``weekly`` then on Sunday.

    A call that comes late is made all the same, and once (TELEGRAM 34); one that fails is logged, and the
    next one is made in its time.
    """
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    calls = {
        "every minute": every_minute,
        "every few minutes": every_few_minutes,
        "upkeep": upkeep,
        "nightly upkeep": nightly,
        "weekly upkeep": weekly,
    }
    triggers = _triggers()
    for name, call in calls.items():
        scheduler.add_job(call, triggers[name](), id=name, name=name)
    scheduler.add_listener(_tell_failure, EVENT_JOB_ERROR)
    scheduler.start()
    try:
        yield Timetable(scheduler, triggers)
    finally:
        scheduler.shutdown(wait=False)


def _triggers() -> Mapping[str, Callable[[], BaseTrigger]]:
    """How to make each job's trigger: one of an interval begins with the moment at which it is made."""
    every, jitter = int(RECONCILE_EVERY.total_seconds()), int(RECONCILE_JITTER.total_seconds())
    night = {"hour": NIGHT_HOUR_UTC, "minute": 20, "timezone": "UTC"}
    return {
        "every minute": partial(CronTrigger, second=0, timezone="UTC"),
        "every few minutes": partial(IntervalTrigger, seconds=every, jitter=jitter, timezone="UTC"),
        "upkeep": partial(IntervalTrigger, seconds=int(UPKEEP_EVERY.total_seconds()), timezone="UTC"),
        "nightly upkeep": partial(CronTrigger, day_of_week="mon-sat", **night),
        "weekly upkeep": partial(CronTrigger, day_of_week="sun", **night),
    }


def _tell_failure(event: JobExecutionEvent) -> None:
    # APScheduler's own record of it lies below WARNING's logger level for some releases (TELEGRAM 34).
    _log.error("The timetable's job %s failed: %s", event.job_id, event.exception)

"""What happens by the clock in a running bot: digests at their slots, reconciling and upkeep."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

RECONCILE_EVERY = timedelta(minutes=5)
RECONCILE_JITTER = timedelta(minutes=1)
UPKEEP_EVERY = timedelta(minutes=7)
NIGHT_HOUR_UTC = 1
"""Four in the morning in Kyiv and Moscow, or three: when the fewest posts and questions come."""

_log = logging.getLogger(__name__)


@contextmanager
def running_timetable(
    *,
    every_minute: Callable[[], Awaitable[None]],
    every_few_minutes: Callable[[], Awaitable[None]],
    upkeep: Callable[[], Awaitable[None]],
    nightly: Callable[[], Awaitable[None]],
    weekly: Callable[[], Awaitable[None]],
) -> Iterator[None]:
    """Call ``every_minute`` on the minute and ``every_few_minutes`` with jitter, while the ``with`` block runs.

    ``upkeep`` is called every few minutes too; ``nightly`` in the quietest hour from Monday to Saturday, and
    ``weekly`` then on Sunday.

    A call that comes late is made all the same, and once (TELEGRAM 34); one that fails is logged, and the
    next one is made in its time.
    """
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    scheduler.add_job(every_minute, CronTrigger(second=0, timezone="UTC"), name="every minute")
    scheduler.add_job(
        every_few_minutes,
        IntervalTrigger(
            seconds=int(RECONCILE_EVERY.total_seconds()), jitter=int(RECONCILE_JITTER.total_seconds()), timezone="UTC"
        ),
        name="every few minutes",
    )
    scheduler.add_job(upkeep, IntervalTrigger(seconds=int(UPKEEP_EVERY.total_seconds()), timezone="UTC"), name="upkeep")
    night = {"hour": NIGHT_HOUR_UTC, "minute": 20, "timezone": "UTC"}
    scheduler.add_job(nightly, CronTrigger(day_of_week="mon-sat", **night), name="nightly upkeep")
    scheduler.add_job(weekly, CronTrigger(day_of_week="sun", **night), name="weekly upkeep")
    scheduler.add_listener(_tell_failure, EVENT_JOB_ERROR)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


def _tell_failure(event: JobExecutionEvent) -> None:
    # APScheduler's own record of it lies below WARNING's logger level for some releases (TELEGRAM 34).
    _log.error("The timetable's job %s failed: %s", event.job_id, event.exception)

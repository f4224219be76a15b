"""What happens by the clock in a running bot: digests at their slots, reconciling every few minutes."""

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

_log = logging.getLogger(__name__)


@contextmanager
def running_timetable(
    *, every_minute: Callable[[], Awaitable[None]], every_few_minutes: Callable[[], Awaitable[None]]
) -> Iterator[None]:
    """Call ``every_minute`` on the minute and ``every_few_minutes`` with jitter, while the ``with`` block runs.

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
    scheduler.add_listener(_tell_failure, EVENT_JOB_ERROR)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


def _tell_failure(event: JobExecutionEvent) -> None:
    # APScheduler's own record of it lies below WARNING's logger level for some releases (TELEGRAM 34).
    _log.error("The timetable's job %s failed: %s", event.job_id, event.exception)

"""Excerpts in the reader's language, within what Telegram gives away (RULES 20).

Only what is about to be shown is asked for, once; a text that is not there in time comes with the next edit.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.errors import ArchiveError, TranslationError, TranslationPausedError
from bot.language.which import language_of
from bot.model.translation import Excerpt
from bot.ports import Clock, TranslationStore, Translator

PATIENCE = timedelta(seconds=1.5)
PAUSE = timedelta(hours=1)
AN_HOUR = 30
_HOUR = timedelta(hours=1)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    excerpt: Excerpt
    language: str
    asked_at: float
    """On the event loop's own clock, in seconds."""
    answer: asyncio.Future[str | None]


class Translations:
    """The one place that asks for translations; ``run`` is the loop that works what ``of`` wants."""

    def __init__(
        self,
        archive: TranslationStore,
        translator: Translator,
        clock: Clock,
        *,
        an_hour: int = AN_HOUR,
        patience: timedelta = PATIENCE,
    ) -> None:
        """At most ``an_hour`` texts are asked for in any hour; ``of`` waits for no text longer than ``patience``."""
        self._archive = archive
        self._translator = translator
        self._clock = clock
        self._an_hour = an_hour
        self._patience = patience
        self._asked: deque[timedelta] = deque()
        self._refused: dict[tuple[Excerpt, str], timedelta] = {}
        self._paused_until: timedelta | None = None
        self._under_way: dict[tuple[Excerpt, str], _Job] = {}
        self._queue: asyncio.Queue[_Job] = asyncio.Queue(maxsize=max(1, an_hour))

    async def run(self) -> None:
        """Translate what is wanted, one text after the other; until cancelled."""
        while True:
            job = await self._queue.get()
            text = await self._translated(job)
            if not job.answer.done():
                job.answer.set_result(text)
            del self._under_way[job.excerpt, job.language]

    async def of(self, excerpts: Sequence[Excerpt], language: str) -> Mapping[Excerpt, str]:
        """Those of the excerpts that are in another language, in ``language``, as far as they are there in time.

        Raises ArchiveError.
        """
        foreign = [excerpt for excerpt in excerpts if _is_foreign(excerpt.text, language)]
        if not foreign:
            return {}
        known = dict(await self._archive.translations(foreign, language))
        jobs = [job for excerpt in foreign if excerpt not in known if (job := self._job(excerpt, language))]
        await self._wait_for(jobs)
        for job in jobs:
            text = job.answer.result() if job.answer.done() else None
            if text is not None:
                known[job.excerpt] = text
        return known

    async def _wait_for(self, jobs: Iterable[_Job]) -> None:
        """Wait until all are done, or the last that was asked for has had its time."""
        waiting = {job.answer: job.asked_at for job in jobs}
        if waiting:
            spent = asyncio.get_running_loop().time() - max(waiting.values())
            await asyncio.wait(waiting, timeout=max(0.0, self._patience.total_seconds() - spent))

    def _job(self, excerpt: Excerpt, language: str) -> _Job | None:
        """The job for a text: the one under way, or a new one if the hour still holds it."""
        key = (excerpt, language)
        now = self._clock.elapsed()
        if key in self._under_way:
            return self._under_way[key]
        if not self._may_ask(key, now):
            return None
        loop = asyncio.get_running_loop()
        job = _Job(excerpt=excerpt, language=language, asked_at=loop.time(), answer=loop.create_future())
        self._asked.append(now)
        self._under_way[key] = job
        self._queue.put_nowait(job)
        return job

    def _may_ask(self, key: tuple[Excerpt, str], now: timedelta) -> bool:
        while self._asked and now - self._asked[0] >= _HOUR:
            self._asked.popleft()
        self._refused = {each: at for each, at in self._refused.items() if now - at < _HOUR}
        is_paused = self._paused_until is not None and now < self._paused_until
        has_room = len(self._asked) < self._an_hour and not self._queue.full()
        return has_room and not is_paused and key not in self._refused

    async def _translated(self, job: _Job) -> str | None:
        now = self._clock.elapsed()
        if self._paused_until is not None and now < self._paused_until:
            return None
        try:
            text = await self._translator.translate(job.excerpt.text, job.language)
        except TranslationPausedError as refused:
            pause = max(PAUSE, refused.retry_after or PAUSE)
            self._paused_until = now + pause
            until = self._clock.now() + pause
            _log.warning("%s Nothing is translated until %s.", refused, until.isoformat("T", "minutes"))
            return None
        except TranslationError as refused:
            self._refused[job.excerpt, job.language] = now
            _log.info("An excerpt of post %d stays as it is: %s", job.excerpt.post_id, refused)
            return None
        await self._keep(job, text)
        return text

    async def _keep(self, job: _Job, text: str) -> None:
        try:
            await self._archive.keep_translation(job.excerpt, job.language, text, now=self._clock.now())
        except ArchiveError as error:
            # It is shown all the same; the next reader's copy costs another request.
            _log.warning("A translation could not be kept: %s", error)


def _is_foreign(text: str, language: str) -> bool:
    written = language_of(text)
    return written is not None and written != language

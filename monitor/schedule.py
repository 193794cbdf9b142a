"""Who is polled when.

In: the sources, and a coroutine that polls one of them and answers when its next turn is.
When a turn comes is decided by `monitor.watch.turn`.
The schedule lives in memory; what must survive a restart (`next_due`) is in the store.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from monitor import clock
from monitor.watch.turn import furthest, phase
from spiders.contract import Source

log = logging.getLogger(__name__)

_POLL = "poll:"

#: A clock that differs this much from where it should be has been set, or the machine has slept.
CLOCK_MOVED = timedelta(seconds=30)

#: Sources that are due at start are asked within this time, not all in one second.
CATCH_UP = timedelta(seconds=20)

#: How often the files in ``config/`` are looked at; two looks must agree, so a saved file is live
#: within 5 s.
LOOK_AT_FILES = timedelta(seconds=2)

#: How often what is too old is pruned.
PRUNE = timedelta(hours=1)

#: How often is looked what has waited for its time: bundles and digests name minutes.
KEEP_TIME = timedelta(seconds=15)


class Schedule:
    """Polls every source at its turn; a poll that is still running is never doubled.

    `poll` polls one source and answers when it is to be polled next; `failed` hears what nobody
    foresaw, and of what. The next turn comes all the same.
    """

    def __init__(
        self,
        poll: Callable[[Source], Awaitable[datetime]],
        failed: Callable[[str, Exception], Awaitable[None]] | None = None,
    ) -> None:
        self._poll = poll
        self._failed = failed
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._sources: dict[str, Source] = {}

    def start(self) -> None:
        """Begin; needs a running loop."""
        self._scheduler.start()

    def set_sources(
        self, sources: Sequence[Source], dues: Mapping[str, datetime], *, now: datetime
    ) -> None:
        """Poll exactly these sources from now on, each at its due time in `dues`.

        One that has none, is overdue, or was just changed by its operator is polled soon.
        """
        wanted = {source.id: source for source in sources if source.enabled}
        for gone in self._sources.keys() - wanted.keys():
            self._scheduler.remove_job(_job(gone))
        for source in wanted.values():
            before = self._sources.get(source.id, source)
            due = dues.get(source.id) if source == before else None
            self._add(source, first_turn(source, due, now))
        self._sources = wanted

    def _add(self, source: Source, at: datetime) -> None:
        self._scheduler.add_job(
            self._turn,
            # A poll that breaks off plans no next one; then this interval stands.
            IntervalTrigger(seconds=int(source.every.total_seconds()), timezone=UTC),
            args=[source.id],
            id=_job(source.id),
            replace_existing=True,
            next_run_time=at,
            # The default of one second drops a poll whenever the loop was busy.
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

    async def _turn(self, source_id: str) -> None:
        source = self._sources[source_id]
        try:
            due = await self._poll(source)
        except Exception as error:
            log.exception("polling source=%s failed", source_id)
            await self._tell(f"polling {source_id}", error)
            return
        # What was changed or removed meanwhile has a turn of its own, or none.
        if self._sources.get(source_id) == source:
            self._scheduler.modify_job(_job(source_id), next_run_time=due)

    async def _tell(self, what: str, error: Exception) -> None:
        if self._failed:
            await self._failed(what, error)

    def every(self, interval: timedelta, do: Callable[[], Awaitable[None]], name: str) -> None:
        """Call `do` again and again, never twice at once; people call it by this name."""

        async def run() -> None:  # anything but a coroutine function would run in a thread
            try:
                await do()
            except Exception as error:
                log.exception("%s failed", name)
                await self._tell(name, error)

        self._scheduler.add_job(
            run,
            IntervalTrigger(seconds=int(interval.total_seconds()), timezone=UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

    def realign(self, *, now: datetime) -> None:
        """Compute every next turn from `now`, after a clock was set."""
        for job in self._scheduler.get_jobs():
            source = self._sources.get(job.id.removeprefix(_POLL))
            job.modify(next_run_time=first_turn(source, None, now) if source else now)

    def pause(self) -> None:
        """Start nothing new; what runs goes on."""
        self._scheduler.pause()

    def close(self) -> None:
        """End; polls that still run are cancelled, so wait for them first."""
        self._scheduler.shutdown(wait=False)


def first_turn(source: Source, due: datetime | None, now: datetime) -> datetime:
    """When to poll a source that was due then; soon, if that is past or cannot be true.

    A time further off than any turn was written under another clock.
    """
    if due and now < due <= now + furthest(source):
        return due
    return now + phase(source) % CATCH_UP


def _job(source_id: str) -> str:
    return f"{_POLL}{source_id}"


async def mind_the_clock(
    schedule: Schedule, moved: Callable[[timedelta], Awaitable[None]]
) -> None:
    """Begin the turns anew when the wall clock was set back, or none would come for as long.

    `moved` hears of every leap, and by how much.
    """
    while True:
        wall, steady = clock.now(), monotonic()
        await asyncio.sleep(LOOK_AT_FILES.total_seconds())
        by = clock.now() - wall - timedelta(seconds=monotonic() - steady)
        if abs(by) <= CLOCK_MOVED:
            continue
        log.warning("the clock was set by %s", by)
        await moved(by)
        if by < timedelta(0):
            schedule.realign(now=clock.now())

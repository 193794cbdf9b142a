"""Who is polled when.

In: the sources, and a coroutine that polls one of them.
The schedule lives in memory; what must survive a restart (`next_due`) is in the store.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from zlib import crc32

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from spiders.contract import Source

#: Sources that are due at start are asked within this time, not all in one second.
CATCH_UP = timedelta(seconds=20)

#: How often the files in ``config/`` are looked at; two looks must agree, so a saved file is live
#: within 5 s.
LOOK_AT_FILES = timedelta(seconds=2)


def phase(source: Source) -> timedelta:
    """The place of a source inside its interval, the same after every restart.

    A hash spreads sources evenly and never drifts.
    APScheduler's jitter adds up instead: 30 s on 60 s gave a mean period of 75 s
    (measured 2026-11).
    """
    return timedelta(seconds=crc32(source.id.encode()) % max(1, int(source.every.total_seconds())))


def next_on_grid(source: Source, now: datetime) -> datetime:
    """The first moment after `now` at which this source's turn comes."""
    since_epoch = timedelta(seconds=now.timestamp())
    behind = (since_epoch - phase(source)) % source.every
    return now + source.every - behind


class Schedule:
    """Polls every source in its interval; a poll that is still running is never doubled."""

    def __init__(self, poll: Callable[[Source], Awaitable[None]]) -> None:
        self._poll = poll
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin; needs a running loop."""
        self._scheduler.start()

    def set_sources(self, sources: Sequence[Source], *, now: datetime) -> None:
        """Poll exactly these sources from now on; the phases of those that stay, stay."""
        wanted = {source.id: source for source in sources if source.enabled}
        for job in self._scheduler.get_jobs():
            if job.id.startswith("poll:") and job.id.removeprefix("poll:") not in wanted:
                job.remove()
        for source in wanted.values():
            self._scheduler.add_job(
                self._poll,
                IntervalTrigger(seconds=int(source.every.total_seconds()), timezone=UTC),
                args=[source],
                id=f"poll:{source.id}",
                replace_existing=True,
                next_run_time=next_on_grid(source, now),
                # The default of one second drops a poll whenever the loop was busy.
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )

    def catch_up(self, sources: Sequence[Source], *, now: datetime) -> None:
        """Poll these once, soon, outside their turn."""
        for source in sources:
            soon = now + phase(source) % CATCH_UP
            self._scheduler.add_job(
                self._poll, "date", run_date=soon, args=[source], misfire_grace_time=None
            )

    def every(self, interval: timedelta, do: Callable[[], Awaitable[None]]) -> None:
        """Call `do` again and again, never twice at once."""

        async def run() -> None:  # anything but a coroutine function would run in a thread
            await do()

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
            polled = job.id.startswith("poll:")
            job.modify(next_run_time=next_on_grid(job.args[0], now) if polled else now)

    def pause(self) -> None:
        """Start nothing new; what runs goes on."""
        self._scheduler.pause()

    def close(self) -> None:
        """End; polls that still run are cancelled, so wait for them first."""
        self._scheduler.shutdown(wait=False)

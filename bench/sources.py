"""What does one more source cost, when there are a thousand?

Two real services take turns, one of a few sources and one of many, each polling a handful of its
sources that have nothing new: crawl, state, habits, alarms, report.
Every source has weeks of hours behind it, and its habits are learned before the first turn.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial

import psutil

from bench.corpus import outlet
from bench.house import house
from bench.result import Result, paired
from bench.site import FEED, site
from bench.timing import Times, in_turn_async
from monitor import clock
from monitor.service import Service
from monitor.watch.hours import COUNTS, HOUR, beginning
from spiders import crawl
from spiders.contract import CrawlReport, Source, Validator

#: The usual interval of `config/sources.yaml`.
_EVERY = timedelta(minutes=10)


def measure(
    *, few: int, many: int, rounds: int, weeks: int, listed: int = 30, at_once: int = 25
) -> list[Result]:
    """Processor time and memory at `many` sources beside those at `few`.

    `at_once` sources are polled in one round.
    """
    results: list[Result] = []

    async def main() -> int:
        with site(partial(outlet, listed, listed=listed, newest=clock.now())) as base:
            async with AsyncExitStack() as houses:
                small = await houses.enter_async_context(house(base, few))
                await _settle(small, base, weeks)
                megabytes = [_megabytes()]
                large = await houses.enter_async_context(house(base, many))
                await _settle(large, base, weeks)
                megabytes.append(_megabytes())
                times = await in_turn_async(
                    rounds,
                    {"few": _Round(small, at_once).poll, "many": _Round(large, at_once).poll},
                )
        results.extend(_results(few, many, times, at_once, megabytes))
        return 0

    crawl.run(main)
    return results


class _Round:
    """Polls the next handful of a service's sources, over and over."""

    def __init__(self, service: Service, at_once: int) -> None:
        self._service = service
        self._at_once = at_once
        self._next = 0

    async def poll(self) -> None:
        sources = self._service.configuration.sources
        for _ in range(self._at_once):
            await self._service.polling.poll(sources[self._next % len(sources)])
            self._next += 1


async def _settle(service: Service, base: str, weeks: int) -> None:
    """Crawl one source, and let the others have been crawled like it, for weeks."""
    first, *others = service.configuration.sources
    await service.polling.poll(first)
    state = await service.store.run(service.store.crawl_state, first.id)
    validators = {f"{base}{FEED}": state.validators[f"{base}{FEED}"]}
    for source in service.configuration.sources:
        await service.store.run(_fill, service, source.id, weeks, clock.now())
    for source in others:
        await service.store.run(_crawled, service, source, validators, clock.now())


def _fill(service: Service, source: str, weeks: int, now: datetime) -> None:
    # Past the book, which adds hour by hour: that would take minutes.
    start = beginning(now) - weeks * 7 * 24 * HOUR
    counts = [1 if name in {"news", "read"} else 0 for name in COUNTS]
    rows = [
        (source, (start + n * HOUR).isoformat(), 3600.0, *counts, "{}")
        for n in range(weeks * 7 * 24 - 1)
    ]
    marks = ", ".join("?" * (len(COUNTS) + 4))
    names = ", ".join(["source", "at", "watched_s", *COUNTS, "refused"])
    with service.store.transaction():
        service.store.db.conn.executemany(f"INSERT INTO hours ({names}) VALUES ({marks})", rows)


def _crawled(
    service: Service, source: Source, validators: dict[str, Validator], now: datetime
) -> None:
    report = CrawlReport(
        source=source.id,
        started_at=now,
        finished_at=now,
        finish_reason="finished",
        validators=validators,
    )
    service.pipeline.take_in(source, [], report, now=now)


def _megabytes() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


def _results(
    few: int, many: int, times: dict[str, Times], at_once: int, megabytes: Sequence[float]
) -> list[Result]:
    cpu = {name: sorted(one.cpu)[len(one.cpu) // 2] / at_once for name, one in times.items()}
    share = cpu["many"] * many / _EVERY.total_seconds()
    milliseconds = f"{cpu['many'] * 1000:.1f} ms ÷ {cpu['few'] * 1000:.1f} ms"
    both = f"{megabytes[1]:.0f} MB ÷ {megabytes[0]:.0f} MB"
    each = (megabytes[1] - megabytes[0]) / many * 1024
    return [
        Result(
            f"CPU of an unchanged poll, {many:,} sources ÷ {few:,}",
            paired(times["many"].cpu, times["few"].cpu),
            f"{milliseconds}; each asked every 10 minutes: {share:.0%} of a core",
            at_most=1.3,
        ),
        Result(
            f"memory with {many:,} sources ÷ with {few:,}",
            megabytes[1] / megabytes[0],
            f"{both}; {each:.0f} KB for each source more",
            at_most=1.5,
        ),
    ]

"""Does the service grow while it watches?

The real service polls one outlet again and again, in a process of its own; every tenth poll
finds a new article, one in ten of them flagged, and all others find nothing.
Of the process that polls only: the workers that extract are counted beside it.
"""

from collections.abc import Sequence
from functools import partial

import psutil

from bench.corpus import outlet
from bench.house import house
from bench.result import Result
from bench.site import site
from monitor import clock
from monitor.service import Service
from spiders import crawl

_NEW_AFTER = 10


def measure(*, early: int, late: int, listed: int = 30) -> list[Result]:
    """Memory after `late` polls beside that after `early` ones."""
    results: list[Result] = []
    pages = listed + late // _NEW_AFTER

    async def main() -> int:
        plan = partial(outlet, pages, listed=listed, newest=clock.now(), new_after=_NEW_AFTER)
        with site(plan) as base:
            async with house(base) as service:
                marks = sorted({early, (early + late) // 2, late})
                results.append(_result(early, late, await _grow(service, marks, listed)))
        return 0

    crawl.run(main)
    return results


async def _grow(
    service: Service, marks: Sequence[int], listed: int
) -> dict[int, tuple[float, float]]:
    """Megabytes of this process and of its workers after so many polls."""
    this = psutil.Process()
    sizes = {}
    for poll in range(1, marks[-1] + 1):
        await service.polling.poll_all()
        if poll in marks:
            workers = [child for child in this.children() if "spiders.worker" in child.cmdline()]
            sizes[poll] = (_megabytes(this), sum(map(_megabytes, workers)))
    archived = await service.store.run(service.store.counts)
    if archived["articles"] < listed:
        raise RuntimeError(f"the polls were to bring articles, not {archived}")
    return sizes


def _megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 2**20


def _result(early: int, late: int, sizes: dict[int, tuple[float, float]]) -> Result:
    series = ", ".join(f"{own:.0f} MB after {polls:,}" for polls, (own, _) in sizes.items())
    workers = " → ".join(f"{sizes[polls][1]:.0f}" for polls in (early, late))
    return Result(
        f"memory after {late:,} polls ÷ after {early:,}",
        sizes[late][0] / sizes[early][0],
        f"{series}; workers {workers} MB",
        at_most=1.15,
    )

"""What does it cost to learn that nothing is new?

The feed answers 304 to all three sides: a bare Scrapy crawl that sends the same validator, the
door (`spiders.crawl.crawl`), and the service's whole poll, which reads the state of an outlet
with thousands of archived articles and stores the report.
"""

from datetime import timedelta
from functools import partial
from statistics import median

from bench.bare import crawl_bare
from bench.corpus import outlet
from bench.house import fill_archive, house
from bench.result import Result, paired
from bench.site import FEED, site
from bench.timing import Times, in_turn_async
from monitor import clock
from spiders import crawl
from spiders.contract import CrawlReport, CrawlState, Source

DEADLINE = timedelta(seconds=60)


def measure(*, rounds: int, archived: int, listed: int = 30) -> list[Result]:
    """The poll beside the bare crawl, with and without the store."""
    results: list[Result] = []

    async def main() -> int:
        with site(partial(outlet, listed, listed=listed, newest=clock.now())) as base:
            results.extend(_results(await _times(base, rounds, archived)))
        return 0

    crawl.run(main)
    return results


async def _times(base: str, rounds: int, archived: int) -> dict[str, Times]:
    async with house(base) as service:
        store = service.store
        await service.polling.poll_all()
        await store.run(fill_archive, store, archived)
        [source] = service.configuration.sources
        state = await store.run(store.crawl_state, source.id)
        etag = state.validators[base + FEED].etag
        fields = {"If-None-Match": etag or ""}
        return await in_turn_async(
            rounds,
            {
                "bare": lambda: crawl_bare([base + FEED], fields),
                "door": lambda: _unchanged(source, state),
                "service": service.polling.poll_all,
            },
        )


async def _unchanged(source: Source, state: CrawlState) -> None:
    async for record in crawl.crawl(source, state, DEADLINE):
        if not isinstance(record, CrawlReport) or not record.not_modified:
            raise TypeError(f"the poll was to bring nothing, not {record}")


def _results(times: dict[str, Times]) -> list[Result]:
    bare = times["bare"]
    return [
        Result(
            "unchanged poll ÷ bare Scrapy crawl",
            paired(times["door"].wall, bare.wall),
            _detail(times["door"], bare),
            at_most=1.3,
        ),
        Result(
            "the same with state and report stored ÷ bare Scrapy crawl",
            paired(times["service"].wall, bare.wall),
            _detail(times["service"], bare),
        ),
    ]


def _detail(ours: Times, bare: Times) -> str:
    cpu = paired(ours.cpu, bare.cpu)
    wall = f"{median(ours.wall) * 1000:.1f} ms ÷ {median(bare.wall) * 1000:.1f} ms"
    return f"{wall}; CPU {cpu:.2f} ×; {len(bare.wall)} rounds"

"""How many articles a second go the whole way, from a feed to planned posts?

Discover, fetch, extract, match, group, plan, store, by the real service with the shipped rules,
beside a bare Scrapy crawl that downloads the same feed and pages and looks at none of them, and
beside the least that anybody needs who wants articles: the same with trafilatura in its callback.
One article in ten is flagged, ten times what a real day brings.
"""

from contextlib import AsyncExitStack
from functools import partial
from math import ceil
from statistics import median

from trafilatura import extract as trafilatura_extract

from bench.bare import crawl_bare
from bench.corpus import FLAGGED_EVERY, outlet, path_of
from bench.house import house
from bench.result import Result, paired
from bench.site import FEED, site
from bench.timing import Times, in_turn_async
from monitor import clock
from monitor.service import Service
from spiders import crawl


def measure(*, rounds: int, pages: int) -> list[Result]:
    """Articles a second of the service beside pages a second of a bare download."""
    results: list[Result] = []

    async def main() -> int:
        with site(partial(outlet, pages, listed=pages, newest=clock.now())) as base:
            results.extend(_results(await _times(base, rounds, pages), pages))
        return 0

    crawl.run(main)
    return results


async def _times(base: str, rounds: int, pages: int) -> dict[str, Times]:
    addresses = [base + FEED, *(base + path_of(n + 1) for n in range(pages))]
    async with AsyncExitStack() as houses:
        # Each round finds an empty archive; the workers stay, as they do in a running service.
        services = [await houses.enter_async_context(house(base)) for _ in range(rounds + 1)]
        return await in_turn_async(
            rounds,
            {
                "bare": lambda: crawl_bare(addresses),
                "trafilatura": lambda: crawl_bare(addresses, look=_read),
                "service": lambda: _everything(services.pop(), pages),
            },
        )


async def _everything(service: Service, pages: int) -> None:
    taken = await service.polling.poll_all()
    posted = sum(one.act == "post" for one in taken)
    flagged = sum(bool(one.rules) for one in taken)
    if len(taken) != pages or flagged != ceil(pages / FLAGGED_EVERY) or not posted:
        told = f"{flagged} flagged, {posted} posts planned"
        raise RuntimeError(f"{len(taken)} of {pages} articles, {told}")


def _read(page: str) -> None:
    trafilatura_extract(page, include_comments=False, favor_precision=True)


def _results(times: dict[str, Times], pages: int) -> list[Result]:
    a_second = {name: f"{pages / median(side.wall):.0f}/s" for name, side in times.items()}
    ours = times["service"]
    return [
        Result(
            "whole pipeline, articles/s ÷ bare Scrapy download, pages/s",
            paired(times["bare"].wall, ours.wall),
            f"{a_second['service']} ÷ {a_second['bare']}; {pages} pages of 60 KB; "
            f"{len(ours.wall)} rounds",
            at_least=0.5,
        ),
        Result(
            "the same ÷ bare Scrapy with trafilatura in its callback",
            paired(times["trafilatura"].wall, ours.wall),
            f"{a_second['service']} ÷ {a_second['trafilatura']}; no date, match, story or store",
        ),
    ]

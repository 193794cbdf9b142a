"""The one door between the crawl and the monitor.

In: a Source, the CrawlState that its last crawls left behind, a deadline.
Out: Articles as they come, then exactly one CrawlReport.
The state is given in and comes back in the report; nothing is kept here but running crawls.
"""

import asyncio
import functools
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings
from scrapy.utils.log import configure_logging
from scrapy.utils.reactor import install_reactor

from spiders import urls
from spiders.contract import (
    Article,
    CrawlReport,
    CrawlState,
    FeedDiscovery,
    Link,
    RawPage,
    Refused,
    Source,
)
from spiders.fetch.answer import Answer
from spiders.fetch.limits import Limits
from spiders.fetch.request import fetch
from spiders.outlet import OutletSpider, addresses, now
from spiders.pool import close_pool, open_pool

__all__ = ["Limits", "addresses", "ask", "close_pool", "crawl", "open_pool", "read_page", "run"]

T = TypeVar("T")

log = logging.getLogger(__name__)

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
#: After a crawl was cancelled by force; what is left then is left to Scrapy.
_LAST_SECONDS = 5

#: One crawl of a host at a time; a lock goes when the last crawl that holds or awaits it does.
_hosts: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


async def crawl(
    source: Source, state: CrawlState, deadline: timedelta, *, limits: Limits | None = None
) -> AsyncIterator[Article | CrawlReport]:
    """What is new at `source`: Articles in the order they are ready, then one CrawlReport.

    The report always comes, also when no page could be had or `deadline` ended the crawl; the
    deadline counts from the moment no other crawl of the same host runs.
    Without `limits`, pauses that robots.txt asks for take half of it.
    Past it the crawl gets `limits.grace` to end by itself, then it is cancelled; either way the
    report says ``deadline``, carries no validators, and names every link not settled as pending.
    Closing the generator early ends the crawl in the same way.
    """
    ready: asyncio.Queue[Article | None] = asyncio.Queue()
    limits = limits or Limits(pauses=deadline / 2)
    task = asyncio.ensure_future(_report(source, state, deadline, limits, ready.put_nowait))
    task.add_done_callback(lambda _: ready.put_nowait(None))
    try:
        while article := await ready.get():
            yield article
        yield await task
    finally:
        task.cancel()
        await asyncio.wait({task})


async def read_page(
    url: str, source: Source | None = None, *, limits: Limits | None = None
) -> Article | Refused:
    """One page, fetched and extracted like any other.

    Without a source the general extractor reads it, and the Article names none.
    """
    limits = limits or Limits()
    try:
        link = Link(url=url)
    except ValueError as error:
        return Refused(url=url, reason="bad_address", detail=str(error).splitlines()[2].strip())
    outlet = source or Source(id="page", name=url, url=url, discover=(FeedDiscovery(feed=url),))
    crawler = _runner().create_crawler(_PageSpider)
    longest = limits.request * (limits.redirects + 2) + limits.parsing
    async with _alone([url]):
        task = _runner().crawl(crawler, source=outlet, link=link, limits=limits)
        await _end_at(longest, crawler, task, limits.grace)
    if broken := _error_of(task):
        raise broken
    spider = crawler.spider
    assert isinstance(spider, _PageSpider)
    outcome = spider.outcome or Refused(url=url, reason="timeout", detail="never finished")
    if isinstance(outcome, Article) and source is None:
        return outcome.model_copy(update={"source": ""})
    return outcome


async def ask(
    addresses: Sequence[str], source: Source, *, limits: Limits | None = None
) -> list[RawPage | Refused]:
    """What each of these addresses answers, whatever its status, in their order.

    For a look at what nobody can read yet: robots.txt, limits and the guard hold as in a crawl.
    """
    limits = limits or Limits()
    crawler = _runner().create_crawler(_AskingSpider)
    longest = (limits.request * (limits.redirects + 2)) * len(addresses)
    async with _alone(addresses):
        task = _runner().crawl(crawler, source=source, asked=tuple(addresses), limits=limits)
        await _end_at(longest, crawler, task, limits.grace)
    if broken := _error_of(task):
        raise broken
    spider = crawler.spider
    assert isinstance(spider, _AskingSpider)
    unasked = addresses[len(spider.answers) :]
    late = [Refused(url=one, reason="timeout", detail="never finished") for one in unasked]
    return [*spider.answers, *late]


def run(main: Callable[[], Awaitable[T]]) -> T:
    """Run `main` in the one event loop that crawls, and return its result; once per process.

    What `main` raises comes out of here.
    Ctrl-C cancels `main` and comes out as KeyboardInterrupt, unless `main` sets its own handler;
    no other signal is touched.
    """
    install_reactor(_REACTOR)
    from twisted.internet import reactor as installed

    reactor: Any = installed  # a module to mypy
    # Scrapy counts nearly everything it logs, and so do we; what is left is a fault of its own.
    configure_logging({"LOG_INSTALL_ROOT_HANDLER": False})
    for name in ("scrapy", "scrapy-playwright"):
        logging.getLogger(name).setLevel(logging.ERROR)
    loop = asyncio.get_event_loop()

    async def work() -> T:
        loop.add_signal_handler(signal.SIGINT, task.cancel)
        try:
            return await main()
        finally:
            await close_pool()
            await loop.shutdown_asyncgens()

    task = loop.create_task(work())
    task.add_done_callback(lambda _: reactor.stop())
    # Without Twisted's own handlers, which would stop the reactor under the monitor's feet.
    reactor.run(installSignalHandlers=False)
    loop.close()
    try:
        return task.result()
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


# --- behind the door ------------------------------------------------------------------------


class _PageSpider(OutletSpider):
    """A crawl of one page, without discovery."""

    outcome: Article | Refused | None = None

    def __init__(self, *args: Any, link: Link, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.link = link

    async def start(self) -> AsyncIterator[Article]:
        """Nothing for Scrapy; the outcome is kept for the door."""
        self.outcome = await self.article(self.link)
        return
        yield


class _AskingSpider(OutletSpider):
    """A crawl of a few addresses that are kept as they came."""

    def __init__(self, *args: Any, asked: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.answers: list[RawPage | Refused] = []

    async def start(self) -> AsyncIterator[Article]:
        """Nothing for Scrapy; the answers are kept for the door."""
        for address in self.asked:
            answer = await fetch(self.crawler, address, {})
            self.answers.append(_raw(answer) if isinstance(answer, Answer) else answer)
        return
        yield


def _raw(answer: Answer) -> RawPage:
    return RawPage(
        url=answer.url,
        status=answer.status,
        content_type=answer.content_type,
        body=answer.body,
    )


@functools.cache
def _runner() -> AsyncCrawlerRunner:
    settings = Settings()
    settings.setmodule("spiders.settings", priority="project")
    # The door is handed its Source; it must not read config/sources.yaml.
    settings.set("SPIDER_LOADER_CLASS", "scrapy.spiderloader.DummySpiderLoader", "cmdline")
    return AsyncCrawlerRunner(settings)


@asynccontextmanager
async def _alone(asked: Iterable[str]) -> AsyncIterator[None]:
    """Wait until no other crawl asks one of these hosts."""
    hosts = sorted({urls.host_or_address(address) for address in asked})
    # In one order everywhere, or two crawls that share two hosts would wait for each other.
    locks = [_hosts.setdefault(host, asyncio.Lock()) for host in hosts]
    async with AsyncExitStack() as held:
        for lock in locks:
            await held.enter_async_context(lock)
        yield


async def _report(
    source: Source,
    state: CrawlState,
    deadline: timedelta,
    limits: Limits,
    deliver: Callable[[Article], None],
) -> CrawlReport:
    """Run one crawl to its end, whichever it is; `deliver` gets each Article."""

    def scraped(item: Article) -> None:
        deliver(item)

    async with _alone([source.url, *addresses(source)]):
        crawler = _runner().create_crawler(OutletSpider)
        crawler.signals.connect(scraped, signals.item_scraped)
        task = _runner().crawl(crawler, source=source, state=state, limits=limits)
        in_time = await _end_at(deadline, crawler, task, limits.grace)
    error = _error_of(task)
    spider = crawler.spider
    if error and not isinstance(spider, OutletSpider):
        raise error
    assert isinstance(spider, OutletSpider)
    if error:
        log.error("crawl broke off source=%s", source.id, exc_info=error)
        spider.finish_reason = f"{type(error).__name__}: {error}"
    return spider.tally.report(
        finish_reason=spider.finish_reason if in_time else "deadline",
        finished_at=now(),
        requests=spider.requests,
    )


def _error_of(task: asyncio.Task[None]) -> BaseException | None:
    return task.exception() if task.done() and not task.cancelled() else None


async def _end_at(
    deadline: timedelta, crawler: Crawler, task: asyncio.Task[None], grace: timedelta
) -> bool:
    """Wait for a crawl, end it at its deadline; True when it ended by itself.

    Scrapy's CLOSESPIDER_TIMEOUT is no help here: it waits for ever for a callback that hangs.
    """
    try:
        await asyncio.wait({task}, timeout=deadline.total_seconds())
        return task.done()
    finally:
        if not task.done():
            stopping = asyncio.ensure_future(crawler.stop_async())
            await asyncio.wait({task}, timeout=grace.total_seconds())
            if not task.done():
                log.warning("crawl ended by force spider=%s", crawler.spidercls.name)
                task.cancel()
                leaving = [leave() for leave in getattr(crawler.spider, "leaving", ())]
                last = {task, *map(asyncio.ensure_future, leaving)}
                await asyncio.wait(last, timeout=_LAST_SECONDS)
            stopping.cancel()
            await asyncio.gather(stopping, return_exceptions=True)

"""Crawls sources and hands what they bring to the pipeline.

In: the configuration, and which source is due.
Out: what became of every article; when the source is to be polled next.
The crawls run in the event loop, what is stored in the store's thread.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from monitor import clock
from monitor.archive.store import Store
from monitor.config import Configuration
from monitor.errors import ClockError, StoreError
from monitor.pipeline import Pipeline
from monitor.taken import Taken
from spiders import crawl
from spiders.contract import Article, CrawlReport, Source

log = logging.getLogger(__name__)


class Polling:
    """The crawls of one Marqab; `planned` is called when there may be something to deliver."""

    def __init__(
        self,
        store: Store,
        pipeline: Pipeline,
        configuration: Configuration,
        *,
        planned: Callable[[], None],
    ) -> None:
        self._store = store
        self._pipeline = pipeline
        self._planned = planned
        self._gate = asyncio.Semaphore(configuration.settings.crawling.at_once)
        #: Crawls that could not be stored.
        self.lost = 0
        #: Whether the last crawl of each outlet had a problem, by its id.
        self._problems: dict[str, bool] = {}
        #: The crawls that `poll` runs, by the id of their outlet.
        self._running: dict[str, asyncio.Task[list[Taken]]] = {}
        self.use(configuration)

    def use(self, configuration: Configuration) -> None:
        """Work by this configuration from now on, but for `crawling.at_once`."""
        self.sources = [source for source in configuration.sources if source.enabled]
        self._deadline = configuration.settings.crawling.deadline

    @property
    def went_wrong(self) -> bool:
        """Whether crawls were lost, or not one outlet could be read, as without a network."""
        return bool(self.lost or (self._problems and all(self._problems.values())))

    async def poll(self, source: Source) -> datetime:
        """Crawl one source and store what it brought; when it is to be polled next.

        Never two crawls of one source, and none while its host asks for patience.
        One that could not be stored is logged and counted in `lost`.
        """
        later = clock.now() + source.every
        if asked := await self._patience(source):
            return asked
        # Looked at last, for meanwhile another poll may have begun.
        if source.id in self._running:
            return later
        task = self._running[source.id] = asyncio.ensure_future(self._poll(source))
        try:
            await task
        except StoreError as error:
            self._lose(source, error)
            return later
        finally:
            del self._running[source.id]
        return await self._store.run(self._store.next_due, source.id) or later

    async def poll_all(self) -> list[Taken]:
        """Poll every enabled source once; what became of every article, source by source.

        A source that asked for patience (Retry-After) is left alone; one that could not be stored
        is logged and counted in `lost`, and costs the others nothing.
        """
        taken, doubted = await self._poll_each(self.sources)
        # By now others have said whose clock is wrong.
        more, doubted = await self._poll_each(source for source, _ in doubted)
        for source, error in doubted:
            self._lose(source, error)
        return taken + more

    async def finish(self, patience: timedelta) -> None:
        """Wait so long for the crawls that `poll` runs."""
        log.info("stopping: %d crawls still run", len(self._running))
        if self._running:
            await asyncio.wait(self._running.values(), timeout=patience.total_seconds())

    async def _poll_each(
        self, sources: Iterable[Source]
    ) -> tuple[list[Taken], list[tuple[Source, ClockError]]]:
        """What became of every article, and the sources whose crawl met a clock in doubt."""
        doubted: list[tuple[Source, ClockError]] = []

        async def poll(source: Source) -> list[Taken]:
            try:
                return [] if await self._patience(source) else await self._poll(source)
            except ClockError as error:
                doubted.append((source, error))
            except StoreError as error:
                self._lose(source, error)
            return []

        found = await asyncio.gather(*map(poll, sources))
        return [taken for one in found for taken in one], doubted

    async def _patience(self, source: Source) -> datetime | None:
        """Until when the host of this source asked to be left alone; None when it did not."""
        return await self._store.run(self._pipeline.watchman.patience, source, clock.now())

    async def _poll(self, source: Source) -> list[Taken]:
        """Crawl one source and store what it brought: what became of each article.

        Raises:
            StoreError: nothing of it was stored, so the next crawl brings it all again.
        """
        state = await self._store.run(self._pipeline.rechecks.state, source, clock.now())
        articles: list[Article] = []
        report: CrawlReport | None = None
        async with self._gate:
            async for found in crawl.crawl(source, state, self._deadline):
                if isinstance(found, Article):
                    articles.append(found)
                else:
                    report = found
        assert report is not None, "the door always ends with a report"
        taken = await self._store.run(
            self._pipeline.take_in, source, articles, report, now=clock.now()
        )
        self._pipeline.outages.stored(clock.now())
        self._problems[source.id] = report.problem is not None
        _log_crawl(report, taken)
        self._planned()
        return taken

    def _lose(self, source: Source, error: StoreError) -> None:
        self.lost += 1
        if not isinstance(error, ClockError):  # which the operator is told as such
            self._pipeline.outages.not_stored(str(error), clock.now(), source.name)
        log.error("polled source=%s, and could not store it: %s", source.id, error)


def _log_crawl(report: CrawlReport, taken: Sequence[Taken]) -> None:
    log.log(
        logging.WARNING if report.problem else logging.INFO,
        "polled source=%s new=%d articles=%d refused=%s problem=%s",
        report.source,
        report.links_new,
        report.articles,
        report.refused or "none",
        report.problem or "none",
    )
    for one in taken:
        if one.act != "drop":
            log.info("%s story=%s url=%s reason=%s", one.act, one.story, one.url, one.reason)

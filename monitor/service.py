"""The service: everything that runs, wired together in one loop.

Reads the configuration, opens the store, starts a courier for each chat, polls by schedule,
reloads saved files, and ends cleanly on SIGTERM.
"""

import asyncio
import logging
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor import clock
from monitor.answers import matters
from monitor.archive.retention import prune
from monitor.archive.store import Store
from monitor.config import Configuration, read_configuration
from monitor.credentials import read_secrets
from monitor.deliver.office import PostOffice
from monitor.deliver.stuck import tried_in_vain
from monitor.errors import ClockError, StoreError
from monitor.lock import only_service
from monitor.pipeline import Pipeline, Taken
from monitor.reload import Watched
from monitor.schedule import KEEP_TIME, LOOK_AT_FILES, PRUNE, Schedule, mind_the_clock
from spiders import crawl
from spiders.contract import Article, CrawlReport, Source

log = logging.getLogger(__name__)

#: How long a stop waits for crawls that run; systemd kills after 90 s by default.
PATIENCE_AT_STOP = timedelta(seconds=20)

#: Steps of pruning in one go; what is left is pruned the next time.
_PRUNING = 200

#: What `--once` waits for beyond the debounce of edits.
A_MOMENT = timedelta(seconds=5)


async def serve(config: Path, db: Path, *, once: bool) -> int:
    """Run until SIGTERM or SIGINT, or with `once` until every source has been polled.

    Raises:
        spiders.yamlfile.Faults: a file in `config` is wrong at start.
        MarqabError: the database or the token cannot be used, or a service runs already.
    """
    files = Watched(config)  # before it is read: what is saved meanwhile is seen later
    configuration = read_configuration(config)
    with only_service(db):
        secrets = read_secrets()
        async with AsyncExitStack() as closing:
            store = Store(db)
            closing.callback(store.close)
            await store.run(store.open)
            office = PostOffice(store, configuration.settings, secrets, page=page_beside(db))
            closing.push_async_callback(office.close)
            service = Service(configuration, store, office)
            if store.is_new:
                log.warning("%s: new database; nothing told before is known", db)
                await store.run(service.pipeline.admin.report_new_database, clock.now())
            await office.open()
            if once:
                await service.poll_all()
                await service.keep_time(gather=False)
                settings = configuration.settings
                # A doubt holds up all of its chat, so that it is worth the wait.
                patience = max(settings.edit_debounce, settings.unknown_grace)
                await office.deliver_all(patience + A_MOMENT)
                return 1 if await service.went_wrong() else 0
            office.start()
            await service.run(files)
    return 0


def page_beside(db: Path) -> Path:
    """Where the channel's page is written while there is no bot."""
    return db.parent / "channel.html"


class Service:
    """Polls sources and hands what they bring to the pipeline."""

    def __init__(self, configuration: Configuration, store: Store, office: PostOffice) -> None:
        self.configuration = configuration
        self.store = store
        self.office = office
        self.pipeline = Pipeline(store, configuration, office.destination)
        if office.desk:
            office.desk.matters = matters(self.pipeline)
        self._gate = asyncio.Semaphore(configuration.settings.crawling.at_once)
        #: Whether the last saved file was wrong, and the admin chat was told.
        self._bad_files = False
        #: Crawls that could not be stored.
        self.lost = 0
        #: Whether the last crawl of each outlet had a problem.
        self._problems: dict[str, bool] = {}
        self._polling: dict[str, asyncio.Task[list[Taken]]] = {}

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the times that posts show."""
        return self.configuration.settings.zone

    async def went_wrong(self) -> bool:
        """Whether what one round was to do was not done: read, store, deliver."""
        # Not one outlet could be read: our own network.
        all_failed = bool(self._problems) and all(self._problems.values())
        left = await self.store.run(tried_in_vain, self.pipeline.ledger, clock.now())
        for line in left:
            log.warning("not delivered: %s", line)
        return bool(self.lost or all_failed or left)

    @property
    def _sources(self) -> Sequence[Source]:
        return [source for source in self.configuration.sources if source.enabled]

    # --- one poll ---------------------------------------------------------------------------

    async def poll(self, source: Source) -> datetime:
        """Crawl one source and store what it brought; when it is to be polled next.

        Never two crawls of one source, and none while its host asks for patience.
        """
        later = clock.now() + source.every
        if source.id in self._polling:
            return later
        if asked := await self.store.run(self.pipeline.watchman.patience, source, clock.now()):
            return asked
        task = self._polling[source.id] = asyncio.ensure_future(self._poll(source))
        try:
            await task
        except StoreError as error:
            self._log_lost(source, error)
            return later
        finally:
            del self._polling[source.id]
        return await self.store.run(self.store.next_due, source.id) or later

    def _log_lost(self, source: Source, error: StoreError) -> None:
        # Nothing of the crawl was stored, so the next one brings it all again.
        self.lost += 1
        if not isinstance(error, ClockError):  # which the operator is told as such
            self.pipeline.outages.not_stored(str(error), clock.now(), source.name)
        log.error("polled source=%s, and could not store it: %s", source.id, error)

    async def _poll(self, source: Source) -> list[Taken]:
        state = await self.store.run(self.pipeline.rechecks.state, source, clock.now())
        articles: list[Article] = []
        report: CrawlReport | None = None
        async with self._gate:
            deadline = self.configuration.settings.crawling.deadline
            async for found in crawl.crawl(source, state, deadline):
                if isinstance(found, Article):
                    articles.append(found)
                else:
                    report = found
        assert report is not None, "the door always ends with a report"
        taken = await self.store.run(
            self.pipeline.take_in, source, articles, report, now=clock.now()
        )
        self.pipeline.outages.stored(clock.now())
        self._problems[source.id] = report.problem is not None
        _log(report, taken)
        self.office.wake()
        return taken

    async def poll_all(self) -> list[Taken]:
        """Poll every enabled source once; what became of every article, source by source.

        Only a source that asked for patience (Retry-After) is left alone; one that could not be
        stored is logged and counted in `lost`, and costs the others nothing.
        """
        put_off: list[Source] = []

        async def poll(source: Source) -> list[Taken]:
            try:
                if await self.store.run(self.pipeline.watchman.patience, source, clock.now()):
                    return []
                return await self._poll(source)
            except StoreError as error:
                if isinstance(error, ClockError) and source not in put_off:
                    put_off.append(source)
                else:
                    self._log_lost(source, error)
                return []

        found = await asyncio.gather(*map(poll, self._sources))
        found += await asyncio.gather(*map(poll, put_off))  # others have said whose clock is wrong
        return [taken for one in found for taken in one]

    async def keep_time(self, *, gather: bool = True) -> None:
        """Plan what has waited for its time, such as a bundle at the end of quiet hours.

        Without `gather` alarms wait for no others.
        """
        try:
            await self.store.run(self.pipeline.keep_time, clock.now(), gather=gather)
            await self.store.run(self.pipeline.outages.tell, self.zone, clock.now())
        except StoreError as error:
            log.warning("what has waited waits on: %s", error)
            return
        self.office.wake()

    # --- for years --------------------------------------------------------------------------

    async def run(self, files: Watched) -> None:
        """Poll by schedule until a signal says stop; then let what runs finish."""
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await self._try_disk()
        schedule = Schedule(self.poll)
        schedule.start()
        await self.store.run(self.pipeline.rulebook.keep, self.configuration.rules, clock.now())
        dues = await self.store.run(self._dues)
        schedule.set_sources(self._sources, dues, now=clock.now())
        schedule.every(LOOK_AT_FILES, lambda: self._reload(files, schedule))
        schedule.every(KEEP_TIME, self.keep_time)
        schedule.every(PRUNE, self._prune)
        log.info("watching %d outlets", len(self._sources))
        clocks = asyncio.ensure_future(mind_the_clock(schedule, self._clock_moved))
        await stop.wait()
        clocks.cancel()
        log.info("stopping: %d crawls still run", len(self._polling))
        schedule.pause()
        if self._polling:
            await asyncio.wait(self._polling.values(), timeout=PATIENCE_AT_STOP.total_seconds())
        schedule.close()

    async def _try_disk(self) -> None:
        """Say at once what the first crawl would meet; polling goes on, for room may be made."""
        try:
            await self.store.run(self.store.try_writing)
        except StoreError as error:
            log.warning("nothing can be stored: %s", error)
            self.pipeline.outages.not_stored(str(error), clock.now())

    async def _clock_moved(self, by: timedelta) -> None:
        self.pipeline.timekeeper.set()
        try:
            await self.office.clock_moved(by)
        except StoreError as error:
            log.warning("the posts keep the times of the old clock: %s", error)

    def _dues(self) -> dict[str, datetime]:
        dues = {source.id: self.store.next_due(source.id) for source in self._sources}
        return {source: due for source, due in dues.items() if due}

    async def _prune(self) -> None:
        """Forget what is older than `retention` says, step by step, so that polls go on."""
        for _ in range(_PRUNING):
            if self.pipeline.timekeeper.state != "right":
                return  # by a clock that is years ahead nothing would be young enough
            retention = self.configuration.settings.retention
            try:
                taken = await self.store.run(prune, self.store, retention, clock.now())
            except StoreError as error:
                log.warning("nothing was pruned: %s", error)
                return
            if not taken:
                return
            log.info("pruned %s", ", ".join(f"{count} {kind}" for kind, count in taken.items()))

    async def _reload(self, files: Watched, schedule: Schedule) -> None:
        outcome = await asyncio.to_thread(files.look)
        if isinstance(outcome, Configuration):
            self.configuration = outcome
            # First the chats, or a rule's new chat would have no address yet.
            await self.office.use(outcome.settings)
            await self.store.run(self.pipeline.use, outcome)
            dues = await self.store.run(self._dues)
            schedule.set_sources(self._sources, dues, now=clock.now())
            log.info("reloaded the configuration")
            await self.store.run(self.pipeline.rulebook.keep, outcome.rules, clock.now())
            if self._bad_files:
                await self.store.run(self.pipeline.admin.report_good_files, clock.now())
                self.office.wake()
            self._bad_files = False
        elif outcome is not None:
            self._bad_files = True
            for fault in outcome.faults:
                log.warning("kept the last good configuration: %s", fault)
            await self.store.run(self.pipeline.admin.report_bad_files, outcome, clock.now())
            self.office.wake()


def _log(report: CrawlReport, taken: Sequence[Taken]) -> None:
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

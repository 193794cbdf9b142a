"""The service: everything that runs, wired together in one loop.

Reads the configuration, opens the store, starts a courier for each chat, polls by schedule,
reloads saved files, and ends cleanly on SIGTERM.
"""

import asyncio
import logging
import signal
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor import clock
from monitor.archive.retention import prune
from monitor.archive.store import Store
from monitor.config import Configuration, read_configuration
from monitor.credentials import read_secrets
from monitor.deliver.office import PostOffice
from monitor.deliver.stuck import tried_in_vain
from monitor.errors import StoreError, UnfitError
from monitor.lock import only_service
from monitor.matters import matters
from monitor.pipeline import Pipeline
from monitor.polling import Polling
from monitor.reload import Watched
from monitor.schedule import KEEP_TIME, LOOK_AT_FILES, PRUNE, Schedule, mind_the_clock
from spiders.yamlfile import Faults

log = logging.getLogger(__name__)

#: How long a stop waits for crawls that run; systemd kills after 90 s by default.
PATIENCE_AT_STOP = timedelta(seconds=20)

#: Steps of pruning in one go; what is left is pruned the next time.
_PRUNING = 200

#: What `--once` waits for beyond the debounce of edits.
A_MOMENT = timedelta(seconds=5)

_TAKEN_AWAY = (
    "أُزيل ملف قاعدة البيانات أو استُبدل والخدمة تعمل: ما يُحفظ من الآن يضيع حين تتوقف. "
    "أوقفها وأعد الملف إلى مكانه:"
)


async def serve(config: Path, db: Path, *, once: bool) -> int:
    """Run until SIGTERM or SIGINT, or with `once` until every source has been polled.

    The exit code: 0, or 1 when something of the one round was not done.

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
                return await service.run_once()
            office.start()
            await service.run(files)
    return 0


def page_beside(db: Path) -> Path:
    """Where the channel's page is written while there is no bot."""
    return db.parent / "channel.html"


class Service:
    """Polls, plans and delivers, once or for years.

    `store` is open, and is closed by the caller; so is `office`, which delivers what is planned.
    """

    def __init__(self, configuration: Configuration, store: Store, office: PostOffice) -> None:
        self.configuration = configuration
        self.store = store
        self.office = office
        self.pipeline = Pipeline(store, configuration, office.destination)
        self.polling = Polling(store, self.pipeline, configuration, planned=office.wake)
        if office.desk:
            office.desk.matters = matters(self.pipeline)
        #: Whether the last saved file was wrong, and the admin chat was told.
        self._bad_files = False

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the times that posts show."""
        return self.configuration.settings.zone

    async def keep_time(self, *, gather: bool = True) -> None:
        """Plan what has waited for its time, such as a bundle at the end of quiet hours.

        Without `gather` alarms wait for no others.
        """
        supervisor, outages = self.office.supervisor, self.pipeline.outages
        if self.store.was_taken_away():
            log.error("%s was taken away; what is stored now is lost", self.store.path)
            await supervisor.say("taken away", [_TAKEN_AWAY, str(self.store.path)])
        failures: list[Exception] = []
        try:
            failures = await self.store.run(self.pipeline.keep_time, clock.now(), gather=gather)
            await self.store.run(outages.tell, self.zone, clock.now())
        except StoreError as error:
            log.warning("what has waited waits on: %s", error)
            if isinstance(error, UnfitError):  # which no wait ends
                failures = [error]
        for failure in failures:
            await supervisor.failed("keeping time", failure)
        # A disk that takes no crawl has taken the above, if there was nothing to plan.
        if lines := outages.lasting(self.zone, clock.now()):
            await supervisor.say(lines[0], lines)
        self.office.wake()

    # --- one round --------------------------------------------------------------------------

    async def run_once(self) -> int:
        """Poll every source once and deliver what is planned; 1 when not all of it was done."""
        await self.polling.poll_all()
        await self.keep_time(gather=False)
        settings = self.configuration.settings
        # A doubt holds up all of its chat, so that it is worth the wait.
        patience = max(settings.edit_debounce, settings.unknown_grace)
        await self.office.deliver_all(patience + A_MOMENT)
        undelivered = await self.store.run(tried_in_vain, self.pipeline.ledger, clock.now())
        for line in undelivered:
            log.warning("not delivered: %s", line)
        return 1 if self.polling.went_wrong or undelivered else 0

    # --- for years --------------------------------------------------------------------------

    async def run(self, files: Watched) -> None:
        """Poll by schedule until a signal says stop; then let what runs finish."""
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await self._try_disk()
        schedule = Schedule(self.polling.poll, failed=self.office.supervisor.failed)
        schedule.start()
        await self._follow(schedule)
        schedule.every(LOOK_AT_FILES, lambda: self._reload(files, schedule), "reloading")
        schedule.every(KEEP_TIME, self.keep_time, "keeping time")
        schedule.every(PRUNE, self._prune, "pruning")
        log.info("watching %d outlets", len(self.polling.sources))
        clocks = asyncio.ensure_future(mind_the_clock(schedule, self._clock_moved))
        await stop.wait()
        clocks.cancel()
        schedule.pause()
        await self.polling.finish(PATIENCE_AT_STOP)
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

    async def _follow(self, schedule: Schedule) -> None:
        """Poll by the configuration as it is now, and note the rules that are in use from now."""
        dues = await self.store.run(self._dues)
        schedule.set_sources(self.polling.sources, dues, now=clock.now())
        try:
            await self.store.run(
                self.pipeline.rulebook.keep, self.configuration.rules, clock.now()
            )
        except StoreError as error:
            log.warning("the rules are noted with the next crawl: %s", error)

    def _dues(self) -> dict[str, datetime]:
        dues = {source.id: self.store.next_due(source.id) for source in self.polling.sources}
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
        if outcome is None:
            return
        before, self._bad_files = self._bad_files, isinstance(outcome, Faults)
        admin = self.pipeline.admin
        if isinstance(outcome, Faults):
            for fault in outcome.faults:
                log.warning("kept the last good configuration: %s", fault)
            await self.store.run(admin.report_bad_files, outcome, clock.now())
        else:
            self.configuration = outcome
            # First the chats, or a rule's new chat would have no address yet.
            await self.office.use(outcome.settings)
            await self.store.run(self.pipeline.use, outcome)
            self.polling.use(outcome)
            await self._follow(schedule)
            log.info("reloaded the configuration")
            if before:
                await self.store.run(admin.report_good_files, clock.now())
        self.office.wake()

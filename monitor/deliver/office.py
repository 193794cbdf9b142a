"""Who delivers where: one courier for each chat, by Telegram or to a page on this machine.

In: the settings, the secrets, the store.
Wires couriers, channels and the ledger together; decides nothing about a post.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from operator import attrgetter
from pathlib import Path

from monitor import clock
from monitor.archive.store import Store
from monitor.credentials import Secrets
from monitor.deliver.admin import AdminChat
from monitor.deliver.channel import TelegramChannel
from monitor.deliver.courier import Courier
from monitor.deliver.desk import Desk
from monitor.deliver.ledger import Ledger
from monitor.deliver.page import PAGE_TITLE, PageChannel
from monitor.deliver.ports import Channel
from monitor.deliver.post import PAGE, Pace
from monitor.deliver.presses import Presses
from monitor.deliver.supervisor import Supervisor, in_words
from monitor.deliver.takeover import became, follow
from monitor.errors import StoreError
from monitor.render.courier_lines import with_headline
from monitor.settings import Settings

log = logging.getLogger(__name__)

#: Settings that are read once, when the service starts.
_READ_AT_START = ("telegram.base_url", "telegram.read_timeout", "crawling.at_once")


def telegram_channel(settings: Settings, secrets: Secrets) -> TelegramChannel | None:
    """The bot as a channel, or None while there is no token.

    Raises:
        MarqabError: what stands there is no token.
    """
    if secrets.telegram_token is None:
        return None
    return TelegramChannel(
        secrets.telegram_token.get_secret_value(),
        secrets.telegram_base_url or settings.telegram.base_url,
        read_timeout=settings.telegram.read_timeout,
    )


def pace_of(settings: Settings) -> Pace:
    """The ledger's pace, as the settings want it."""
    return Pace(
        gap=settings.pace.gap,
        per_minute=settings.pace.per_minute,
        grace=settings.unknown_grace,
    )


def destination_of(chat: str, settings: Settings, *, has_bot: bool) -> str:
    """Where posts to a chat go: Telegram's id, the page, or "" for nowhere.

    Messages to the operator never go to the page, which is what subscribers see.
    """
    address = settings.chat_id(chat) if has_bot else ""
    return address or ("" if chat == "admin" else PAGE)


class PostOffice:
    """The couriers of one Marqab."""

    def __init__(self, store: Store, settings: Settings, secrets: Secrets, *, page: Path) -> None:
        self._store = store
        self._settings = self._at_start = settings
        self._telegram = telegram_channel(settings, secrets)
        self._ledger = Ledger(store.db, pace_of(settings))
        self._admin = AdminChat(self._ledger, self.destination, wake=self.wake)
        self._admin.topic = settings.topic("admin")
        self._page = PageChannel(
            page, self._ledger, store.run, name=PAGE_TITLE, zone=settings.zone
        )
        #: What operators answer by one tap; None without a bot.
        self.desk: Desk | None = None
        if self._telegram:
            self.desk = Desk(
                Presses(self._telegram),
                self._ledger,
                store.run,
                now=clock.now,
                admin=lambda: self.destination("admin"),
                tell=self._tell,
                wake=self.wake,
            )
        self._couriers: dict[str, Courier] = {}
        self._working: dict[str, asyncio.Task[None]] = {}
        #: Looks at the chats while the couriers work already.
        self._checking: asyncio.Task[None] | None = None
        #: Hears what operators answer.
        self._answering: asyncio.Task[None] | None = None
        #: Groups that became others, old address to new.
        self._moved: Mapping[str, str] = {}
        #: Where something was still to be sent when the service started.
        self._left_over: Sequence[str] = ()
        self._stop = asyncio.Event()
        self.supervisor = Supervisor(
            self._telegram, lambda: (self.destination("admin"), self._admin.topic), self._stop
        )
        self._open_all_day = False
        if self._telegram is None:
            log.warning("no bot token: posts go to %s (see docs/operations.md)", page)

    def destination(self, chat: str) -> str:
        """Where posts to a chat go: Telegram's id, the page, or "" for nowhere."""
        address = destination_of(chat, self._settings, has_bot=self._telegram is not None)
        return self._moved.get(address, address)

    async def open(self) -> None:
        """Put what was being sent when the process ended into doubt, and employ couriers.

        What keeps the bot from posting is said a little later: looking waits for Telegram.
        """
        doubts = await self._store.run(self._ledger.recover, clock.now())
        for post in doubts:
            log.warning("post %d to %s may or may not have arrived", post.id, post.chat)
        await self._follow()
        self._left_over = await self._store.run(self._ledger.destinations_with_work)
        self._employ()
        if self._telegram:
            self._checking = asyncio.ensure_future(self._check_chats(self._telegram))

    def start(self) -> None:
        """Deliver whatever is planned and hear what is answered, until `close`."""
        self._open_all_day = True
        self._employ()
        if self.desk:
            desk = self.desk
            work = self.supervisor.keep("the desk", lambda: desk.work(self._stop))
            self._answering = asyncio.ensure_future(work)

    async def deliver_all(self, patience: timedelta) -> None:
        """Deliver all that is planned and due within `patience`; instead of `start`.

        What was answered since the last time is heard first.
        """
        if self.desk:
            await self.desk.turn(timedelta(0))
        await self._deliver_once(patience)
        # What one courier has to say to the operator may come when another has ended, right
        # after its last message; and a chat that has moved has a new one.
        employed = 0
        while employed < len(self._couriers):
            employed = len(self._couriers)
            await self._deliver_once(self._ledger.pace.gap)

    async def _deliver_once(self, patience: timedelta) -> None:
        work = [courier.deliver_all(patience, self._stop) for courier in self._couriers.values()]
        # One that fails must not take the connection away from what others have in flight.
        failures = [*filter(None, await asyncio.gather(*work, return_exceptions=True))]
        for failure in failures[1:]:
            log.error("while delivering: %s", failure, exc_info=failure)
        if failures:
            raise failures[0]

    async def use(self, settings: Settings) -> None:
        """Work by these settings from now on, but for those that are read at start."""
        for name in _READ_AT_START:
            value = attrgetter(name)
            if value(settings) not in {value(self._settings), value(self._at_start)}:
                log.warning("monitor.yaml: %s has changed; that needs a restart", name)
        self._settings = settings
        self._admin.topic = settings.topic("admin")
        self._ledger.pace = pace_of(settings)
        self._page.zone = settings.zone
        await self._follow()

    async def _became(self, old: str, new: str) -> None:
        """Telegram says that a group has another address."""
        try:
            await self._store.run(became, self._ledger, old, new)
        except StoreError as error:
            log.warning("that %s is %s now is not written down: %s", old, new, error)
        await self._follow()

    async def _follow(self) -> None:
        """What waits for a group that has become another goes there; the operator hears of it."""
        try:
            followed = await self._store.run(follow, self._ledger, clock.now())
            self._moved = await self._store.run(self._ledger.moved)
        except StoreError as error:
            log.warning("a group that has moved is followed at the next try: %s", error)
            return
        for old, new in followed.items():
            log.warning("what was planned for %s goes to %s, which it has become", old, new)
        for courier in self._couriers.values():
            courier.admin = self.destination("admin") or None
        for old, new in self._moved.items():
            stale = [c for c in self._settings.chats if self._settings.chat_id(c) == old]
            if stale:
                await self._plan(self._admin.tell_moved, stale, old, new)
        self.wake()

    async def _tell(self, line: str, key: str = "") -> None:
        """Say a line to the operator; the same `key` is said once."""
        log.warning("%s", line)
        key = key or f"operator.{clock.now().isoformat()}"
        await self._plan(self._admin.tell, key, with_headline(line))

    async def _plan(self, tell: Callable[..., None], *what: object) -> None:
        """Plan a message to the operator, and let it leave."""
        try:
            await self._store.run(tell, *what, clock.now())
        except StoreError as error:
            log.warning("the operator is not told: %s", error)
        self.wake()

    async def clock_moved(self, by: timedelta) -> None:
        """The wall clock was set by so much; see `Ledger.clock_moved`."""
        await self._store.run(self._ledger.clock_moved, by)
        self.wake()

    def wake(self) -> None:
        """Something may have been planned; a chat that is new gets its courier."""
        self._employ()
        for courier in self._couriers.values():
            courier.wake.set()

    async def close(self) -> None:
        """Finish the requests in flight and end, whatever has failed."""
        self._stop.set()
        asides = [task for task in (self._checking, self._answering) if task]
        for task in asides:
            task.cancel()
        tasks = [*self._working.values(), *asides]
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, Exception):
                log.error("while delivering: %s", result, exc_info=result)
        if self._telegram:
            await self._telegram.close()

    def _employ(self) -> None:
        """A courier for each chat that has none; one that works by itself after `start`."""
        chats = [self.destination(chat) for chat in self._settings.chats]
        # What was planned for a chat that is no longer configured still belongs there.
        for destination in dict.fromkeys(filter(None, [*chats, *self._left_over, PAGE])):
            channel: Channel | None = self._page if destination == PAGE else self._telegram
            if channel and destination not in self._couriers:
                self._couriers[destination] = self._courier(destination, channel)
            if self._open_all_day and destination in self._couriers.keys() - self._working.keys():
                work = self._keep_working(self._couriers[destination])
                self._working[destination] = asyncio.ensure_future(work)

    async def _keep_working(self, courier: Courier) -> None:
        """Start a courier, and again when it fails: its chat must not fall silent for ever."""
        chat = courier.destination

        async def mend(failure: Exception) -> None:
            # Whether what it was sending arrived is not known any more.
            await self._store.run(self._ledger.recover, clock.now(), chat)
            why = f"the courier failed: {in_words(failure)}"
            await self._store.run(self._ledger.note_failure, chat, why)

        await self.supervisor.keep(
            f"the courier of {chat}", lambda: courier.work(self._stop), mend
        )

    def _courier(self, destination: str, channel: Channel) -> Courier:
        return Courier(
            destination,
            channel,
            self._ledger,
            self._store.run,
            now=clock.now,
            operator=self._admin,
            moved=self._became,
            admin=self.destination("admin") or None,
        )

    async def _check_chats(self, telegram: TelegramChannel) -> None:
        """Say at start what would else show only when the first story cannot be posted."""
        admin = self.destination("admin")
        chats = {self.destination(chat): None for chat in self._settings.chats}
        found = {chat: await telegram.check(chat) for chat in chats if chat not in {"", PAGE}}
        # A wrong token is wrong for every chat.
        for line in dict.fromkeys(line for lines in found.values() for line in lines):
            if admin and not found[admin]:
                # A service that is started again and again says it once a day.
                await self._tell(line, key=f"check.{clock.now():%Y-%m-%d}.{line}")
            else:
                log.warning("%s", line)

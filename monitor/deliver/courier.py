"""Hand what is planned for one chat to that chat: in order, paced, each exactly once.

``planned → sending (on disk before the request leaves) → sent | failed | unknown``.
A post in doubt is settled by reading the channel back after a grace period; nothing new goes
to that chat meanwhile.
In: the ledger and a channel.
Out: the ledger's states, and lines an operator must hear.
Knows nothing of what a post says or why it was planned.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import ParamSpec, Protocol, TypeVar

from monitor.deliver.ledger import Ledger
from monitor.deliver.outcome import Blocked, Cannot, NotSent, Outcome, Probe, Sent, Unknown
from monitor.deliver.post import Doubt, Later, Post, Ready, Step
from monitor.deliver.readback import look_ahead, look_for, words
from monitor.errors import StoreError
from monitor.render.layout import looks_ours, visible

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")
W = TypeVar("W")

#: How long a full disk is left alone before the ledger is tried again.
DISK_PAUSE = timedelta(seconds=5)

#: A ledger that is behind is behind by posts that it would look for among its last ones.
LAST_POSTS = 200


class Channel(Protocol):
    """What a courier delivers to; see `monitor.deliver.channel` and `monitor.deliver.page`."""

    async def send(
        self,
        destination: str,
        html: str,
        *,
        silent: bool = False,
        reply_to: int | None = None,
        preview_url: str | None = None,
        topic: int | None = None,
        buttons: Sequence[tuple[str, str]] = (),
    ) -> Outcome:
        """Post a message."""

    async def edit(
        self,
        destination: str,
        message_id: int,
        html: str,
        *,
        preview_url: str | None = None,
        buttons: Sequence[tuple[str, str]] = (),
    ) -> Outcome:
        """Change a message."""

    async def probe(self, destination: str, message_id: int, admin: str) -> Probe:
        """Look what stands under a number."""


class Run(Protocol):
    """`monitor.archive.store.Store.run`: calls a function in the one thread that writes."""

    async def __call__(self, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result."""


class Courier:
    """The one worker of one chat."""

    def __init__(
        self,
        destination: str,
        channel: Channel,
        ledger: Ledger,
        run: Run,
        *,
        now: Callable[[], datetime],
        steady: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        tell: Callable[[str], Awaitable[None]],
        ask: Callable[[Post, str], Awaitable[None]] | None = None,
        behind: Callable[[str, int], Awaitable[None]] | None = None,
        moved: Callable[[str, str], Awaitable[None]] | None = None,
        admin: str | None = None,
    ) -> None:
        """Make a courier.

        `now` is the wall clock, which people and time servers move; `steady` counts seconds
        that nobody moves.
        `tell` passes a line on to the operator; it neither waits for this courier nor raises
        when that line cannot be stored.
        `ask` asks the operator, like `tell`, whether a post arrived that cannot be read back.
        `behind` hears, before the first post leaves, that the chat shows a post of ours that
        this ledger does not know, and under which number.
        `moved` hears that a chat, this one or the admin's, has another address: old and new.
        Without an `admin` chat nothing can be read back, and a doubt waits for the operator.
        """
        self.destination = destination
        #: Set it when something may have been planned.
        self.wake = asyncio.Event()
        self._channel = channel
        self._ledger = ledger
        self._run = run
        self._now = now
        self._steady = steady
        #: What was in doubt before this courier began may be as fresh as it is.
        self._doubted_at = steady()
        self._sleep = sleep
        self._tell = tell
        self._ask = ask
        self._behind = behind
        self._moved = moved
        #: Where doubtful posts are read back through; may be changed at any time.
        self.admin = admin

    async def work(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; the request in flight is finished and written down."""
        while not stop.is_set():
            self.wake.clear()
            pause = await self._do(await self._next(), stop)
            if not stop.is_set() and pause != timedelta(0):
                await self._rest(pause, stop)

    async def deliver_all(self, patience: timedelta, stop: asyncio.Event | None = None) -> None:
        """Deliver what is planned and due within `patience` from now, then return."""
        stop = stop or asyncio.Event()
        end = self._steady() + patience.total_seconds()
        while not stop.is_set():
            pause = await self._do(await self._next(), stop)
            if pause is None or (pause and self._steady() + pause.total_seconds() > end):
                return
            if pause:
                await self._rest(pause, stop)

    async def _do(self, step: Step, stop: asyncio.Event) -> timedelta | None:
        """Do one step; return how long to rest after it, None for until woken."""
        match step:
            case Ready(post):
                await self._deliver(post, stop)
            case Doubt(post):
                # The wall clock may have leapt over the grace period, and the request of a
                # moment ago may still land.
                fresh = self._doubted_at + self._ledger.pace.grace.total_seconds()
                if self._steady() < fresh:
                    return timedelta(seconds=fresh - self._steady())
                await self._read_back(post, stop)
            case Later(at):
                return max(at - self._now(), timedelta(milliseconds=1))
            case None:
                return None
        return timedelta(0)

    async def _next(self) -> Step:
        try:
            if self._behind:
                await self._look_ahead(self._behind)
            return await self._run(self._ledger.take, self.destination, self._now())
        except StoreError as error:
            # Nothing has been sent: what is not on disk as "sending" does not leave.
            log.warning("deliver: chat=%s %s", self.destination, error)
            return Later(self._now() + DISK_PAUSE)

    async def _look_ahead(self, behind: Callable[[str, int], Awaitable[None]]) -> None:
        """Before the first post leaves: has a newer ledger than this one been here?"""
        step = await self._run(self._ledger.next_for, self.destination, self._now())
        if not isinstance(step, Ready) or step.post.kind in ("edit", "admin"):
            return
        self._behind = None
        last = await self._run(self._ledger.last_message_id, self.destination)
        admin = self.admin
        if admin is None or last == 0:
            return

        async def is_foreign(text: str) -> bool:
            return await self._run(is_unknown, self._ledger, self.destination, text)

        found = await look_ahead(
            last, self._through(admin), is_foreign=is_foreign, sleep=self._sleep
        )
        if found:
            await behind(self.destination, found)

    async def _rest(self, pause: timedelta | None, stop: asyncio.Event) -> None:
        """Wait so long, or until woken or stopped."""
        waits: list[Awaitable[object]] = [self.wake.wait(), stop.wait()]
        if pause is not None:
            waits.append(self._sleep(pause.total_seconds()))
        tasks = [asyncio.ensure_future(wait) for wait in waits]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, post: Post, stop: asyncio.Event) -> None:
        if post.kind == "edit":
            assert post.target_message_id is not None, post.id
            outcome = await self._channel.edit(
                self.destination,
                post.target_message_id,
                post.html,
                preview_url=post.preview_url,
                buttons=post.buttons,
            )
        else:
            outcome = await self._channel.send(
                self.destination,
                post.html,
                silent=post.silent,
                reply_to=post.target_message_id,
                preview_url=post.preview_url,
                topic=post.topic,
                buttons=post.buttons,
            )
        if isinstance(outcome, Unknown):
            self._doubted_at = self._steady()
        log.info("deliver: post=%d kind=%s outcome=%s", post.id, post.kind, outcome)
        news = await self._write(self._ledger.record, post.id, outcome, stop)
        if news:
            await self._tell(news)
        if isinstance(outcome, Blocked) and outcome.moved_to and self._moved:
            await self._moved(self.destination, outcome.moved_to)

    async def _write(
        self,
        record: Callable[[int, W, datetime], str | None],
        post_id: int,
        what: W,
        stop: asyncio.Event,
    ) -> str | None:
        """Write down what is known now and may never be known again; what must be heard.

        A stop ends this after one more try; the next process then finds a doubt, and looks.
        """
        last_try = False
        while True:
            try:
                news = await self._run(record, post_id, what, self._now())
            except StoreError as error:
                log.warning("deliver: post=%d %s is not written down: %s", post_id, what, error)
                if last_try:
                    return None
                last_try = stop.is_set()
                await self._sleep(DISK_PAUSE.total_seconds())
                continue
            return news

    async def _read_back(self, post: Post, stop: asyncio.Event) -> None:
        found = await self._look_for(post, stop)
        if stop.is_set():
            return
        log.info("read back: post=%d %s", post.id, found)
        match found:
            case Sent() | NotSent():
                news = await self._write(self._ledger.settle, post.id, found, stop)
                if news:
                    await self._tell(news)
            case Cannot():
                news = await self._write(self._ledger.still_unknown, post.id, found, stop)
                if news and self._ask:
                    await self._ask(post, news)
                elif news:
                    await self._tell(news)

    async def _look_for(self, post: Post, stop: asyncio.Event) -> Sent | NotSent | Cannot:
        admin = self.admin
        if admin is None:
            return Cannot("there is no admin chat to read the channel back through")

        async def is_another(message_id: int) -> bool:
            return await self._run(self._ledger.is_recorded, self.destination, message_id)

        found = await look_for(
            post, self._through(admin), is_another=is_another, sleep=self._sleep, stop=stop
        )
        if isinstance(found, Cannot) and found.moved_to and self._moved:
            await self._moved(admin, found.moved_to)
            if self.admin != admin:  # what stands in the old group can still be forwarded
                return await self._look_for(post, stop)
        return found

    def _through(self, admin: str) -> Callable[[int], Awaitable[Probe]]:
        """Looks what stands under a number of this chat, by way of that one."""
        return lambda message_id: self._channel.probe(self.destination, message_id, admin)


def is_unknown(ledger: Ledger, destination: str, text: str) -> bool:
    """Whether a text has the layout of our posts, and no row of the ledger says it."""
    if not looks_ours(text):
        return False
    known = ledger.last_texts(destination, LAST_POSTS)
    return words(text) not in [words(visible(html)) for html in known]

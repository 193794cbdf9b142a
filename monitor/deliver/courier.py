"""Hand what is planned for one chat to that chat: in order, paced, each exactly once.

    take        the next post is ``sending`` on disk before its request leaves     ledger
    send        post or edit the message                                           channel
    record      ``sent``, ``failed``, ``unknown``, or ``planned`` again            recorder
    read back   a post in doubt is looked for after a grace period                 readback

Nothing new goes to a chat while one of its posts is in doubt.
In: the ledger and a channel.
Out: the ledger's states, and lines that an operator must hear.
Knows nothing of what a post says or why it was planned.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import TypeVar

from monitor.deliver.ledger import Ledger
from monitor.deliver.lookout import Ahead, is_unknown, look_ahead
from monitor.deliver.outcome import Blocked, Cannot, NotSent, Sent, Unknown
from monitor.deliver.ports import Channel, Hears, Run
from monitor.deliver.post import PAGE, Doubt, Later, Post, Ready, Step
from monitor.deliver.readback import Look, look_for
from monitor.errors import StoreError, UnfitError

log = logging.getLogger(__name__)

W = TypeVar("W")

#: How long a full disk is left alone before the ledger is tried again.
DISK_PAUSE = timedelta(seconds=5)

#: How long it is left alone what the network did not let a courier see before its first post.
LOOK_PAUSE = timedelta(seconds=30)


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
        operator: Hears,
        moved: Callable[[str, str], Awaitable[None]] | None = None,
        admin: str | None = None,
    ) -> None:
        """Make a courier.

        `now` is the wall clock, which people and time servers move; `steady` counts seconds
        that nobody moves.
        What `operator` must hear is written down together with what it is about.
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
        #: What may have left before this courier began may be as fresh as it is.
        self._doubted_at = steady()
        #: Posts that were answered since the last doubt: nothing of them may still land.
        self._answered: set[int] = set()
        self._sleep = sleep
        self._operator = operator
        self._moved = moved
        #: Whether it was looked if a newer ledger was here; a page is this ledger.
        self._looked = destination == PAGE
        #: Where doubtful posts are read back through; may be changed at any time.
        self.admin = admin

    async def work(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; the request in flight is finished and written down."""
        while not stop.is_set():
            self.wake.clear()
            pause = await self._do(await self._next(stop), stop)
            if not stop.is_set() and pause != timedelta(0):
                await self._rest(pause, self.wake, stop)

    async def deliver_all(self, patience: timedelta, stop: asyncio.Event | None = None) -> None:
        """Deliver what is planned and due within `patience` from now, then return."""
        stop = stop or asyncio.Event()
        end = self._steady() + patience.total_seconds()
        while not stop.is_set():
            pause = await self._do(await self._next(stop), stop)
            if pause is None or (pause and self._steady() + pause.total_seconds() > end):
                return
            if pause:
                await self._rest(pause, self.wake, stop)

    async def _do(self, step: Step, stop: asyncio.Event) -> timedelta | None:
        """Do one step; return how long to rest after it, None for until woken."""
        match step:
            case Ready(post):
                await self._deliver(post, stop)
            case Doubt(post):
                if fresh := self._still_landing():
                    return fresh
                await self._read_back(post, stop)
            case Later(at):
                return max(at - self._now(), timedelta(milliseconds=1))
            case None:
                return None
        return timedelta(0)

    def _still_landing(self) -> timedelta:
        """How long the last request whose answer was lost may still land.

        The wall clock may have leapt over its grace period.
        """
        landed = self._doubted_at + self._ledger.pace.grace.total_seconds()
        return timedelta(seconds=max(0.0, landed - self._steady()))

    async def _next(self, stop: asyncio.Event) -> Step:
        try:
            step = await self._run(self._ledger.next_for, self.destination, self._now())
            if isinstance(step, Ready) and (pause := await self._pause_before(step.post, stop)):
                return Later(self._now() + pause)
            return await self._run(self._ledger.take, self.destination, self._now())
        except UnfitError:
            raise  # no room that is made and no wait helps
        except StoreError as error:
            # Nothing has been sent: what is not on disk as "sending" does not leave.
            log.warning("deliver: chat=%s %s", self.destination, error)
            return Later(self._now() + DISK_PAUSE)

    async def _pause_before(self, post: Post, stop: asyncio.Event) -> timedelta:
        """How long this post, which is due, must wait all the same."""
        may_land = post.kind == "edit" and post.attempts and post.id not in self._answered
        if may_land and (pause := self._still_landing()):
            return pause  # an older text that was lost would land on top of it
        if self._looked or post.chat == "admin":
            return timedelta(0)
        return await self._look_ahead(stop)

    async def _look_ahead(self, stop: asyncio.Event) -> timedelta:
        """Before anything leaves: was a newer ledger than this one here? How long to wait then."""
        last = await self._run(self._ledger.last_message_id, self.destination)
        ahead: Ahead | Cannot = Cannot("there is no admin chat to look through")
        if self.admin:
            look = self._look(self.admin, stop)
            ahead = await look_ahead(last, look, is_foreign=self._is_foreign)
        if isinstance(ahead, Cannot):
            log.warning("cannot look ahead in %s: %s", self.destination, ahead.reason)
        else:
            await self._run(self._saw, ahead, self._now())
            self._operator.wake()
        self._looked = isinstance(ahead, Ahead) or not ahead.passing
        return timedelta(0) if self._looked else LOOK_PAUSE

    def _saw(self, ahead: Ahead, now: datetime) -> None:
        with self._ledger.transaction():
            self._ledger.saw(self.destination, ahead.last)
            if ahead.ours:
                self._operator.hold_chat(self.destination, ahead.ours, now)

    async def _rest(self, pause: timedelta | None, *until: asyncio.Event) -> None:
        """Wait so long, or for one of these."""
        waits: list[Awaitable[object]] = [event.wait() for event in until]
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
            self._answered.clear()
        else:
            self._answered.add(post.id)
        log.info("deliver: post=%d kind=%s outcome=%s", post.id, post.kind, outcome)
        await self._write(self._ledger.record, post, outcome, stop)
        if isinstance(outcome, Blocked) and outcome.moved_to and self._moved:
            await self._moved(self.destination, outcome.moved_to)

    async def _write(
        self,
        record: Callable[[int, W, datetime], str | None],
        post: Post,
        what: W,
        stop: asyncio.Event,
    ) -> None:
        """Write down `what` came of a post; while the disk refuses, again and again.

        It is known now and may never be known again.
        A stop ends this after one more try; the next process then finds a doubt, and looks.
        """
        last_try = False
        while True:
            try:
                news = await self._run(self._written, record, post, what, self._now())
            except UnfitError:
                raise  # the post is in doubt then, and read back when a person has mended it
            except StoreError as error:
                log.warning("deliver: post=%d %s is not written down: %s", post.id, what, error)
                if last_try:
                    return
                last_try = stop.is_set()
                await self._sleep(DISK_PAUSE.total_seconds())
                continue
            if news:
                log.warning("%s", news)
                self._operator.wake()
            return

    def _written(
        self, record: Callable[[int, W, datetime], str | None], post: Post, what: W, now: datetime
    ) -> str | None:
        # A line that was lost while what it is about is on disk would never be said again.
        with self._ledger.transaction():
            news = record(post.id, what, now)
            if news and isinstance(what, Cannot):
                self._operator.ask(post, news, now)
            elif news:
                self._operator.hear(news, now)
        return news

    async def _read_back(self, post: Post, stop: asyncio.Event) -> None:
        found = await self._look_for(post, stop)
        if stop.is_set():
            return
        log.info("read back: post=%d %s", post.id, found)
        match found:
            case Sent() | NotSent():
                await self._write(self._ledger.found, post, found, stop)
            case Cannot():
                await self._write(self._ledger.still_unknown, post, found, stop)

    async def _look_for(self, post: Post, stop: asyncio.Event) -> Sent | NotSent | Cannot:
        admin = self.admin
        if admin is None:
            return Cannot("there is no admin chat to read the channel back through")
        others = await self._run(self._ledger.numbers, self.destination)
        found = await look_for(
            post, self._look(admin, stop), others=others, is_foreign=self._is_foreign
        )
        if isinstance(found, Cannot) and found.moved_to and self._moved:
            await self._moved(admin, found.moved_to)
            if self.admin != admin:  # what stands in the old group can still be forwarded
                return await self._look_for(post, stop)
        return found

    async def _is_foreign(self, text: str) -> bool:
        return await self._run(is_unknown, self._ledger, self.destination, text)

    def _look(self, admin: str, stop: asyncio.Event) -> Look:
        """Looks what stands under the numbers of this chat, by way of that one."""
        return Look(
            lambda message_id: self._channel.probe(self.destination, message_id, admin),
            lambda pause: self._rest(pause, stop),
            stop,
        )

"""Who sends posts through bad weather: we, and three others.

    ledger       ours: a courier, its ledger on a file, doubts read back after a grace period
    restored     the same, but an old copy takes the place of its file
    no grace     the same, but doubts are read back at once
    retry        what one writes first: every failure is tried again
    once         the other choice: nothing is ever tried twice

In: a world (`bench.world`). Out: what its readers saw.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from bench.weather import Killed
from bench.world import ADMIN, CHANNEL, Tally, World, words
from monitor.archive.store import Store
from monitor.deliver.courier import Courier
from monitor.deliver.holds import Cause, Holds
from monitor.deliver.ledger import Ledger
from monitor.deliver.outcome import NotSent, Outcome, Sent, Wait
from monitor.deliver.post import Pace, Plan, Post
from monitor.errors import StoreError

#: How often a post is edited while it is sent.
_EDITED_IN_FLIGHT = 0.1

#: Longer than any weather lasts.
_ENOUGH = timedelta(days=5)


class Sender(Protocol):
    """Sends so many posts in this world, whatever becomes of its process."""

    async def __call__(self, world: World, posts: int) -> Tally:
        """What readers saw."""


# --- ours -----------------------------------------------------------------------------------


async def ledger(world: World, posts: int, pace: Pace | None = None) -> Tally:
    """A courier and its ledger."""
    sender = Ours(world, pace or Pace())
    for batch in world.plans(posts):
        sender.plan(batch)
        await sender.live(timedelta(seconds=world.weather.chance.choice((1, 5, 30, 120))))
        sender.set_clock(world.weather.leap())
    while sender.open():
        await sender.live(_ENOUGH)
    return world.tally(edits=True)


async def no_grace(world: World, posts: int) -> Tally:
    """Ours, but a doubt is read back at once."""
    return await ledger(world, posts, Pace(grace=timedelta(0)))


async def restored(world: World, posts: int) -> Tally:
    """Ours, whose database is replaced by a copy of half-way when all has left.

    What was planned since is planned again, as outlets would bring it; what is held is dropped.
    """
    sender = Ours(world, Pace())
    batches = [*world.plans(posts)]
    half, copy = len(batches) // 2, world.file.with_suffix(".old")

    async def deliver(these: list[list[tuple[int, int]]]) -> None:
        for batch in these:
            sender.plan(batch)
            await sender.live(timedelta(seconds=world.weather.chance.choice((1, 5, 30, 120))))

    await deliver(batches[:half])
    sender.store.backup(copy)
    await deliver(batches[half:])
    while sender.open():
        await sender.live(_ENOUGH)
    sender.restore(copy)
    await deliver(batches[half:])
    await sender.live(_ENOUGH)
    holds = Holds(sender.ledger)
    for hold in holds.open():
        holds.close(hold.id, "dropped", world.time.now())
    while sender.open():
        await sender.live(_ENOUGH)
    return world.tally(edits=False)


class Ours:
    """A process that dies and is started again, on one file."""

    def __init__(self, world: World, pace: Pace) -> None:
        self.world = world
        self.pace = pace
        #: Whether the chat may show what the ledger does not know; in haste it always may.
        self.may_be_behind = not pace.grace
        #: The ledger's number of each post.
        self.ids: dict[int, int] = {}
        #: Posts in doubt that somebody is asked about.
        self.asked: set[int] = set()
        #: Somebody is asked.
        self.interrupted = asyncio.Event()
        self.start()

    def start(self) -> None:
        """A new process."""
        self.store = Store(self.world.file).open()
        self.ledger = Ledger(self.store.db, self.pace)
        self.ledger.recover(self.world.time.now())
        self.courier = Courier(
            CHANNEL,
            _Mortal(self.world, self._meanwhile),
            self.ledger,
            self.world.weather.on_disk,
            now=self.world.time.now,
            steady=self.world.time.steady,
            sleep=self.world.sleep,
            operator=_Person(self),
            admin=ADMIN,
        )

    def plan(self, batch: list[tuple[int, int]]) -> None:
        """Plan these posts and edits."""
        for number, version in batch:
            plan = Plan(
                key=f"{number}.{version}",
                chat="main",
                destination=CHANNEL,
                kind="edit" if version else "post",
                html=words(number, version),
                severity="normal",
                reason="a trial",
                target_id=self.ids.get(number) if version else None,
            )
            [filed] = self.ledger.plan([plan], self.world.time.now())
            self.ids.setdefault(number, filed.post_id)

    async def live(self, patience: timedelta) -> None:
        """Deliver for so long; a process that dies is started again."""
        while True:
            try:
                self.interrupted = asyncio.Event()
                await self.courier.deliver_all(patience, self.interrupted)
                if not self.answer():
                    return
            except (Killed, StoreError):
                self.store.close()
                await self.world.sleep(self.world.weather.chance.uniform(1, 40))
                self.start()
                self.answer()  # who was asked looks, whatever becomes of the process

    def restore(self, copy: Path) -> None:
        """An old copy takes the place of the database."""
        self.may_be_behind = True
        self.store.close()
        copy.replace(self.world.file)
        self.start()
        known = {number: self.ledger.by_key(f"{number}.0") for number in self.ids}
        self.ids = {number: post.id for number, post in known.items() if post}

    def _meanwhile(self, html: str) -> None:
        """A post may be edited while it is on its way, but on a fine day."""
        weather = self.world.weather
        if not weather.fair and weather.chance.random() < _EDITED_IN_FLIGHT:
            number = int(html.split()[2])
            self.world.versions[number] += 1
            self.plan([(number, self.world.versions[number])])

    def answer(self) -> bool:
        """Somebody looks into the channel for what could not be proved; whether anything was."""
        was_asked = bool(self.asked)
        if not self.pace.grace:
            for hold in Holds(self.ledger).open():
                was_asked = True
                Holds(self.ledger).close(hold.id, "released", self.world.time.now())
        for post in self.ledger.unsettled():
            if post.id in self.asked:
                messages = self.world.channel.messages.values()
                seen = [one.message_id for one in messages if one.own and one.html == post.html]
                looked = Sent(seen[0]) if seen else NotSent("a person looked")
                self.ledger.settle_by_hand(post.id, looked, self.world.time.now())
        self.asked.clear()
        return was_asked

    def set_clock(self, by: timedelta) -> None:
        """The wall clock is set, and the service sees it."""
        self.world.time.leap += by
        self.ledger.clock_moved(by)

    def open(self) -> bool:
        """Whether something is still to be delivered."""
        return bool(self.ledger.open_posts())


class _Mortal:
    """The bot in a process that may die; `meanwhile` happens while a post is sent."""

    def __init__(self, world: World, meanwhile: Callable[[str], None]) -> None:
        self._send = world.weather.mortal(world.telegram.send)
        self._meanwhile = meanwhile
        self.edit = world.weather.mortal(world.telegram.edit)
        # A search is many steps, and what dies in one has written nothing.
        self.probe = world.telegram.probe

    async def send(self, destination: str, html: str, **how: Any) -> Outcome:
        """Send a post."""
        self._meanwhile(html)
        return await self._send(destination, html, **how)


class _Person:
    """An operator who notes what is asked."""

    def __init__(self, ours: Ours) -> None:
        self._ours = ours

    def hear(self, line: str, now: datetime) -> None:
        """Pass over a line."""

    def ask(self, post: Post, line: str, now: datetime) -> None:  # noqa: ARG002 it is their time
        """Look for this post, later."""
        self._ours.asked.add(post.id)
        self._ours.interrupted.set()

    def hold_chat(self, destination: str, message_id: int, now: datetime) -> None:
        """Hold a chat that shows more than the ledger knows."""
        reason = f"message {message_id}"
        assert self._ours.may_be_behind, reason
        Holds(self._ours.ledger).begin(Cause("chat", destination, reason, reason), now)

    def wake(self) -> None:
        """Pass over what nobody wrote."""


# --- the others -----------------------------------------------------------------------------


async def retry(world: World, posts: int) -> Tally:
    """Every failure is tried again; what is done is remembered after it was done."""

    async def deliver(send: Callable[[], Awaitable[Outcome]]) -> None:
        while True:
            try:
                outcome = await send()
            except Killed:
                continue
            if isinstance(outcome, Sent):
                return
            await world.sleep(_patience(outcome))

    return await _simple(world, posts, deliver)


async def once(world: World, posts: int) -> Tally:
    """What is begun is remembered before it is done, and never tried again."""

    async def deliver(send: Callable[[], Awaitable[Outcome]]) -> None:
        try:
            outcome = await send()
        except Killed:
            return
        if isinstance(outcome, Wait):
            await world.sleep(_patience(outcome))

    return await _simple(world, posts, deliver)


async def _simple(
    world: World,
    posts: int,
    deliver: Callable[[Callable[[], Awaitable[Outcome]]], Awaitable[None]],
) -> Tally:
    send = world.weather.mortal(world.telegram.send)
    for batch in world.plans(posts):
        number = batch[0][0]
        await deliver(lambda number=number: send(CHANNEL, words(number, 0)))  # type: ignore[misc]
        await world.sleep(4)
    await world.sleep(200)
    return world.tally(edits=False)


def _patience(outcome: Outcome) -> float:
    return outcome.patience.total_seconds() if isinstance(outcome, Wait) else 2.0


SENDERS: dict[str, Sender] = {
    "ledger": ledger,
    "restored": restored,
    "no grace": no_grace,
    "retry": retry,
    "once": once,
}

"""Who sends posts through bad weather: we, and three others.

    ledger       ours: a courier, its ledger on a file, doubts read back after a grace period
    no grace     the same, but doubts are read back at once
    retry        what one writes first: every failure is tried again
    once         the other choice: nothing is ever tried twice

In: a world (`bench.world`). Out: what its readers saw.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from bench.weather import Killed
from bench.world import ADMIN, CHANNEL, Tally, World, words
from monitor.archive.store import Store
from monitor.deliver.courier import Courier
from monitor.deliver.ledger import Ledger
from monitor.deliver.outcome import Outcome, Sent, Wait
from monitor.deliver.post import Pace, Plan, Post
from monitor.errors import StoreError

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


class Ours:
    """A process that dies and is started again, on one file."""

    def __init__(self, world: World, pace: Pace) -> None:
        self.world = world
        self.pace = pace
        #: The ledger's number of each post.
        self.ids: dict[int, int] = {}
        self.start()

    def start(self) -> None:
        """A new process."""
        self.store = Store(self.world.file).open()
        self.ledger = Ledger(self.store.db, self.pace)
        self.ledger.recover(self.world.time.now())
        self.courier = Courier(
            CHANNEL,
            _Mortal(self.world),
            self.ledger,
            self.world.weather.on_disk,
            now=self.world.time.now,
            steady=self.world.time.steady,
            sleep=self.world.sleep,
            operator=_Nobody(),
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
                return await self.courier.deliver_all(patience)
            except (Killed, StoreError):
                self.store.close()
                await self.world.sleep(self.world.weather.chance.uniform(1, 40))
                self.start()

    def set_clock(self, by: timedelta) -> None:
        """The wall clock is set, and the service sees it."""
        self.world.time.leap += by
        self.ledger.clock_moved(by)

    def open(self) -> bool:
        """Whether something is still to be delivered."""
        return bool(self.ledger.open_posts())


class _Mortal:
    """The bot in a process that may die."""

    def __init__(self, world: World) -> None:
        self.send = world.weather.mortal(world.telegram.send)
        self.edit = world.weather.mortal(world.telegram.edit)
        self.probe = world.weather.mortal(world.telegram.probe)


class _Nobody:
    """An operator who does nothing: it goes well without."""

    def hear(self, line: str, now: datetime) -> None:
        """Pass over a line."""

    def ask(self, post: Post, line: str, now: datetime) -> None:
        """Pass over a question."""

    def hold_chat(self, destination: str, message_id: int, now: datetime) -> None:
        """Pass over a ledger that is behind."""

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
    "no grace": no_grace,
    "retry": retry,
    "once": once,
}

"""Does every post arrive once, and in order, when everything breaks?

One trial sends posts through python-telegram-bot to the strict Bot API double over real HTTP, in
one weather (`bench.weather`), by one sender:

    ledger       ours: a courier, its ledger on a file, doubts read back after a grace period
    no grace     the same, but doubts are read back at once
    retry        what one writes first: every failure is tried again
    once         the other choice: nothing is ever tried twice

All of them live through the same faults, deaths, full disks, leaps of the clock, and another
person who writes in the channel meanwhile.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from bench.weather import Killed, VirtualTime, Weather
from monitor.archive.store import Store
from monitor.deliver.channel import TelegramChannel
from monitor.deliver.courier import Courier
from monitor.deliver.ledger import Ledger
from monitor.deliver.outcome import Outcome, Sent, Wait
from monitor.deliver.post import Pace, Plan
from monitor.demo.botanswers import Rate
from monitor.demo.botapi import DEMO_TOKEN, BotApi
from monitor.demo.botrecords import Chat
from monitor.errors import StoreError

CHANNEL, ADMIN = "-1001111111111", "-1002222222222"

#: Of the last so many posts one is edited whenever a new one is planned: stories grow.
_GROWING = 3

#: Longer than any weather lasts.
_ENOUGH = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Tally:
    """What readers saw in the end, over one or more trials."""

    posts: int = 0
    lost: int = 0
    repeated: int = 0
    #: Posts that stand before an earlier one.
    disordered: int = 0
    #: Edited posts that do not show their last text; only of senders that edit.
    stale: int = 0
    edited: int = 0
    deaths: int = 0
    requests: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        names = self.__slots__
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass
class World:
    """A channel, an admin group, a bot, and the weather over them."""

    api: BotApi
    telegram: TelegramChannel
    time: VirtualTime
    weather: Weather
    file: Path
    #: Last version of each post, by its number.
    versions: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.channel = self.api.add_chat(Chat(int(CHANNEL)))
        self.api.add_chat(Chat(int(ADMIN), "supergroup"))

    async def sleep(self, seconds: float) -> None:
        """Time passes: what is late lands, and others write in the channel."""
        before = self.time.steady()
        await self.time.sleep(seconds)
        self.api.land_due()
        if not self.weather.fair and self.weather.chance.random() < min(
            0.2, (self.time.steady() - before) / 100
        ):
            self.api.chats.person_writes(self.channel, "شخص آخر")

    def plans(self, posts: int) -> Iterator[list[tuple[int, int]]]:
        """What is to be said, in batches: the number of a post and its version, 0 when new."""
        for number in range(posts):
            batch = [(number, 0)]
            self.versions[number] = 0
            if number:
                edited = self.weather.chance.randrange(max(0, number - _GROWING), number)
                self.versions[edited] += 1
                batch.append((edited, self.versions[edited]))
            yield batch

    def tally(self, *, edits: bool) -> Tally:
        """What readers see of it all."""
        shown = [
            tuple(map(int, message.text.split()[1::2]))
            for message in self.channel.messages.values()
            if message.own
        ]
        counts = Counter(number for number, _ in shown)
        order = list(counts)
        edited = {number: last for number, last in self.versions.items() if last and edits}
        return Tally(
            posts=len(self.versions),
            lost=len(self.versions.keys() - counts.keys()),
            repeated=sum(counts.values()) - len(counts),
            disordered=sum(
                one < last for one, last in zip(order, accumulate(order, max), strict=True)
            ),
            stale=sum((number, last) not in shown for number, last in edited.items()),
            edited=len(edited),
            deaths=self.weather.deaths,
            requests=len(self.api.calls),
        )


def words(number: int, version: int) -> str:
    """The text of a post."""
    return f"خبر {number} نسخة {version}"


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
            tell=_nobody,
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


async def _nobody(_: str) -> None:
    pass


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


@asynccontextmanager
async def open_world(weather: Weather) -> AsyncIterator[World]:
    """A world in this weather, without faults of its own; Telegram's limits hold in it."""
    time = VirtualTime()
    async with BotApi(now=time.true, rate=Rate()) as api:
        telegram = TelegramChannel(DEMO_TOKEN, api.base_url, read_timeout=timedelta(seconds=0.3))
        with TemporaryDirectory() as folder:
            yield World(api, telegram, time, weather, Path(folder) / "m.sqlite3")
        await telegram.close()


async def trial(seed: int, sender: str, posts: int) -> Tally:
    """So many posts by this sender in the weather of this seed."""
    weather = Weather(seed)
    async with open_world(weather) as one:
        for method in ("sendMessage", "editMessageText"):
            one.api.script(*weather.faults(posts * 2), method=method)
        for method in ("forwardMessage", "deleteMessage"):
            one.api.script(*weather.faults(posts, stalls=0), method=method)
        return await SENDERS[sender](one, posts)


def table(tallies: dict[str, Tally]) -> Iterator[str]:
    """One line for each sender, below a heading."""
    columns = ("posts", "lost", "repeated", "disordered", "stale", "deaths", "requests")
    yield f"{'sender':10}" + "".join(f"{name:>12}" for name in columns)
    for sender, tally in tallies.items():
        yield f"{sender:10}" + "".join(f"{getattr(tally, name):12}" for name in columns)


def run(seeds: range, posts: int) -> dict[str, Tally]:
    """Every sender through the weather of every seed."""

    async def all_of(sender: str) -> Tally:
        tally = Tally()
        for seed in seeds:
            tally += await trial(seed, sender, posts)
        return tally

    return {sender: asyncio.run(all_of(sender)) for sender in SENDERS}

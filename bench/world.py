"""A channel with readers: what is to be said in it, and what they saw in the end.

In: the weather. Out: a `World` in it, whose Bot API double speaks real HTTP, and a `Tally`.
Knows nothing of who sends.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.weather import VirtualTime, Weather
from monitor.deliver.channel import TelegramChannel
from monitor.demo.botanswers import Rate
from monitor.demo.botapi import DEMO_TOKEN, BotApi
from monitor.demo.botrecords import Chat
from monitor.render.bidi import RLM

CHANNEL, ADMIN = "-1001111111111", "-1002222222222"

#: Of the last so many posts one is edited whenever a new one is planned: stories grow.
_GROWING = 3


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
        chance = self.weather.chance
        if self.weather.fair or chance.random() >= min(0.2, (self.time.steady() - before) / 100):
            return
        pictures = chance.choice((1, 1, 1, 10))
        album = [self.api.chats.person_writes(self.channel, "شخص آخر") for _ in range(pictures)]
        if pictures > 1:
            for number in album:
                del self.channel.messages[number]

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
            tuple(map(int, message.text.split()[2::2]))
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
    """The text of a post, in the layout of ours."""
    return f"{RLM}🟠 خبر {number} نسخة {version}"


@asynccontextmanager
async def open_world(weather: Weather) -> AsyncIterator[World]:
    """A world in this weather, without faults of its own; Telegram's limits hold in it."""
    time = VirtualTime()
    async with BotApi(now=time.true, rate=Rate()) as api:
        telegram = TelegramChannel(DEMO_TOKEN, api.base_url, read_timeout=timedelta(seconds=0.3))
        telegram.sleep = time.sleep
        with TemporaryDirectory() as folder:
            yield World(api, telegram, time, weather, Path(folder) / "m.sqlite3")
        await telegram.close()
